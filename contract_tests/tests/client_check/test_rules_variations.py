"""Faults in other clothes than those of the shipped faulty clients, and good habits that look like faults."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from contract_tests.client_check.evidence import Evidence
from contract_tests.client_check.judging import judge_run
from contract_tests.client_check.rules import RULES
from contract_tests.tests.client_check.stories import IMPORT, IMPORTS, LINKAGES, Story, story
from contract_tests.verdicts import Verdict

KEPT, BROKEN, UNTRIED = Verdict.PASS, Verdict.FAIL, Verdict.NOT_EXERCISED
FOUR = [{"ID": str(number), "Name": f"Number {number}"} for number in range(4)]
LOST: dict[str, Any] = {"answer": "lost", "phase": "after"}
DROPPED: dict[str, Any] = {"answer": "lost", "phase": "before"}


def verdict(told: Story | Evidence, rule: str) -> Verdict:
    evidence = told if isinstance(told, Evidence) else told.evidence()
    return judge_run(evidence, [RULES[rule]])[0].finding.verdict


def beside(told: Story, plain: Story) -> Evidence:
    """The run with the plain one as its contrast."""
    return replace(told.evidence(), contrast=plain.evidence())


def test_who_asks_for_the_base_url_and_does_not_use_it_does_not_take_it() -> None:
    """Where /id names the host that it was asked at, nobody can tell: then the rule is not exercised."""
    assert verdict(story().identify().define(), "CLI-01") is KEPT
    ignoring = story().identify()
    ignoring.host = "login.example"
    assert verdict(ignoring.define(), "CLI-01") is BROKEN
    assert verdict(story().identify(host="one.example").define(), "CLI-01") is UNTRIED


def test_the_user_is_site_and_user_in_that_order() -> None:
    """A backslash alone does not make it right."""
    for user, said in (("Site\\user", KEPT), ("SITE\\user", KEPT), ("user\\Site", BROKEN), ("Other\\user", BROKEN)):
        assert verdict(story(login="Site\\user").identify(user=user), "CLI-05") is said


def test_a_site_that_moved_refuses_nobodys_credentials() -> None:
    """Its 401 is no refusal that could be obeyed; a refusal elsewhere is."""
    told = story().planned(moveBase=True).identify().define().upload(status=401, fault=1)
    assert verdict(told, "CLI-06") is UNTRIED
    assert verdict(told.refused(), "CLI-06") is KEPT


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("application/json; charset=utf-8", KEPT),
        ("TEXT/CSV", KEPT),
        ("application/x-www-form-urlencoded", BROKEN),
        ("text/plain", BROKEN),
    ],
)
def test_a_body_is_said_to_be_what_it_is(kind: str, said: Verdict) -> None:
    """What curl sends where it is not told otherwise is no type that the Bulk API is documented to take."""
    assert verdict(story().define(headers=[("Content-Type", kind)]), "CLI-12") is said


@pytest.mark.parametrize(
    ("uri", "said"),
    [("/contacts/feilds", BROKEN), ("/contacts/1", BROKEN), ("/contacts/segments/7", KEPT), ("/customobjects", KEPT)],
)
def test_a_path_that_nobody_documents_is_charged_in_every_group(uri: str, said: Verdict) -> None:
    """A documented one is not, though the mock may not have it."""
    assert verdict(story().bulk("GET", "/contacts/fields").bulk("GET", uri, 404, route=None), "CLI-13") is said


def test_a_statement_that_is_refused_was_made_up() -> None:
    """In no list of internal names, and no field's statement all the same."""
    made_up = "{{Opportunity.Field(OpportunityAccount)}}"
    sent = {**IMPORT, "fields": {**IMPORT["fields"], "At": made_up}}  # type: ignore[dict-item]
    failures = {"failures": [{"field": "fields", "value": made_up, "constraint": "Must name an existing field."}]}
    assert verdict(story().define(sent=sent, status=400, got=failures), "CLI-14") is BROKEN
    assert verdict(story().define(status=400, got={"failures": [{"field": "name"}]}), "CLI-14") is UNTRIED


