"""A request's body as it is read: its beginning is remembered, all of it counted, none of it copied."""

from __future__ import annotations

import io
from typing import Any


class Overheard(io.RawIOBase):
    """Stands in front of `wsgi.input`. `kept` are the first `bound` bytes at least, of those that were read."""

    def __init__(self, stream: Any, bound: int) -> None:
        self._stream = stream
        self._bound = bound
        self.kept = b""
        self.size = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        data: bytes = self._stream.read() if size is None or size < 0 else self._stream.read(size)
        if len(self.kept) < self._bound:
            self.kept += data[: self._bound - len(self.kept)]
        self.size += len(data)
        return data

    def readall(self) -> bytes:
        return self.read()

    def readinto(self, buffer: Any, /) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read_on(self) -> None:
        """The beginning of a body that nobody wanted: of a call that was refused for another reason."""
        while len(self.kept) < self._bound and self.read(self._bound - len(self.kept)):
            pass
