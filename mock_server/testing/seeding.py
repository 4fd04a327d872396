"""From what a test writes down to the records and links that the control API takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mock_server.testing.control import SiteControl
from mock_server.testing.errors import RefusedError
from mock_server.testing.records import IDENTIFIERS

Name = str
"""The text of an opportunity's id."""
Contact = str | int
"""An address, or a record id."""
Written = Iterable[Mapping[str, Any] | str]


def seeded(
    control: SiteControl,
    accounts: Written,
    contacts: Written,
    opportunities: Written,
    links: Iterable[tuple[Name, Contact]],
) -> None:
    """Raises RefusedError; then nothing was added."""
    __tracebackhide__ = True
    _no_single_thing(accounts=accounts, contacts=contacts, opportunities=opportunities)
    links = list(links)
    for pair in links:
        if isinstance(pair, str) or len(pair) != 2:
            raise RefusedError(f"links: {pair!r} is no pair; they are like [('OPP-1', 'ada@engines.example')]")
    entities = {"accounts": accounts, "contacts": contacts, "opportunities": opportunities}
    body: dict[str, Any] = {plural: [_record(plural, each) for each in written] for plural, written in entities.items()}
    wanted = [(str(opportunity), contact) for opportunity, contact in links]
    body["links"] = list(_links(control, body["contacts"], wanted)) if wanted else []
    control.call("POST", "/records", body)


def _no_single_thing(**named: Written) -> None:
    """A text or a mapping can be iterated over too, but nobody means its letters or keys."""
    __tracebackhide__ = True
    for plural, written in named.items():
        if isinstance(written, str | Mapping):
            raise RefusedError(f"{plural}: takes several: [{written!r}]")


def _record(plural: str, written: Mapping[str, Any] | str) -> dict[str, Any]:
    fields = {IDENTIFIERS[plural]: written} if isinstance(written, str) else written
    return {"fields": {name: "" if value is None else str(value) for name, value in fields.items()}}


def _links(
    control: SiteControl, new: list[dict[str, Any]], wanted: list[tuple[Name, Contact]]
) -> Iterable[dict[str, Any]]:
    """The links with record ids in place of addresses; those of `new` contacts follow the ones that are there."""
    known = list(control.all("contacts"))
    next_id = max((contact["id"] for contact in known), default=0) + 1
    for number, contact in enumerate(new):
        contact["id"] = next_id + number
    for opportunity, named in wanted:
        ids = [named] if isinstance(named, int) else [each["id"] for each in (*known, *new) if _has(each, named)]
        if not ids:
            raise RefusedError(f"links: no contact has the address {named}")
        yield from ({"opportunityId": opportunity, "contactId": one} for one in ids)


def _has(contact: Mapping[str, Any], address: str) -> bool:
    found: str = contact["fields"].get(IDENTIFIERS["contacts"], "")
    return found.casefold() == address.casefold()
