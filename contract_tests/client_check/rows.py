"""The rows that uploads carry, as text: the same rows in other pieces are the same rows."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from contract_tests.client_check.exchanges import Exchange

Key = frozenset[tuple[str, str]]
"""A row without its blanks, whatever the order of its keys."""


def rows_of(upload: Exchange) -> list[Mapping[str, str]]:
    """The rows of an upload as text, from JSON or CSV. Raises Unreadable."""
    text = upload.sent_text()
    if "csv" in (upload.request.header("Content-Type") or "").lower():
        return [dict(row) for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))]
    found = upload.sent()
    rows = found if isinstance(found, list) else []
    return [{key: as_text(value) for key, value in row.items()} for row in rows if isinstance(row, dict)]


def as_text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def key_of(row: Mapping[str, Any]) -> Key:
    return frozenset((str(name), as_text(value)) for name, value in row.items() if as_text(value))


def counted(uploads: Iterable[Exchange]) -> Counter[Key]:
    """How often each row stands in the uploads. Raises Unreadable."""
    return Counter(key_of(row) for each in uploads for row in rows_of(each))


def same_body(one: Exchange, other: Exchange) -> bool:
    return one.request.text == other.request.text and one.request.size == other.request.size


def all_in(upload: Exchange, others: Iterable[Exchange]) -> bool:
    """The rows of an upload stand in the others too, in one of them or in pieces. Raises Unreadable."""
    given = list(others)
    if any(same_body(each, upload) for each in given):
        return True
    wanted = counted([upload])
    return bool(wanted) and wanted <= counted(given)


def share_a_row(one: Exchange, other: Exchange) -> bool:
    """Raises Unreadable where that cannot be seen."""
    return same_body(one, other) or bool(counted([one]) & counted([other]))
