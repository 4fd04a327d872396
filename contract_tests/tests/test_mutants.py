"""The mutation run: what it changes exists, what it leaves has a reason, and the kit acquits what was not changed."""

from __future__ import annotations

import os
import re
from importlib import import_module
from pathlib import Path

import pytest

from contract_tests.targets.mock import in_process
from contract_tests.zoo.mutants import killing, workshop
from contract_tests.zoo.mutants.kinds import KINDS, kind_of
from contract_tests.zoo.mutants.page import page
from contract_tests.zoo.mutants.waivers import WAIVERS, Waiver, unused, unwaived
from contract_tests.zoo.mutants.workshop import Mutant, Unfinished, function_of, survivor
from contract_tests.zoo.planting import edited

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "mutants.md"
EQUIVALENT = "-    def merge(*, takes_identifier: bool = False):\n+    def merge(*, takes_identifier: bool = True):"
TELLING = "-        if a < b:\n+        if a <= b:"


def mutant(change: str, *, survived: bool = True, function: str = "Merging.merge") -> Mutant:
    return Mutant(f"mock_server.domain.merging.x_{function}__mutmut_1", "domain.merging", function, survived, change)


@pytest.mark.parametrize("waiver", WAIVERS, ids=lambda waiver: f"{waiver.module}-{waiver.function}-{waiver.kind}")
def test_a_waiver_speaks_of_a_function_that_exists(waiver: Waiver) -> None:
    """In one of the modules that are mutated, with a kind that the page knows and a reason. Where the function is gone
    the waiver goes too."""
    assert waiver.kind in KINDS and len(waiver.reason) > 20
    if not waiver.module:
        assert waiver.alone, "what may be anywhere is told from all else by a pattern"
        return
    assert waiver.module in killing.LANES
    found = import_module(f"mock_server.{waiver.module}")
    for name in waiver.function.split("."):
        found = getattr(found, name)
    assert callable(found)


def test_the_page_holds_the_waivers_and_nothing_open() -> None:
    """Each waiver with its reason and at least one survivor, and no survivor without one; otherwise `make mutants`."""
    if not PAGE.is_file():
        pytest.skip("make mutants has not been run to its end yet: there is no page to hold")
    text = PAGE.read_text(encoding="utf-8")
    for waiver in WAIVERS:
        row = f"| {KINDS[waiver.kind]} | {waiver.where} | "
        counts = re.findall(re.escape(row) + r"([0-9]+) \| " + re.escape(waiver.reason), text)
        assert counts and int(counts[0]) > 0, f"make mutants: {waiver}"
    assert text.count("\n| ") == len(killing.LANES) + len(WAIVERS) + 4, "make mutants"
    assert "must be convicted" not in text


def test_a_survivor_without_a_waiver_stays_open() -> None:
    """It is on the page with its change; one that a waiver covers is not, and a waiver that covers none is named."""
    survivors = [mutant(EQUIVALENT), mutant(TELLING), mutant(EQUIVALENT, function="Merging.judge")]
    assert unwaived(survivors) == survivors[1:]
    assert len(unused(survivors)) == len(WAIVERS) - 1
    told = page([*survivors, mutant("", survived=False)])
    assert "must be convicted" in told and "`if a < b: → if a <= b:`" in told and "1 of 4" in told


@pytest.mark.parametrize(
    ("change", "covered"),
    [
        ("-    x = zip(a, b, strict=True)\n+    x = zip(a, b, strict=None)", True),
        ("-    x = zip(a, b, strict=True)\n+    x = zip(a, b, )", True),
        ("-    x = zip(a, b, strict=True)\n+    x = zip(a, strict=True)", False),
        ("-    x = zip(a, b, strict=True)\n+    x = None", False),
        ('-    x = cast("str", y)\n+    x = cast(None, y)', True),
        ('-    x = cast("str", y)\n+    x = None', False),
    ],
)
def test_what_may_be_anywhere_is_the_whole_change(change: str, covered: bool) -> None:
    """A line that has a word of a waiver in it, and was changed otherwise, is still to be convicted."""
    assert (unwaived([mutant(change)]) == []) is covered


