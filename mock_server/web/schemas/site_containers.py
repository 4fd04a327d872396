"""The lists, segments, filters and email groups of a site file: unique ids, members that exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mock_server.domain.errors import Failure
from mock_server.domain.site_description import CONTAINERS, Container
from mock_server.web.schemas.site_records import SiteRecords

PARTS = {
    "ContactList": ("contact_lists", "contactLists"),
    "ContactSegment": ("contact_segments", "contactSegments"),
    "ContactFilter": ("contact_filters", "contactFilters"),
    "AccountList": ("account_lists", "accountLists"),
    "EmailGroup": ("email_groups", "emailGroups"),
}
"""Word of the container to the part of the file, as it was loaded and as it is written."""


def read_containers(parts: Mapping[str, Any], records: SiteRecords, failures: list[Failure]) -> Iterator[Container]:
    """The containers among the file's `parts`. What is wrong is added to `failures`, with its place."""
    ids: dict[str, set[int]] = {
        "contacts": {record.id for record in records.contacts},
        "accounts": {record.id for record in records.accounts},
    }
    for word, (loaded, written) in PARTS.items():
        known = ids[CONTAINERS[word][0]]
        seen: set[int] = set()
        for number, part in enumerate(parts.get(loaded, ())):
            place = f"{written}[{number}]"
            if part["id"] in seen:
                failures.append(Failure(f"{place}.id", "Must not be there twice.", part["id"]))
            seen.add(part["id"])
            for at, member in enumerate(part.get("members", ())):
                if member not in known:
                    failures.append(Failure(f"{place}.members[{at}]", "Must be the id of a record.", member))
            yield Container(word, part["id"], part["name"], tuple(part.get("members", ())))
