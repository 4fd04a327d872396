"""Records kept in columns are those that were put in, whatever few of them have."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mock_server.domain.records import Record
from mock_server.store.columns import RecordColumns
from mock_server.tests.examples import examples

TIMES = st.integers(0, 3)
ACCOUNTS = st.one_of(st.none(), st.integers(1, 2))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("append"), TIMES, TIMES, ACCOUNTS),
        st.tuples(st.just("extend"), TIMES, st.integers(0, 3)),
        st.tuples(st.just("replace"), st.integers(0, 9), TIMES, TIMES, ACCOUNTS),
        st.tuples(st.just("drop"), st.integers(0, 9)),
    ),
    max_size=12,
)


@given(STEPS)
@examples(300)
def test_records_come_back_as_they_were_put_in(steps: list[tuple[object, ...]]) -> None:
    """Added one by one or many at once, replaced and dropped: each record has its own values, times and account,
    updated or not, at an account or not."""
    columns, expected = RecordColumns(), list[Record]()
    for step in steps:
        next_id = expected[-1].id + 1 if expected else 5
        match step:
            case ("append", int(created), int(updated), int() | None as account):
                expected.append(Record(next_id, (f"value {next_id}",), created, updated, account))
                columns.append(expected[-1])
            case ("extend", int(now), int(number)):
                added = [Record(next_id + n, (f"many {n}",), now, now) for n in range(number)]
                columns.extend([record.id for record in added], [record.values for record in added], now)
                expected += added
            case ("replace", int(place), int(created), int(updated), int() | None as account) if place < len(expected):
                expected[place] = Record(expected[place].id, ("other",), created, updated, account)
                columns.replace(expected[place])
            case ("drop", int(place)) if place < len(expected):
                columns.drop_from(expected[place].id)
                del expected[place:]
        assert list(columns) == expected
