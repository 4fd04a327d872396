"""The reference model: what the tutorial shows, the rules of one row one by one, and agreement with the mock."""

from __future__ import annotations

import ast
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import contract_tests.model
from contract_tests.import_table import import_groups
from contract_tests.model.comparing import differences
from contract_tests.model.evidence import Evidence, LogLine
from contract_tests.model.importing import BrokenLine
from contract_tests.model.site import LINKAGES, OPPORTUNITIES, ModelSite
from contract_tests.model.text import fold
from contract_tests.model.values import date_of, number_of, shown
from contract_tests.semantics import CANDIDATES, DEFAULT, Semantics
from contract_tests.table import groups
from contract_tests.table_run import bring_in, link, told
from contract_tests.targets.mock import MockTarget, in_process
from contract_tests.targets.target import Indeterminate

IMPORT: dict[str, Any] = {
    "name": "Opportunity Import",
    "fields": {
        "OpportunityID": "{{Opportunity.Id}}",
        "OpportunityName": "{{Opportunity.Field(Name)}}",
        "Amount": "{{Opportunity.Field(Amount)}}",
        "Stage": "{{Opportunity.Field(Stage)}}",
        "Territory": "{{Opportunity.Field(Territory)}}",
    },
    "identifierFieldName": "OpportunityID",
    "isIdentifierFieldCaseSensitive": False,
}
LINKAGE: dict[str, Any] = {
    "name": "Opportunity Contact Linkage Import",
    "fields": {"EmailAddress": "{{Opportunity.Contact.Field(C_EmailAddress)}}", "OpportunityID": "{{Opportunity.Id}}"},
    "linkOpportunitiesCaseSensitiveMatchField": False,
    "linkOpportunitiesCaseSensitiveSourceField": False,
    "linkOpportunitiesEntityType": "Contact",
    "linkOpportunitiesMatchFieldName": "OpportunityID",
    "linkOpportunitiesMultipleSourceMatches": True,
    "linkOpportunitiesSourceField": "EmailAddress",
}
ROW = {
    "OpportunityID": "1",
    "OpportunityName": "ABC Company",
    "Amount": "1000000",
    "Stage": "Prospecting",
    "Territory": "West",
}
SITE: dict[str, Any] = {
    "opportunityStages": ["Prospecting"],
    "contacts": [
        {"fields": {"C_EmailAddress": "contact1@abccompany.com"}},
        {"fields": {"C_EmailAddress": "CONTACT1@abccompany.com"}},
        {"fields": {"C_EmailAddress": "contact2@zyxcompany.com"}},
    ],
}


def imported(model: ModelSite, *rows: Any, **more: Any) -> Evidence:
    """The evidence of one import, its definition changed by `more`."""
    uri = model.create(OPPORTUNITIES, {**IMPORT, **more})
    model.stage(uri, rows)
    return model.sync(uri)


def test_the_tutorial() -> None:
    """Two opportunities are imported; all contacts with an address are linked to the opportunity with the id."""
    model = ModelSite(DEFAULT, SITE)
    assert imported(model, ROW, {**ROW, "OpportunityID": "2"}).status == "success"
    uri = model.create(LINKAGES, LINKAGE)
    addresses = ("contact1@abccompany.com", "contact2@zyxcompany.com")
    model.stage(uri, [{"OpportunityID": str(place), "EmailAddress": text} for place, text in enumerate(addresses, 1)])
    evidence = model.sync(uri)
    assert (evidence.status, evidence.rejects) == ("success", ())
    assert [(line.code, line.count) for line in evidence.logs] == [
        ("ELQ-00130", 2),
        ("ELQ-00137", 0),
        ("ELQ-00101", 0),
        ("ELQ-00001", 2),
    ]
    assert model.links() == {("1", 1), ("1", 2), ("2", 3)}


def test_ids_of_definitions_are_never_used_again() -> None:
    """Imports and linkages count apart, from 1; a deleted id does not come back."""
    model = ModelSite(DEFAULT, {})
    assert [model.create(OPPORTUNITIES, IMPORT), model.create(LINKAGES, LINKAGE)] == [
        "/opportunities/imports/1",
        "/opportunities/contacts/imports/1",
    ]
    model.delete("/opportunities/imports/1")
    assert model.create(OPPORTUNITIES, IMPORT) == "/opportunities/imports/2"


