"""A client that sends exactly the bytes it is told to."""

import json
import socket
from typing import Any, NamedTuple, Self


class Answer(NamedTuple):
    status_line: str
    headers: dict[str, str]
    body: bytes

    @property
    def status(self) -> int:
        return int(self.status_line.split(" ")[1])

    def json(self) -> Any:
        return json.loads(self.body)


class Wire:
    """One connection to 127.0.0.1."""

    def __init__(self, port: int, sock: socket.socket | None = None) -> None:
        self.sock = sock or socket.create_connection(("127.0.0.1", port), timeout=5)
        self._file = self.sock.makefile("rb")

    def send(self, data: bytes) -> Self:
        self.sock.sendall(data)
        return self

    def ask(self, line: str, *headers: str, body: bytes = b"") -> Answer:
        """One request in HTTP/1.1 and its answer; the body gets its Content-Length."""
        length = [f"Content-Length: {len(body)}"] if body else []
        head = [f"{line} HTTP/1.1", "Host: mock", *length, *headers, "", ""]
        return self.send("\r\n".join(head).encode("latin-1") + body).answer(bodiless=line.startswith("HEAD "))

    def answer(self, *, bodiless: bool = False) -> Answer:
        status_line = self._line()
        headers: dict[str, str] = {}
        while line := self._line():
            name, _, value = line.partition(":")
            headers[name] = value.strip()
        length = 0 if bodiless else int(headers.get("Content-Length", 0))
        body = self._file.read(length)
        if headers.get("Transfer-Encoding") == "chunked" and not bodiless:
            body = self._chunks()
        return Answer(status_line, headers, body)

    def ended(self) -> bool:
        """Wait until the server closes; False if it sends something instead."""
        return self._file.read(1) == b""

    def rest(self) -> bytes:
        """All until the server closes; a reset raises ConnectionResetError."""
        return b"".join(iter(lambda: self.sock.recv(65536), b""))

    def close(self) -> None:
        self._file.close()
        self.sock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _line(self) -> str:
        line = self._file.readline()
        if not line.endswith(b"\r\n"):
            raise ConnectionError("the server closed the connection")
        return line[:-2].decode("latin-1")

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self._line(), 16):
            body += self._file.read(size)
            self._line()
        self._line()
        return body