def test_every_column_of_csv_is_a_key_of_the_definition() -> None:
    """One that is not is lost without a reject."""
    for header, said in (("ID,Name", KEPT), ("ID", KEPT), ("ID,Nmae", BROKEN), ("ID;Name", BROKEN)):
        text = f"{header}\n" + ",".join("x" for _ in header.split(",")) + "\n"
        assert verdict(story().define().upload(sent=text, headers=[("Content-Type", "text/csv")]), "CLI-26") is said


def test_a_refused_upload_is_not_acknowledged() -> None:
    """Unless its rows come later: too many uploads for one sync are refused too."""
    refused = story().define().upload(sent=FOUR[:2]).upload(sent=FOUR[2:], status=400).sync().poll("success")
    assert verdict(refused, "CLI-28") is BROKEN
    assert verdict(refused.upload(sent=FOUR[2:3]).upload(sent=FOUR[3:]).sync(2), "CLI-28") is KEPT


def test_a_sync_that_was_refused_syncs_nothing() -> None:
    """Who goes home with a sync that never was leaves rows behind, unless it says that it failed."""
    told = story().define().upload().sync(status=503).printed("done")
    assert verdict(told, "CLI-29") is BROKEN
    assert verdict(told.printed("sync refused: 503"), "CLI-29") is UNTRIED
    assert verdict(told.sync().poll("success"), "CLI-29") is KEPT


def linked_first(code: str) -> Story:
    told = story().define(LINKAGES).upload(f"{LINKAGES}/1", sent=[{"ID": "1", "Mail": "a@b.example"}])
    told.sync(1, f"{LINKAGES}/1").poll("warning").define().upload().sync(2).poll("success", number=2)
    return told.at_the_end(rejects={"/syncs/1": ({"statusCode": code, "recordIndex": 1},)})


def test_a_linkage_before_its_opportunities_comes_too_soon() -> None:
    """Not only one beside their sync; where the linkage found its opportunities, nothing is wrong."""
    assert verdict(linked_first("ELQ-00084"), "CLI-36") is BROKEN
    assert verdict(linked_first("ELQ-00085"), "CLI-36") is UNTRIED


def test_who_gives_up_an_import_does_not_link() -> None:
    """A sync that never ends has not ended."""
    told = story().course(end="never").define().upload().sync().poll(*["pending"] * 4)
    told.define(LINKAGES).upload(f"{LINKAGES}/1").sync(2, f"{LINKAGES}/1")
    assert verdict(told, "CLI-36") is BROKEN


def warned(rejects: list[int], again: list[dict[str, str]] | None = None) -> Story:
    told = story().define().upload(sent=FOUR).sync().poll("warning")
    said = tuple({"recordIndex": each + 1, "fieldValues": FOUR[each]} for each in rejects)
    told.at_the_end(rejects={"/syncs/1": said})
    return told if again is None else told.upload(sent=again)


def test_accepted_rows_are_not_brought_again_in_any_form() -> None:
    """In another order, in other words of JSON, or all of them among others; the rejected ones may come again."""
    accepted = [FOUR[0], FOUR[2]]
    assert verdict(warned([1, 3], list(reversed(FOUR))), "CLI-37") is BROKEN
    assert verdict(warned([1, 3], [FOUR[2], {"Name": "Number 0", "ID": "0"}]), "CLI-37") is BROKEN
    assert verdict(warned([1, 3], [FOUR[1], FOUR[3]]), "CLI-37") is KEPT
    assert verdict(warned([0, 1, 2, 3], FOUR), "CLI-37") is UNTRIED
    usual = story(plan="plain").define().upload(sent=FOUR).sync().poll("success").upload(sent=accepted)
    assert verdict(beside(warned([1, 3], accepted), usual), "CLI-37") is KEPT


