# The mock as a service container: docs/how-to/run-in-ci.md
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY mock_server ./mock_server
COPY contract_tests ./contract_tests
COPY fixtures ./fixtures
RUN python -m venv /opt/eloqua-mock \
    && /opt/eloqua-mock/bin/python -m pip install --no-cache-dir --disable-pip-version-check '/src[tls]'

FROM python:3.13-slim
COPY --from=build /opt/eloqua-mock /opt/eloqua-mock
ENV ELOQUA_MOCK_HOST=0.0.0.0 \
    ELOQUA_MOCK_PORT=8080 \
    ELOQUA_MOCK_SECOND_PORT=8081
# Nobody of the image: a number needs no entry in it.
USER 10001:10001
EXPOSE 8080 8081
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 \
    CMD ["/opt/eloqua-mock/bin/python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['ELOQUA_MOCK_PORT'] + '/_mock/health', timeout=2)"]
CMD ["/opt/eloqua-mock/bin/eloqua-mock", "serve"]
