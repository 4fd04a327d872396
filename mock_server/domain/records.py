"""Records, links and rows as values."""

from __future__ import annotations

from typing import NamedTuple


class Record(NamedTuple):
    """A contact, an account or an opportunity. `values` stand in the order of the entity's field table.

    `created_at` and `updated_at` are ticks; `account_id` is set for contacts only, at most one account each.
    """

    id: int
    values: tuple[str, ...]
    created_at: int
    updated_at: int
    account_id: int | None = None


Row = dict[str, str]
"""One uploaded row as text, by the keys of the upload; not yet a record."""


class MalformedRow(dict[str, str]):
    """A CSV line with more or fewer values than its header: judged ELQ-00032 in the sync."""


class Upload(NamedTuple):
    """The rows of one POST to `…/data`, untouched. `keys` are the keys that occur in them, in order of appearance."""

    rows: list[Row]
    keys: tuple[str, ...]
