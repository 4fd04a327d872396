"""Bare Flask on the mock's HTTP server: one route, one method, an answer of one size.

`python -m contract_tests.bench.programs.bare_flask PORT METHOD PATH STATUS SIZE` serves until it is killed.
"""

from __future__ import annotations

import sys

from flask import Flask, Response

from mock_server.serving.server import Server


def bare(method: str, path: str, status: int, size: int) -> Flask:
    app = Flask("bare")
    body = '"' + "x" * (size - 2) + '"'

    @app.route(path, methods=[method])
    def view() -> Response:
        return Response(body, status, mimetype="application/json")

    return app


if __name__ == "__main__":
    port, method, path, status, size = sys.argv[1:]
    Server(bare(method, path, int(status), int(size)), port=int(port)).serve_forever()
