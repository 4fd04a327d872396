"""A mock whose base URL is another origin than the one that `/id` is asked at, as with the service itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mock_server.serving.server import Server
    from mock_server.settings import Settings

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@contextmanager
def served(make: Callable[[Settings], Application]) -> Iterator[Server]:
    """The application that `make` makes, over two sockets of the loopback; the first, which is to be given to a client.

    `/id` names the second. Both answer every call, so that a client that does not ask is not stopped by it: that it
    went to the first shows what it does. A site that is moved is at neither of the two.
    """
    from mock_server.serving.server import Server
    from mock_server.settings import Settings

    made: list[Application] = []

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return made[0](environ, start_response)

    with ExitStack() as stack:
        first, other = Server(application), Server(application, second_port=None)
        made.append(make(Settings(public_url=other.url, second_public_url=first.second_url)))
        stack.enter_context(other)
        yield stack.enter_context(first)
