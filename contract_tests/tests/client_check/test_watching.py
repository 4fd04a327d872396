"""Watching a program: over a real socket, on a fresh mock for each plan, within its limit."""

from __future__ import annotations

import base64
import json
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from contract_tests.client_check.evidence import Settings
from contract_tests.client_check.report.results import ClientResults, of_watched
from contract_tests.client_check.rules import RULES
from contract_tests.client_check.watching.checking import watch_client
from contract_tests.client_check.watching.leaks import leaked, masked
from contract_tests.client_check.watching.plans import PLAIN, STANDARD, UNDISTURBED, chosen
from contract_tests.client_check.watching.running import NoSuchCommand, Stopped, run
from contract_tests.client_check.watching.watching import NothingToJudge, Watching, run_once, watch
from contract_tests.profiles import profile
from contract_tests.tests.client_check.programs import CAREFUL, CARELESS, python
from contract_tests.verdicts import Exit, Verdict

BRISK = Settings(pace=0.1)
PLANS = (
    "undisturbed",
    "429",
    "lost-*",
    "dropped*",
    "stalled",
    "moved",
    "rejected",
    "expired",
    "never-ends",
    "refused*",
)


def watched(program: list[str], *plans: str, limit: float = 15.0, settings: Settings = BRISK) -> ClientResults:
    return of_watched(program, watch(program, chosen(plans), Watching(limit, 4, settings)))


def verdicts(results: ClientResults) -> dict[str, Verdict]:
    return {each.clause.id: each.verdict for each in results.judged()}


def test_a_careful_program_breaks_nothing() -> None:
    """The reference client, watched: with OAuth, through faults of every kind, it keeps every rule that was tried."""
    found = watched(python(CAREFUL, "oauth"), *PLANS)
    said = verdicts(found)
    assert {rule for rule, verdict in said.items() if verdict not in (Verdict.PASS, Verdict.NOT_EXERCISED)} == set()
    assert found.exit_code() is Exit.PASS
    tried = {rule for rule, verdict in said.items() if verdict is Verdict.PASS}
    assert tried >= {f"CLI-{n:02}" for n in (1, 2, 4, 7, 8, 11, 34, 38, 39, 48, 52, 53, 55, 56, 59, 60, 61, 62, 64)}


@pytest.mark.skipif(profile() != "thorough", reason="some minutes: in the profile thorough")
@pytest.mark.parametrize("login", ["basic", "oauth"])
@pytest.mark.parametrize("variant", ["json", "csv", "triggering", "careful"])
def test_no_variant_of_the_careful_program_breaks_anything(variant: str, login: str) -> None:
    """Watched through every plan, by Basic and by OAuth."""
    said = verdicts(watched(python(CAREFUL, login, variant), limit=40))
    assert {rule for rule, verdict in said.items() if verdict not in (Verdict.PASS, Verdict.NOT_EXERCISED)} == set()


def test_a_careless_program_breaks_what_it_does_not_care_for() -> None:
    """Exactly that: no rule is said to be broken that it keeps, and the rules that it never touches are not kept."""
    found = watched(python(CARELESS), "undisturbed", "429", "rejected", "error", "moved")
    broken = {rule for rule, verdict in verdicts(found).items() if verdict is Verdict.FAIL}
    assert broken == {"CLI-01", "CLI-02", "CLI-11", "CLI-20", "CLI-33", "CLI-38", "CLI-43", "CLI-52"}
    assert verdicts(found)["CLI-16"] is Verdict.NOT_EXERCISED
    assert found.exit_code() is Exit.FAIL


def test_every_plan_is_one_that_the_mock_can_carry_out() -> None:
    """Each standard plan is accepted; a program that calls nothing meets none of its faults."""
    for plan in STANDARD:
        seen = run_once(["true"], plan, Watching(limit=10))
        assert seen.exchanges == () and seen.plan == plan.name
        assert not any(planned.happened for planned in (*seen.faults, *seen.courses))
        assert (len(seen.faults), len(seen.courses)) == (len(plan.faults), len(plan.courses))


def test_each_run_has_a_site_of_its_own() -> None:
    """What one run made is in no other: every run of one program makes the definition with the number 1."""
    runs = watch(python(CARELESS), chosen(["key-order", "short-pages"]), Watching(limit=15))
    made = [[each["uri"] for each in run.end.definitions] for run in runs]
    assert made == [["/opportunities/imports/1"]] * 3


def test_a_sync_takes_two_polls_when_all_goes_well() -> None:
    """Twice it is not over; and answers have an unknown property and another order, in the undisturbed run."""
    plain, undisturbed = watch(python(CARELESS), [UNDISTURBED], Watching(limit=15))
    polls = [each.got()["status"] for each in plain.exchanges if each.method == "GET"]
    assert polls == ["pending", "active", "success"]
    assert undisturbed.decorated == "unknown property,key order"
    assert undisturbed.contrast == plain