def test_who_asks_again_after_an_answer_that_was_cut_asks_once() -> None:
    """It has got no base URL and no token yet, and keeps the refresh token that it knows of."""
    told = story().planned(answer="cut").planned(answer="cut").identify(fault=1).identify(fault=2).identify().define()
    assert verdict(told.upload(), "CLI-03") is KEPT
    token = story().planned(answer="cut").planned(answer="cut").token("r0", "r1", fault=1).token("r0", "r2")
    assert verdict(token.bulk("GET", "/syncs").bulk("GET", "/syncs"), "CLI-09") is KEPT
    assert verdict(token, "CLI-08") is UNTRIED


def test_an_answer_that_was_cut_showed_no_warning() -> None:
    """The journal has all of it, the client had half: that it dies of that is no word on warnings."""
    plain = story(plan="plain").define().upload(sent=FOUR).sync().poll("warning").define(LINKAGES).printed("", 0)
    told = story().planned(answer="cut").define().upload(sent=FOUR).sync().poll("warning", fault=1).printed("", 1)
    assert verdict(beside(told, plain), "CLI-37") is UNTRIED


@pytest.mark.parametrize("several", [False, True])
def test_rows_that_are_brought_again_are_those_that_were_rejected(several: bool) -> None:
    """Nobody sees what a program that is watched makes of the rejects, but for that: mended or not, they are others
    where it counts from another number or over the wrong upload."""
    plain = story(plan="plain").define().upload(sent=FOUR).sync().poll("success")
    plain = plain.upload(sent=[]) if several else plain
    rule, other = ("CLI-41", "CLI-40") if several else ("CLI-40", "CLI-41")
    for again, said in (([1, 3], KEPT), ([3], KEPT), ([2], BROKEN), ([1, 2], BROKEN), ([0, 1, 2, 3], UNTRIED)):
        told = story().define().upload(sent=FOUR[:2] if several else FOUR)
        told = (told.upload(sent=FOUR[2:]) if several else told).sync().poll("warning")
        told.at_the_end(rejects={"/syncs/1": tuple({"recordIndex": n + 1, "fieldValues": FOUR[n]} for n in (1, 3))})
        told.upload(sent=[{**FOUR[n], "Name": "mended"} for n in again])
        assert verdict(beside(told, plain), rule) is said
        assert verdict(beside(told, plain), other) is UNTRIED
        assert verdict(told, rule) is UNTRIED  # nobody knows what it does when all goes well


def test_who_stops_at_a_warning_takes_it_for_failure() -> None:
    """It goes on when all goes well, and dies where some rows are rejected."""
    plain = story(plan="plain").define().upload(sent=FOUR).sync().poll("success").define(LINKAGES).printed("", 0)
    assert verdict(beside(warned([1]).printed("no success", 1), plain), "CLI-37") is BROKEN


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("imported 3 rows, errors: 0", 0, BROKEN),
        ("no errors", 0, BROKEN),
        ("sync 7 ended in error", 0, KEPT),
        ("done\nwarnings are written to /tmp", 0, BROKEN),
        ("", 1, KEPT),
    ],
)
def test_an_error_is_told_in_words_that_are_not_there_when_all_goes_well(text: str, status: int, said: Verdict) -> None:
    """`0 errors` tells of none, and what is always printed says nothing; numbers do not make a line another."""
    plain = story(plan="plain").define().upload().sync().poll("success")
    plain.printed("imported 9 rows, errors: 0\nwarnings are written to /tmp", 0)
    told = story().course(end="error").define().upload().sync().poll("error").printed(text, status)
    assert verdict(beside(told, plain), "CLI-43") is said


def test_a_sync_of_something_else_is_no_repeat() -> None:
    """All syncs are asked for at one path: that of a linkage does not make good for that of an import."""
    told = story().planned(status=503).define().upload().sync(status=503, fault=1)
    assert verdict(told.sync(1, f"{LINKAGES}/1"), "CLI-54") is BROKEN
    assert verdict(told.sync(2), "CLI-54") is KEPT


