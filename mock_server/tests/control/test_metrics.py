"""`/_mock/metrics`: numbers of one server, in Prometheus text."""

from __future__ import annotations

import subprocess
import sys

from prometheus_client.parser import text_string_to_metric_families

from mock_server.tests.in_process import InProcess, basic

Samples = dict[tuple[str, frozenset[str]], float]


def samples(mock: InProcess) -> Samples:
    """Every sample by its name and the values of its labels; the text is parsed by the library."""
    answer = mock.raw("GET", "/_mock/metrics")
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    families = text_string_to_metric_families(answer.text)
    return {(one.name, frozenset(one.labels.values())): one.value for family in families for one in family.samples}


def test_calls_are_counted(mock: InProcess) -> None:
    """Each call counts once, under its site, verb and status; those of no site under an empty one; the control API's
    do not count."""
    mock.get("/syncs")
    mock.get("/syncs")
    mock.call("GET", "/syncs/9")
    mock.raw("BREW", "/api/bulk/2.0/syncs")
    found = samples(mock)
    calls = {labels: value for (name, labels), value in found.items() if name == "eloqua_mock_calls_total"}
    site = "TestCompany"
    assert calls == {
        frozenset({site, "GET", "200"}): 2,
        frozenset({site, "GET", "404"}): 1,
        frozenset({"", "other", "405"}): 1,
    }
    assert found["eloqua_mock_call_seconds_total", frozenset({site, "GET", "200"})] > 0


def test_what_sites_hold_is_told(mock: InProcess) -> None:
    """Records, links, definitions and syncs of each site, and the length of its journal."""
    uri = mock.create_import()
    mock.sync(uri)
    found = samples(mock)
    assert found["eloqua_mock_sites", frozenset()] == 1
    assert found["eloqua_mock_things", frozenset({"TestCompany", "definitions"})] == 1
    assert found["eloqua_mock_things", frozenset({"TestCompany", "syncs"})] == 1
    assert found["eloqua_mock_journal_entries", frozenset({"TestCompany"})] == 2
    assert found["eloqua_mock_journal_dropped_total", frozenset({"TestCompany"})] == 0


def test_a_removed_site_is_forgotten(mock: InProcess) -> None:
    """Sites come and go in a test suite: what one counted goes with it."""
    mock.control("POST", "/sites", {"version": 1, "name": "Gone", "users": [{"username": "u", "password": "p"}]})
    mock.raw("GET", "/id", headers={"Authorization": basic("Gone", "u", "p")})
    assert any("Gone" in labels for _, labels in samples(mock))
    mock.control("DELETE", "/sites/Gone")
    assert not any("Gone" in labels for _, labels in samples(mock))


def test_two_servers_in_one_process_count_apart(mock: InProcess) -> None:
    """The registry is the server's own: neither another mock's numbers nor the process's are in it."""
    mock.get("/syncs")
    assert not any(name == "eloqua_mock_calls_total" for name, _ in samples(InProcess()))
    assert all(name.startswith("eloqua_mock_") for name, _ in samples(mock))


def test_the_library_is_loaded_when_it_is_asked_for() -> None:
    """A server that nobody asks for metrics does not load prometheus_client."""
    code = "import sys, mock_server.app; print('prometheus_client' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert printed.stdout.strip() == "False"
