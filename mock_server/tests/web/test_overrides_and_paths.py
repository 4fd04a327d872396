"""Overridden verbs and statuses, wrong verbs, unknown paths."""

from __future__ import annotations

import pytest

from mock_server.tests.in_process import BULK, InProcess
from mock_server.tests.web.asking import IMPORT, IMPORTS, failures

VERB = "X-HTTP-Method-Override"
STATUS = "X-HTTP-Status-Code-Override"


@pytest.mark.parametrize("verb", ["GET", "POST"])
@pytest.mark.parametrize("wanted", ["DELETE", "delete", " Delete "])
def test_get_and_post_can_be_made_a_delete(mock: InProcess, verb: str, wanted: str) -> None:
    """CONFIRMED: `X-HTTP-Method-Override: DELETE` on GET and POST replaces the verb."""
    uri = mock.create_import()
    assert mock.call(verb, uri, headers={VERB: wanted}).status_code == 204
    assert mock.call("GET", uri).status_code == 404


def test_a_post_can_be_made_a_put(mock: InProcess) -> None:
    """CONFIRMED: `X-HTTP-Method-Override: PUT` on a POST with a body replaces the definition."""
    uri = mock.create_import()
    answer = mock.call("POST", uri, IMPORT | {"name": "put"}, headers={VERB: "PUT"})
    assert answer.status == "200 OK"
    assert mock.get(uri)["name"] == "put"


@pytest.mark.parametrize("wanted", ["POST", "GET", "PATCH", "", "x"])
def test_other_verbs_are_not_overridden_to(mock: InProcess, wanted: str) -> None:
    """Only DELETE and PUT are documented; anything else in the header is ignored. [method-override]"""
    assert mock.call("GET", mock.create_import(), headers={VERB: wanted}).status_code == 200


@pytest.mark.parametrize("verb", ["PUT", "DELETE"])
def test_put_and_delete_are_not_overridden(mock: InProcess, verb: str) -> None:
    """Only GET and POST are replaced. [method-override]"""
    uri = mock.create_import()
    wanted = "DELETE" if verb == "PUT" else "PUT"
    answer = mock.call(verb, uri, IMPORT if verb == "PUT" else None, headers={VERB: wanted})
    assert answer.status_code == (200 if verb == "PUT" else 204)


def test_the_control_api_knows_no_overrides(mock: InProcess) -> None:
    """`/_mock` is the mock's own: a GET there stays a GET, its status what it is."""
    answer = mock.raw("GET", "/_mock/sites/TestCompany", headers={VERB: "DELETE", STATUS: "500"})
    assert answer.status_code == 200
    assert mock.get("/syncs")["items"] == []


@pytest.mark.parametrize(
    ("verb", "path", "body", "true_status"),
    [
        ("GET", "/syncs/9", None, 404),
        ("POST", IMPORTS, {}, 400),
        ("POST", IMPORTS, IMPORT, 201),
        ("GET", "/x", None, 404),
    ],
)
def test_the_status_of_any_answer_can_be_forced(
    mock: InProcess, verb: str, path: str, body: object, true_status: int
) -> None:
    """CONFIRMED: `X-HTTP-Status-Code-Override: 200` forces the status; the body stays what it was."""
    true = mock.call(verb, path, body)
    forced = mock.call(verb, path, body, headers={STATUS: "200"})
    assert (true.status_code, forced.status) == (true_status, "200 OK")
    assert len(forced.data) == len(true.data)


def test_a_forced_status_does_not_change_what_is_done(mock: InProcess) -> None:
    """A DELETE whose status is forced to 200 deletes, and a refused POST creates nothing."""
    uri = mock.create_import()
    assert mock.call("DELETE", uri, headers={STATUS: "200"}).status == "200 OK"
    mock.call("POST", IMPORTS, {}, headers={STATUS: "201"})
    assert mock.get("/imports")["items"] == []


def test_a_refused_login_can_be_forced_to_200(mock: InProcess) -> None:
    """The override holds for a 401 too, and still says nothing."""
    answer = mock.raw("GET", f"{BULK}/syncs", headers={STATUS: "200"})
    assert (answer.status, answer.data) == ("200 OK", b"")


