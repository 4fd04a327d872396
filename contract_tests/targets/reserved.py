"""The identifiers that rows on a real site may bear: few and the same in every run, so that runs leave what one left.

Opportunities, links and contacts cannot be deleted through this API.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from contract_tests.targets.target import Unsupported

PREFIX = "eloqua-kit-"
SPELLINGS = ("\u00c9", "\u00df", "\u212a", "x")
"""What tells comparisons of text apart; only `eloqua-mock settle` writes them."""
ASKED_FOR = ("\u00e9", "e", "SS", "K", "x ", "nowhere")
"""Their other spellings, and one that is like no other. Linkages ask for them, and nothing stores them."""
STORED = (*"123456789", "a", "A", "b", "B", *SPELLINGS)
IDENTIFIERS = (*STORED, *ASKED_FOR)
"""What checks and experiments write; on the site each stands behind PREFIX."""
ADDRESSES = tuple(f"{PREFIX}{number}@kit.example" for number in range(1, 5))
"""The contacts that a contact import may make."""
ADDRESSES_ASKED_FOR = (ADDRESSES[0].upper(), f"{PREFIX}nobody@kit.example")
"""Linkages may ask for these besides; nobody has the second."""
NAME_LENGTH = 100

ID = "{{Opportunity.Id}}"
CONTACT = "{{Contact.Field(C_EmailAddress)}}"
CONTACT_OF_LINK = "{{Opportunity.Contact.Field(C_EmailAddress)}}"
COMPANY_OF_LINK = "{{Opportunity.Account.Field(M_CompanyName)}}"
LINKAGES = "/opportunities/contacts/imports"
KINDS: Mapping[str, str] = {
    "/opportunities/imports": ID,
    LINKAGES: ID,
    "/contacts/imports": CONTACT,
}
"""What definitions may be made of, and the statement by which each identifies. Exports would read people's data."""
REFUSED = ("syncActions", "importPriorityUri")

ANNOUNCEMENT = (
    "Opportunities, links and contacts cannot be deleted through this API: what a run writes stays. Whatever the lane "
    f"and however often it runs, that is at most the opportunities {PREFIX}{{{','.join(STORED)}}}, the contacts "
    f"{', '.join(ADDRESSES)}, and links among them."
)


def marked(kind: str, body: Any, marker: str) -> dict[str, Any]:
    """The definition as it is sent: its name behind the run's marker, deleted by the site after an hour.

    Raises Unsupported where that would make another definition of it, or where it would touch what is not reserved.
    """
    if not isinstance(body, dict) or not isinstance(body.get("fields"), dict):
        raise Unsupported("a definition without `fields` is not sent to a real site")
    name, statements = body.get("name"), body["fields"].values()
    if not isinstance(name, str) or not 1 <= len(name) <= NAME_LENGTH - len(marker):
        raise Unsupported("this name cannot bear the run's prefix, so it is not sent to a real site")
    if body.get("autoDeleteDuration") is not None:
        raise Unsupported("how long a definition stands on a real site is for the guard to say, not for a check")
    if found := [each for each in REFUSED if each in body]:
        raise Unsupported(f"{found[0]} is not sent to a real site")
    allowed = {ID, CONTACT_OF_LINK, COMPANY_OF_LINK} if kind == LINKAGES else None
    if allowed is not None and not all(statement in allowed for statement in statements):
        raise Unsupported("a linkage by other fields could find real contacts, so it is not sent to a real site")
    identifying = body["fields"].get(body.get("identifierFieldName"), ID if allowed else None)
    if identifying != KINDS[kind]:
        raise Unsupported(f"a definition that does not identify by {KINDS[kind]} is not sent to a real site")
    return {**body, "name": marker + name, "autoDeleteDuration": "PT1H"}


def rows(kind: str, statements: Mapping[str, str], body: Any) -> list[dict[str, Any]]:
    """The rows for a definition as they are sent: identifiers behind the reserved prefix. Raises Unsupported for any
    other, and for one that this kind of definition must not store.
    """
    if not isinstance(body, list) or not all(isinstance(row, dict) for row in body):
        raise Unsupported("only rows as a JSON array of objects are sent to a real site")
    may_name = IDENTIFIERS if kind == LINKAGES else STORED
    return [{key: _value(statements.get(key), value, may_name) for key, value in row.items()} for row in body]


def _value(statement: str | None, value: Any, identifiers: Sequence[str]) -> Any:
    if statement not in (ID, CONTACT, CONTACT_OF_LINK, COMPANY_OF_LINK) or value is None or value == "":
        return value
    if statement == ID and value in identifiers:
        return PREFIX + value
    if statement == COMPANY_OF_LINK and isinstance(value, str) and value.startswith(PREFIX):
        return value
    if value in ADDRESSES or (statement == CONTACT_OF_LINK and value in ADDRESSES_ASKED_FOR):
        return value
    raise Unsupported(f"{value!r} is not among the reserved identifiers, so it is not sent to a real site"[:300])


def as_asked(content: bytes, run: str) -> bytes:
    """An answer as it would read had the kit not put its prefixes and its `autoDeleteDuration` into what it sent."""
    if PREFIX.encode() not in content:
        return content
    try:
        value = json.loads(content)
    except ValueError:
        return content
    marker = re.compile(re.escape(run) + r"-[0-9]+ ")

    def plain(part: Any) -> Any:
        if isinstance(part, list):
            return [plain(each) for each in part]
        if isinstance(part, str):
            return part[len(PREFIX) :] if part.startswith(PREFIX) and part[len(PREFIX) :] in IDENTIFIERS else part
        if not isinstance(part, dict):
            return part
        name = part.get("name")
        if isinstance(name, str) and (found := marker.match(name)):
            part = {**part, "name": name[found.end() :]}
            part.pop("autoDeleteDuration", None)
        return {key: plain(each) for key, each in part.items()}

    return json.dumps(plain(value), separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")
