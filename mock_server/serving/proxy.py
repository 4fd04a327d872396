"""An HTTPS forward proxy that answers for Eloqua's hosts: for programs in any language that heed `HTTPS_PROXY`."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import TYPE_CHECKING, Self

from mock_server.serving.as_eloqua import AsEloqua
from mock_server.serving.certificates import make_certificate, usual_authorities, write
from mock_server.serving.errors import MissingExtraError, PortInUseError, ProxyError
from mock_server.serving.server import Server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

STOPPING = 5.0
"""Seconds that the process has to end when it is asked to."""


class ForwardProxy:
    """Listens on 127.0.0.1 from when it is made until `stop`; a program started with `environment` calls `app`.

    `only`: to other hosts than Eloqua's and this machine nobody is let through. `folder`: where the certificates are
    written, else a temporary one that goes with the proxy. Raises ServingError.
    """

    def __init__(self, app: WSGIApplication, *, port: int = 0, only: bool = False, folder: Path | None = None) -> None:
        if find_spec("proxy") is None:
            raise MissingExtraError("the proxy", "proxy")
        certificate = make_certificate()
        self._temporary = TemporaryDirectory(prefix="eloqua-mock-") if folder is None else None
        folder = folder or Path(self._temporary.name if self._temporary else ".")
        self.ca_file = folder / "eloqua-mock-ca.pem"
        """The certificate of the authority alone."""
        self.bundle_file = folder / "eloqua-mock-bundle.pem"
        """The same with those that are trusted anyway, for clients whose list it replaces."""
        self._server = Server(AsEloqua(app), tls=certificate.context, second_port=None)
        try:
            write(self.ca_file, certificate.authority)
            write(self.bundle_file, usual_authorities() + certificate.authority)
            self._server.start()
            self._process, self.port = _start(port, self._server.port, only=only)
        except BaseException:
            self._server.stop()
            self._forget()
            raise
        self.url = f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What a program has to find in its environment: the proxy, and whom to trust.

        curl, Python and most others heed it; Node needs a preload for the proxy, but trusts as it is told.
        """
        bundle = str(self.bundle_file)
        return {
            "HTTPS_PROXY": self.url,
            "https_proxy": self.url,
            "SSL_CERT_FILE": bundle,
            "REQUESTS_CA_BUNDLE": bundle,
            "CURL_CA_BUNDLE": bundle,
            "NODE_EXTRA_CA_CERTS": str(self.ca_file),
        }

    def stop(self) -> None:
        """A second time does nothing."""
        _end(self._process)
        self._server.stop()
        self._forget()

    def _forget(self) -> None:
        if self._temporary is not None:
            self._temporary.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _start(port: int, tls_port: int, *, only: bool) -> tuple[subprocess.Popen[str], int]:
    """The proxy's process and its port. Raises ProxyError."""
    command = [sys.executable, "-m", "mock_server.serving.proxy_process", str(port), str(tls_port)]
    with TemporaryFile("w+") as told:
        process = subprocess.Popen(
            [*command, *(["only"] if only else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=told,
            text=True,
            start_new_session=True,  # or Ctrl-C, which goes to the whole group, ends it before us
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        if line.strip().isdigit():
            return process, int(line)
        process.communicate()
        told.seek(0)
        reason = (told.read().strip().splitlines() or ["no reason given"])[-1]
        if "Address already in use" in reason:
            raise PortInUseError("127.0.0.1", port)
        raise ProxyError(reason)


def _end(process: subprocess.Popen[str]) -> None:
    try:
        process.communicate(timeout=STOPPING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
    except ValueError:  # it was ended before: its pipes are closed
        process.wait()
