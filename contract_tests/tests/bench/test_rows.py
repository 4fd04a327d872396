"""The rows of the bench are what the issue of the bench says they are, and the bodies hold all of them."""

from __future__ import annotations

import csv
import io
import json

from contract_tests.bench import rows

SIZE = 2500


def test_rows_are_as_long_and_as_distinct_as_they_are_said_to_be() -> None:
    """Ten fields, some 290 bytes of JSON; ids, names and amounts distinct, every other column at most 1,000 values."""
    made = [rows.opportunity(number) for number in range(SIZE)]
    assert {tuple(row) for row in made} == {tuple(rows.FIELDS)}
    assert len(rows.FIELDS) == 10
    assert 280 <= sum(len(json.dumps(row)) for row in made) / SIZE <= 305
    for key in rows.FIELDS:
        values = len({row[key] for row in made})
        assert values == SIZE if key in ("OpportunityID", "OpportunityName", "Amount") else values <= 1000, key


def test_an_upload_of_the_bench_is_as_large_as_one_may_be() -> None:
    """110,000 rows make one body of JSON of about 32 MB; more rows make a second, and none is lost."""
    (body,) = rows.json_bodies(rows.opportunity(number) for number in range(110_000))
    assert 31_000_000 < len(body) <= rows.BODY
    first, second = rows.json_bodies(rows.opportunity(number) for number in range(120_000))
    assert len(first) <= rows.BODY
    assert len(json.loads(first)) + len(json.loads(second)) == 120_000


def test_csv_holds_the_same_rows() -> None:
    """The CSV of the bench has the rows of its JSON."""
    made = [rows.opportunity(number) for number in range(50)]
    (body,) = rows.json_bodies(iter(made))
    assert list(csv.DictReader(io.StringIO(rows.csv_body(made).decode(), newline=""))) == json.loads(body) == made


def test_links_are_of_different_contacts_in_another_case() -> None:
    """Each opportunity is linked once, each contact once, and no value is spelled as the site spells it."""
    made = [rows.email_link(number, 1000) for number in range(1000)]
    assert len({row["OpportunityID"] for row in made}) == len({row["EmailAddress"] for row in made}) == 1000
    assert not {row["EmailAddress"] for row in made} & {rows.email(number) for number in range(1000)}
    assert {row["EmailAddress"] for row in made} == {rows.email(number).lower() for number in range(1000)}