def test_a_program_is_told_where_to_go_and_as_whom() -> None:
    """In the environment and in the placeholders; the address is an origin without a path."""
    words = ["{url} {site} {user} {password}"]
    names = ("URL", "SITE", "USER", "PASSWORD", "CLIENT_ID", "CLIENT_SECRET", "REFRESH_TOKEN")
    told = f"import os, sys; print(sys.argv[1]); print(*(os.environ['ELOQUA_' + n] for n in {names}), sep='|')"
    seen = run_once(python(told, *words), PLAIN, Watching(limit=10))
    assert seen.output is not None
    filled, given = seen.output.text.splitlines()
    url, *others = given.split("|")
    assert url.startswith("http://127.0.0.1:") and url.count("/") == 2
    assert others[:2] == ["TestCompany", "test.user"] and others[3] == "test-client-id"
    assert filled == f"{url} TestCompany test.user <ELOQUA_PASSWORD>"
    assert others[2::3] == ["<ELOQUA_PASSWORD>", "<ELOQUA_REFRESH_TOKEN>"] and others[4] == "<ELOQUA_CLIENT_SECRET>"


def test_a_program_that_is_not_done_in_time_is_killed_with_all_that_it_started(tmp_path: Path) -> None:
    """The whole process group, at the limit; it is noted that there was no exit status."""
    note = tmp_path / "pid"
    child = (
        f"import subprocess, time; p = subprocess.Popen(['sleep', '600']); open({str(note)!r}, 'w').write(str(p.pid))"
    )
    began = time.monotonic()
    ended = run(python(f"{child}; time.sleep(600)"), os.environ, 3.0)
    assert ended.exit is None and time.monotonic() - began < 60
    assert_gone(int(note.read_text()))


def test_what_a_program_leaves_behind_is_killed_too(tmp_path: Path) -> None:
    """A child that outlives its parent does not outlive the run."""
    note = tmp_path / "pid"
    child = f"import subprocess; p = subprocess.Popen(['sleep', '600']); open({str(note)!r}, 'w').write(str(p.pid))"
    assert run(python(child), os.environ, 30.0).exit == 0
    assert_gone(int(note.read_text()))


def assert_gone(pid: int) -> None:
    """Ended, though perhaps not yet waited for by whoever inherited it."""
    for _ in range(200):
        status = Path(f"/proc/{pid}/stat")
        with suppress(FileNotFoundError, ProcessLookupError):
            if status.read_text().rpartition(")")[2].split()[0] != "Z":
                time.sleep(0.02)
                continue
        return
    raise AssertionError(f"process {pid} is still there")


SECRET = "pass/word+ä="


@pytest.mark.parametrize(
    "shown",
    [
        f"password: {SECRET}",
        quote(SECRET, safe=""),
        json.dumps({"password": SECRET}),
        base64.b64encode(f"Site\\user:{SECRET}".encode()).decode(),
        base64.b64encode(f"X:{SECRET}".encode()).decode(),
        base64.urlsafe_b64encode(SECRET.encode()).decode(),
    ],
    ids=["plain", "in a URL", "in JSON", "Basic", "Basic of another length", "URL-safe base64"],
)
def test_a_secret_in_the_output_is_found_in_every_form(shown: str) -> None:
    """And what is shown to the user of the kit does not hold it."""
    assert leaked(f"log: {shown}\n", {"ELOQUA_PASSWORD": SECRET}) == ("ELOQUA_PASSWORD",)
    assert shown not in masked(f"log: {shown}\n", {"ELOQUA_PASSWORD": SECRET})


def test_output_without_a_secret_is_not_taken_for_a_leak() -> None:
    """Words, ids and other base64 are none; a header with a token is one, whoever gave the token out."""
    assert leaked("imported 5 rows, Basic settings, " + base64.b64encode(b"hello world").decode(), {"P": SECRET}) == ()
    assert leaked("> Authorization: Bearer abcdefghijklmnop", {"P": SECRET}) == ("an Authorization header",)


def test_a_program_that_calls_nothing_gets_no_verdict() -> None:
    """One line that says so, with what it printed last."""
    with pytest.raises(NothingToJudge, match=r"made no request and ended with exit status 3 .*: no config$"):
        watch(python("import sys; print('no config'); sys.exit(3)"), how=Watching(limit=10))


def test_a_command_that_does_not_exist_is_told_in_one_line() -> None:
    """With its name."""
    with pytest.raises(NoSuchCommand, match=r"^no-such-command: No such file or directory$"):
        watch(["no-such-command"])


def test_plans_are_chosen_by_pattern_and_the_plain_one_is_always_there() -> None:
    """A pattern that names none is a mistake."""
    assert [plan.name for plan in chosen(["lost-*"])] == ["plain", "lost-definition", "lost-upload", "lost-sync"]
    assert chosen() == STANDARD
    with pytest.raises(ValueError, match=r"^nope names no plan; there are plain, "):
        chosen(["nope"])


def test_the_fixture_fails_where_a_rule_is_broken(eloqua_watch_client: Callable[..., Any]) -> None:
    """With the page; judged by the rules that were named alone."""
    with pytest.raises(AssertionError, match=r"BROKEN  CLI-01  Asks /id before its first Bulk call"):
        eloqua_watch_client(python(CARELESS), plans=["plain"], rules=["CLI-01", "CLI-12"], limit=15)
    found = eloqua_watch_client(python(CARELESS), plans=["plain"], rules=["CLI-12"], limit=15)
    assert {check.clauses for check in found.checks} == {("CLI-12",)}