def test_a_sync_without_staged_data_warns() -> None:
    """Also after an upload of `[]`, and when the data was deleted; a replaced definition keeps its staged data."""
    model = ModelSite(DEFAULT, SITE)
    uri = model.create(OPPORTUNITIES, IMPORT)
    model.stage(uri, [])
    assert [line.code for line in model.sync(uri).logs] == ["ELQ-00130", "ELQ-00124"]
    model.stage(uri, [ROW])
    model.clear(uri)
    assert model.sync(uri).status == "warning"
    model.stage(uri, [ROW])
    model.replace(uri, {**IMPORT, "name": "Renamed"})
    assert model.sync(uri).status == "success"


@pytest.mark.parametrize(
    ("change", "code", "keys"),
    [
        (dict.fromkeys(ROW, " \t"), "ELQ-00059", ()),
        ({"OpportunityID": "\u00a0"}, "ELQ-00061", ("OpportunityID",)),
        ({"OpportunityID": "x" * 101}, "ELQ-00125", ("OpportunityID",)),
        ({"Stage": "Nowhere"}, "ELQ-00039", ("Stage",)),
        ({"Amount": "many"}, "ELQ-00040", ("Amount",)),
        ({"Territory": "x" * 101}, "ELQ-00125", ("Territory",)),
        ({"OpportunityName": "", "Stage": None}, "ELQ-00061", ("OpportunityName", "Stage")),
        ({"Amount": "many", "Stage": "Nowhere"}, "ELQ-00040", ("Amount",)),
    ],
)
def test_one_reject_a_row_by_the_first_rule_that_applies(
    change: dict[str, Any], code: str, keys: tuple[str, ...]
) -> None:
    """A rejected row leaves nothing behind; the reject shows every key of the definition as text."""
    model = ModelSite(DEFAULT, SITE)
    (reject,) = imported(model, {**ROW, **change}).rejects
    assert (reject.code, reject.invalid_fields) == (code, keys)
    assert set(reject.field_values or ()) == set(IMPORT["fields"])
    assert model.opportunities() == []


def test_a_broken_line_is_malformed_unless_it_is_blank() -> None:
    """ELQ-00032 for a line with the wrong number of values, ELQ-00059 for one of blanks; the others are imported."""
    model = ModelSite(DEFAULT, SITE)
    evidence = imported(model, BrokenLine(("1", "2")), ROW, BrokenLine(("", " ")))
    assert [(reject.record_index, reject.code) for reject in evidence.rejects] == [(1, "ELQ-00032"), (3, "ELQ-00059")]
    assert len(model.opportunities()) == 1


@pytest.mark.parametrize(("survivor", "territory", "index"), [("last", "East", 1), ("first", "West", 2)])
def test_one_row_survives_of_those_that_repeat_an_identifier(survivor: str, territory: str, index: int) -> None:
    """The others are ELQ-00026, and ELQ-00003 counts what remains."""
    model = ModelSite(replace(DEFAULT, duplicateSurvivor=survivor), SITE)
    evidence = imported(
        model, {**ROW, "OpportunityID": "a"}, {**ROW, "OpportunityID": "A", "Territory": "East"}, {**ROW}
    )
    assert [(reject.record_index, reject.message) for reject in evidence.rejects] == [(index, "Duplicate identifier.")]
    assert LogLine("ELQ-00003", 2, "information") in evidence.logs
    assert model.opportunities()[0]["Territory"] == territory


def test_the_later_of_two_keys_with_one_statement_wins() -> None:
    """Unless the row lacks it."""
    fields = {**IMPORT["fields"], "Region": "{{Opportunity.Field(Territory)}}"}
    model = ModelSite(DEFAULT, SITE)
    imported(model, {**ROW, "Region": "East"}, {**ROW, "OpportunityID": "2"}, fields=fields)
    assert [record["Territory"] for record in model.opportunities()] == ["East", "West"]


def test_what_case_insensitive_equates() -> None:
    """The pairs that tell the candidates of `textComparison` apart."""
    pairs = [
        ("\u00df", "SS"),
        ("\u00df", "\u1e9e"),
        ("\u0131", "I"),
        ("\u212a", "k"),
        ("\u00e9", "e\u0301"),
        ("a ", "a"),
    ]
    pairs += [("\u00e9", "e"), ("A", "a")]
    equated = {
        comparison: "".join("x" if fold(one, comparison) == fold(other, comparison) else "-" for one, other in pairs)
        for comparison in CANDIDATES["textComparison"]
    }
    assert equated == {
        "casefold": "xx-xx--x",
        "lower": "-x-x---x",
        "upper": "x-x----x",
        "ascii": "-------x",
        "sql": "xx-xxx-x",
        "sql-accent": "xx-xxxxx",
    }


@pytest.mark.parametrize(
    "text", ["2017-10-05 1:15", "2017/10/05 01:15:00.123", "10/05/2017 1:15 AM", "2017-10-05T01:15:00Z"]
)
def test_dates(text: str) -> None:
    """Each form of the same instant."""
    assert str(date_of(text)) == "2017-10-05 01:15:00"


