"""The header that names clauses: off by default, on where the server was told so."""

from __future__ import annotations

import pytest

from mock_server.settings import Settings
from mock_server.tests.in_process import InProcess, basic
from mock_server.web import routes
from mock_server.web.grounds import HEADER, grounds_of


def test_clauses_are_not_named_unless_wanted(mock: InProcess) -> None:
    """By default no answer carries the header: the real service has none."""
    assert HEADER not in mock.call("GET", "/syncs").headers
    assert HEADER not in mock.call("GET", "/syncs/9").headers


@pytest.mark.parametrize(
    ("verb", "path", "named"),
    [
        ("POST", "/opportunities/imports", "ERR-01"),
        ("GET", "/syncs", "PAG-07"),
        ("GET", "/syncs/9/rejects", "ERR-13"),
        ("GET", "/nowhere", "ERR-10"),
        ("PUT", "/syncs", "ERR-11"),
    ],
)
def test_clauses_are_named_where_wanted(verb: str, path: str, named: str) -> None:
    """With the setting each answer names ids of clauses and assumptions, those of a refusal where it is one."""
    mock = InProcess(settings=Settings(names_clauses=True))
    assert named in mock.call(verb, path).headers[HEADER].split(", ")
    assert HEADER not in mock.raw("GET", "/_mock/sites").headers
    assert "LOG-01" in mock.raw("GET", "/id", headers={"Authorization": basic(mock.site)}).headers[HEADER]


def test_every_route_has_its_grounds() -> None:
    """No route of the Bulk API or of login is answered without any clause."""
    every = [*routes.bulk_routes(), *routes.login_routes()]
    assert not [route for route in every if not grounds_of(f"{route.verb} {route.path}", 200)]
