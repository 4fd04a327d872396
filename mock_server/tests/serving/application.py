"""A small WSGI application that shows what it got, and misbehaves when asked."""

import hashlib
import json
import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

STATUSES = {
    "/created": "201 Created",
    "/none": "204 No Content",
    "/bad": "400 Bad Request",
    "/unauthorized": "401 You are not authorized to make this request.",
    "/missing": "404 Not Found",
}


class Application:
    """Counts its calls; `/wait` blocks until `gate` is open."""

    def __init__(self) -> None:
        self.calls = 0
        self.waiting = 0
        self.gate = threading.Event()
        self._lock = threading.Lock()

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        with self._lock:
            self.calls += 1
        answer = getattr(self, "on_" + environ["PATH_INFO"].strip("/"), None)
        if environ.get("HTTP_X_SHOW"):
            return _show(environ, start)
        if answer is not None:
            return answer(environ, start)  # type: ignore[no-any-return]  # one of the methods below
        status = STATUSES.get(environ["PATH_INFO"], "200 OK")
        return _answer(start, status, b"" if status.startswith("204") else b"fine")

    def on_read(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        return _answer(start, "200 OK", f"{len(body)} {hashlib.md5(body).hexdigest()}".encode())

    def on_refuse(self, _: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        return _answer(start, "413 Too much", b"no")

    def on_wait(self, _: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        with self._lock:
            self.waiting += 1
        self.gate.wait(10)
        return _answer(start, "200 OK", b"waited")

    def on_raise(self, _: "WSGIEnvironment", __: "StartResponse") -> Iterable[bytes]:
        raise RuntimeError("secret detail")

    def on_stream(self, _: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/plain")])
        return iter([b"one ", b"two"])

    def on_large(self, _: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        return _answer(start, "200 OK", b"x" * 3_000_000)

    def on_huge(self, _: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        return _answer(start, "200 OK", b"x" * 40_000_000)

    def on_abort(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        return _partly(environ["eloqua_mock.connection"].abort, start)

    def on_cut(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        return _partly(environ["eloqua_mock.connection"].cut, start)


def _partly(hang_up: Any, start: "StartResponse") -> Iterator[bytes]:
    start("200 OK", [("Content-Length", "100")])
    yield b"part"
    hang_up()
    yield b"never seen"


def _answer(start: "StartResponse", status: str, body: bytes) -> list[bytes]:
    start(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


def _show(environ: "WSGIEnvironment", start: "StartResponse") -> list[bytes]:
    text = {key: value for key, value in environ.items() if isinstance(value, str)}
    return _answer(start, "200 OK", json.dumps(text).encode())
