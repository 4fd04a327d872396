"""What a site has besides records: lists, segments, filters, email groups, scoring models, and the overall lists."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.domain.errors import ValidationFailed
from mock_server.tests.in_process import InProcess, site_of
from mock_server.tests.records.asking import described, fields, mock_with, refused

PATHS = {
    "contactLists": ("/contacts/lists", "ContactList"),
    "contactSegments": ("/contacts/segments", "ContactSegment"),
    "contactFilters": ("/contacts/filters", "ContactFilter"),
    "accountLists": ("/accounts/lists", "AccountList"),
    "emailGroups": ("/emailGroups", "EmailGroup"),
}
MODEL = {"id": 3, "name": "Model3", "status": "Draft"}
TIME = "2018-02-15T15:25:32.4730000Z"


@pytest.mark.parametrize("part", PATHS)
def test_containers_are_listed_and_shown(part: str) -> None:
    """In id order, each with its count, statement and uri, as one and in the list; `q` finds by name."""
    path, word = PATHS[part]
    containers = [{"id": 12, "name": "Test List 1", "members": [1]}, {"id": 2, "name": "Other", "members": []}]
    mock = mock_with(**{part: containers, "contacts": [described(1)], "accounts": [described(1, name="A")]})
    items = mock.get(path)["items"]
    assert [item["name"] for item in items] == ["Other", "Test List 1"]
    assert list(items[1].items()) == [
        ("name", "Test List 1"),
        ("count", 1),
        ("statement", f"{{{{{word}[12]}}}}"),
        ("uri", f"{path}/12"),
        ("createdBy", "test.user"),
        ("createdAt", TIME),
        ("updatedBy", "test.user"),
        ("updatedAt", TIME),
    ]
    assert mock.get(f"{path}/12") == items[1]
    assert mock.call("GET", f"{path}/1").status_code == 404
    for wanted in ('"name=Test*List*1"', "name=Test*", "'name=test list 1'", "count>0"):
        answer = mock.raw_get(path, {"q": wanted})
        assert answer.json is not None
        assert [item["name"] for item in answer.json["items"]] == ["Test List 1"], wanted


@pytest.mark.parametrize("path", [path for path, _ in PATHS.values()] + ["/contacts/scoring/models"])
def test_a_site_without_containers_has_empty_lists(path: str) -> None:
    """`items` is there, and empty; nothing can be created."""
    mock = InProcess("empty")
    assert mock.get(path) == {
        "items": [],
        "totalResults": 0,
        "limit": 1000,
        "offset": 0,
        "count": 0,
        "hasMore": False,
    }
    assert mock.call("POST", path, {}).status_code == 405


def test_lead_scoring_models_are_listed_and_shown() -> None:
    """Name, status, id and the three fields with their types. [lead-scores]"""
    mock = mock_with(leadScoringModels=[MODEL, {"id": 1, "name": "Model1"}])
    path = "/contacts/scoring/models"
    assert [(item["name"], item["status"]) for item in mock.get(path)["items"]] == [
        ("Model1", "Active"),
        ("Model3", "Draft"),
    ]
    shown = mock.get(f"{path}/3")
    assert list(shown) == ["name", "status", "id", "fields", "uri", "createdBy", "updatedBy", "createdAt", "updatedAt"]
    statements = [
        f"{{{{Contact.LeadScore.Model[3].{name}}}}}" for name in ("Rating", "ProfileScore", "EngagementScore")
    ]
    assert [field["statement"] for field in shown["fields"]] == statements
    assert [field["dataType"] for field in shown["fields"]] == ["string", "number", "number"]
    assert mock.call("GET", f"{path}/2").status_code == 404


def test_lead_scores_are_exported_and_never_imported() -> None:
    """A site file gives contacts their scores; an export reads them, an import is refused. [lead-scores]"""
    scored = {"id": 1, "fields": {"C_EmailAddress": "a@x.com", "LeadScore.Model[3].Rating": "A1"}}
    mock = mock_with(leadScoringModels=[MODEL], contacts=[scored])
    statements = {"rating": "{{Contact.LeadScore.Model[3].Rating}}", "p": "{{Contact.LeadScore.Model[3].ProfileScore}}"}
    assert mock.export("contacts", statements) == [{"rating": "A1", "p": ""}]
    body = {"name": "x", "fields": fields("email") | statements, "identifierFieldName": "email"}
    assert refused(mock, "/contacts/imports", body) == ["fields", "fields"]


def test_overall_lists_show_every_entity() -> None:
    """`/imports`, `/exports` and `/syncActions` list the definitions of all entities together, and search them."""
    lists = [{"id": 1, "name": "L"}]
    mock = mock_with(contactLists=lists, accountLists=lists)
    imports = [mock.create_import(name="o"), mock.create_linkage()]
    imports += [
        mock.create_record_import("contacts", fields("email")),
        mock.create_record_import("accounts", fields("name")),
    ]
    exports = [mock.create_export("contacts", fields("email")), mock.create_export("accounts", fields("name"))]
    actions = []
    for entity, word in (("contacts", "Contact"), ("accounts", "Account")):
        action = {"action": "add", "destination": f"{{{{{word}List[1]}}}}"}
        body = {
            "name": word,
            "fields": {"k": f"{{{{{word}.Id}}}}"},
            "identifierFieldName": "k",
            "syncActions": [action],
        }
        actions.append(mock.create(f"/{entity}/syncActions", body))
    for path, created in (("/imports", imports), ("/exports", exports), ("/syncActions", actions)):
        page = mock.get(path)
        assert sorted(item["uri"] for item in page["items"]) == sorted(created)
        assert page["totalResults"] == len(created)
        assert all(item == mock.get(item["uri"]) for item in page["items"])
    assert [item["uri"] for item in mock.get("/imports?q=name=o")["items"]] == imports[:1]


@pytest.mark.parametrize(
    ("site", "place"),
    [
        ({"contactLists": [{"id": 1, "name": "L", "members": [9]}]}, "contactLists[0].members[0]"),
        ({"accountLists": [{"id": 1, "name": "L", "members": [2]}]}, "accountLists[0].members[0]"),
        ({"emailGroups": [{"id": 1, "name": "L"}, {"id": 1, "name": "M"}]}, "emailGroups[1].id"),
        ({"contactLists": [{"name": "L"}]}, "contactLists[0].id"),
        ({"leadScoringModels": [MODEL, MODEL]}, "leadScoringModels[1]"),
    ],
)
def test_a_site_file_with_impossible_containers_is_refused(site: dict[str, Any], place: str) -> None:
    """Members that do not exist, ids that are missing or there twice: the fault names the place."""
    records = {"contacts": [described(n) for n in (1, 2)], "accounts": [described(1, name="A")]}
    with pytest.raises(ValidationFailed) as refusal:
        site_of({**records, **site})
    assert [failure.field for failure in refusal.value.failures] == [place]
