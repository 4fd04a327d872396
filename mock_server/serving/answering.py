"""From a complete request to the bytes of its answer.

Waitress closes the connection after every answer without a Content-Length, a 204 and a chunked
one included, sorts the headers and changes their case. The head is built anew here for that.
"""

import json
from typing import TYPE_CHECKING, Any

from waitress.task import ErrorTask, Task, WSGITask
from waitress.utilities import build_http_date

from mock_server.serving.connection import ADDRESSES_KEY, ENVIRON_KEY, Connection
from mock_server.serving.log import logger
from mock_server.serving.pacing import Delivery, Paced

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from mock_server.serving.channels import Channel
    from mock_server.serving.parsing import RequestParser

SERVER_NAME = "eloqua-mock"
# Head and body go out in one packet up to here; above, the copy costs more than it saves.
_JOIN_UP_TO = 64 * 1024


class Answer(Task):
    """What the answers of the application and the server's own refusals share."""

    channel: "Channel"
    request: "RequestParser"  # type: ignore[assignment]  # the stubs say Error
    response_headers: list[tuple[str, str]]
    logger = logger

    @property
    def has_body(self) -> bool:
        return self.may_have_body and self.request.command != "HEAD"

    @property
    def may_have_body(self) -> bool:
        return not self.status.startswith(("1", "204", "304"))

    def build_response_header(self) -> bytes:
        self._delimit()
        given = {name.lower() for name, _ in self.response_headers}
        if "date" not in given:
            self.response_headers.append(("Date", build_http_date(self.start_time)))
        if "server" not in given:
            self.response_headers.append(("Server", SERVER_NAME))
        # "HTTP/1.1" to a 1.0 client too: it names what the server speaks (RFC 9110, 2.5).
        lines = [f"HTTP/1.1 {self.status}", *map(": ".join, self.response_headers), "", ""]
        return "\r\n".join(lines).encode("latin-1")

    def _delimit(self) -> None:
        """Say how long the body is; close the connection only where that cannot be said."""
        given = {name.lower() for name, _ in self.response_headers}
        if not self.may_have_body:
            # RFC 9110, 8.6: no Content-Length in a 204, not even the 0 that frameworks add.
            self.remove_content_length_header()
        elif "content-length" not in given and self.content_length is not None:
            self.response_headers.append(("Content-Length", str(self.content_length)))
        elif "content-length" not in given and self.has_body:
            self._delimit_without_length()
        self._say_whether_to_close(given)

    def _delimit_without_length(self) -> None:
        if self.version == "1.1":
            self.response_headers.append(("Transfer-Encoding", "chunked"))
            self.chunked_response = True
        else:
            self.close_on_finish = True

    def _say_whether_to_close(self, given: set[str]) -> None:
        wishes = self.request.headers.get("CONNECTION", "").lower().replace(" ", "").split(",")
        if "close" in wishes or (self.version == "1.0" and "keep-alive" not in wishes):
            self.close_on_finish = True
        if "connection" in given:
            return
        if self.close_on_finish:
            self.response_headers.append(("Connection", "close"))
        elif self.version == "1.0":
            self.response_headers.append(("Connection", "keep-alive"))

    def write(self, data: bytes) -> None:
        if not self.complete:
            raise RuntimeError("start_response was not called before body written")
        head = b"" if self.wrote_header else self.build_response_header()
        self.wrote_header = True
        self.put_out(head, self._framed(data))

    def put_out(self, head: bytes, body: bytes) -> None:
        if len(body) > _JOIN_UP_TO:
            self.channel.write_soon(head)
            self.channel.write_soon(body)
        else:
            self.channel.write_soon(head + body)

    def _framed(self, data: bytes) -> bytes:
        if not self.has_body:
            self.content_bytes_written += len(data)
            return b""
        if not data:
            return b""
        if self.chunked_response:
            return b"%X\r\n%b\r\n" % (len(data), data)
        if self.content_length is not None:
            data = data[: self.content_length - self.content_bytes_written]
        self.content_bytes_written += len(data)
        return data


class ApplicationAnswer(Answer, WSGITask):
    """The application's answer to a request that is here to its last byte."""

    response_headers: list[tuple[str, str]]
    _connection: Connection | None = None
    _kept: tuple[bytes, bytes] = b"", b""

    def get_environment(self) -> "WSGIEnvironment":
        environ: dict[str, Any] = super().get_environment()
        # Waitress folds leading slashes; what "//api" means is the application's to say.
        environ["PATH_INFO"] = self.request.path
        environ["SERVER_PORT"] = self.channel.port
        environ[ADDRESSES_KEY] = self.channel.server.ports
        environ[ENVIRON_KEY] = self._connection = Connection(self.channel)
        return environ

    @property
    def delivery(self) -> Delivery | None:
        return None if self._connection is None else self._connection.delivery

    def build_response_header(self) -> bytes:
        if self.delivery is not None:
            self.set_close_on_finish()
        return super().build_response_header()

    def put_out(self, head: bytes, body: bytes) -> None:
        """As it should, or kept until the answer is whole."""
        if self.delivery is None:
            super().put_out(head, body)
        else:
            self._kept = self._kept[0] + head, self._kept[1] + body

    def finish(self) -> None:
        if self.delivery is None:
            super().finish()
            return
        if not self.wrote_header:
            self.write(b"")
        if self.chunked_response:
            self.put_out(b"", b"0\r\n\r\n")
        self.channel.pace(Paced(self.delivery, self.delivery.chosen(*self._kept)))


class Refusal(Answer, ErrorTask):
    """The server's own answer: to what is not HTTP, came too late, or made the application fail."""

    def execute(self) -> None:
        error = self.request.error
        assert error is not None
        self.status = "400 There was a parsing error." if error.code == 400 else f"{error.code} {error.reason}"
        body, content_type = _told(error.code, error.reason, error.body)
        self.response_headers.append(("Content-Type", content_type))
        self.content_length = len(body)
        self.set_close_on_finish()
        self.channel.linger = True
        self.write(body)


def _told(code: int, reason: str, what: str) -> tuple[bytes, str]:
    """A 400 in the Bulk API's own shape, since clients of it read `failures`; all else in plain words."""
    if code == 400:
        failures = {"failures": [{"field": "body", "constraint": f"Must be a whole HTTP request: {what}."}]}
        return json.dumps(failures, separators=(",", ":")).encode(), "application/json; charset=utf-8"
    return f"{reason}: {what}\n".encode(), "text/plain; charset=utf-8"
