from collections.abc import Callable
from contextlib import closing

import pytest

from mock_server.tests.serving.wire import Wire


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        ("/", "/", ""),
        ("//api//bulk/2.0/syncs", "//api//bulk/2.0/syncs", ""),
        ("//[::1", "//[::1", ""),
        ("///", "///", ""),
        ("/a?b=c?d", "/a", "b=c?d"),
        ("/caf%C3%A9", "/caf\xc3\xa9", ""),
        ("/caf\xc3\xa9?q=\xc3\xa9", "/caf\xc3\xa9", "q=%C3%A9"),
        ("/100%2525", "/100%25", ""),
        ("/%zz%", "/%zz%", ""),
        ("/a%2Fb%00", "/a/b\x00", ""),
        ("/x[y]:z", "/x[y]:z", ""),
        ("http://other/api?x=1", "/api", "x=1"),
        ("http://other", "/", ""),
    ],
)
def test_the_path_reaches_the_application(connect: Callable[[], Wire], target: str, path: str, query: str) -> None:
    """The path is percent-decoded once and otherwise kept; a leading // is no host."""
    environ = environ_of(connect(), target)
    assert (environ["PATH_INFO"], environ["QUERY_STRING"]) == (path, query)


def test_the_host_of_an_absolute_target_wins(connect: Callable[[], Wire]) -> None:
    """The authority of an absolute target replaces the Host header."""
    assert environ_of(connect(), "http://other:81/api")["HTTP_HOST"] == "other:81"


@pytest.mark.parametrize(
    "target", ["*", "mock:443", "http://[::1", "http://[x]/", "ftp://x/", "a/b", "/a\tb", "/a\x7f"]
)
def test_a_silly_target_gives_400(wire: Wire, target: str) -> None:
    """A target that is neither a path nor an http address is the client's fault, never a 500."""
    assert wire.ask(f"GET {target}").status == 400


def environ_of(wire: Wire, target: str) -> dict[str, str]:
    """What the application is told: it shows it when asked under the name in the header."""
    with closing(wire):
        environ: dict[str, str] = wire.ask(f"GET {target}", "X-Show: environ").json()
    return environ
