"""The verdict pages of published clients say what the judge finds now, and nothing that nobody looked into."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from contract_tests.client_check.drivers import recording
from contract_tests.client_check.drivers.pages import UNEXPLAINED, verdict_of, written
from contract_tests.client_check.drivers.published import PUBLISHED, Published
from contract_tests.client_check.drivers.recording import Told, judged_by, read, recorded, watched
from contract_tests.client_check.rules import RULES
from contract_tests.client_check.watching.plans import PLAIN
from contract_tests.profiles import profile
from contract_tests.verdicts import Verdict

DOCS = Path(__file__).parents[3] / "docs" / "explanation"
PAGES = {client.page: client for client in PUBLISHED}
CHANGES = re.compile(r"\d{4}-\d\d-\d\d|127\.0\.0\.1|localhost|:\d{4,5}\b|after \d+\.\d+|/tmp/|/home/|/Users/")
"""Dates, addresses, times, paths of a machine."""


def with_verdict(found: Mapping[str, Told], verdict: Verdict) -> set[str]:
    return {rule for rule, told in found.items() if verdict_of(told) is verdict}


def test_the_pages_are_those_that_were_found() -> None:
    """Made from the record, the clauses and the explanations as they are now."""
    for name, text in written().items():
        assert (DOCS / name).read_text(encoding="utf-8") == text, f"docs/explanation/{name} is stale: `make clients`"


def test_the_pages_are_no_older_than_the_rules() -> None:
    """Rules, clauses, plans and drivers are the same as when the clients were last run: else `make clients`."""
    assert read()["judgedBy"] == judged_by(), "rules, plans or drivers are newer than the pages: `make clients`"
    for page in PAGES:
        assert set(recorded(page)) == set(RULES)


@pytest.mark.parametrize("client", PUBLISHED, ids=list(PAGES))
def test_every_broken_rule_was_looked_into(client: Published) -> None:
    """Each has its explanation and there is none for another; what is shown as the caller's has its reason too."""
    found = recorded(client.page)
    assert set(client.broken) == with_verdict(found, Verdict.FAIL)
    assert with_verdict(found, Verdict.UNSUPPORTED) <= set(client.callers) <= set(RULES)
    assert not set(client.broken) & set(client.callers)
    assert UNEXPLAINED not in written()[f"{client.page}.md"]


def test_the_pages_hold_nothing_that_another_run_would_say_otherwise() -> None:
    """No dates, no addresses, no measured times, no paths."""
    for name, text in written().items():
        assert CHANGES.findall(text) == [], name


def test_the_script_is_still_found_to_do_what_its_page_says() -> None:
    """In the plain run it breaks what stands there with that plan, and nothing that is shown as kept."""
    client = PAGES["client-ten-line-script"]
    now, then = watched(client, [PLAIN]), recorded(client.page)
    broken = with_verdict(now, Verdict.FAIL)
    assert broken == {rule for rule in with_verdict(then, Verdict.FAIL) if then[rule].plan == "plain"}
    assert all(now[rule] == then[rule] for rule in broken)
    assert with_verdict(now, Verdict.PASS) <= with_verdict(then, Verdict.PASS) | with_verdict(then, Verdict.FAIL)


def test_another_version_than_that_of_the_page_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is about one version."""
    monkeypatch.setattr(recording, "version", lambda _: "9.9")
    with pytest.raises(ValueError, match=r"^pyeloqua 9\.9 is installed, the page is about 0\.5\.11$"):
        watched(PAGES["client-pyeloqua"], [PLAIN])


@pytest.mark.skipif(profile() != "thorough", reason="some minutes: in the profile thorough")
@pytest.mark.parametrize("client", PUBLISHED, ids=list(PAGES))
def test_every_client_is_still_found_to_do_what_its_page_says(client: Published) -> None:
    """Through all plans, word for word."""
    if client.package == "eloqua-python-sdk":
        pytest.importorskip("eloquasdk")
    assert watched(client) == recorded(client.page)
