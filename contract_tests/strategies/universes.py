"""A universe: the few identifiers, addresses and account names of one example, and a site that uses them.

Whatever is drawn later is drawn from one universe, so that rows, records and definitions meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from contract_tests.strategies.spellings import LOOKALIKES, SPELLINGS, spelling_families

STAGES = ("Prospecting", "Closed Won")


@dataclass(frozen=True, slots=True)
class Universe:
    """Texts of one example, and the contacts and accounts of a site of theirs.

    `contacts` are pairs of an address, whose local part is their last name, and the id of an account or None;
    `account_names` the names of accounts 1, 2, ….
    """

    identifiers: tuple[str, ...]
    addresses: tuple[str, ...]
    account_spellings: tuple[str, ...]
    contacts: tuple[tuple[str, int | None], ...]
    account_names: tuple[str, ...]

    def description(self) -> dict[str, Any]:
        """As a site file describes it, without name and users; contacts and accounts have ids from 1."""
        accounts = [
            {"id": number, "fields": {"M_CompanyName": name}} for number, name in enumerate(self.account_names, start=1)
        ]
        contacts = [
            {"id": number, "fields": {"C_EmailAddress": address, "C_LastName": _local(address)}}
            | ({} if account is None else {"accountId": account})
            for number, (address, account) in enumerate(self.contacts, start=1)
        ]
        return {"opportunityStages": list(STAGES), "accounts": accounts, "contacts": contacts}

    def sources(self, statement: str) -> tuple[str, ...]:
        """Values that a linkage row may have for a contact or account statement: used ones, and one nobody has."""
        if statement.endswith("Contact.Id}}"):
            return (*map(str, range(1, len(self.contacts) + 1)), "99", " 1")
        if statement.endswith("Account.Id}}"):
            return (*map(str, range(1, len(self.account_names) + 1)), "99", "01")
        if statement.endswith("Field(C_LastName)}}"):
            return (*map(_local, self.addresses), "nobody", self.addresses[0])
        known = self.account_spellings if ".Account." in statement else self.addresses
        return (*known, *known, "nobody@site.example")


def _local(address: str) -> str:
    """What stands before the `@`: the last name of whoever has the address."""
    return address.rpartition("@")[0]


def universes(*, traps: bool = True) -> st.SearchStrategy[Universe]:
    """Universes of one or two identifiers, addresses and account names in several spellings each.

    Half of them are plain (they differ in ASCII case at most) even with `traps`: traps make several matches rare.
    """
    return st.booleans().flatmap(lambda trapped: _universes(trapped and traps))


@st.composite
def _universes(draw: st.DrawFn, traps: bool) -> Universe:
    ids = list(draw(spelling_families(traps=traps)))
    if traps and draw(st.booleans()):
        ids.append(draw(st.sampled_from([text for text in LOOKALIKES if len(text) <= 100])))
    locals_ = draw(spelling_families(traps=traps))
    names = (
        draw(st.one_of(st.just(SPELLINGS["outer blanks"]), spelling_families(traps=traps)))
        if traps
        else ("Acme", "ACME")
    )
    addresses = [f"{text}@site.example" for text in locals_]
    account_names = draw(_some(names, 1, 3))
    account_ids: list[int | None] = [*range(1, len(account_names) + 1), None]
    contacts = draw(
        st.lists(st.tuples(st.sampled_from(addresses), st.sampled_from(account_ids)), min_size=1, max_size=4)
    )
    return Universe(
        identifiers=(*ids, "B2"),
        addresses=tuple(addresses),
        account_spellings=tuple(names),
        contacts=tuple(contacts),
        account_names=tuple(account_names),
    )


def _some(values: Sequence[str], least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=least, max_size=most)
