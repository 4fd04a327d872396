"""The good client passes everything, and its parts do what they say."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
import requests

from contract_tests.client_check.adapter import METHODS, Connection, Factory, offered
from contract_tests.client_check.driving.bench import Bench
from contract_tests.client_check.driving.driving import Driver, draw
from contract_tests.client_check.driving.standard import PLANS, STANDARD
from contract_tests.client_check.reference import ReferenceClient, careful, triggering, with_csv
from contract_tests.client_check.reference.failing import retry_after
from contract_tests.client_check.reference.rejecting import rejected_rows
from contract_tests.client_check.reference.uploads import Csv, Format, Json, batches, split
from contract_tests.client_check.rules import RULES
from contract_tests.profiles import profile
from contract_tests.verdicts import Verdict

VARIANTS = {"json": ReferenceClient, "csv": with_csv, "triggering": triggering, "careful": careful}
SOME = ("undisturbed", "rows that are rejected", "several uploads", "an upload whose answer is lost", "a moved site")
"""What the variants of the good client are put through, which differ in how they upload and define."""
ROWS = [{"OpportunityID": f"o{number}", "Name": 'ä "b", c' * (number % 3), "Flag": False} for number in range(20)]


@pytest.fixture(scope="session")
def kept(bench: Bench) -> dict[str, set[str]]:
    """Variant -> the rules that the standard scenarios show it to keep. Fails where one is broken."""
    return {name: _kept(factory, bench) for name, factory in VARIANTS.items()}


def _kept(factory: Factory, bench: Bench) -> set[str]:
    driver = Driver(factory, bench)
    for plan in PLANS if factory is ReferenceClient else SOME:
        driver.take(PLANS[plan])
    driven = driver.driven
    assert not driven.stuck
    assert not driven.unused
    broken = {name: (driven.rules[name].finding.reason, driven.rules[name].played) for name in driven.broken}
    assert not broken
    return {name for name, shown in driven.rules.items() if shown.finding.verdict is Verdict.PASS}


def test_the_reference_client_keeps_every_rule(kept: dict[str, set[str]]) -> None:
    """In every standard scenario, with faults and without, no variant breaks a rule, every planned fault strikes, and
    together they exercise all rules: none is kept only because nobody looked."""
    assert set().union(*kept.values()) == set(RULES)


@pytest.mark.skipif(profile() != "thorough", reason="a minute or two: in the profile thorough")
@pytest.mark.parametrize("oauth", [False, True])
@pytest.mark.parametrize("variant", sorted(VARIANTS))
def test_no_variant_breaks_anything_in_any_scenario(variant: str, oauth: bool, bench: Bench) -> None:
    """By Basic and by OAuth, through all that is standard."""
    driver = Driver(VARIANTS[variant], bench)
    for scenario in STANDARD:
        driver.take(replace(scenario, oauth=oauth))
    assert not driver.driven.stuck
    assert {name: driver.driven.rules[name] for name in driver.driven.broken} == {}


@pytest.mark.parametrize("variant", ["json", "triggering"])
def test_no_drawn_scenario_convicts_the_reference_client(variant: str, bench: Bench) -> None:
    """Whatever Hypothesis draws, rows and faults together, the good client is acquitted: the judge makes no mistake."""
    driver = Driver(VARIANTS[variant], bench)
    draw(driver, 8)
    assert driver.driven.runs >= 8
    assert {name: driver.driven.rules[name] for name in driver.driven.broken} == {}


def test_the_reference_client_offers_every_method() -> None:
    """What a user may implement, the reference implements."""
    connection = Connection("http://127.0.0.1:9", "Site", "user", "secret-of-the-user")
    assert offered(ReferenceClient(connection)) == set(METHODS)
    assert "secret-of-the-user" not in repr(connection)


@pytest.mark.parametrize("form", [Json(), Csv()])
@pytest.mark.parametrize("most", [140, 333, 10_000])
def test_a_split_loses_nothing_and_keeps_the_limit(form: Format, most: int) -> None:
    """Every upload is within the limit, says where it begins, and all rows come in order, as text."""
    keys = ["OpportunityID", "Name", "Flag"]
    uploads = list(split(ROWS, keys, form, most))
    assert all(len(each.body.content) <= most for each in uploads)
    came: list[dict[str, str]] = []
    for each in uploads:
        assert each.first == len(came)
        text = each.body.content.decode("utf-8")
        is_json = each.body.content_type == "application/json"
        came += json.loads(text) if is_json else csv.DictReader(io.StringIO(text, newline=""))
    assert came == [{**row, "Flag": "false"} for row in ROWS]
    assert len(uploads) > 1 or most == 10_000


def test_a_row_that_is_too_large_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(ValueError, match="row 1 is larger than an upload may be"):
        list(split([{"A": "x"}, {"A": "x" * 200}], ["A"], Json(), 100))


def test_batches_keep_to_the_number_of_uploads() -> None:
    uploads = list(split(ROWS, ["OpportunityID"], Json(), 60))
    found = list(batches(iter(uploads), 3))
    assert [each for batch in found for each in batch] == uploads
    assert {len(batch) for batch in found[:-1]} == {3}


def _reject(number: int, identifier: str, code: str = "ELQ-00061") -> dict[str, Any]:
    return {"recordIndex": number, "fieldValues": {"A": identifier, "B": ""}, "statusCode": code}


@pytest.mark.parametrize(
    ("rejects", "meant"),
    [
        ([_reject(2, "r1")], [(1, "ELQ-00061")]),
        ([_reject(1, "r2"), _reject(2, "r3")], [(2, "ELQ-00061"), (3, "ELQ-00061")]),
        ([_reject(4, "r3")], [(3, "ELQ-00061")]),
        ([_reject(1, "r0"), _reject(1, "r4")], [(0, "ELQ-00061"), (4, "ELQ-00061")]),
    ],
)
def test_a_reject_finds_its_row(rejects: list[dict[str, Any]], meant: list[tuple[int, str]]) -> None:
    """By number within an upload and by values where several uploads have that number; counted over all as well."""
    uploads = list(split([{"A": f"r{number}"} for number in range(5)], ["A"], Json(), 26))
    assert [len(each.rows) for each in uploads] == [2, 2, 1]
    assert list(rejected_rows(rejects, uploads)) == meant


def test_rows_that_are_alike_are_taken_in_order() -> None:
    uploads = list(split([{"A": "same"}] * 4, ["A"], Json(), 32))
    assert [len(each.rows) for each in uploads] == [2, 2]
    rejects = [_reject(1, "same"), _reject(1, "same"), _reject(2, "same")]
    assert [index for index, _ in rejected_rows(rejects, uploads)] == [0, 2, 1]


@pytest.mark.parametrize(("header", "seconds"), [("30", 30.0), ("", None), ("soon", None), (None, None)])
def test_retry_after_is_read(header: str | None, seconds: float | None) -> None:
    answer = requests.Response()
    if header is not None:
        answer.headers["Retry-After"] = header
    assert retry_after(answer) == seconds


def test_retry_after_may_be_a_date() -> None:
    answer = requests.Response()
    answer.headers["Retry-After"] = "Fri, 31 Dec 2999 23:59:59 GMT"
    assert (retry_after(answer) or 0) > 10**9