def test_the_fixture_accepts_deviations(tmp_path: Path) -> None:
    """A listed one does not fail; one that did not happen does."""
    listed = tmp_path / "deviations.toml"
    listed.write_text('[[deviation]]\nclause = "CLI-01"\nreason = "one pod only"\n')
    found = watch_client(python(CARELESS), plans=["plain"], rules=["CLI-01"], limit=15, deviations=listed)
    assert verdicts(found)["CLI-01"] is Verdict.DEVIATION
    listed.write_text('[[deviation]]\nclause = "CLI-12"\nreason = "an old library"\n')
    with pytest.raises(AssertionError, match="STALE  CLI-12"):
        watch_client(python(CARELESS), plans=["plain"], rules=["CLI-12"], limit=15, deviations=listed)


def test_a_rule_that_does_not_exist_is_a_mistake() -> None:
    """Before anything is started."""
    assert "CLI-99" not in RULES
    with pytest.raises(ValueError, match="CLI-99 is no rule for clients"):
        watch_client(["no-such-command"], rules=["CLI-99"])


def test_a_secret_in_the_middle_of_a_long_output_is_found() -> None:
    """More is searched than is kept."""
    program = f"import sys; sys.stdout.write('x' * 999_990 + {SECRET!r} + 'y' * 900_000)"
    ended = run(python(program), {**os.environ, "PYTHONUTF8": "1"}, 30.0, secrets=lambda: {"P": SECRET})
    assert SECRET not in ended.text
    assert ended.leaked == ("P",)


def test_a_secret_in_another_encoding_is_found_and_nothing_steers_a_terminal() -> None:
    """As Windows programs print it; what is shown has neither the secret nor escape sequences."""
    text = f"\x1b[31m{SECRET}\x08".encode("utf-16-le").decode("utf-8", "replace")
    shown = masked("\x1b[31mred\x07 \t fine\n" + "\0".join("password"), {"P": "password"})
    assert leaked(text.replace("\ufffd", ""), {"P": "pass/word"}) == ("P",)
    assert shown == "\ufffd[31mred\ufffd \t fine\n<P>"


def test_a_token_that_was_given_out_is_a_secret() -> None:
    """Nobody but the mock knows it beforehand."""
    program = """
import os, requests
auth = (os.environ["ELOQUA_CLIENT_ID"], os.environ["ELOQUA_CLIENT_SECRET"])
said = {"grant_type": "refresh_token", "refresh_token": os.environ["ELOQUA_REFRESH_TOKEN"]}
print("got", requests.post(os.environ["ELOQUA_URL"] + "/auth/oauth2/token", auth=auth, json=said).json()["%s"])
"""
    for word, name in (("access_token", "ACCESS_TOKEN_1"), ("refresh_token", "REFRESH_TOKEN_1")):
        seen = run_once(python(program % word), PLAIN, Watching(limit=20))
        assert seen.output is not None
        assert (seen.output.leaked, seen.output.text) == ((name,), f"got <{name}>\n")


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="the system does not show environments in /proc")
def test_a_program_that_goes_its_own_way_is_killed_too(tmp_path: Path) -> None:
    """In a session of its own it is out of the process group, but bears the run's mark."""
    note = tmp_path / "pid"
    child = "p = subprocess.Popen(['sleep', '600'], start_new_session=True)"
    program = f"import subprocess; {child}; open({str(note)!r}, 'w').write(str(p.pid))"
    assert run(python(program), os.environ, 30.0).exit == 0
    assert_gone(int(note.read_text()))


def test_a_run_that_is_stopped_leaves_nothing_behind(tmp_path: Path) -> None:
    """From another thread, soon, whatever the limit is."""
    note, stop = tmp_path / "pid", threading.Event()
    program = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    threading.Timer(2.0, stop.set).start()
    with pytest.raises(Stopped):
        run(python(program), os.environ, 300.0, stop=stop)
    assert_gone(int(note.read_text()))


def test_a_base_url_is_another_origin_than_the_login() -> None:
    """As with the service: who takes it from /id goes there; both answer, so that who does not is seen."""
    program = """
import os, requests
url = os.environ["ELOQUA_URL"]
auth = (os.environ["ELOQUA_SITE"] + chr(92) + os.environ["ELOQUA_USER"], os.environ["ELOQUA_PASSWORD"])
base = requests.get(url + "/id", auth=auth).json()["urls"]["base"]
print(base != url, *(requests.get(at + "/api/bulk/2.0/syncs", auth=auth).status_code for at in (%s)))
"""
    for places, clause, verdict in (("base, url", "plain", Verdict.PASS), ("url, base", "plain", Verdict.FAIL)):
        found = watched(python(program % places), clause)
        assert verdicts(found)["CLI-01"] is verdict
        seen = run_once(python(program % places), PLAIN, Watching(limit=20)).output
        assert seen is not None and seen.text == "True 200 200\n"
