"""POST /_mock/sites/{name}/reset: the site as its site file has it, or that without records."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest

from mock_server.domain import errors
from mock_server.store import sites as store
from mock_server.tests.in_process import OPPORTUNITY_FIELDS, InProcess, basic

SITE = "/sites/TestCompany"
ROW = {"OpportunityID": "X", "OpportunityName": "deal", "Stage": "Prospecting", "Amount": "1"}
RESETS = pytest.mark.parametrize("to", ["", "?to=site-file", "?to=empty"])


def used(mock: InProcess) -> InProcess:
    """Something of everything has happened on the site."""
    mock.run(mock.create_import(), [ROW])
    mock.run(mock.create_linkage(), [{"Opp": "X", "Source": "carol.chen@globex.example"}])
    mock.upload("/opportunities/imports/1", [ROW])
    mock.control("POST", f"{SITE}/clock/advance", {"seconds": 3600})
    return mock


def counts(mock: InProcess) -> dict[str, int]:
    counted: dict[str, int] = mock.control("GET", SITE)["counts"]
    return counted


def test_reset_goes_back_to_the_site_file(mock: InProcess) -> None:
    """After a reset the site is what it was when it was made, in every answer that can be read."""
    paths = [SITE, *(f"{SITE}/{what}" for what in ("contacts", "accounts", "opportunities", "links", "journal"))]
    before = [mock.control("GET", path) for path in paths]
    mock.control("POST", f"{used(mock).site and SITE}/reset")
    assert [mock.control("GET", path) for path in paths] == before


def test_reset_to_empty_keeps_what_is_no_record(mock: InProcess) -> None:
    """`?to=empty`: users, clients, stages and fields stay; records, links, definitions, staging and syncs go."""
    before = mock.control("GET", SITE)
    fields = mock.get("/contacts/fields")
    after = used(mock).control("POST", f"{SITE}/reset?to=empty")
    assert after.pop("counts") == dict.fromkeys(before.pop("counts"), 0)
    assert after == before
    assert mock.get("/contacts/fields") == fields


def test_a_plain_reset_undoes_an_empty_one(mock: InProcess) -> None:
    """The site file is not forgotten: after `?to=empty` a plain reset brings its records back."""
    mock.control("POST", f"{SITE}/reset?to=empty")
    assert counts(mock)["contacts"] == 0
    mock.control("POST", f"{SITE}/reset")
    assert counts(mock)["contacts"] == 10


@RESETS
def test_ids_start_at_one_again(mock: InProcess, to: str) -> None:
    """After a reset definitions, syncs and opportunities count from 1."""
    used(mock).control("POST", f"{SITE}/reset{to}")
    uri = mock.create_import()
    assert (uri, mock.run(uri, [ROW])) == ("/opportunities/imports/1", "/syncs/1")
    assert [record["id"] for record in mock.records()] == [1]


@RESETS
def test_staged_data_goes(mock: InProcess, to: str) -> None:
    """What was staged before a reset is not in the first sync after it."""
    used(mock).control("POST", f"{SITE}/reset{to}")
    sync = mock.sync(mock.create_import())
    assert mock.logs(sync) == [("ELQ-00130", 0), ("ELQ-00124", 0)]


@RESETS
def test_the_clock_starts_afresh(mock: InProcess, to: str) -> None:
    """What was advanced is taken back; the site's clock is real time again."""
    before = mock.control("GET", SITE)["now"]
    assert used(mock).control("POST", f"{SITE}/reset{to}")["now"] == before


def test_the_journal_starts_afresh(mock: InProcess) -> None:
    """The journal is empty after a reset and goes on with the calls that follow."""
    used(mock).control("POST", f"{SITE}/reset")
    mock.get("/syncs")
    journal = mock.control("GET", f"{SITE}/journal")
    assert [item["path"] for item in journal["items"]] == ["/api/bulk/2.0/syncs"]


def test_other_sites_are_untouched() -> None:
    """A reset of one site changes nothing on another."""
    mock = InProcess("ambiguous_matches", "small_b2b")
    mock.run(mock.create_import(), [ROW])
    before = mock.records()
    mock.control("POST", f"{SITE}/reset?to=empty")
    assert mock.records() == before


@RESETS
def test_tokens_end_with_the_state(mock: InProcess, to: str) -> None:
    """Access tokens belong to the state: after a reset they open nothing, while the client and its standing refresh
    token work on. [reset-tokens]"""

    def fresh() -> dict[str, str]:
        answer = mock.raw(
            "POST",
            "/auth/oauth2/token",
            json={"grant_type": "refresh_token", "refresh_token": "test-refresh-token"},
            auth=("test-client-id", "test-client-secret"),
        )
        assert answer.json is not None, answer.text
        return {"Authorization": f"Bearer {answer.json['access_token']}"}

    old = fresh()
    assert mock.raw("GET", "/api/bulk/2.0/syncs", headers=old).status_code == 200
    mock.control("POST", f"{SITE}/reset{to}")
    assert mock.raw("GET", "/api/bulk/2.0/syncs", headers=old).status_code == 401
    assert mock.raw("GET", "/api/bulk/2.0/syncs", headers=fresh()).status_code == 200


