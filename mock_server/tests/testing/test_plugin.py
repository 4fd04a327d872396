"""The pytest plugin: its fixtures, marker, options and report, tried in runs of their own."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest_plugins = ["pytester"]

USES = """
import pytest

def test_uses(eloqua):
    answer = eloqua.session.get(eloqua.base_url + "/api/bulk/2.0/syncs", timeout=10)
    assert answer.json()["totalResults"] == 0
    assert len(eloqua.contacts) == 10
"""


def run(pytester: pytest.Pytester, source: str, *words: str) -> pytest.RunResult:
    pytester.makepyfile(test_theirs=source)
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:xdist", *words)


def run_apart(pytester: pytest.Pytester, source: str, *words: str) -> pytest.RunResult:
    """The same in a process of its own."""
    pytester.makepyfile(test_theirs=source)
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", *words)


def test_one_word_gives_a_site(pytester: pytest.Pytester) -> None:
    """A test that names the fixture has a site of small_b2b, without an option or an import."""
    run(pytester, USES).assert_outcomes(passed=1)


def test_every_test_has_its_own_site(pytester: pytest.Pytester) -> None:
    """Nothing of one test is in the next, and all are on one server."""
    source = """
import pytest
URLS = set()

@pytest.mark.parametrize("number", range(5))
def test_each(eloqua, number):
    assert len(eloqua.opportunities) == 0 and not eloqua.syncs and len(eloqua.journal) == 0
    eloqua.seed(opportunities=["A"])
    URLS.add(eloqua.base_url)
    assert len(URLS) == 1
"""
    run(pytester, source).assert_outcomes(passed=5)


def test_the_marker_chooses_a_site(pytester: pytest.Pytester) -> None:
    """A shipped name, or a path relative to the test's own file wherever pytest runs; the option sets the default."""
    source = """
import pytest

@pytest.mark.eloqua_site("ambiguous_matches")
def test_shipped(eloqua):
    assert eloqua.site_name.startswith("Ambiguous")

@pytest.mark.eloqua_site("sites/mine.json")
def test_path(eloqua):
    assert eloqua.site_name.startswith("Mine")

def test_default(eloqua):
    assert eloqua.site_name.startswith("Mine")
"""
    folder = pytester.mkdir("deep")
    (folder / "sites").mkdir()
    site = '{"version": 1, "name": "Mine", "users": [{"username": "u", "password": "p"}]}'
    (folder / "sites" / "mine.json").write_text(site)
    (folder / "test_theirs.py").write_text(source)
    words = ("deep", "-p", "no:cacheprovider", "--eloqua-mock-site=deep/sites/mine.json")
    pytester.runpytest_inprocess(*words).assert_outcomes(passed=3)


@pytest.mark.parametrize(
    ("marker", "told"),
    [
        ('"nowhere"', "*::test_it: eloqua_site: nowhere is neither a shipped site (*small_b2b*) nor a file in *"),
        ("", "*the marker takes one site: @pytest.mark.eloqua_site(*"),
        ("3", "*the marker takes one site*"),
        ('"small_b2b", name="x"', "*the marker takes one site*"),
    ],
)
def test_a_marker_that_names_no_site_is_a_usage_error(pytester: pytest.Pytester, marker: str, told: str) -> None:
    """It is found before any test runs, and ends the run with pytest's exit code for a wrong use."""
    source = f"import pytest\n\n@pytest.mark.eloqua_site({marker})\ndef test_it(eloqua):\n    pass\n"
    result = run(pytester, source)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {told}"])


def test_a_broken_site_file_is_told_in_one_line(pytester: pytest.Pytester) -> None:
    """The tests that use it fail with the place of the mistake and no traceback; others run."""
    (pytester.path / "broken.json").write_text('{"version": 1, "name": "X", "users": [], "colour": 1}')
    source = """
import pytest

@pytest.mark.eloqua_site("broken.json")
def test_broken(eloqua):
    pass

def test_fine(eloqua):
    pass
"""
    result = run(pytester, source)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["site file *broken.json: *"])
    assert "Traceback" not in result.stdout.str()


def test_wrong_options_are_usage_errors(pytester: pytest.Pytester) -> None:
    """An unknown site or a negative number of calls."""
    for option, told in (("site=nowhere", "nowhere is neither a shipped site"), ("journal=-1", "must be 0 or more")):
        result = run(pytester, USES, f"--eloqua-mock-{option}")
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        assert told in result.stderr.str()


FAILING = """
def test_fails(eloqua):
    eloqua.session.post(eloqua.bulk_url + "/opportunities/imports", json={"name": "x"}, timeout=10)
    assert not "here"

def test_in_a_block(eloqua_server):
    with eloqua_server.site() as eloqua:
        eloqua.session.get(eloqua.bulk_url + "/syncs", timeout=10)
        assert not "there"

def test_passes(eloqua):
    eloqua.session.get(eloqua.bulk_url + "/imports", timeout=10)
"""


