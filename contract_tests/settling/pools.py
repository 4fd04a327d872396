"""The scenarios to choose from, a pool for each group of questions.

A pool is built from a few telling rows, combined up to three at a time. No scenario depends on a question of another
group (a test tries that): texts are equal to the code point, or differ in ASCII case alone, outside of the group
`text`; nothing repeats an identifier outside of `duplicates`; rows are complete outside of `blanks and missing keys`.
So the groups can be settled in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, product
from types import MappingProxyType
from typing import Any, TypeVar

from contract_tests.settling.scenarios import STAGE, Row, Scenario, account, contact, importing, linking, opportunity

Item = TypeVar("Item")

TRAPS: Mapping[str, tuple[str, str]] = {
    "case of an accented letter": ("\u00c9va", "\u00e9va"),
    "sharp s": ("Stra\u00dfe", "STRASSE"),
    "a trailing blank": ("Alpha", "Alpha "),
    "an accent left out": ("Caf\u00e9", "Cafe"),
    "dotless i": ("\u0131l\u0131k", "ILIK"),
    "Kelvin sign": ("Kilo", "\u212ailo"),
    "a decomposed accent": ("Ren\u00e9", "Rene\u0301"),
    "final sigma": ("\u03bf\u03b4\u03bf\u03c2", "\u039f\u0394\u039f\u03a3"),
    "dotted capital I": ("\u0130zmir", "i\u0307zmir"),
}
"""What differs -> the stored spelling and the uploaded one. No two words meet under any comparison."""


def some(items: Sequence[Item], most: int) -> Iterator[tuple[Item, ...]]:
    """Every selection of one to `most` items."""
    for number in range(1, most + 1):
        yield from combinations(items, number)


def text() -> Iterator[Scenario]:
    """Rows that link where two spellings are one: ELQ-00085 (or 00084, on the opportunity's side) where not."""
    for names in some(tuple(TRAPS), 3):
        stored = [contact(number, TRAPS[trap][0]) for number, trap in enumerate(names, 1)]
        rows = [("KIT-TEXT", TRAPS[trap][1]) for trap in names]
        yield Scenario(
            f"links by a last name that differs by {_and(names)}",
            _site(contacts=stored, opportunities=[opportunity("KIT-TEXT")]),
            (linking("Contact", rows),),
        )
    for trap, (kept, sent) in TRAPS.items():
        yield Scenario(
            f"links an opportunity whose id differs by {trap}",
            _site(contacts=[contact(1, "Plain")], opportunities=[opportunity(kept)]),
            (linking("Contact", [(sent, "Plain")]),),
        )


def duplicates() -> Iterator[Scenario]:
    """Rows that repeat an identifier, in one upload and over several; other rejects of a later upload."""
    layouts = ("AA", "A A", "B A A", "AB A", "A B A", "A A A", "BA A", "B -", "BB -", "A A -", "AA -", "C AA B")
    for layout in layouts:
        seen: dict[str, int] = {}
        uploads = [tuple(_numbered(letter, seen) for letter in upload) for upload in layout.split()]
        yield Scenario(
            f"imports {layout!r} (a letter a row and its identifier, - without one, a blank between uploads)",
            _site(),
            (importing(*uploads),),
        )
    for first in (1, 2):
        known, unknown = ("KIT-A", "Plain"), ("KIT-NOWHERE", "Plain")
        yield Scenario(
            f"links {first} known opportunities in one upload and an unknown one in the next",
            _site(contacts=[contact(1, "Plain")], opportunities=[opportunity("KIT-A")]),
            (linking("Contact", [known] * first, [unknown]),),
        )


def _numbered(letter: str, seen: dict[str, int]) -> Row:
    """A complete row whose name tells it from others of its identifier. `B` stands for new ones each time."""
    seen[letter] = seen.get(letter, 0) + 1
    identifier = {"-": "", "B": f"KIT-B{seen[letter]}"}.get(letter, f"KIT-{letter}")
    return {"id": identifier, "Name": f"{letter}, time {seen[letter]}", "Stage": STAGE, "Amount": "10"}


CONTACT_ROWS: Mapping[str, tuple[str, str]] = {
    "two contacts": ("KIT-1", "Twin"),
    "two opportunities": ("KIT-A", "Plain"),
    "two opportunities and two contacts": ("KIT-B", "Twin"),
}
ACCOUNT_ROWS: Mapping[str, tuple[str, str]] = {
    "an account without contacts": ("KIT-2", "Empty"),
    "two accounts, the second with a contact": ("KIT-3", "Half"),
    "two accounts with a contact each": ("KIT-4", "Both"),
    "two accounts without contacts": ("KIT-5", "None"),
    "two opportunities and an account": ("KIT-C", "Single"),
}


def multiple_matches() -> Iterator[Scenario]:
    """Rows that match several opportunities, contacts or accounts, on one site that has all of those."""
    contacts = [contact(1, "Twin"), contact(2, "Twin"), contact(3, "Plain")]
    contacts += [contact(4, "Four", 3), contact(5, "Five", 4), contact(6, "Six", 5), contact(7, "Seven", 8)]
    names = ("Empty", "Half", "Half", "Both", "Both", "None", "None", "Single")
    ids = ["KIT-1", "KIT-A", "kit-a", "KIT-B", "kit-b", "KIT-2", "KIT-3", "KIT-4", "KIT-5", "KIT-C", "kit-c"]
    site = _site(
        contacts=contacts,
        accounts=[account(number, name) for number, name in enumerate(names, 1)],
        opportunities=[opportunity(identifier) for identifier in ids],
    )
    for found in some(tuple(ACCOUNT_ROWS), 3):
        step = linking("Account", [ACCOUNT_ROWS[name] for name in found])
        yield Scenario(f"links by company name: {_and(found)}", site, (step,))
    for found in some(tuple(CONTACT_ROWS), 2):
        step = linking("Contact", [CONTACT_ROWS[name] for name in found])
        yield Scenario(f"links by last name: {_and(found)}", site, (step,))
        for name, row in ACCOUNT_ROWS.items():
            title = f"links by last name: {_and(found)}; then by company name: {name}"
            yield Scenario(title, site, (step, linking("Account", [row])))


LONG = "L" * 101
MISSING: Mapping[str, Row] = {
    "a required key missing": {"id": "KIT-1", "Stage": STAGE, "Amount": "20", "Territory": "West"},
    "another key missing": {"id": "KIT-1", "Name": "Renamed", "Stage": STAGE, "Amount": "20"},
}
STAGES: Mapping[str, Row] = {
    "a new opportunity at an unknown stage": {"id": "KIT-8", "Name": "New", "Stage": "Nowhere", "Amount": "20"},
    "a stored one put to an unknown stage": {"id": "KIT-2", "Name": "Moved", "Stage": "Nowhere", "Amount": "20"},
}
TOO_LONG: Mapping[str, Row] = {
    "a new opportunity with 101 characters in a required text": {"id": "KIT-9", "Name": LONG, "Stage": STAGE},
    "a stored one with 101 characters in another text": {"id": "KIT-3", "Territory": LONG},
}
COMPLETE: Row = {"id": "KIT-0", "Name": "Complete", "Stage": STAGE, "Amount": "30", "Territory": "East"}


def blanks() -> Iterator[Scenario]:
    """Imports of rows that lack a key, name an unknown stage or have too long a text, each row of its own
    opportunity. A complete row goes first, so that no upload lacks a key in every row."""
    for choice in product((None, *MISSING), (None, *STAGES), (None, *TOO_LONG)):
        names = [name for name in choice if name is not None]
        if not names:
            continue
        rows = [MISSING[name] if name in MISSING else {**COMPLETE, **{**STAGES, **TOO_LONG}[name]} for name in names]
        stored = [row["id"] for row in rows if row["id"] <= "KIT-3"]
        yield Scenario(
            f"imports a complete row, and {_and(names)}",
            _site(opportunities=[opportunity(identifier, Territory="North") for identifier in stored]),
            (importing((COMPLETE, *rows), fields=("Name", "Stage", "Amount", "Territory")),),
        )


def _site(**records: Any) -> dict[str, Any]:
    """A site file but for `name` and `users`. No account is given to a contact by its company."""
    return {"opportunityStages": [STAGE], **records}


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


_BUILT: Mapping[str, Callable[[], Iterator[Scenario]]] = {
    "text": text,
    "duplicates": duplicates,
    "multiple matches": multiple_matches,
    "blanks and missing keys": blanks,
}

POOLS: Mapping[str, tuple[Scenario, ...]] = MappingProxyType({group: tuple(build()) for group, build in _BUILT.items()})
"""Group -> its scenarios."""
