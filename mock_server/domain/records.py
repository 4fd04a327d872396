"""Records as values."""

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