def test_the_next_upload_is_no_repeat_of_the_one_that_failed() -> None:
    """Other rows are another upload; the same rows in pieces are the same."""
    told = story().planned(status=429).define().upload(sent=FOUR[:2], status=429, fault=1).upload(sent=FOUR[2:])
    assert verdict(told, "CLI-52") is BROKEN
    assert verdict(told.upload(sent=FOUR[:1]), "CLI-52") is KEPT


def test_rows_are_doubled_in_pieces_too() -> None:
    """The upload whose answer was lost had come, whether its rows come again at once or in two halves."""
    told = story().planned(**LOST).define().upload(sent=FOUR, status=0, fault=1).upload(sent=FOUR[:2])
    assert verdict(told, "CLI-60") is KEPT
    assert verdict(told.upload(sent=json.dumps(FOUR[2:], indent=1)).sync(), "CLI-60") is BROKEN


def test_a_sync_is_doubled_under_another_definition_too() -> None:
    """Everything from the start: the first sync had been made."""
    told = story().planned(**LOST).define().upload(sent=FOUR).sync(status=0, fault=1).define(number=2)
    other = told.upload(f"{IMPORTS}/2", sent=[{"ID": "9"}]).sync(2, f"{IMPORTS}/2")
    assert verdict(other, "CLI-61") is KEPT
    assert verdict(other.upload(f"{IMPORTS}/2", sent=FOUR).sync(3, f"{IMPORTS}/2"), "CLI-61") is BROKEN


def test_rows_that_come_in_smaller_pieces_are_not_lost() -> None:
    """After an upload that did not arrive a client may well try with less."""
    told = story().planned(**DROPPED).define().upload(sent=FOUR, status=0, fault=1).upload(sent=FOUR[:1])
    assert verdict(told, "CLI-62") is UNTRIED
    assert verdict(told.upload(sent=FOUR[1:]).sync(), "CLI-62") is KEPT


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [("done", 0, BROKEN), ("could not send the import", 0, UNTRIED), ("done", 2, UNTRIED), ("", None, UNTRIED)],
)
def test_rows_that_never_came_are_told_of(text: str, status: int | None, said: Verdict) -> None:
    """An upload that failed, no sync, and a program that ends as if nothing had been."""
    plain = story(plan="plain").define().upload().sync().poll("success").printed("done", 0)
    told = story().planned(**DROPPED).define().upload(status=0, fault=1).printed(text, status)
    assert verdict(beside(told, plain), "CLI-62") is said


def named(name: str, **more: Any) -> dict[str, Any]:
    return {**IMPORT, "name": name, **more}


def test_another_name_does_not_make_a_refused_definition_another() -> None:
    """Unless it was the name that was refused, or the program makes two such definitions when all goes well."""
    failures = {"failures": [{"field": "fields", "constraint": "Must be fewer."}]}
    told = story().define(sent=named("at 1"), status=400, got=failures).define(sent=named("at 2"))
    once, twice = story(plan="plain").define(), story(plan="plain").define().define(number=2)
    assert verdict(beside(told, once), "CLI-63") is BROKEN
    assert verdict(beside(told, twice), "CLI-63") is KEPT
    refused = {"failures": [{"field": "name", "constraint": "Must be shorter."}]}
    shorter = story().define(sent=named("long"), status=400, got=refused).define(sent=named("l"))
    assert verdict(beside(shorter, once), "CLI-63") is KEPT


def test_who_is_stopped_between_two_attempts_may_have_gone_on() -> None:
    """Killed while a call keeps failing: another call at the very end does not show that it had stopped."""
    told = story().planned(status=503, times="always", used_up=False)
    for _ in range(4):
        told.bulk("GET", "/syncs/1", 503, fault=1)
    assert verdict(told.identify().killed(), "CLI-57") is Verdict.INDETERMINATE
