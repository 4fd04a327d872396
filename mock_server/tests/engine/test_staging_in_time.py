"""What is staged, by the clock: when a sync takes it, when it expires, when its definition goes."""

from __future__ import annotations

from mock_server.tests.engine.rows import row
from mock_server.tests.in_process import OPPORTUNITY_FIELDS, InProcess, site_of

HOUR, DAY = 3600, 86_400


def paced(pace: object) -> InProcess:
    return InProcess(site_of({"opportunityStages": ["Prospecting"], "pace": pace}))


def staged(mock: InProcess, sync: str) -> int:
    return dict(mock.logs(sync))["ELQ-00130"]


def test_a_pending_sync_takes_late_uploads() -> None:
    """A sync takes what is staged when it becomes `active`: an upload between the POST and then is in it.
    [staging-taken]"""
    mock = paced({"polls": 2})
    uri = mock.create_import()
    sync = mock.run(uri, [row(1)])
    mock.status(sync)
    mock.upload(uri, [row(2)])
    mock.status(sync)
    mock.upload(uri, [row(3)])
    mock.status(sync)
    assert staged(mock, sync) == 2


def test_an_active_sync_takes_no_more() -> None:
    """At a pace of seconds a sync is active at once: an upload after the POST waits for the next sync.
    [staging-taken]"""
    mock = paced({"seconds": 5})
    uri = mock.create_import()
    sync = mock.run(uri, [row(1)])
    mock.upload(uri, [row(2)])
    mock.clock.move(5)
    assert staged(mock, sync) == 1
    second = mock.sync(uri)
    mock.clock.move(5)
    assert staged(mock, second) == 1


def test_staged_data_is_used_once(mock: InProcess) -> None:
    """After a sync the staging area is empty: the next one warns ELQ-00124."""
    uri = mock.create_import()
    mock.run(uri, [row(1)])
    sync = mock.sync(uri)
    assert mock.status(sync) == "warning"
    assert mock.logs(sync) == [("ELQ-00130", 0), ("ELQ-00124", 0)]


def test_each_upload_ages_by_itself(mock: InProcess) -> None:
    """`dataRetentionDuration` counts from each upload. [upload-ages]"""
    uri = mock.create_import(dataRetentionDuration="PT2H")
    mock.upload(uri, [row(1)])
    mock.clock.move(HOUR)
    mock.upload(uri, [row(2)])
    mock.clock.move(HOUR)
    assert staged(mock, mock.sync(uri)) == 1
    assert [record["fields"]["RemoteOpportunityID"] for record in mock.records()] == ["2"]


def test_data_is_kept_to_the_last_moment(mock: InProcess) -> None:
    """Until its retention is over, to the tick, an upload can be synced. [upload-ages]"""
    uri = mock.create_import(dataRetentionDuration="PT1H")
    mock.upload(uri, [row(1)])
    mock.clock.move(HOUR - 0.0000001)
    assert staged(mock, mock.sync(uri)) == 1


def test_retention_does_not_concern_a_running_sync() -> None:
    """What a sync took does not expire under it. [upload-ages]"""
    mock = paced({"seconds": 2 * HOUR})
    uri = mock.create_import(dataRetentionDuration="PT1H")
    sync = mock.run(uri, [row(1)])
    mock.clock.move(2 * HOUR)
    assert staged(mock, sync) == 1


def test_put_leaves_staged_data_alone(mock: InProcess) -> None:
    """PUT leaves staged data alone, and its age too: the new retention is for later uploads. [put-replaces]"""
    uri = mock.create_import(dataRetentionDuration="PT1H")
    mock.upload(uri, [row(1)])
    changed = {
        "name": "import",
        "fields": OPPORTUNITY_FIELDS,
        "identifierFieldName": "OpportunityID",
        "dataRetentionDuration": "PT9H",
    }
    assert mock.call("PUT", uri, changed).status_code == 200
    mock.upload(uri, [row(2)])
    mock.clock.move(HOUR)
    assert staged(mock, mock.sync(uri)) == 1


def test_auto_delete_counts_from_creation(mock: InProcess) -> None:
    """`autoDeleteDuration` counts from creation; then the definition and its data are gone. [upload-ages]"""
    uri = mock.create_import(autoDeleteDuration="P1D")
    mock.clock.move(DAY - 1)
    mock.upload(uri, [row(1)])
    assert mock.call("GET", uri).status_code == 200
    mock.clock.move(1)
    assert mock.call("GET", uri).status_code == 404
    assert mock.call("POST", f"{uri}/data", [row(1)]).status_code == 404


def test_put_without_auto_delete_keeps_the_definition(mock: InProcess) -> None:
    """A PUT takes the place of the old `autoDeleteDuration`, also where it leaves it out. [upload-ages]"""
    uri = mock.create_import(autoDeleteDuration="P1D")
    body = {"name": "import", "fields": OPPORTUNITY_FIELDS, "identifierFieldName": "OpportunityID"}
    mock.call("PUT", uri, body)
    mock.clock.move(2 * DAY)
    assert mock.call("GET", uri).status_code == 200


def test_auto_delete_ends_the_sync() -> None:
    """A definition that deletes itself during its sync ends it as DELETE would, ELQ-00143. [upload-ages]"""
    mock = paced({"seconds": 2 * DAY})
    sync = mock.run(mock.create_import(autoDeleteDuration="P1D"), [row(1)])
    mock.clock.move(3 * DAY)
    seen = mock.get(sync)
    assert (seen["status"], seen["syncEndedAt"][:10]) == ("error", "2018-02-16")
    assert mock.records() == []


def test_rejects_outlive_the_definition(mock: InProcess) -> None:
    """Logs and rejects of a sync can be read after its definition is deleted."""
    uri = mock.create_import()
    sync = mock.run(uri, [row(1) | {"Amount": "much"}])
    mock.call("DELETE", uri)
    assert mock.rejects(sync) == [(1, "ELQ-00040")]
    assert mock.logs(sync)


def test_a_second_of_many_definitions_is_untouched(mock: InProcess) -> None:
    """Deleting a definition leaves another one's staged data and syncs alone."""
    first, second = mock.create_import(), mock.create_import()
    mock.upload(first, [row(1)])
    mock.upload(second, [row(2)])
    mock.call("DELETE", first)
    assert staged(mock, mock.sync(second)) == 1


def test_imports_and_linkages_with_one_id_have_their_own_staging(mock: InProcess) -> None:
    """Imports and linkages count their ids apart; `/…/1` of each has a staging area of its own. [definition-ids]"""
    imported, linked = mock.create_import(), mock.create_linkage()
    assert (imported[-2:], linked[-2:]) == ("/1", "/1")
    mock.upload(imported, [row(1)])
    assert staged(mock, mock.sync(linked)) == 0
