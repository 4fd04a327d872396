"""The judge on hand-made histories: each rule has one that keeps it, one that breaks it, one that does not touch it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contract_tests.client_check.judging import judge_run, judge_runs, untouched
from contract_tests.client_check.rules import RULES, Finding
from contract_tests.tests.client_check.stories import DIED, EMPTY, IDLE, Story, story
from contract_tests.tests.client_check.told_stories import STORIES, failing, read_again, with_cut_bodies
from contract_tests.verdicts import Verdict


def said(told: Story, rule: str) -> Finding:
    return judge_run(told.evidence(), [RULES[rule]])[0].finding


def test_every_rule_has_its_stories() -> None:
    """No rule is untested."""
    assert sorted(STORIES) == sorted(RULES)


@pytest.mark.parametrize("rule", STORIES)
def test_a_history_that_keeps_a_rule_is_said_to_keep_it(rule: str) -> None:
    """Kept, and where there are calls that show it, they are named."""
    assert said(STORIES[rule][0], rule).verdict is Verdict.PASS


@pytest.mark.parametrize("rule", STORIES)
def test_a_history_that_breaks_a_rule_is_said_to_break_it(rule: str) -> None:
    """Broken, with a reason, and with the calls that show it; a leak into the output has none."""
    finding = said(STORIES[rule][1], rule)
    assert finding.verdict is Verdict.FAIL and finding.reason
    numbers = {each.number for each in STORIES[rule][1].calls}
    assert set(finding.entries) <= numbers and (finding.entries or rule == "CLI-11")


@pytest.mark.parametrize("rule", STORIES)
def test_a_history_that_does_not_touch_a_rule_says_nothing_of_it(rule: str) -> None:
    """Nothing at all was called, or the client logged in and left: no rule that was not exercised is kept."""
    assert judge_run(EMPTY, [RULES[rule]])[0].finding.verdict is Verdict.NOT_EXERCISED
    if rule not in ("CLI-05", "CLI-10"):
        assert judge_run(IDLE, [RULES[rule]])[0].finding.verdict is Verdict.NOT_EXERCISED


DEPENDENT = [rule for rule, (kept, broken) in STORIES.items() if kept.faults and broken.faults]


@pytest.mark.parametrize("rule", [each for each in DEPENDENT if each not in ("CLI-53", "CLI-58")])
@pytest.mark.parametrize("kind", [0, 1])
def test_a_fault_that_did_not_happen_as_planned_shows_nothing(rule: str, kind: int) -> None:
    """Where the account does not say that the planned fault was used up, a rule that depends on it has no verdict."""
    told = STORIES[rule][kind].evidence()
    unproved = tuple(replace(fault, fired=0, used_up=False) for fault in told.faults)
    finding = judge_run(replace(told, faults=unproved), [RULES[rule]])[0].finding
    assert finding.verdict is Verdict.NOT_EXERCISED


def test_there_are_rules_that_depend_on_faults() -> None:
    """So that the test above tests something."""
    assert len(DEPENDENT) >= 10


@pytest.mark.parametrize("rule", STORIES)
@pytest.mark.parametrize("kind", [0, 1])
def test_a_journal_that_dropped_calls_convicts_and_acquits_nobody(rule: str, kind: int) -> None:
    """What was dropped could have been anything."""
    told = replace(STORIES[rule][kind].evidence(), dropped=1)
    assert judge_run(told, [RULES[rule]])[0].finding.verdict is Verdict.INDETERMINATE


@pytest.mark.parametrize("rule", STORIES)
def test_no_rule_is_broken_by_a_body_that_could_not_be_read(rule: str) -> None:
    """With every body cut, no story that keeps a rule is said to break it."""
    told = with_cut_bodies(STORIES[rule][0].evidence())
    assert judge_run(told, [RULES[rule]])[0].finding.verdict is not Verdict.FAIL


@pytest.mark.parametrize("rule", ["CLI-14", "CLI-15", "CLI-18", "CLI-24", "CLI-26", "CLI-32", "CLI-39", "CLI-59"])
def test_a_rule_that_needs_a_body_that_was_cut_is_indeterminate(rule: str) -> None:
    """It says which entry was cut."""
    for told in STORIES[rule]:
        finding = judge_run(with_cut_bodies(told.evidence()), [RULES[rule]])[0].finding
        assert finding.verdict is Verdict.INDETERMINATE and "entry" in finding.reason


def test_a_poll_without_an_end_is_convicted_only_after_the_patience_that_was_set() -> None:
    """Killed while it polls: nobody knows if it would have stopped, unless somebody said what is too long."""
    polling = story().course(end="never").sync().poll(*["pending"] * 12).killed()
    assert said(polling, "CLI-34").verdict is Verdict.INDETERMINATE
    assert said(polling.settings(patience=100), "CLI-34").verdict is Verdict.INDETERMINATE
    assert said(polling.settings(patience=5), "CLI-34").verdict is Verdict.FAIL


def test_the_exit_status_convicts_nobody() -> None:
    """A client that ends with another status than 0 breaks nothing by that."""
    for rule, (kept, _) in STORIES.items():
        output = kept.evidence().output
        if output is None or output.exit is None:
            told = replace(kept.evidence(), output=replace(STORIES["CLI-11"][0].more["output"], exit=3))
            assert judge_run(told, [RULES[rule]])[0].finding.verdict is not Verdict.FAIL, rule


def test_a_rule_that_no_run_exercised_is_in_no_result() -> None:
    """Only what was exercised is counted."""
    assert judge_runs([EMPTY, IDLE], [RULES["CLI-38"]]) == []


def test_a_planned_fault_that_never_happened_is_told_unless_it_was_optional() -> None:
    """The plan must be proved used up."""
    told = story().planned(used_up=False, fired=0).planned(used_up=False, fired=0, optional=True).evidence()
    assert untouched([told]) == ["undisturbed: fault 1 did not happen as planned"]


def test_a_list_that_was_stepped_over_was_not_read_to_its_end() -> None:
    """The last page says that there is no more, but fewer items came than the list has: that is no page kept."""
    first = {"items": [{}], "count": 1, "limit": 1000, "offset": 0, "totalResults": 3, "hasMore": True}
    past = {"count": 0, "limit": 1000, "offset": 1000, "totalResults": 3, "hasMore": False}
    for rule, uri in (("CLI-39", "/syncs/1/rejects"), ("CLI-45", "/syncs/1/data")):
        told = story().sync().poll("warning").bulk("GET", uri, got=first).bulk("GET", uri, got=past)
        assert said(told, rule).verdict is Verdict.NOT_EXERCISED
        assert said(told, "CLI-46").verdict is Verdict.FAIL


def test_pages_that_overlap_are_not_gone_through_by_what_came() -> None:
    """Rows come twice; who asks for the same page again, or goes on where the page ended, does not do that."""
    for following, verdict in ((1, Verdict.FAIL), (2, Verdict.NOT_EXERCISED), (0, Verdict.NOT_EXERCISED)):
        told = story().listed("/contacts/fields", 0, 2, True, limit=2)
        told.listed("/contacts/fields", following, 2, False, limit=2)
        assert said(told, "CLI-46").verdict is verdict


def test_waits_that_grow_by_chance_are_no_back_off() -> None:
    """A slow machine makes gaps of some milliseconds, each a little longer than the one before; a tenth of a second
    that grows is meant."""
    assert said(failing(0.010, 0.013, 0.017), "CLI-58").verdict is Verdict.FAIL
    assert said(failing(0.05, 0.2, 0.05), "CLI-58").verdict is Verdict.FAIL
    assert said(failing(0.05, 0.1, 0.2), "CLI-58").verdict is Verdict.PASS


def test_who_asks_again_since_the_answer_was_late_asks_once() -> None:
    """On a busy machine the answer of /id comes when the client has given it up."""
    for took, verdict in ((0.01, Verdict.FAIL), (1.2, Verdict.PASS)):
        told = story().identify(took=took).identify().define().upload()
        assert said(told, "CLI-03").verdict is verdict


def test_a_body_with_nul_is_text() -> None:
    """The journal does not keep it; where the server took it, nobody says that it was no UTF-8."""
    for status, verdict in ((204, Verdict.NOT_EXERCISED), (400, Verdict.FAIL)):
        told = story().upload(status=status, headers=[("Content-Type", "text/csv")], sent="A\na")
        sent = told.calls[-1]
        told.calls[-1] = replace(sent, request=replace(sent.request, text=None))
        assert said(told, "CLI-25").verdict is verdict


def test_a_program_died_where_it_ended_otherwise_than_when_all_goes_well() -> None:
    """A word is no trace, and an exit status says nothing by itself: only what is other than in the plain run does."""
    plain = story(plan="plain").define().upload().printed("0 Errors", 0).evidence()
    failing_too = story(plan="plain").define().upload().printed("", 1).evidence()
    quiet = story(plan="plain").define().printed("", 0).evidence()
    for text, status, contrast, verdict in (
        ("0 Errors", 0, plain, Verdict.NOT_EXERCISED),
        ("", 1, plain, Verdict.FAIL),
        (DIED, 0, plain, Verdict.FAIL),
        ("", 1, failing_too, Verdict.NOT_EXERCISED),
        ("", 1, quiet, Verdict.NOT_EXERCISED),
        ("", 1, None, Verdict.NOT_EXERCISED),
        ("an Error", 1, None, Verdict.FAIL),
        ("0 Errors", 0, None, Verdict.NOT_EXERCISED),
    ):
        told = replace(story(decoration="key order").define().printed(text, status).evidence(), contrast=contrast)
        found = judge_run(told, [RULES["CLI-49"]])[0].finding
        # Where it did not die, it still did not go on as in the plain run: that convicts it, and for that reason.
        assert ("dies" in found.reason) is (verdict is Verdict.FAIL), (text, status)
        assert found.verdict is verdict or "does not go on" in found.reason


def test_nobody_is_said_to_die_of_what_is_left_out_without_a_contrast() -> None:
    """A program that dies of `pending` dies with null as without."""
    plain = story(plan="plain").sync().poll("pending").printed(DIED, 1)
    assert said(plain, "CLI-50").verdict is Verdict.NOT_EXERCISED
    nulls = story(decoration="null written out", contrast=plain.evidence()).sync().poll("pending").printed(DIED, 1)
    assert said(nulls, "CLI-50").verdict is Verdict.NOT_EXERCISED


def test_nobody_is_said_to_die_of_a_time_where_more_is_other() -> None:
    """A definition that comes back with another name may be what it died of."""
    assert said(read_again(name="Another").printed(DIED, 1), "CLI-51").verdict is Verdict.NOT_EXERCISED


def test_an_answer_that_never_came_was_waited_for_until_the_program_was_stopped() -> None:
    """The journal may know of no end: the moment of the kill does. What is too long is a setting."""
    told = story().planned(answer="stalled").bulk("GET", "/syncs/1", 0, fault=1).killed()
    began = told.calls[-1].began
    for patience, verdict in ((None, Verdict.INDETERMINATE), (50, Verdict.INDETERMINATE), (30, Verdict.FAIL)):
        run = told.settings(patience=patience).evidence()
        assert run.output is not None
        finding = judge_run(replace(run, output=replace(run.output, ended=began + 40)), [RULES["CLI-56"]])[0].finding
        assert finding.verdict is verdict
        assert verdict is Verdict.FAIL or "`--patience`" in finding.reason


def test_who_dies_anyway_did_not_die_of_a_property() -> None:
    """Where the client dies in the plain run too, another way of writing answers is not to blame."""
    plain = story(plan="plain").define().printed(DIED, 1).evidence()
    for rule in ("CLI-48", "CLI-49"):
        died = STORIES[rule][1].evidence()
        assert judge_run(replace(died, contrast=plain), [RULES[rule]])[0].finding.verdict is Verdict.NOT_EXERCISED
