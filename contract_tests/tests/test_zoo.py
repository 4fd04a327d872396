"""The zoo: every planted bug is convicted by its lane, and the mock without one is acquitted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from contract_tests.clauses import ALL
from contract_tests.machines.sites import machine_for, run
from contract_tests.profiles import examples
from contract_tests.report.results import server_clauses
from contract_tests.targets.mock import in_process
from contract_tests.zoo import matrix
from contract_tests.zoo.bugs import BUGS
from contract_tests.zoo.matrix import row_begins
from contract_tests.zoo.planting import Bug, Unplantable, edited
from contract_tests.zoo.running import LANES, convict, judged
from contract_tests.zoo.unconvicting import UNCONVICTING

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "planted-bugs.md"


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Some bugs make the mock log crashes, a page for each."""
    with caplog.at_level("CRITICAL"):
        yield


@pytest.mark.parametrize("bug", BUGS.values(), ids=list(BUGS))
def test_every_bug_is_convicted_by_its_lane(bug: Bug) -> None:
    """With the bug planted, the lane that the zoo names finds a difference, under clauses that exist."""
    conviction = convict(bug)
    assert conviction is not None, f"{bug.suspects} acquits the mock though: {bug.sentence}"
    assert conviction.clauses
    assert set(conviction.clauses) <= set(ALL)


@pytest.mark.parametrize("suspects", sorted({bug.suspects for bug in BUGS.values() if bug.lane != "machine"}))
def test_the_mock_without_a_bug_is_acquitted(suspects: str) -> None:
    """By every lane that convicts a bug: what it found was the bug."""
    assert judged(suspects) is None


def test_the_mock_without_a_bug_is_acquitted_by_the_machine() -> None:
    """As the suite's own run says at length."""
    with closing(in_process()) as target:
        run(machine_for(target), examples(15, stateful_step_count=12))


def test_a_bug_is_gone_after_its_block() -> None:
    """The function has its own code again."""
    from mock_server.domain.values import is_blank

    before = is_blank.__code__
    with edited("domain.values:is_blank", "return not text or", "return text == '?' or").planted():
        assert is_blank("?") and not is_blank("")
    assert is_blank.__code__ is before and is_blank("")


def test_an_edit_of_a_text_that_is_gone_is_refused() -> None:
    """A bug that the mock has outgrown is no bug: it fails loudly and never passes for convicted or acquitted."""
    with pytest.raises(Unplantable), edited("domain.values:is_blank", "no such text", "").planted():
        pass


def test_the_zoo_is_large_and_every_lane_convicts() -> None:
    """At least 45 bugs, each lane the first to convict some of them."""
    assert len(BUGS) >= 45
    assert {bug.lane for bug in BUGS.values()} == set(LANES)


def test_the_page_lists_exactly_the_bugs() -> None:
    """docs/reference/planted-bugs.md has a row for each bug as it is now, in order, each convicted by some clause."""
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| [a-z]+-", line)]
    assert len(rows) == len(BUGS), "make zoo"
    for row, bug in zip(rows, BUGS.values(), strict=True):
        assert row.startswith(row_begins(bug)), f"make zoo: {bug.id} is not on the page as it is in the zoo"
        assert re.search(r"\| [A-Z]{3}-[0-9]{2}[^|]* \|$", row), row


def test_an_interrupted_matrix_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known of a bug is not asked again; what is not is asked once and kept."""
    asked: list[str] = []

    def ask(bug: str) -> list[tuple[str, tuple[str, ...]]]:
        asked.append(bug)
        return [("test_x::test_y", ("SYN-01",))]

    monkeypatch.setattr(matrix, "convictions", ask)
    for bug in ("", "link-pairs-in-step", "link-pairs-in-step", ""):
        assert matrix.kept(bug, tmp_path) == [("test_x::test_y", ("SYN-01",))]
    assert asked == ["", "link-pairs-in-step"]


def test_the_page_knows_every_clause() -> None:
    """Each clause convicts a bug or is listed as one that convicts none; there are no others."""
    named = set(re.findall(r"\b[A-Z]{3}-[0-9]{2,3}\b", PAGE.read_text(encoding="utf-8")))
    assert named == {clause.id for clause in server_clauses()}, "make zoo"


def test_a_clause_convicts_a_bug_or_has_a_reason() -> None:
    """Those that convict none on the page are exactly those that the zoo gives a reason for."""
    convicting, _, rest = PAGE.read_text(encoding="utf-8").partition("## Clauses that convict no planted bug")
    silent = dict(re.findall(r"^\* ([A-Z]{3}-[0-9]{2}): (.+)$", rest, re.MULTILINE))
    assert silent == {clause: " ".join(reason.split()) for clause, reason in UNCONVICTING.items()}, "make zoo"
    convicted = set(re.findall(r"\b[A-Z]{3}-[0-9]{2}\b", convicting))
    assert not convicted & set(UNCONVICTING)
