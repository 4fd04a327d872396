"""The bare loop: rows as dictionaries in memory, both values case-folded, two look-ups, the pair added to a set."""

from __future__ import annotations

import time
from typing import Any

from contract_tests.bench.programs.answering import answer, arguments
from contract_tests.bench.rows import account_link, company, email, email_link, opportunity_id

Rows = list[dict[str, str]]


def by_email(rows: Rows, opportunities: dict[str, int], contacts: dict[str, int]) -> float:
    """Seconds for one pair a row."""
    links: set[tuple[int, int]] = set()
    began = time.perf_counter()
    for row in rows:
        opportunity = opportunities.get(row["OpportunityID"].casefold())
        contact = contacts.get(row["EmailAddress"].casefold())
        if opportunity is not None and contact is not None:
            links.add((opportunity, contact))
    took = time.perf_counter() - began
    assert len(links) == len(rows)
    return took


def by_account(rows: Rows, opportunities: dict[str, int], contacts_at: dict[str, list[int]]) -> float:
    """Seconds for as many pairs a row as the account has contacts."""
    links: set[tuple[int, int]] = set()
    began = time.perf_counter()
    for row in rows:
        opportunity = opportunities.get(row["OpportunityID"].casefold())
        contacts = contacts_at.get(row["CompanyName"].casefold())
        if opportunity is not None and contacts is not None:
            for contact in contacts:
                links.add((opportunity, contact))
    took = time.perf_counter() - began
    assert len(links) == 10 * len(rows)
    return took


def main() -> None:
    kind, size = arguments()
    opportunities = {opportunity_id(n).casefold(): n + 1 for n in range(size)}
    if kind == "email":
        contacts = {email(n).casefold(): n + 1 for n in range(size)}
        rows = [email_link(n, size) for n in range(size)]
        answer("ready", lambda _: by_email(rows, opportunities, contacts))
        return
    accounts = max(1, size // 10)
    contacts_at = {company(n).casefold(): list(range(10 * n + 1, 10 * n + 11)) for n in range(accounts)}
    wanted = [account_link(n, accounts) for n in range(size)]
    contact_of = {email(n).casefold(): n + 1 for n in range(10 * accounts)}
    each = [
        {"OpportunityID": row["OpportunityID"], "EmailAddress": email(10 * (number % accounts) + place)}
        for number, row in enumerate(wanted)
        for place in range(10)
    ]

    def loop(question: Any) -> float:
        if question == "links":
            return by_email(each, opportunities, contact_of)
        return by_account(wanted, opportunities, contacts_at)

    answer("ready", loop)


if __name__ == "__main__":
    main()
