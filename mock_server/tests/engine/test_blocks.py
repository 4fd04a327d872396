"""What working by the block must not change: blanks, watched columns, over-long texts, undoing, letting others run."""

from __future__ import annotations

import unicodedata
from functools import partial
from typing import Any

import pytest

from mock_server.domain import identity
from mock_server.domain.uploads import SLICE
from mock_server.engine import effects
from mock_server.store import links, tables
from mock_server.store.columns import RecordColumns
from mock_server.store.links import Links
from mock_server.tests.engine.rows import rows
from mock_server.tests.in_process import InProcess, site_of

CONTACTS = "/contacts/imports"
NO_LETTER = "\u0301"
"""A combining mark alone: not blank, but all of it falls away where accents are ignored."""


FIRST_NAME = "{{Opportunity.Contact.Field(C_FirstName)}}"


@pytest.mark.parametrize(
    ("row", "code"),
    [({}, "ELQ-00059"), ({"Opp": "", "Source": ""}, "ELQ-00059"), ({"Opp": "", "Source": NO_LETTER}, "ELQ-00061")],
)
def test_an_empty_value_matches_nothing_whatever_folds_to_nothing(row: dict[str, str], code: str) -> None:
    """Under `sql-accent` an id or a name of combining marks alone is compared as the empty text; an uploaded value
    that is empty still matches neither."""
    site: dict[str, Any] = {
        "assumptions": {"textComparison": "sql-accent"},
        "opportunityStages": ["Prospecting"],
        "contacts": [{"id": 1, "fields": {"C_EmailAddress": "a@x.de", "C_FirstName": NO_LETTER}}],
        "opportunities": [{"fields": {"RemoteOpportunityID": NO_LETTER, "OpportunityName": "x"}}],
    }
    mock = InProcess(site_of(site))
    sync = mock.run(mock.create_linkage(FIRST_NAME), [row])
    assert [reject["statusCode"] for reject in mock.get(f"{sync}/rejects")["items"]] == [code]


@pytest.mark.parametrize(
    ("row", "rule"), [({"e": "a@x.de"}, "always"), ({"e": "a@x.de", "f": ""}, "ifNewIsNotNull")], ids=["absent", "kept"]
)
def test_a_new_contact_is_placed_only_by_what_its_row_set(row: dict[str, str], rule: str) -> None:
    """A row that gives the column of the account linkage rule no value brings its contact to no account, though the
    column's default is the name of one."""
    site = {
        "accountLinkage": {"contactField": "Email.Format"},
        "accounts": [{"id": 1, "fields": {"M_CompanyName": "unspecified"}}],
    }
    mock = InProcess(site_of(site))
    fields = {"e": "{{Contact.Field(C_EmailAddress)}}", "f": "{{Contact.Email.Format}}"}
    sent = {"name": "c", "fields": fields, "identifierFieldName": "e", "updateRule": rule}
    answer = mock.call("POST", CONTACTS, sent).json
    assert answer is not None
    mock.run(answer["uri"], [row])
    contacts = mock.control("GET", "/sites/TestCompany/contacts")
    assert [contact["accountId"] for contact in contacts["items"]] == [None]


def test_a_text_of_any_length_is_compared_in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing longer than could match a kept text is normalized, for a search, a duplicate or a reject: the time for
    that grows with the square of the length."""
    normalized: list[int] = []
    normalize = unicodedata.normalize

    class Watched:
        @staticmethod
        def normalize(form: Any, text: str) -> str:
            normalized.append(len(text))
            return normalize(form, text)

    monkeypatch.setattr(identity, "unicodedata", Watched)
    mock = InProcess()
    text = "a" + "\u0301\u0316" * 5000
    good = {"OpportunityName": "x", "Stage": "Prospecting", "Amount": "1"}
    sync = mock.run(mock.create_import(), [{"OpportunityID": text, **good}, {"OpportunityID": "é", **good}])
    assert [reject["statusCode"] for reject in mock.get(f"{sync}/rejects")["items"]] == ["ELQ-00125"]
    mock.run(mock.create_linkage(FIRST_NAME), [{"Opp": text, "Source": text}])
    assert 0 < max(normalized) <= identity.LONGEST_FOLDED


def test_no_kept_text_folds_to_a_longer_one_than_is_compared() -> None:
    """100 of the characters that grow most under folding and decomposing stay within the bound."""
    longest = max(
        len(unicodedata.normalize("NFD", unicodedata.normalize("NFD", chr(code)).casefold()))
        for code in range(0x110000)
    )
    assert longest * 100 <= identity.LONGEST_FOLDED


def test_links_that_cannot_all_be_kept_leave_those_that_were_there() -> None:
    """Also where they come from no sync: what the site had stays, of the new ones none does."""
    kept = Links()
    kept.add_all([(1, 1), (2, 2)], None)

    def pairs() -> Any:
        yield 1, 1
        yield from ((3, number) for number in range(SLICE + 1))
        raise MemoryError

    for sync_id in (None, 7):
        with pytest.raises(MemoryError):
            kept.add_all(pairs(), sync_id)
        assert [(o, c, by) for o, c, by in kept.page(0, 9)] == [(1, 1, None), (2, 2, None)]


def test_others_get_their_turn_while_a_plan_is_applied(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where records and links are written and where an index is made, the interpreter is let go after each slice;
    what fits into one slice is done at once."""
    turns: list[str] = []
    for module in (links, tables, effects):
        monkeypatch.setattr(module, "SLICE", 10)
        monkeypatch.setattr(module, "let_others_run", partial(turns.append, module.__name__.rpartition(".")[2]))
    mock = InProcess()
    mock.run(mock.create_import(), rows(1, 50))
    assert turns == ["effects"] * 4
    turns.clear()
    to_link = [{"Opp": str(number), "Source": "carol.chen@globex.example"} for number in range(1, 51)]
    mock.run(mock.create_linkage(linkOpportunitiesCaseSensitiveMatchField=True), to_link)
    assert turns == ["tables"] * 4 + ["links"] * 5
    assert len(mock.links()) >= 50
    turns.clear()
    mock.run(mock.create_import(), rows(51, 55))
    mock.run(mock.create_linkage(), to_link[:5])
    assert turns == []


def test_a_replacement_that_fails_on_the_way_is_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault right after a record was replaced leaves it as it was before the sync."""
    mock = InProcess()
    uri = mock.create_import()
    row = {"OpportunityID": "1", "OpportunityName": "before", "Stage": "Prospecting", "Amount": "1"}
    mock.run(uri, [row])
    before, replace = mock.records(), RecordColumns.replace

    def replace_and_fail(self: RecordColumns, record: Any) -> None:
        replace(self, record)
        if record.values[1] == "after":
            raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(RecordColumns, "replace", replace_and_fail)
        sync = mock.run(uri, [{**row, "OpportunityName": "after"}])
    assert (mock.status(sync), mock.records()) == ("error", before)