def test_a_change_is_read_off_the_mutated_source(tmp_path: Path) -> None:
    """Of a method between others, with a head of several lines; of one whose default was changed, the head."""
    source = tmp_path / "mock_server" / "domain" / "merging.py"
    source.parent.mkdir(parents=True)
    heads = ("orig", "a: int = 1", "a + b"), ("1", "a: int = 1", "a - b"), ("2", "a: int = 2", "a + b")
    body = ") -> int:\n        b = 2\n\n        return"
    methods = [f"    def xǁMǁf__mutmut_{name}(\n        {first},\n    {body} {last}\n" for name, first, last in heads]
    source.write_text("class M:\n" + "\n".join(methods) + "\nafter = 1\n", encoding="utf-8")
    found = [survivor(tmp_path, f"mock_server.domain.merging.xǁMǁf__mutmut_{number}") for number in (1, 2)]
    assert [each.change for each in found] == [
        "-        return a + b\n+        return a - b",
        "-        a: int = 1,\n+        a: int = 2,",
    ]
    assert {(each.module, each.function) for each in found} == {("domain.merging", "M.f")}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (TELLING, "comparison"),
        (EQUIVALENT, "default"),
        ("-    f(a, [b])\n+    f(a, )", "dropped"),
        ("-    def f(a: bool = False) -> None:\n+    def f(a: bool = True) -> None:", "default"),
        ("-    if a and b:\n+    if a or b:", "condition"),
        ("-    if a:\n+    if not a:", "condition"),
        ("-    x = a if b else c\n+    x = a if (b) and False else c", "condition"),
        ('-    x = "a"\n+    x = "XXaXX"', "text"),
        ("-    x = 1\n+    x = 2", "number"),
        ("-    continue\n+    break", "flow"),
        ("-    x = a + b\n+    x = a - b", "other"),
    ],
)
def test_kinds_are_told_from_the_change(change: str, kind: str) -> None:
    assert kind_of(change) in ({kind, "number"} if kind == "other" else {kind})


def test_names_of_mutants_lead_to_their_functions() -> None:
    assert function_of("mock_server.domain.merging.xǁMergingǁmerge__mutmut_8") == "Merging.merge"
    assert function_of("mock_server.domain.linking.x_plan_links__mutmut_12") == "plan_links"
    assert function_of("mock_server.domain.identity.x__sql__mutmut_1") == "_sql"


def test_only_a_conviction_convicts(tmp_path: Path) -> None:
    """A test that fails convicts, and so does a mock that hangs; a run of pytest that went wrong says nothing, and one
    that is not over is told."""
    kept = tmp_path / "mutants" / "mock_server" / "domain" / "values.py.meta"
    kept.parent.mkdir(parents=True)
    name = "mock_server.domain.values.x_is_blank__mutmut_1"
    for code, survived in ((1, False), (36, False), (-9, False)):
        kept.write_text(f'{{"exit_code_by_key": {{"{name}": {code}}}}}')
        assert [each.survived for each in workshop.found(tmp_path)] == [survived]
    kept.write_text(f'{{"exit_code_by_key": {{"{name}": -24, "b": 1}}}}')
    assert workshop.late(tmp_path) == [name]
    for unfinished in ("null", "2", "3", "4", "5"):
        kept.write_text(f'{{"exit_code_by_key": {{"{name}": {unfinished}}}}}')
        with pytest.raises(Unfinished):
            list(workshop.found(tmp_path))


def test_the_workshop_holds_what_mutmut_needs(tmp_path: Path) -> None:
    """A copy of the mock and the kit without their tests, the one test, and the modules to change. Made again, it has
    what is another by now, and leaves the rest alone."""
    workshop.prepare(tmp_path, ("domain.linking",))
    assert (tmp_path / "mock_server" / "domain" / "linking.py").exists()
    assert not (tmp_path / "mock_server" / "tests").exists()
    assert '"mock_server/domain/linking.py"' in (tmp_path / "pyproject.toml").read_text()
    assert killing.MUTANT in workshop.JUDGE or "MUTANT" in workshop.JUDGE
    (tmp_path / "mock_server" / "domain" / "gone.py").touch()
    changed, kept = (tmp_path / "mock_server" / "domain" / f"{name}.py" for name in ("linking", "merging"))
    changed.write_text("", encoding="utf-8")
    os.utime(kept, (1, 1))
    workshop.prepare(tmp_path, ("domain.linking",))
    assert changed.stat().st_size > 0 and kept.stat().st_mtime == 1, "mutmut goes by the time"
    assert not (tmp_path / "mock_server" / "domain" / "gone.py").exists()
    for module in killing.LANES:
        assert (tmp_path / "mock_server" / f"{module.replace('.', '/')}.py").exists()


@pytest.mark.parametrize(
    ("lane", "edit"),
    [
        (killing.of_imports, ("domain.merging:applies", "return not stored", "return True")),
        (killing.contacts, ("domain.values:is_number", "is not None", "is None")),
        (killing.assuming(killing.of_imports, "longText"), ("domain.judging:_text_judge", "text[:MAX_TEXT]", "text")),
    ],
)
def test_lanes_convict_a_change_and_acquit_what_is_as_it_was(
    lane: killing.Lane, edit: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each lane with a change planted that it must meet; and without."""
    monkeypatch.setenv("ELOQUA_PROFILE", "edit")
    target = in_process()
    assert next(lane(target), None) is None
    where, old, new = edit
    with edited(where, old, new).planted():
        assert next(lane(target), None)
    target.close()