@pytest.mark.parametrize("text", ["soon", "2017-02-30", "2017-10-05 24:00", "13/01/2017", "5/1/2017", "2017-10/05", ""])
def test_no_dates(text: str) -> None:
    """No day of the calendar, or no form that is listed."""
    assert date_of(text) is None


def test_numbers() -> None:
    """Optional sign, at most 15 digits and 4 decimals."""
    numbers = ["0", "+1", "-1.2345", "9" * 15, "007"]
    others = ["", "1.23456", "9" * 16, "1e5", "1,000", "$1", ".", "\u0661"]
    assert [text for text in numbers + others if number_of(text) is not None] == numbers


def test_the_model_stands_on_the_standard_library() -> None:
    """Its modules import each other, `semantics` and the standard library; the one that compares with a target also
    the client and the target."""
    allowed = {*sys.stdlib_module_names}
    for path in Path(contract_tests.model.__path__[0]).glob("*.py"):
        more = ("contract_tests.client", "contract_tests.targets.target") if path.stem == "comparing" else ()
        for name in _imported_by(path):
            ours = name.startswith(("contract_tests.model.", "contract_tests.semantics", *more))
            assert ours or name.split(".")[0] in allowed, f"{path.name} imports {name}"


def _imported_by(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)


def test_evidence_is_compared_without_regard_to_the_order_of_warnings() -> None:
    """A missing line, another count and another status are told; another order of lines is not."""
    one, two = LogLine("ELQ-00039", 1, "warning"), LogLine("ELQ-00061", 2, "warning")
    evidence = Evidence("warning", (one, two), ())
    assert differences(evidence, Evidence("warning", (two, one), ())) == []
    assert len(differences(evidence, Evidence("success", (one,), ()))) == 2


@pytest.fixture(scope="module")
def mock() -> Iterator[MockTarget]:
    target = in_process()
    yield target
    target.close()


@pytest.mark.parametrize("seed", range(12))
def test_model_and_mock_agree_under_any_answers_to_the_open_questions(mock: MockTarget, seed: int) -> None:
    """Some cells of both tables, with every open question answered at random."""
    source = random.Random(seed)
    semantics = Semantics(**{name: source.choice(answers) for name, answers in CANDIDATES.items()})
    outcomes = [link(mock, semantics, group) for group in source.sample(LINKAGE_GROUPS, 6)]
    outcomes += [bring_in(mock, semantics, group) for group in source.sample(IMPORT_GROUPS, 1)]
    for cells, evidence, data in outcomes:
        assert not evidence + data, f"{semantics}\n" + "\n".join(told(cells, evidence + data))


LINKAGE_GROUPS, IMPORT_GROUPS = list(groups()), list(import_groups())


@pytest.mark.parametrize(
    "text",
    [
        *("2017-10-05", "2017/10/05", "2017.10.05", "10/05/2017", "2017-10-05 1:15", "2017-10-05 01:15:02.123"),
        *("2017-10-05  1:15", "2017-10-05 1:15 PM", "2017-10-05 1:15PM", "2017-10-05 1:15  PM", " 2017-10-05"),
        *("2017-10-05T01:15:02Z", "2017-10-05T01:15:02.1234567Z", "2017-10-05T01:15:02.12345678Z"),
        *("2017-10-05T01:15Z", "2017-10-05T1:15:02Z", "2017-10-05 13:15 PM", "2017-10-05 24:00", "2017-02-30"),
    ],
)
def test_model_and_mock_read_the_same_dates(text: str) -> None:
    """Above all one blank before a time, one or none before the half of the day, and no ISO form without seconds."""
    from mock_server.domain.values import parse_date

    found = date_of(text)
    assert parse_date(text) == (None if found is None else shown(found))
    assert found is None or "  " not in text


@pytest.mark.parametrize(("status", "raised"), [(404, AssertionError), (500, AssertionError), (503, Indeterminate)])
def test_a_sync_that_cannot_be_read_speaks_against_the_server(status: int, raised: type[BaseException]) -> None:
    """Only a throttle is neither for nor against it."""
    from contract_tests.client import Answer, BulkClient
    from contract_tests.model.comparing import read_evidence
    from contract_tests.shapes import parsed

    class Refusing(BulkClient):
        def __init__(self) -> None: ...

        def call(self, *_: Any, **__: Any) -> Answer:
            return Answer(status, "", {}, b"", parsed(b""))

    with pytest.raises(raised, match=f"GET /syncs/1.* {status}|GET /syncs/1 answered {status}"):
        read_evidence(Refusing(), "/syncs/1")
