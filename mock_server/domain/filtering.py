"""Export filters: what the rest of the package calls. See `filter_checking`, `filter_testing`, `filter_candidates`."""

from __future__ import annotations

from collections.abc import Iterator

from mock_server.domain.filter_candidates import candidates
from mock_server.domain.filter_checking import check_filter
from mock_server.domain.filter_testing import FilterView, test_of
from mock_server.domain.records import Record
from mock_server.eml.filters import parse_filter

__all__ = ["FilterView", "check_filter", "records_kept"]


def records_kept(text: str | None, view: FilterView) -> Iterator[Record]:
    """The records that an accepted filter keeps, in id order; all of them where there is none.

    They are read as they are taken: the site must not change meanwhile.
    """
    if text is None:
        yield from view.lookup.all_records(view.entity)
        return
    found = parse_filter(text)
    keeps = test_of(found, view)
    ids = candidates(found, view)
    if ids is None:
        yield from filter(keeps, view.lookup.all_records(view.entity))
        return
    yield from filter(keeps, (view.lookup.record(view.entity, record_id) for record_id in sorted(set(ids))))
