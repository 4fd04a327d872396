"""Generated sites: as many contacts, accounts and opportunities as a line needs, without a file to read."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TypedDict

from contract_tests.bench.rows import STAGES, company, email, opportunity_id
from mock_server.domain.fields import FieldTable
from mock_server.domain.site_description import DescribedRecord, SiteDescription
from mock_server.site_files import parse_site_file

USERNAME, PASSWORD = "bench", "bench-password"


class SitePlan(TypedDict, total=False):
    """How many records a site has. `contacts_at` are linked at each account, the first ones at the first."""

    name: str
    contacts: int
    accounts: int
    contacts_at: int
    opportunities: int


def described(plan: SitePlan) -> SiteDescription:
    """The site of that plan."""
    file = {
        "version": 1,
        "name": plan["name"],
        "users": [{"username": USERNAME, "password": PASSWORD}],
        "opportunityStages": STAGES,
    }
    site = parse_site_file(json.dumps(file), plan["name"])
    tables = site.field_tables
    at = plan.get("contacts_at", 0)
    contact = _Pattern(tables["contacts"], C_EmailAddress="")
    account = _Pattern(tables["accounts"], M_CompanyName="")
    known = _Pattern(
        tables["opportunities"],
        RemoteOpportunityID="",
        OpportunityName="Known",
        CreatedDate="2017-01-01 00:00:00",
        OpportunityStageID=STAGES[0],
        Amount="1",
    )
    return replace(
        site,
        contacts=tuple(
            contact.record(number, email(number), number // at + 1 if at else None)
            for number in range(plan.get("contacts", 0))
        ),
        accounts=tuple(account.record(number, company(number)) for number in range(plan.get("accounts", 0))),
        opportunities=tuple(known.record(n, opportunity_id(n)) for n in range(plan.get("opportunities", 0))),
    )


class _Pattern:
    """Records that differ in one value, the first of those named."""

    def __init__(self, table: FieldTable, **values: str) -> None:
        texts = list(table.blank)
        for name, text in values.items():
            column = table.column_of_name(name)
            assert column is not None, name
            texts[column] = text
        own = table.column_of_name(next(iter(values)))
        assert own is not None
        self._before, self._after = tuple(texts[:own]), tuple(texts[own + 1 :])

    def record(self, number: int, text: str, account_id: int | None = None) -> DescribedRecord:
        return DescribedRecord(number + 1, (*self._before, text, *self._after), account_id)