def test_the_journal_of_a_failed_test_is_in_its_report(pytester: pytest.Pytester) -> None:
    """Each failed test shows the calls of its own site, with what was wrong with them; a passed one shows none."""
    result = run(pytester, FAILING, "-rP")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        [
            "*- eloqua journal of TestCompany1 -*",
            "*POST /opportunities/imports -> 400",
            '*got {"failures":*',
            "*- eloqua journal of TestCompany2 -*",
            "*GET /syncs -> 200",
        ]
    )
    assert "GET /imports" not in result.stdout.str()
    assert "Authorization" not in result.stdout.str()
    assert "test-password" not in result.stdout.str()


def test_the_journal_can_be_short_or_left_out(pytester: pytest.Pytester) -> None:
    """The option says how many calls are shown; 0 shows none."""
    source = """
def test_fails(eloqua):
    for _ in range(5):
        eloqua.session.get(eloqua.bulk_url + "/syncs", timeout=10)
    assert 0
"""
    result = run(pytester, source, "--eloqua-mock-journal=2")
    assert result.stdout.str().count("GET /syncs -> 200") == 2
    result.stdout.fnmatch_lines(["(3 earlier calls)"])
    assert "eloqua journal" not in run(pytester, source, "--eloqua-mock-journal=0").stdout.str()


def test_a_fault_that_never_fired_fails_its_test(pytester: pytest.Pytester) -> None:
    """The test fails, not its teardown; where it failed anyway, that is what is seen."""
    source = """
def test_silent(eloqua):
    eloqua.fail_next(path="*/syncs", status=500)

def test_failed_anyway(eloqua):
    eloqua.fail_next(path="*/syncs", status=500)
    assert not "this"

def test_fired(eloqua):
    eloqua.fail_next(path="*/syncs", status=500)
    eloqua.session.get(eloqua.bulk_url + "/syncs", timeout=10)
"""
    result = run(pytester, source, "--tb=short")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["*planned fault never fired:", "*path='*/syncs'*status=500*"])
    assert result.stdout.str().count("never fired") == 2  # in the failure and in the summary's line of it


def test_every_example_can_have_a_fresh_site(pytester: pytest.Pytester) -> None:
    """`with eloqua_server.site()` inside a property gives each example a site of its own."""
    source = """
from hypothesis import HealthCheck, given, settings, strategies as st

@settings(max_examples=20, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(number=st.integers(1, 5))
def test_property(eloqua_server, number):
    with eloqua_server.site() as eloqua:
        eloqua.seed(opportunities=[str(n) for n in range(number)])
        assert len(eloqua.opportunities) == number
"""
    run(pytester, source).assert_outcomes(passed=1)


def test_help_documents_the_options(pytester: pytest.Pytester) -> None:
    """`pytest --help` shows the options, `--markers` the marker, `--fixtures` the fixtures."""
    result = pytester.runpytest_inprocess("--help")
    result.stdout.fnmatch_lines(["Eloqua mock:", "*--eloqua-mock-site=SITE*", "*--eloqua-mock-journal=N*"])
    pytester.runpytest_inprocess("--markers").stdout.fnmatch_lines(["@pytest.mark.eloqua_site(site):*"])
    shown = pytester.runpytest_inprocess("--fixtures").stdout.str()
    assert "A fresh Eloqua site for this test alone" in shown


