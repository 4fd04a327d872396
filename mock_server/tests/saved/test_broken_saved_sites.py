"""A saved site that does not hold together is refused with the place of what is wrong, and nothing of it is loaded."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.site_files import SiteFileError, load_site_file
from mock_server.tests.examples import examples
from mock_server.tests.in_process import InProcess
from mock_server.tests.saved.lives import CONTACT_FIELDS, IMPORT, SETTLED, Do, Living

SITE = {
    **SETTLED,
    "opportunityStages": ["Prospecting"],
    "accounts": [{"id": 1, "fields": {"M_CompanyName": "Acme"}}],
    "contacts": [{"id": 1, "fields": {"C_EmailAddress": "a@site.example"}, "accountId": 1}],
    "opportunities": [{"fields": {"RemoteOpportunityID": "OPP-1"}}],
    "links": [{"opportunityId": "OPP-1", "contactId": 1}],
    "pace": {"polls": 2},
}
ROWS = [{"Email": "a@site.example", "Company": "Acme", "Shoe": "no"}]


@cache
def _text() -> bytes:
    living = Living.begun(SITE)
    living.live(
        (
            Do("export", {}),
            *[Do("poll", {})] * 3,
            Do("contacts", {"rows": ROWS, "staged": False}),
            *[Do("poll", {})] * 3,
            Do("course", {"activePolls": 30, "heldAt": "gate"}),
            Do("contacts", {"rows": ROWS, "staged": False}),
            Do("poll", {}),
            Do("contacts", {"rows": ROWS, "staged": True}),
            Do("malformed", {}),
            Do("unsubscribe", {"Email": "x@site.example"}),
            *[Do("poll", {})] * 3,
            Do("log_in", {"grant": "password"}),
            Do("delete_list", {}),
        )
    )
    return living.saved()


def rich() -> Any:
    """A saved site with something in every section."""
    return json.loads(_text())


def loaded(data: Any) -> tuple[int, Any, InProcess]:
    mock = InProcess("empty")
    text = json.dumps(data).encode()
    answer = mock.raw("POST", "/_mock/sites", data=text, content_type="application/json")
    return answer.status_code, answer.json, mock


def test_the_example_has_something_in_every_section() -> None:
    """What the breakages below break is there to be broken, and loads while nothing is broken."""
    saved = rich()["saved"]
    assert not [name for name in saved if not saved[name]]
    assert any("taken" in sync and "course" in sync for sync in saved["syncs"])
    assert any(sync.get("rejects") for sync in saved["syncs"])
    assert any("malformed" in each for each in saved["staging"])
    status, answer, _ = loaded(rich())
    assert status == 201, answer


def _set(path: str, value: Any) -> Callable[[Any], None]:
    """Set what stands at `path`, numbers in it being places in arrays."""

    def change(data: Any) -> None:
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(" ")]
        for step in steps:
            data = data[step]
        if value is GONE:
            del data[last]
        else:
            data[last] = value

    return change


GONE = object()
BREAKAGES: tuple[tuple[str, Any, str], ...] = (
    ("saved", [], "saved"),
    ("saved now", GONE, "saved.now"),
    ("saved now", -1, "saved.now"),
    ("saved now", True, "saved.now"),
    ("saved beganAt", 2**61, "saved.beganAt"),
    ("saved more", 1, "saved.more"),
    ("saved lastIds", {"/nothing": 1}, "saved.lastIds./nothing"),
    ("saved definitions 0 uri", "/contacts/imports/77", "saved.definitions[0].uri"),
    ("saved definitions 0 createdAt", "yesterday", "saved.definitions[0].createdAt"),
    ("saved definitions 0 properties name", 7, "saved.definitions[0].properties.name"),
    ("saved definitions 0 properties colour", "red", "saved.definitions[0].properties.colour"),
    ("saved definitions 0 properties fields Email", "{{Nothing}}", "saved.definitions[0].properties.fields"),
    ("saved staging 0 definitionUri", "/contacts/imports/9", "saved.staging[0].definitionUri"),
    ("saved staging 0 rows 0 Email", 3, "saved.staging[0].rows[0]"),
    ("saved staging 0 rows 0 Other", "x", "saved.staging[0].rows[0]"),
    ("saved staging 0 rows", [], "saved.staging[0].rows"),
    ("saved staging 1 malformed", [5], "saved.staging[1].malformed"),
    ("saved syncs 1 id", 7, "saved.syncs[1].id"),
    ("saved syncs 1 status", "done", "saved.syncs[1].status"),
    ("saved syncs 1 status", "pending", "saved.syncs[1].endedAt"),
    ("saved syncs 1 endedAt", GONE, "saved.syncs[1].endedAt"),
    ("saved syncs 1 definitionUri", "/contacts/exports/7", "saved.syncs[1].definitionUri"),
    ("saved syncs 1 rejects 0 row", "x", "saved.syncs[1].rejects[0]"),
    ("saved syncs 1 logs 0 count", "x", "saved.syncs[1].logs[0].count"),
    ("saved syncs 2 startedAt", GONE, "saved.syncs[2].startedAt"),
    ("saved syncs 2 taken 0 expiresAt", None, "saved.syncs[2].taken[0].expiresAt"),
    ("saved syncs 2 course planned end", "so", "saved.syncs[2].course.planned.end"),
    ("saved syncs 2 course arrived", 1, "saved.syncs[2].course.arrived"),
    ("saved exports 0 syncId", 2, "saved.exports[0].syncId"),
    ("saved exports 0 rows 0", ["one"], "saved.exports[0].rows"),
    ("saved tokens 0 digest", "abc", "saved.tokens[0].digest"),
    ("saved tokens 0 username", "nobody", "saved.tokens[0].username"),
    ("saved tokens 0 clientId", "nothing", "saved.tokens[0].clientId"),
    ("saved unsubscribed", [1], "saved.unsubscribed[0]"),
    ("contacts 0 id", 0, "contacts[0].id"),
    ("contacts 0 accountId", 9, "contacts[0].accountId"),
    ("contacts 0 createdAt", GONE, "contacts[0].createdAt"),
    ("contacts 0 fields C_Shoe1", "large", "contacts[0].fields.C_Shoe1"),
    ("contacts 0 fields C_Nmae", "x", "contacts[0].fields.C_Nmae"),
    ("links 0 recordId", 9, "links[0].recordId"),
    ("links 0 contactId", 9, "links[0].contactId"),
    ("links 0 syncId", 99, "links[0].syncId"),
)


@pytest.mark.parametrize(("path", "value", "place"), BREAKAGES, ids=range(len(BREAKAGES)))
def test_a_broken_saved_site_is_refused_at_its_place(path: str, value: Any, place: str, tmp_path: Path) -> None:
    """Each breakage answers 400 with a failure at the place that was broken, on the command line one line with it, and
    leaves no site behind."""
    data = rich()
    _set(path, value)(data)
    status, answer, mock = loaded(data)
    assert status == 400, answer
    assert place in [failure["field"] for failure in answer["failures"]]
    assert [site["name"] for site in mock.control("GET", "/sites")["items"]] == ["EmptyCompany"]
    if not place.endswith("properties.fields"):  # which needs a site to be judged, and is judged when it is added
        file = tmp_path / "saved.json"
        file.write_text(json.dumps(data))
        with pytest.raises(SiteFileError, match=r"\Asite file .*saved\.json: .*\Z") as refused:
            load_site_file(str(file))
        assert "\n" not in str(refused.value)


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield (*path, key)
        yield from places(value, (*path, key))


ODD: st.SearchStrategy[Any] = st.sampled_from(
    (None, 0, -1, 1, 2**63, 1.5, True, "", "x", "/contacts/imports/1", [], {}, [{}], ["x"], {"x": 1})
)


@examples(200)
@given(data=st.data())
def test_whatever_is_changed_it_is_refused_or_loads(data: st.DataObject) -> None:
    """Any value of a saved site replaced by any other, or left out: 201, and then the site can be looked at, synced
    and saved again, or 400 with failures."""
    site = rich()
    path = data.draw(st.sampled_from(sorted(places(site), key=str)))
    odd = data.draw(st.one_of(ODD, st.just(GONE)))
    holder = site
    for step in path[:-1]:
        holder = holder[step]
    before = copy.deepcopy(holder[path[-1]])
    if odd is GONE:
        del holder[path[-1]]
    else:
        holder[path[-1]] = odd
    status, answer, mock = loaded(site)
    assert status in (201, 400), (path, before, odd, answer)
    if status == 400:
        assert answer["failures"]
        return
    name = answer["name"]
    living = Living(mock)
    mock.site = name
    for _ in range(4):
        for sync in mock.control("GET", f"/sites/{name}/syncs")["items"]:
            answer = mock.raw("GET", f"/_mock/sites/{name}/rejects")
            assert answer.status_code == 200
            if {"username": "test.user", "password": "test-password"} in site["users"]:
                living.call("GET", sync["uri"])
                living.call("GET", f"{sync['uri']}/data")
    assert not [status for status, _ in living.answers if status >= 500], (path, before, odd)
    mock.control("POST", f"/sites/{name}/clock/advance", {"seconds": 10**7})
    assert json.loads(living.saved())["name"] == name


def test_ids_go_on_where_they_stopped() -> None:
    """A definition that was deleted keeps its id, also on a loaded site; the next sync and record get the next id."""
    living = Living.begun({**SITE, "pace": "immediate"})
    uri = living.mock.create_import()
    living.mock.sync(uri)
    living.mock.call("DELETE", uri)
    twin = living.copied().mock
    assert twin.create_import() == f"{IMPORT}/2"
    assert twin.sync(f"{IMPORT}/2") == "/syncs/2"


def test_a_reset_goes_back_to_the_saved_site() -> None:
    """The site file that a loaded site came from is the saved one; emptied, it has no definition, sync or record."""
    living = Living.begun({**SITE, "pace": "immediate"})
    living.mock.create_import()
    twin = living.copied()
    saved = twin.saved()
    twin.mock.create_import()
    twin.mock.control("POST", f"/sites/{twin.mock.site}/reset")
    assert twin.saved() == saved
    counts = twin.mock.control("POST", f"/sites/{twin.mock.site}/reset?to=empty")["counts"]
    assert not any(counts.values())


def test_what_is_saved_shows_no_token() -> None:
    """A token that was given out is in no form in the saved site, and works on the site that was made from it."""
    living = Living.begun(SITE)
    living.log_in("password")
    (token,) = living.made
    assert token.encode() not in living.saved()
    twin = living.copied()
    headers = {"Authorization": f"Bearer {token}"}
    assert twin.mock.call("GET", "/syncs", headers=headers).status_code == 200


def test_what_a_sync_took_still_expires() -> None:
    """Rows that an active sync has taken are staged again when it fails on the loaded site, and expire there when they
    would have."""
    living = Living.begun({**SITE, "pace": "immediate"})
    living.course(activeSeconds=30, end="error")
    living.mock.run(living.mock.create_record_import("contacts", CONTACT_FIELDS), ROWS)
    twin = living.copied()
    staged = []
    for seconds in (60, 8 * 86_400):
        twin.advance(seconds)
        staged.append(twin.mock.control("GET", f"/sites/{twin.mock.site}/staging")["totalResults"])
    assert staged == [1, 0]


def test_a_malformed_line_stays_one() -> None:
    """A CSV line with a value too many, uploaded before the site was saved, is rejected by a sync on the loaded one."""
    living = Living.begun({**SITE, "pace": "immediate"})
    living.malformed()
    twin = living.copied().mock
    assert twin.rejects(twin.sync("/contacts/imports/1")) == [(1, "ELQ-00032")]
