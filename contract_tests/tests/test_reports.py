"""The reports of one results file: each says of a clause what is true, and nothing in a value breaks their form."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from markdown_it import MarkdownIt

from contract_tests.report.found import message, shortened, smallest_example
from contract_tests.report.html import html
from contract_tests.report.junit import junit
from contract_tests.report.markdown import markdown
from contract_tests.report.results import Results, read_results, server_clauses
from contract_tests.report.terminal import page
from contract_tests.report.vacuity import Reached
from contract_tests.report.writing import write_reports
from contract_tests.verdicts import Check, Deviation, Exit, Verdict

NASTY = "expected <b>&amp; ``` | \x00 \ud800 ]]>\ngot \u202e nothing"

FOUND = """
    def test_property(n):
>       assert n < 100
E       AssertionError: expected: 1 link
E         got: none
E       Failing test case: test_property(
E           n=100,
E       )
E
E       You can reproduce this test case by temporarily adding @reproduce_failure('6.170.15', b'AEFk')
"""

RESULTS = Results(
    "http://127.0.0.1:1",
    "default",
    (
        Check("a", ("LNK-01",), Verdict.FAIL, "expected: 1 link", FOUND, "pytest -k a", 1.5),
        Check("b", ("LNK-02",), Verdict.PASS),
        Check("c", ("SYN-01",), Verdict.UNSUPPORTED, "no clock"),
        Check("d", ("SYN-02",), Verdict.INDETERMINATE, "too slow"),
        Check("e", ("OPP-01",), Verdict.FAIL, NASTY, NASTY, "pytest -k e"),
        Check("f", ("TXT-01",), Verdict.FAIL, "listed", FOUND),
        Check("g", ("TXT-02",), Verdict.PASS),
    ),
    (Deviation("TXT-01", "an old version"), Deviation("TXT-02", "mended")),
    unreached=("2 cells of the linkage table: 7-8",),
)


def test_a_results_file_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    """All reports can be made again from the file alone, lone surrogates included."""
    RESULTS.write(tmp_path / "deep" / "results.json")
    assert read_results(tmp_path / "deep" / "results.json") == RESULTS


def test_another_file_is_no_results_file(tmp_path: Path) -> None:
    """Told by its version."""
    (tmp_path / "x.json").write_text('{"version": 99}')
    with pytest.raises(ValueError, match="no results file of version"):
        read_results(tmp_path / "x.json")


def test_the_terminal_tells_a_failure_with_clause_source_example_and_rerun() -> None:
    """Expected and got, the smallest example, and the command that shows it again."""
    text = "\n".join(page(RESULTS))
    for part in ("FAIL at data  LNK-01", "source: Using the opportunities", "| AssertionError: expected: 1 link"):
        assert part in text
    assert "n=100" in text and "again: pytest -k a" in text and "reproduce_failure" not in text
    assert "UNSUPPORTED (no clock): SYN-01" in text
    assert "not reached: 2 cells" in text
    assert "listed and did not happen: mended" in text and "listed: an old version" in text


def test_many_clauses_with_one_reason_are_told_together() -> None:
    """So that a server that answers nothing right still has one page."""
    checks = tuple(Check("a", (f"SYN-0{n}",), Verdict.INDETERMINATE, "nobody answers") for n in range(1, 9))
    text = page(Results("x", "edit", checks))
    assert "INDETERMINATE  8 clauses: SYN-01 SYN-02 SYN-03 SYN-04 SYN-05 SYN-06 SYN-07 SYN-08" in text
    assert sum("nobody answers" in line for line in text) == 1


def test_the_markdown_holds_every_clause_and_what_was_found() -> None:
    """One row a clause; values stand in code, so that none of them is taken for Markdown."""
    text = markdown(RESULTS)
    tokens = MarkdownIt().enable("table").parse(text)
    fences = [token.content for token in tokens if token.type == "fence"]
    assert any("n=100" in fence for fence in fences) and any("]]>\ngot" in fence for fence in fences)
    assert sum(token.type == "tr_open" for token in tokens) == len(RESULTS.judged()) + 1
    assert "## STALE: TXT-02" in text and "## DEVIATION: TXT-01" in text


def test_the_page_is_a_matrix_without_scripts() -> None:
    """One cell and one section a clause; nothing found is taken for markup."""
    text = html(RESULTS)
    assert text.count("<td ") == text.count("<section ") == len(RESULTS.judged())
    assert "<b>" not in text and "<script" not in text and "&lt;b&gt;" in text


def test_junit_has_a_case_a_clause() -> None:
    """FAIL and STALE are failures, INDETERMINATE an error, what was not tried or is listed is skipped."""
    suite = fromstring(junit(RESULTS).encode("utf-8", "replace")).find("testsuite")
    assert suite is not None
    found = {case.get("name"): [child.tag for child in case if child.tag != "properties"] for case in suite}
    assert len(found) == len(RESULTS.judged())
    assert (found["LNK-01"], found["LNK-02"], found["TXT-02"]) == (["failure"], [], ["failure"])
    assert (found["SYN-02"], found["SYN-01"], found["TXT-01"]) == (["error"], ["skipped"], ["skipped"])
    assert suite.get("failures") == "3" and suite.get("errors") == "1"


def test_all_reports_are_written(tmp_path: Path) -> None:
    """From one results file, also where a value cannot be encoded."""
    written = [path.name for path in write_reports(RESULTS, tmp_path / "report")]
    assert written == ["report.md", "report.html", "junit.xml", "results.json"]
    assert all((tmp_path / "report" / name).stat().st_size for name in written)


def test_the_message_and_the_example_are_taken_out_of_what_pytest_printed() -> None:
    """Without the source around them and without Hypothesis's advice; where there is no message, all of it."""
    assert message(FOUND).splitlines()[0] == "AssertionError: expected: 1 link"
    assert smallest_example(FOUND) == "Failing test case: test_property(\n    n=100,\n)"
    assert (message("plain"), smallest_example("plain")) == ("plain", "")
    assert shortened("\n".join("abcdefghi"), 6) == [
        "a",
        "b",
        "c",
        "d",
        "... 3 lines more, in the reports ...",
        "h",
        "i",
    ]


