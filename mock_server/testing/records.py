"""Records and links as a test reads them: values of the moment they were asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Generic, NamedTuple, TypeVar, overload

T = TypeVar("T")
IDENTIFIERS: Mapping[str, str] = {
    "accounts": "M_CompanyName",
    "contacts": "C_EmailAddress",
    "opportunities": "RemoteOpportunityID",
}
"""What a person calls a record of the entity by: the internal name of a field."""
WORDS: Mapping[str, str] = {"accounts": "account", "contacts": "contact", "opportunities": "opportunity"}
SHOWN = 20
"""Of a long collection's items, in its repr."""


class Record(Mapping[str, str]):
    """One record: a mapping of internal names to texts, blank fields among them, as it was when it was read."""

    def __init__(self, entity: str, item: Mapping[str, Any]) -> None:
        self.entity = entity
        self.id: int = item["id"]
        self.account_id: int | None = item.get("accountId")
        """Of a contact that is at an account."""
        self.created_at: str = item["createdAt"]
        self.updated_at: str = item["updatedAt"]
        self._fields: dict[str, str] = dict(item["fields"])

    def __getitem__(self, name: str) -> str:
        try:
            return self._fields[name]
        except KeyError:
            near = get_close_matches(name, self._fields, n=3, cutoff=0.5)
            raise KeyError(f"{name} is no field of {self.entity}; near: {', '.join(near) or 'none'}") from None

    def __contains__(self, name: object) -> bool:
        return name in self._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    @property
    def label(self) -> str:
        """What a person calls it by: the opportunity's id, the contact's address, the account's name."""
        return self._fields[IDENTIFIERS[self.entity]]

    @property
    def filled(self) -> dict[str, str]:
        """The fields that are not blank."""
        return {name: text for name, text in self._fields.items() if text}

    def __repr__(self) -> str:
        fields = " ".join(f"{name}={text!r}" for name, text in self.filled.items())
        return f"<{WORDS[self.entity]} {self.id} {fields}>"


class Link(NamedTuple):
    """An opportunity linked to a contact. `sync_uri` is None where no sync made it."""

    opportunity_id: str
    contact_id: int
    email_address: str
    sync_uri: str | None

    def __repr__(self) -> str:
        return f"<link {self.opportunity_id} -> {self.email_address} (contact {self.contact_id}, {self.sync_uri})>"


class Listing(Sequence[T], Generic[T]):
    """An immutable sequence that shows its items one a line."""

    def __init__(self, what: str, items: Sequence[T]) -> None:
        self._what, self._items = what, tuple(items)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        return self._items == (other._items if isinstance(other, Listing) else tuple(_sequence(other)))

    __hash__ = None  # type: ignore[assignment]  # compares with lists, which have none

    def __repr__(self) -> str:
        shown = "".join(f"\n  {item!r}" for item in self._items[:SHOWN])
        more = f"\n  and {len(self) - SHOWN} more" if len(self) > SHOWN else ""
        return f"<{len(self)} {self._what}{':' if self._items else ''}{shown}{more}>"


class Records(Listing[Record]):
    """Records of one entity in id order."""

    def where(self, **fields: str) -> Records:
        """Those whose fields have exactly these values, by internal name."""
        kept = [r for r in self._items if all(r[name] == text for name, text in fields.items())]
        return Records(self._what, kept)

    def named(self, label: str) -> Record:
        """The one with that opportunity id, address or account name, spelled exactly.

        Raises LookupError where there is none or there are several.
        """
        found = [record for record in self._items if record.label == label]
        if len(found) != 1:
            near = get_close_matches(label, self.labels, n=3)
            known = f"; near: {', '.join(near)}" if near else ""
            raise LookupError(f"{len(found)} {self._what} are called {label!r}, not one{known}")
        return found[0]

    def values_of(self, name: str) -> list[str]:
        """The values of one field, record by record."""
        return [record[name] for record in self._items]

    @property
    def labels(self) -> list[str]:
        """What a person calls them by: opportunity ids, addresses, account names."""
        return [record.label for record in self._items]


class Links(Listing[Link]):
    """Links by opportunity, then contact. `("OPP-1", "a@b.com") in links.pairs` asks for one."""

    @property
    def pairs(self) -> set[tuple[str, str]]:
        """Opportunity ids and addresses; two contacts with one address make one pair."""
        return {(link.opportunity_id, link.email_address) for link in self._items}


def _sequence(other: object) -> Sequence[Any]:
    return other if isinstance(other, Sequence) and not isinstance(other, str) else (object(),)


def records(entity: str, items: Callable[[str], Iterator[dict[str, Any]]]) -> Records:
    return Records(entity, [Record(entity, item) for item in items(entity)])


def links(items: Callable[[str], Iterator[dict[str, Any]]]) -> Links:
    found = [Link(i["opportunityId"], i["contactId"], i["emailAddress"], i.get("syncUri")) for i in items("links")]
    return Links("links", found)