def test_an_unknown_target_is_refused(mock: InProcess) -> None:
    """`?to=` anything else: 400 that names the parameter, and nothing is reset."""
    used(mock)
    answer = mock.raw("POST", f"/_mock{SITE}/reset?to=nothing")
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["failures"][0]["field"] == "to"
    assert counts(mock)["syncs"] == 2


def test_a_site_that_is_not_there_cannot_be_reset(mock: InProcess) -> None:
    """Reset of an unknown site: 404."""
    assert mock.raw("POST", "/_mock/sites/Nowhere/reset").status_code == 404


class Interrupted(BytesIO):
    """A body that is read while `between` happens: the request was let in before, it writes after."""

    def __init__(self, body: bytes, between: Any) -> None:
        super().__init__(body)
        self._between = between

    def read(self, size: int | None = -1) -> bytes:
        self._interrupt()
        return super().read(size)

    def readinto(self, buffer: Any) -> int:
        self._interrupt()
        return super().readinto(buffer)

    def _interrupt(self) -> None:
        between, self._between = self._between, None
        if between is not None:
            between()


@pytest.mark.parametrize("what", ["definition", "upload", "sync"])
def test_what_was_in_flight_cannot_write_into_the_new_state(mock: InProcess, what: str) -> None:
    """A request that was let in before a reset and writes after it leaves no trace in the new state."""
    uri = mock.create_import()
    path, sent = {
        "definition": (
            "/opportunities/imports",
            {"name": "late", "fields": OPPORTUNITY_FIELDS, "identifierFieldName": "OpportunityID"},
        ),
        "upload": (f"{uri}/data", [ROW]),
        "sync": ("/syncs", {"syncedInstanceUri": uri}),
    }[what]
    mock.upload(uri, [ROW])
    body = json.dumps(sent).encode()
    made: list[str] = []

    def between() -> None:
        mock.control("POST", f"{SITE}/reset")
        made.append(mock.create_import())

    mock.raw(
        "POST",
        f"/api/bulk/2.0{path}",
        input_stream=Interrupted(body, between),
        content_length=len(body),
        content_type="application/json",
        headers={"Authorization": basic("TestCompany")},
    )
    assert made == ["/opportunities/imports/1"]
    assert counts(mock) == {**counts(mock), "definitions": 1, "syncs": 0, "opportunities": 0}
    assert mock.logs(mock.sync(uri))[0] == ("ELQ-00130", 0)


def test_the_new_state_is_built_beside_the_old(mock: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the new state is made the old one answers; a reader sees the one or the other, never something between."""
    used(mock)
    before = counts(mock)
    seen: list[dict[str, int]] = []
    make = store.Sites._new_state

    def make_slowly(self: store.Sites, description: Any) -> Any:
        seen.append(counts(mock))
        state = make(self, description)
        seen.append(counts(mock))
        return state

    monkeypatch.setattr(store.Sites, "_new_state", make_slowly)
    mock.control("POST", f"{SITE}/reset")
    assert seen == [before, before]
    assert counts(mock)["syncs"] == 0


def test_a_site_removed_during_its_reset_stays_removed(mock: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reset whose site is deleted meanwhile answers 404 and does not bring the site back."""
    make = store.Sites._new_state

    def remove_first(self: store.Sites, description: Any) -> Any:
        self.remove("TestCompany")
        return make(self, description)

    monkeypatch.setattr(store.Sites, "_new_state", remove_first)
    assert mock.raw("POST", f"/_mock{SITE}/reset").status_code == 404
    assert mock.raw("GET", f"/_mock{SITE}").status_code == 404


def test_many_resets_at_once_leave_one_whole_state(mock: InProcess) -> None:
    """Resets of one site at the same time all answer 200, and the site is whole afterwards."""
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: mock.raw("POST", f"/_mock{SITE}/reset").status_code, range(24)))
    assert set(answers) == {200}
    assert counts(mock)["contacts"] == 10


def test_not_found_is_the_error_of_the_store() -> None:
    """The store says NotFound for a name it does not have, whatever is asked of it."""
    from mock_server.clock import ManualClock

    registry = store.Sites(ManualClock())
    for ask in (registry.named, registry.remove, lambda name: registry.reset(name, lambda d: d)):
        with pytest.raises(errors.NotFound):
            ask("Nowhere")
