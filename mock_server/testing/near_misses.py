"""Why something is not there: what is nearly it, and how far it came on its way from the client."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from difflib import get_close_matches
from typing import Any

from mock_server.testing.access import Access
from mock_server.testing.errors import RefusedError
from mock_server.testing.explanations import Explanation, explanations
from mock_server.testing.records import WORDS

MOST = 5
"""Near misses of one sort that are told."""
Row = Mapping[str, str]


def of_a_record(site: Access, plural: str, label: str) -> list[str]:
    """Why there is no record of that opportunity id, address or account name: what is nearly so called, its rows."""
    labels: list[str] = getattr(site, plural).labels
    if label in labels:
        return []
    near = list(_nearly(label, labels))
    return [f"there is no {WORDS[plural]} {label}", *near, *(of_rows(site, [label]) or [_never_sent(site, [label])])]


def of_a_link(site: Access, opportunity: str, address: str) -> list[str]:
    """Why the opportunity is not linked to the contact with that address."""
    ends = [("opportunities", opportunity), ("contacts", address)]
    told = [line for plural, label in ends for line in _of_an_end(site, plural, label)]
    alike = [e for e in site.links if _alike(e.opportunity_id, opportunity) and _alike(e.email_address, address)]
    told += [f"linked are {e.opportunity_id!r} and {e.email_address!r}: {_difference(e, ends)}" for e in alike]
    told += list(_other_links(site, opportunity, address))
    return told + (of_rows(site, [opportunity, address]) or _of_half_rows(site, opportunity, address))


def of_rows(site: Access, values: Iterable[str], *, rejected_only: bool = False) -> list[str]:
    """What became of uploaded rows that hold all the values, and why; those that were never synced last."""
    wanted = list(values)
    kept = [e for e in _explained(site, wanted) if not rejected_only or e.as_json["outcome"] == "rejected"]
    told = [f"{f'row {e.row}' if e.row else 'a row'} of {e.sync_uri}: {e.says}" for e in kept]
    return _first(told) + of_staged_rows(site, wanted)


def _explained(site: Access, wanted: list[str]) -> Iterator[Explanation]:
    for sync in site._all("syncs"):
        with suppress(RefusedError):  # it has not ended, or has no rows
            yield from explanations(site.control, sync["uri"], wanted)


def of_staged_rows(site: Access, values: Iterable[str]) -> list[str]:
    """Rows that hold all the values and still wait for a sync, or for the end of theirs."""
    wanted = list(values)
    found = [item for item in site._all("staging") if wanted and _holds(item["row"], wanted)]
    syncs = {sync["syncedInstanceUri"]: sync for sync in site._all("syncs")} if found else {}
    return _first(
        [f"uploaded to {e['definitionUri']} {_since(syncs.get(e['definitionUri']))}: {e['row']}" for e in found]
    )


def _since(sync: Mapping[str, Any] | None) -> str:
    """What became of rows that are still staged: `sync` is the latest of their definition."""
    if sync is None:
        return "but never synced"
    if not sync["isFinal"]:
        return f"but {sync['uri']} is still {sync['status']}"
    return f"and not synced since {sync['uri']}, which ended in {sync['status']}"


def _of_half_rows(site: Access, opportunity: str, address: str) -> list[str]:
    """That no row named both ends; then rows of one end alone that were rejected or wait."""
    halves = [*of_rows(site, [opportunity], rejected_only=True), *of_rows(site, [address], rejected_only=True)]
    return [_never_sent(site, [opportunity, address]), *halves]


def _never_sent(site: Access, values: Iterable[str]) -> str:
    """That no upload held the values, as far as the journal reaches back and bodies are kept."""
    wanted = [value.casefold() for value in values]
    shown = " with ".join(values)
    uploads = site.journal.of("POST", "*/data")
    bodies = [(each.request_body or "").casefold() for each in uploads]
    if any(all(value in body for value in wanted) for body in bodies):
        return f"{shown} was uploaded, and is in no row that the mock still explains: see the syncs' logs"
    told = f"{shown} was never uploaded ({len(uploads)} uploads came)"
    kept = all((each.as_json.get("request") or {}).get("whole", False) for each in uploads)
    return told if kept else f"{told}, as far as the journal keeps what was sent"


def _of_an_end(site: Access, plural: str, label: str) -> list[str]:
    labels: list[str] = getattr(site, plural).labels
    return [] if label in labels else [f"there is no {WORDS[plural]} {label}", *_nearly(label, labels)]


def _nearly(label: str, labels: Iterable[str]) -> Iterator[str]:
    known = list(dict.fromkeys(labels))
    alike = [each for each in known if _alike(each, label)]
    for each in alike[:MOST]:
        yield f"{each!r} differs in {_how(each, label)} only"
    for each in [] if alike else get_close_matches(label, known, n=3, cutoff=0.75):
        yield f"{each!r} is similar"


def _other_links(site: Access, opportunity: str, address: str) -> Iterator[str]:
    of_opportunity = [e.email_address for e in site.links if e.opportunity_id == opportunity]
    of_contact = [e.opportunity_id for e in site.links if e.email_address == address]
    if of_opportunity:
        yield f"{opportunity} is linked to {', '.join(of_opportunity[:MOST])}"
    if of_contact:
        yield f"{address} is linked to {', '.join(of_contact[:MOST])}"


def _difference(link: Any, ends: list[tuple[str, str]]) -> str:
    found = (link.opportunity_id, link.email_address)
    told = [
        f"{is_} differs in {_how(is_, wanted)}" for is_, (_, wanted) in zip(found, ends, strict=True) if is_ != wanted
    ]
    return " and ".join(told)


def _alike(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _how(one: str, other: str) -> str:
    if one.strip() == other.strip():
        return "blanks"
    return "case" if one.casefold() == other.casefold() else "case and blanks"


def _holds(row: Row, wanted: Iterable[str]) -> bool:
    return all(any(_alike(text, value) for text in row.values()) for value in wanted)


def _first(told: list[str]) -> list[str]:
    more = [f"and {len(told) - MOST} more such rows"] if len(told) > MOST else []
    return told[:MOST] + more
