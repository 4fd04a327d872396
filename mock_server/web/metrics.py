"""Numbers in Prometheus text, from a registry of this server's own: nothing of the process, nothing of another mock."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from mock_server.engine.inspecting import overview
from mock_server.engine.registry import Sites
from mock_server.web.counting import Calls

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class _Numbers(Collector):
    """Read when they are asked for."""

    def __init__(self, sites: Sites, calls: Calls) -> None:
        self._sites = sites
        self._calls = calls

    def collect(self) -> Iterable[Metric]:
        labels = ("site", "method", "status")
        calls = CounterMetricFamily("eloqua_mock_calls", "Calls of the Bulk API, /id and OAuth", labels=labels)
        seconds = CounterMetricFamily(
            "eloqua_mock_call_seconds", "Time until their answers were ready", labels=labels, unit="seconds"
        )
        for outcome, count, took in self._calls.read():
            named = (outcome.site, outcome.verb, str(outcome.status))
            calls.add_metric(named, count)
            seconds.add_metric(named, took)
        yield calls
        yield seconds
        yield from self._of_sites()

    def _of_sites(self) -> Iterable[Metric]:
        things = GaugeMetricFamily("eloqua_mock_things", "What sites hold", labels=("site", "kind"))
        journal = GaugeMetricFamily("eloqua_mock_journal_entries", "Calls in a site's journal", labels=("site",))
        dropped = CounterMetricFamily(
            "eloqua_mock_journal_dropped", "Calls that a site's journal dropped", labels=("site",)
        )
        states = self._sites.all()
        for state in states:
            name = state.description.name
            for kind, count in overview(state)["counts"].items():
                things.add_metric((name, kind), count)
            kept, gone = state.journal.counts()
            journal.add_metric((name,), kept)
            dropped.add_metric((name,), gone)
        yield GaugeMetricFamily("eloqua_mock_sites", "Sites of this server", value=len(states))
        yield things
        yield journal
        yield dropped


def as_prometheus(sites: Sites, calls: Calls) -> bytes:
    """All numbers of one server, in the text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Numbers(sites, calls))
    return generate_latest(registry)