@pytest.mark.parametrize("wanted", ["", "x", "99", "1000", "100", "301", "204", "299", "２００", "200\x0b1", "-200"])
def test_a_status_that_is_none_is_ignored(mock: InProcess, wanted: str) -> None:
    """Only known 2xx, 4xx and 5xx that may have a body are forced. [status-override]"""
    headers = {STATUS: wanted.encode().decode("latin-1")}
    assert mock.call("GET", "/syncs/9", headers=headers).status_code == 404


@pytest.mark.parametrize(
    ("verb", "path", "allowed"),
    [
        ("PUT", "/syncs", "GET, POST"),
        ("DELETE", "/syncs/1", "GET"),
        ("POST", "/opportunities/fields", "GET"),
        ("POST", f"{IMPORTS}/1", "DELETE, GET, PUT"),
        ("GET", f"{IMPORTS}/1/data", "DELETE, POST"),
        ("PATCH", IMPORTS, "GET, POST"),
        ("OPTIONS", "/imports", "GET"),
        ("POST", "/syncs/1/data", "DELETE, GET"),
    ],
)
def test_a_known_path_with_the_wrong_verb_is_405_with_allow(
    mock: InProcess, verb: str, path: str, allowed: str
) -> None:
    """405, no body, and `Allow` lists the verbs the path has."""
    answer = mock.call(verb, path)
    assert (answer.status, answer.data) == ("405 Method Not Allowed", b"")
    assert answer.headers["Allow"] == allowed


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/api/bulk/2.0/opportunity/imports", "/api/bulk/2.0/opportunities/imports"),
        ("/api/bulk/2.0/opportunities/import/7", "/api/bulk/2.0/opportunities/imports/{id}"),
        (
            "/api/bulk/2.0/opportunities/contact/imports/7/data",
            "/api/bulk/2.0/opportunities/contacts/imports/{id}/data",
        ),
        ("/api/bulk/2.0/sync", "/api/bulk/2.0/syncs"),
        ("/api/bulk/1.0/syncs", "/api/bulk/2.0/syncs"),
        ("/auth/oauth/token", "/auth/oauth2/token"),
        ("/" + "x" * 5000, None),
    ],
)
def test_an_unknown_path_names_the_nearest_known_one(mock: InProcess, path: str, nearest: str | None) -> None:
    """A path that the mock does not have answers 404 without a body, and a header says which known path is nearest."""
    answer = mock.raw("GET", path)
    assert (answer.status, answer.data) == ("404 The requested resource was not found.", b"")
    said = answer.headers["X-Eloqua-Mock-Nearest"]
    assert said.replace("<int:definition_id>", "{id}") == said
    assert nearest is None or _ids_alike(said) == nearest


def _ids_alike(path: str) -> str:
    return path.replace("{definition_id}", "{id}")


def test_an_unknown_id_has_no_hint(mock: InProcess) -> None:
    """A known path whose id is unknown answers 404 without a hint: there is no better path."""
    assert "X-Eloqua-Mock-Nearest" not in mock.call("GET", "/syncs/9").headers


@pytest.mark.parametrize(
    "path", ["/activities/exports", "/events", "/campaigns/fields", "/customObjects", "/imports/data"]
)
def test_what_the_mock_does_not_have_is_404(mock: InProcess, path: str) -> None:
    """Documented endpoints outside this mock's scope answer 404 like unknown ones. [scope]"""
    assert mock.call("GET", path).status_code == 404


def test_a_get_with_a_body_is_read_as_without(mock: InProcess) -> None:
    """The body of a GET is ignored."""
    assert mock.call("GET", "/syncs", b"\xff", content_type="x").status_code == 200


def test_every_400_carries_failures_also_under_an_overridden_verb(mock: InProcess) -> None:
    """A POST that became a PUT is told its failures like one."""
    assert failures(mock.call("POST", mock.create_import(), b"[", headers={VERB: "PUT"}))