def test_a_complete_run_that_left_something_out_is_vacuous() -> None:
    """Except under `edit`, and except in a selected run, which only says so."""
    passed = (Check("b", ("LNK-02",), Verdict.PASS),)
    whole = Results("x", "default", passed, complete=True, unreached=("a cell",))
    assert whole.is_vacuous() and whole.exit_code() is Exit.ERROR
    assert not Results("x", "edit", passed, complete=True, unreached=("a cell",)).is_vacuous()
    assert Results("x", "default", passed, unreached=("a cell",)).exit_code() is Exit.PASS


def test_cells_are_gathered_from_the_properties_of_reports() -> None:
    """What is missing of a table is told by number; a table of which nothing ran is not asked for."""
    reached = Reached()
    assert list(reached.unreached()) == []
    reached.note([("other", "x"), ("eloqua_cells", "linkage: 1-3 5")])
    reached.note([("eloqua_cells", "linkage: 4")])
    (line,) = reached.unreached()
    assert "of the linkage table: 6-" in line


def test_workers_add_up() -> None:
    """Labels and capabilities of all; complete only where all were."""
    reached = Reached(labels={"link"})
    reached.take({"labels": ["store"], "capabilities": ["clock"], "complete": False})
    assert (reached.labels, reached.capabilities, reached.complete) == ({"link", "store"}, {"clock"}, False)


def test_clauses_that_a_selection_left_out_are_told_in_one_sentence() -> None:
    """With their number."""
    results = Results("somebody's fake", "default", ())
    told = page(results)
    left_out = len(server_clauses())
    assert f"NOT EXERCISED: no check of {left_out} more clauses ran; the reports list them." in told
    assert not any("LNK-01" in line for line in told)