def test_the_plugin_is_lazy() -> None:
    """Loading it, and a run whose tests use no fixture of it, loads neither Flask nor Hypothesis nor requests."""
    code = (
        "import sys, mock_server.testing.pytest_plugin;"
        "print(sorted({'flask', 'hypothesis', 'requests', 'marshmallow', 'waitress', 'urllib3'} & set(sys.modules)))"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert printed.stdout.strip() == "[]"


def test_a_run_without_the_fixtures_stays_lazy(pytester: pytest.Pytester) -> None:
    """A suite that never asks for a site pays nothing for the plugin."""
    source = """
import sys

def test_nothing():
    assert not {"flask", "requests", "marshmallow", "waitress"} & set(sys.modules)
"""
    run_apart(pytester, source, "-p", "no:hypothesispytest").assert_outcomes(passed=1)


MANY = """
import pytest

@pytest.mark.parametrize("number", range(200))
def test_fresh(eloqua, number):
    assert (len(eloqua.opportunities), len(eloqua.links), eloqua.syncs, len(eloqua.journal)) == (0, 0, [], 0)
    assert len(eloqua.contacts) == 10
    body = {
        "name": "import",
        "fields": {
            "Id": "{{Opportunity.Id}}",
            "Name": "{{Opportunity.Field(Name)}}",
            "Stage": "{{Opportunity.Field(Stage)}}",
            "Amount": "{{Opportunity.Field(Amount)}}",
        },
        "identifierFieldName": "Id",
        "isSyncTriggeredOnImport": True,
    }
    bulk = eloqua.bulk_url
    uri = eloqua.session.post(f"{bulk}/opportunities/imports", json=body, timeout=10).json()["uri"]
    assert uri == "/opportunities/imports/1"
    row = {"Id": f"OPP-{number}", "Name": "n", "Stage": "Prospecting", "Amount": "1"}
    eloqua.session.post(f"{bulk}{uri}/data", json=[row], timeout=10)
    eloqua.advance(number)
    assert eloqua.wait_for_sync().uri == "/syncs/1"
    assert eloqua.opportunities.labels == [f"OPP-{number}"]
    assert eloqua.opportunities[0].id == 1
    eloqua.fail_next(path="*", status=500, optional=True, times=1000)
    eloqua.seed(contacts=["left@behind.example"])
"""


def test_two_hundred_fresh_sites_leak_nothing(pytester: pytest.Pytester) -> None:
    """200 tests that each change their site in every way, on four workers in random order: each begins afresh.

    Each leaves a fault for every call, a contact, a record and a clock set forward behind.
    """
    result = run_apart(pytester, MANY, "-n", "4", "-p", "random_order", "--random-order", "-q")
    result.assert_outcomes(passed=200)


def test_a_marker_that_names_no_site_is_told_by_a_worker_too(pytester: pytest.Pytester) -> None:
    """Under xdist, whose workers cannot end the run, the test that bears it fails in one line, and others run."""
    source = """
import pytest

@pytest.mark.eloqua_site("nowhere.json")
def test_wrong(eloqua):
    pass

def test_fine(eloqua):
    pass
"""
    result = run_apart(pytester, source, "-n", "2")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*test_wrong: eloqua_site: nowhere.json is neither a shipped site*"])
    assert "INTERNALERROR" not in result.stdout.str()


def test_a_failed_teardown_shows_its_calls(pytester: pytest.Pytester) -> None:
    """A fixture that looks at the site after the test fails with the site's journal in its report."""
    source = """
import pytest

@pytest.fixture(autouse=True)
def _nothing_rejected(eloqua):
    yield
    assert len(eloqua.journal) == 0

def test_it(eloqua):
    eloqua.session.get(eloqua.bulk_url + "/syncs", timeout=10)
"""
    result = run(pytester, source)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*- eloqua journal of TestCompany1 -*", "*GET /syncs -> 200"])


def test_calls_of_nobody_are_in_the_report(pytester: pytest.Pytester) -> None:
    """A client with no credentials, or those of a site that is not here, is in no site's journal, and told besides."""
    source = """
import requests

def test_before(eloqua):
    requests.get(eloqua.bulk_url + "/contacts/fields", timeout=10)

def test_it(eloqua):
    requests.get(eloqua.bulk_url + "/syncs", timeout=10)
    requests.get(eloqua.bulk_url + "/imports", auth=("TestCompanx\\\\\\\\me", "secret"), timeout=10)
    assert not "this"

def test_in_a_block(eloqua_server):
    with eloqua_server.site() as eloqua:
        requests.get(eloqua.bulk_url + "/imports", auth=("me", "secret"), timeout=10)
        assert not "that"
"""
    result = run(pytester, source)
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        [
            "*- eloqua journal of calls that concern no site -*",
            "*GET /syncs -> 401",
            "*hint: No credentials that anybody here has*",
            "*GET /imports -> 401",
            "*hint: There is no site 'TestCompanx' here; there is TestCompany2.",
            "*- eloqua journal of calls that concern no site -*",
            "*GET /imports -> 401",
            "*hint: The user name must be SITE*",
        ]
    )
    assert "/contacts/fields" not in result.stdout.str()


def test_a_hint_is_in_the_report(pytester: pytest.Pytester) -> None:
    """What the mock would like to say about a call stands below it."""
    source = """
def test_it(eloqua):
    fields = {"Id": "{{Opportunity.Identity}}"}
    body = {"name": "import", "fields": fields, "identifierFieldName": "Id"}
    eloqua.session.post(eloqua.bulk_url + "/opportunities/imports", json=body, timeout=10)
    assert not "this"
"""
    run(pytester, source).stdout.fnmatch_lines(["*hint: {{Opportunity.Identity}} names nothing here; *"])


def test_rows_that_were_never_synced_are_in_the_report(pytester: pytest.Pytester) -> None:
    """What a client uploaded and forgot to sync stands below the calls; what a sync is at work on does not."""
    source = """
BODY = {
    "name": "import",
    "fields": {"Email": "{{Contact.Field(C_EmailAddress)}}"},
    "identifierFieldName": "Email",
}

def test_it(eloqua):
    eloqua.plan_course(end="never")
    for _ in range(2):
        uri = eloqua.session.post(eloqua.bulk_url + "/contacts/imports", json=BODY, timeout=10).json()["uri"]
        eloqua.session.post(eloqua.bulk_url + uri + "/data", json=[{"Email": "a@b.example"}] * 2, timeout=10)
    eloqua.session.post(eloqua.bulk_url + "/syncs", json={"syncedInstanceUri": uri}, timeout=10)
    assert not "this"
"""
    told = run(pytester, source).stdout.str()
    assert "hint: 2 rows of /contacts/imports/1 were uploaded and never synced" in told
    assert "of /contacts/imports/2 were" not in told
