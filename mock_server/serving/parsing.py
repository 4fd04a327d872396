"""What waitress's parser lets through, and this server does not.

Each check stands for a way to make two readers of one request disagree about where it ends
(request smuggling), or to bring down the parser.
"""

import re
from typing import TYPE_CHECKING

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.receiver import ChunkedReceiver
from waitress.utilities import BadRequest, Error

if TYPE_CHECKING:
    from waitress.adjustments import Adjustments

_FOLDED = re.compile(rb"\r\n[ \t]")
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_TRANSFER_ENCODING = re.compile(rb"\r\ntransfer-encoding:([^\r\n]*)", re.IGNORECASE)
_REQUEST_LINE = re.compile(rb"[^ ]+ [^ ]+ HTTP/[0-9]\.[0-9]")
_ABSOLUTE = re.compile(rb"https?://", re.IGNORECASE)
# A size and a few extensions; a peer that never ends the line must not fill the memory.
_MAX_CHUNK_LINE = 4096
_MAX_TRAILER = 64 * 1024
_MAX_REMEMBERED = 4096


class VersionNotSupported(BadRequest):
    code = 505
    reason = "HTTP Version Not Supported"


class RequestParser(HTTPRequestParser):
    """Waitress's parser, stricter where strictness costs an honest client nothing."""

    command: str  # type: ignore[assignment]  # the stubs say bytes
    headers: dict[str, str]
    proxy_netloc: str

    def __init__(self, adj: "Adjustments", latest: "LatestFields | None" = None) -> None:
        """`latest`: of the connection that the request comes over."""
        super().__init__(adj)
        self._latest = latest
        self.path = ""
        self.query = ""
        self.request_uri = ""
        self.command = "GET"

    @property
    def begun(self) -> bool:
        return self.headers_finished or bool(self.header_plus.strip())

    def received(self, data: bytes) -> int:
        consumed: int = super().received(data)
        if not self.headers_finished and b"\n\n" in self.header_plus:
            # Lines that end in a bare LF: the end of the headers would never be seen.
            self.refuse(BadRequest("Bare CR or LF found in HTTP message"))
        if isinstance(self.body_rcv, ChunkedReceiver) and _endless(self.body_rcv):
            self.refuse(BadRequest("Chunk line or trailer too long"))
        if self.error or self.body_rcv is None:
            # Nothing more is wanted from this client; "100 Continue" would reopen the request.
            self.expect_continue = False
        return consumed

    def refuse(self, error: Error) -> None:
        self.error = error
        self.completed = True
        self.expect_continue = False

    def parse_header(self, header_plus: bytes) -> None:
        line, end, fields = header_plus.partition(b"\r\n")
        _check_request_line(line)
        latest, is_current = self._latest, line.endswith(b"HTTP/1.1")
        if latest is not None and is_current and latest.raw == fields:
            self._parse(_ascii(line) + end)
            self.headers.update(latest.parsed)
            self.connection_close = latest.closes
        else:
            if _FOLDED.search(header_plus):
                raise ParsingError("Folded header line")
            _check_transfer_encoding(header_plus)
            self._parse(_ascii(line) + end + fields)
            if latest is not None and is_current:
                latest.remember(fields, self)
        if self.version not in ("1.0", "1.1"):
            self.body_rcv = None
            self.content_length = 0
            self.refuse(VersionNotSupported("This server speaks HTTP/1.1"))
            return
        self._check_framing()
        self._check_host()

    def _parse(self, head: bytes) -> None:
        try:
            super().parse_header(head)
        except ValueError as error:  # an address like http://[::1, a number of 5000 digits
            raise ParsingError("Malformed request") from error

    def _check_framing(self) -> None:
        if "TRANSFER_ENCODING" in self.headers:  # waitress takes it out where it may stand
            raise ParsingError("Transfer-Encoding needs HTTP/1.1")
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("Content-Length and Transfer-Encoding in one request")

    def _check_host(self) -> None:
        host = self.headers.get("HOST")
        if host is None and self.version == "1.1":
            raise ParsingError("Host is missing")
        if host is not None and ("," in host or " " in host):
            raise ParsingError("More than one Host")
        if self.proxy_netloc and not self.request_uri.startswith("/"):
            # RFC 9112, 3.2.2: the authority of an absolute target replaces the Host.
            self.headers["HOST"] = self.proxy_netloc.rpartition("@")[2]
        if not self.path:
            self.path = "/"


class LatestFields:
    """The header fields that a connection's latest request without a body came with: most clients send the same again.

    To parse them costs a small call more than all else about it. None that says anything of a body is remembered.
    """

    def __init__(self) -> None:
        self.raw: bytes | None = None
        self.parsed: dict[str, str] = {}
        self.closes = False

    def remember(self, raw: bytes, parser: RequestParser) -> None:
        """Keep what the parser, which has just parsed them as of HTTP/1.1, made of them."""
        has_body = parser.body_rcv is not None or "CONTENT_LENGTH" in parser.headers
        if has_body or parser.error or parser.expect_continue or len(raw) > _MAX_REMEMBERED:
            return
        self.raw, self.parsed, self.closes = raw, dict(parser.headers), parser.connection_close


def _ascii(line: bytes) -> bytes:
    """Raw UTF-8 in a target, as a curl user types it, is meant percent-encoded."""
    return _NOT_ASCII.sub(lambda byte: b"%%%02X" % byte[0][0], line)


def _check_request_line(line: bytes) -> None:
    if not _REQUEST_LINE.fullmatch(line) or _CONTROL.search(line):
        raise ParsingError("Malformed request line")
    method, target, _ = line.split(b" ")
    if target.startswith(b"/") or _ABSOLUTE.match(target):
        return
    if not (method == b"OPTIONS" and target == b"*"):
        raise ParsingError("The request target is neither a path nor an http address")


def _check_transfer_encoding(header_plus: bytes) -> None:
    codings = _TRANSFER_ENCODING.findall(header_plus)
    if len(codings) > 1 or (codings and (b"," in codings[0] or not codings[0].strip())):
        raise ParsingError("More than one Transfer-Encoding")


def _endless(chunks: ChunkedReceiver) -> bool:
    return len(chunks.control_line) > _MAX_CHUNK_LINE or len(chunks.trailer) > _MAX_TRAILER
