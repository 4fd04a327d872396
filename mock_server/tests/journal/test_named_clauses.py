"""The header that names clauses: off by default, on where the server was told so."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from mock_server.settings import Settings
from mock_server.tests.in_process import OPPORTUNITY_FIELDS, InProcess, basic, site_of
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
        ("GET", "/syncs/9/rejects", "SYN-26"),
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


@pytest.fixture
def naming() -> InProcess:
    return InProcess(
        site_of({"opportunityStages": ["Prospecting"], "contacts": [{"fields": {"C_EmailAddress": "a@b.example"}}]}),
        settings=Settings(names_clauses=True),
    )


def ids(answer: TestResponse) -> list[str]:
    return answer.headers[HEADER].split(", ")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"fields": {**OPPORTUNITY_FIELDS, "x": "{{Opportunity.Field(Nope)}}"}}, "DEF-30"),
        ({"fields": {"OpportunityID": "{{Opportunity.Id}}"}}, "DEF-06"),
        ({"identifierFieldName": "Nope"}, "DEF-32"),
        ({"identifierFieldName": None}, "DEF-23"),
        ({"updateRule": "sometimes"}, "DEF-26"),
        ({"dataRetentionDuration": "P15D"}, "DEF-12"),
        ({"importPriorityUri": "/imports/priorities/77"}, "DEF-25"),
    ],
)
def test_a_refused_definition_names_the_rule_that_fired(naming: InProcess, changes: dict[str, Any], rule: str) -> None:
    """First stand the clauses of its failures, and of no others; then what all refusals rest on."""
    body = {"name": "import", "fields": OPPORTUNITY_FIELDS, "identifierFieldName": "OpportunityID", **changes}
    assert ids(naming.call("POST", "/opportunities/imports", body)) == [rule, "ERR-01", "ERR-02", "ERR-12"]


def test_other_refusals_name_theirs(naming: InProcess) -> None:
    """What is malformed, too large, not there, in use, or struck by a planned fault, which rests on no rule."""
    uri = naming.create_import()
    broken = {"data": b"{", "headers": {"Authorization": basic(naming.site), "Content-Type": "application/json"}}
    base = "/api/bulk/2.0"
    assert ids(naming.raw("POST", f"{base}/opportunities/imports", **broken))[:2] == ["malformed-bodies", "ERR-04"]
    assert ids(naming.raw("POST", f"{base}{uri}/data", **broken))[:2] == ["malformed-bodies", "UPL-06"]
    assert ids(naming.call("POST", "/syncs", {"syncedInstanceUri": "/opportunities/imports/9"}))[0] == "SYN-09"
    assert ids(naming.call("GET", "/syncs?limit=0"))[0] == "PAG-04"
    assert ids(naming.call("GET", "/syncs/9")) == ["SYN-26", "ERR-19"]
    assert ids(naming.call("POST", "/opportunities/imports/9/data", [{}])) == ["UPL-13", "ERR-19"]
    large = {**broken, "data": b" " * 33_554_433}
    assert ids(naming.raw("POST", f"{base}{uri}/data", **large)) == ["UPL-11", "oversizedBody"]
    naming.control("POST", f"/sites/{naming.site}/faults", {"status": 400})
    assert naming.call("GET", "/syncs").headers[HEADER] == ""


def test_rejects_logs_and_syncs_name_what_decided(naming: InProcess) -> None:
    """The rules that rejected the rows of the page, and those of the lines of the log; of none, that there are none."""
    row = {"OpportunityID": "1", "OpportunityName": "n", "Stage": "Prospecting", "Amount": "1"}
    good = naming.run(naming.create_import(), [row])
    assert ids(naming.call("GET", f"{good}/rejects")) == ["SYN-20"]
    assert ids(naming.call("GET", good)) == ["SYN-01", "SYN-02", "SYN-03"]
    assert ids(naming.call("GET", f"{good}/logs")) == ["SYN-13", "SYN-18", "severities", "SYN-16"]
    bad = naming.run(naming.create_import(), [{**row, "Stage": "Nope"}, {**row, "OpportunityID": "2", "Amount": "x"}])
    whole = ids(naming.call("GET", f"{bad}/rejects"))
    assert whole == ["OPP-14", "unknownStage", "OPP-07", "SYN-05", "SYN-19", "recordIndex"]
    assert ids(naming.call("GET", f"{bad}/rejects?limit=1")) == [
        "OPP-14",
        "unknownStage",
        "SYN-05",
        "SYN-19",
        "recordIndex",
    ]
    assert {"SYN-17", "OPP-14", "unknownStage", "OPP-07"} < set(ids(naming.call("GET", f"{bad}/logs")))
    unlinked = naming.run(naming.create_linkage(), [{"Opp": "9", "Source": "a@b.example"}])
    assert ids(naming.call("GET", f"{unlinked}/rejects"))[0] == "LNK-03"
    empty = naming.sync(naming.create_import())
    assert ids(naming.call("GET", empty)) == ["SYN-01", "SYN-02", "SYN-03", "SYN-07"]
