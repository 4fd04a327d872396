"""A row comes to the same among thousands: servers take large uploads column by column, block by block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from contract_tests.laws.bodies import OPPORTUNITIES, opportunity_import, row
from contract_tests.laws.flow import define, expect, own_site
from contract_tests.model.comparing import read_evidence
from contract_tests.model.evidence import Rejected
from contract_tests.model.site import ModelSite
from contract_tests.semantics import Semantics
from contract_tests.targets.target import Capability, Target, needs

SPOILT: tuple[dict[str, Any], ...] = (
    {"OpportunityName": ""},
    {"OpportunityName": " \t"},
    {"OpportunityName": "n" * 101},
    {"OpportunityName": "n" * 100},
    {"Amount": ""},
    {"Amount": "many"},
    {"Amount": "1e5"},
    {"Amount": " 1"},
    {"Amount": "9" * 16},
    {"Amount": "-0.1234"},
    {"Amount": "0.12345"},
    {"Amount": "+7"},
    {"Territory": ""},
    {"Territory": " "},
    {"Territory": "t" * 101},
    {"Territory": " west "},
    {"CloseDate": "10/25/2017 1:15 PM"},
    {"CloseDate": "soon"},
    {"Stage": "closed won"},
    {"Stage": "Elsewhere"},
    {"Stage": ""},
    {"OpportunityID": ""},
    {"OpportunityID": "i" * 101},
)
"""What a row among the many may have instead of a good value."""
MANY, BEHIND = 4500, 3
"""Good rows in the first upload; behind it comes an upload for each row to look at, with so many good ones besides."""


def uploads() -> list[list[dict[str, Any]]]:
    """Every row with an identifier, a name, an amount and a territory that no other has. The first row of each upload
    but the first is one to look at."""
    numbers = iter(range(100_000))
    spoilt = [[{**_good(next(numbers)), **spoiler}, *_some(numbers, BEHIND)] for spoiler in (*SPOILT, {})]
    lacking = {name: value for name, value in _good(next(numbers)).items() if name != "Territory"}
    return [_some(numbers, MANY), *spoilt, [lacking, *_some(numbers, BEHIND)]]


def _some(numbers: Iterator[int], how_many: int) -> list[dict[str, Any]]:
    return [_good(next(numbers)) for _ in range(how_many)]


def _good(number: int) -> dict[str, Any]:
    own = {"OpportunityName": f"Name {number}", "Amount": f"{number}.5", "Territory": f"Territory {number}"}
    return row(f"Row {number}", **own, CloseDate=f"{1900 + number % 90}-02-03")


@pytest.mark.clause("OPP-05", "OPP-06", "OPP-12", "OPP-13", "OPP-19", "SYN-04", "SYN-05")
@pytest.mark.parametrize("rule", ["always", "ifNewIsNotNull", "ifExistingIsNull"])
def test_a_row_is_taken_alike_among_thousands(rule: str, eloqua_target: Target, eloqua_semantics: Semantics) -> None:
    """The rejects of a large upload are those that the reference model has of the rows to look at alone, and so are
    their records; all other rows are stored as they came."""
    needs(eloqua_target, Capability.FRESH_SITE)
    given = uploads()
    to_look_at = [upload[0] for upload in given[1:]]
    definition = opportunity_import(updateRule=rule)
    model = ModelSite(eloqua_semantics, {"opportunityStages": ["Prospecting", "Closed Won"]})
    uri = model.create(OPPORTUNITIES, definition)
    for told in to_look_at:
        model.stage(uri, [told])
    expected = model.sync(uri)
    assumed = {"assumptions": eloqua_semantics.as_assumptions()}
    with own_site(eloqua_target, opportunityStages=["Prospecting", "Closed Won"], **assumed) as site:
        real = define(site.client, OPPORTUNITIES, definition)
        for upload in given:
            expect(site.client.upload_json(real, upload), 204)
        got = read_evidence(site.client, str(expect(site.client.sync(real), 201).body["uri"]))
        shown = site.observe().opportunities if Capability.READABLE_LINKS in eloqua_target.capabilities else None
    assert got.status == expected.status
    assert Counter(map(_short, got.rejects)) == Counter(map(_short, expected.rejects))
    if shown is None:
        return
    found = {record["RemoteOpportunityID"]: record for record in shown}
    for record in model.opportunities():
        assert _plain(found.pop(record["RemoteOpportunityID"])) == _plain(record)
    good = [*given[0], *(made for upload in given[1:] for made in upload[1:])]
    assert [_asked(found[made["OpportunityID"]]) for made in good] == [
        (made["OpportunityName"], made["Amount"], made["Territory"], f"{made['CloseDate']} 00:00:00") for made in good
    ]
    assert len(found) == len(good)


def _short(reject: Rejected) -> tuple[str, tuple[str, ...], str, str]:
    """A reject without its number, which counts other rows here than in the model."""
    values = "" if reject.field_values is None else repr(sorted(reject.field_values.items()))
    return reject.code, tuple(sorted(reject.invalid_fields)), reject.message, values


def _plain(record: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in record.items() if value.strip()}


def _asked(record: dict[str, str]) -> tuple[str, ...]:
    return tuple(record.get(name, "") for name in ("OpportunityName", "Amount", "Territory", "CloseDate"))
