"""The composition root: the one file that sees every layer, and puts one mock together."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mock_server.clock import Clock, SystemClock
from mock_server.domain.site_description import SiteDescription
from mock_server.engine.alarms import timer_alarm
from mock_server.engine.running import Running
from mock_server.journal.entries import Bounds, Journal
from mock_server.journal.masking import Marks
from mock_server.outbound.callbacks import Callbacks
from mock_server.settings import Settings
from mock_server.store.site import SiteState
from mock_server.store.sites import Sites
from mock_server.web.edge import Edge
from mock_server.web.recording import Recorder
from mock_server.web.routing import build_flask
from mock_server.web.server import Server


class Mock(NamedTuple):
    """A mock put together: what answers, and the sites behind it for whoever runs it in the same process."""

    app: Edge
    sites: Sites
    elsewhere: Journal
    """The calls that concern no site."""

    def never_synced(self) -> Iterator[tuple[str, str]]:
        """Names of sites, each with a hint at rows that were staged there and never synced."""
        from mock_server.engine.hinting import never_synced  # asked at the end of a server alone

        return ((state.description.name, hint) for state in self.sites.all() for hint in never_synced(state))


def create_app(sites: Iterable[SiteDescription], settings: Settings | None = None, clock: Clock | None = None) -> Edge:
    """A mock as a WSGI application, with `sites` on it (`site_files.load_site_file` reads them).

    Two of them in one process know nothing of each other. Raises Conflict where two sites share a name,
    ValidationFailed where they share an OAuth client id.
    """
    return create_mock(sites, settings, clock).app


def create_mock(sites: Iterable[SiteDescription], settings: Settings | None = None, clock: Clock | None = None) -> Mock:
    """As `create_app`, with the sites at hand."""
    settings = settings or Settings()
    clock, marks = clock or SystemClock(), Marks(secrets.token_bytes(32))
    bounds = Bounds(settings.journal_entries, settings.journal_bytes, settings.journal_body)
    running = Running(Callbacks(), settings.rows_beside)
    registry = Sites(clock, marks, bounds, settings.rows_kept, lambda state: _restore(state, running))
    for description in sites:
        registry.add(description)
    elsewhere = Journal(bounds)
    server = Server(
        settings=settings,
        sites=registry,
        running=running,
        alarm=timer_alarm,
        new_token=secrets.token_urlsafe,
        recorder=Recorder(registry, elsewhere, marks, clock, names_clauses=settings.names_clauses),
    )
    return Mock(Edge(build_flask(server), lambda: secrets.token_hex(16)), registry, elsewhere)


def _restore(state: SiteState, running: Running) -> None:
    from mock_server.engine.restoring import restore  # few sites were saved

    restore(state, running, timer_alarm)
