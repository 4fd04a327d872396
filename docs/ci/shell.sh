#!/usr/bin/env bash
# A suite that uses the mock, in any CI with bash and Python 3.11+. Yours in place of docs/tutorial/example, and
# eloqua-mock in place of the dot where it does not stand beside it.
set -euo pipefail
python3 -m venv .venv-ci
.venv-ci/bin/python -m pip install --quiet . pytest pytest-xdist
.venv-ci/bin/python -m pytest -n 4 docs/tutorial/example
