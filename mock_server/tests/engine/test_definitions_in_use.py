"""A definition whose sync is unfinished: what may be done to it, and what becomes of the sync."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.tests.engine.rows import row
from mock_server.tests.in_process import OPPORTUNITY_FIELDS, InProcess, site_of

IMPORT = {"name": "import", "fields": OPPORTUNITY_FIELDS, "identifierFieldName": "OpportunityID"}


@pytest.fixture(params=[{"polls": 2}, {"seconds": 5}], ids=str)
def mock(request: pytest.FixtureRequest) -> InProcess:
    return InProcess(site_of({"opportunityStages": ["Prospecting"], "pace": request.param}))


def finish(mock: InProcess, *syncs: str) -> list[str]:
    for _ in range(8):
        mock.clock.move(5)
        seen = [mock.status(sync) for sync in syncs]
    return seen


def test_put_is_refused_before_its_body_is_judged(mock: InProcess) -> None:
    """PUT of a definition in use: 409, whatever the body is. [definition-in-use]"""
    uri = mock.create_import()
    mock.run(uri, [row(1)])
    for body in (IMPORT, {}, b"{", b""):
        assert mock.call("PUT", uri, body).status_code == 409


def test_put_is_allowed_again_afterwards(mock: InProcess) -> None:
    """Once its syncs are final a definition can be replaced. [definition-in-use]"""
    uri = mock.create_import()
    finish(mock, mock.run(uri, [row(1)]))
    assert mock.call("PUT", uri, IMPORT).status_code == 200


def test_clearing_is_refused(mock: InProcess) -> None:
    """DELETE of the data of a definition in use: 409, and nothing is lost. [definition-in-use]"""
    uri = mock.create_import()
    sync = mock.run(uri, [row(1)])
    assert mock.call("DELETE", f"{uri}/data").status_code == 409
    assert finish(mock, sync) == ["success"]
    assert len(mock.records()) == 1


def test_delete_ends_all_its_syncs_in_error(mock: InProcess) -> None:
    """DELETE of a definition in use: 204; each unfinished sync ends `error` with ELQ-00143, nothing is applied, and
    those that only waited never started. [definition-in-use]"""
    uri = mock.create_import()
    syncs = [mock.run(uri, [row(1)]), mock.run(uri, [row(2)]), mock.run(uri, [row(3)])]
    mock.status(syncs[0])
    assert mock.call("DELETE", uri).status_code == 204
    assert [mock.status(sync) for sync in syncs] == ["error"] * 3
    assert all(mock.logs(sync) == [("ELQ-00143", 0)] for sync in syncs)
    assert ["syncStartedAt" in mock.get(sync) for sync in syncs[1:]] == [False, False]
    assert mock.records() == []


def test_delete_is_not_undone_by_time(mock: InProcess) -> None:
    """A sync that was ended by DELETE stays in error, and what it took is never applied. [definition-in-use]"""
    uri = mock.create_import()
    sync = mock.run(uri, [row(1)])
    mock.call("DELETE", uri)
    assert finish(mock, sync) == ["error"]
    assert mock.records() == []


def test_a_deleted_definition_is_unknown(mock: InProcess) -> None:
    """Deleted: 404 on every call to it, 400 on `syncedInstanceUri` at POST /syncs. [definition-in-use]"""
    uri = mock.create_import()
    mock.call("DELETE", uri)
    calls: list[tuple[str, str, Any]] = [
        ("GET", uri, None),
        ("PUT", uri, IMPORT),
        ("DELETE", uri, None),
        ("POST", f"{uri}/data", [row(1)]),
        ("DELETE", f"{uri}/data", None),
    ]
    assert [mock.call(*call).status_code for call in calls] == [404] * 5
    assert mock.call("POST", "/syncs", {"syncedInstanceUri": uri}).status_code == 400


def test_an_id_is_never_used_again(mock: InProcess) -> None:
    """A definition made after a DELETE gets a new id: nobody's old uri comes to mean something else."""
    first = mock.create_import()
    mock.call("DELETE", first)
    assert mock.create_import() != first


def test_a_second_sync_waits_for_the_first(mock: InProcess) -> None:
    """A second sync of one definition: 201, `pending` until the first is final. [concurrent-syncs]"""
    uri = mock.create_import()
    first = mock.run(uri, [row(1)])
    second = mock.run(uri, [row(2)])
    mock.status(first)
    assert [mock.status(second) for _ in range(5)] == ["pending"] * 5
    assert "pending" not in finish(mock, first, second)


def test_a_second_sync_takes_what_was_staged_since(mock: InProcess) -> None:
    """What is staged after the first sync became active belongs to the second. [concurrent-syncs]"""
    uri = mock.create_import()
    first = mock.run(uri, [row(1), row(2)])
    mock.status(first)
    mock.status(first)
    second = mock.run(uri, [row(3)])
    finish(mock, first, second)
    assert [dict(mock.logs(sync))["ELQ-00130"] for sync in (first, second)] == [2, 1]


def test_syncs_of_two_definitions_do_not_wait() -> None:
    """Only syncs of one definition wait for each other. [concurrent-syncs]"""
    mock = InProcess(site_of({"opportunityStages": ["Prospecting"], "pace": {"polls": 1}}))
    mock.run(mock.create_import(), [row(1)])
    other = mock.run(mock.create_import(), [row(2)])
    assert [mock.status(other), mock.status(other)] == ["pending", "success"]


def test_a_triggered_sync_waits_too(mock: InProcess) -> None:
    """An upload that triggers a sync while one runs: 201, and that sync waits. [concurrent-syncs]"""
    uri = mock.create_import(isSyncTriggeredOnImport=True)
    answers = [mock.call("POST", f"{uri}/data", [row(n)]) for n in (1, 2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[1].json is not None
    assert mock.status(answers[1].json["uri"]) == "pending"
    finish(mock, "/syncs/1", "/syncs/2")
    assert len(mock.records()) == 2
