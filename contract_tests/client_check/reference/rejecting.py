"""Which row a reject speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from contract_tests.client_check.reference.uploads import Upload


def rejected_rows(rejects: Iterable[Mapping[str, Any]], uploads: Sequence[Upload]) -> Iterator[tuple[int, str]]:
    """Index of the row among all rows, from 0, and the code.

    `recordIndex` counts from 1, within its own upload as far as anybody knows: where a sync took several uploads, the
    row of that number stands in each of them, and `fieldValues` say which is meant. Should the count run on over the
    uploads, the values say that too. Rows that are alike in number and values are taken in their order.
    """
    taken: set[int] = set()
    for reject in rejects:
        number, values = int(reject.get("recordIndex") or 0), reject.get("fieldValues") or {}
        possible = [index for index in candidates(number, uploads) if index not in taken]
        meant = [index for index in possible if alike(row_at(index, uploads), values)] or possible
        if meant:
            taken.add(meant[0])
            yield meant[0], str(reject.get("statusCode", ""))


def candidates(number: int, uploads: Sequence[Upload]) -> list[int]:
    """Where the row of that number may stand: in each upload, or counted over all of them."""
    within = [each.first + number - 1 for each in uploads if 1 <= number <= len(each.rows)]
    over_all = uploads[0].first + number - 1
    ends = uploads[-1].first + len(uploads[-1].rows)
    return within + [over_all] * (over_all not in within and uploads[0].first <= over_all < ends)


def row_at(index: int, uploads: Sequence[Upload]) -> Mapping[str, str]:
    upload = next(each for each in reversed(uploads) if each.first <= index)
    return upload.rows[index - upload.first]


def alike(row: Mapping[str, str], values: Mapping[str, Any]) -> bool:
    """A key that was not sent comes back blank; one that the definition lacks does not come back."""
    return all(row.get(key, "") == (value or "") for key, value in values.items())
