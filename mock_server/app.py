"""The composition root: the one file that sees every layer, and puts one mock together."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable

from mock_server.clock import Clock, SystemClock
from mock_server.domain.site_description import SiteDescription
from mock_server.engine.alarms import timer_alarm
from mock_server.engine.running import Running
from mock_server.outbound.callbacks import Callbacks
from mock_server.settings import Settings
from mock_server.store.sites import Sites
from mock_server.web.edge import Edge
from mock_server.web.routing import build_flask
from mock_server.web.server import Server


def create_app(sites: Iterable[SiteDescription], settings: Settings | None = None, clock: Clock | None = None) -> Edge:
    """A mock as a WSGI application, with `sites` on it (`site_files.load_site_file` reads them).

    Two of them in one process know nothing of each other. Raises Conflict where two sites share a name,
    ValidationFailed where they share an OAuth client id.
    """
    settings = settings or Settings()
    registry = Sites(clock or SystemClock())
    for description in sites:
        registry.add(description)
    server = Server(
        settings=settings,
        sites=registry,
        running=Running(Callbacks(), settings.rows_beside),
        alarm=timer_alarm,
        new_token=secrets.token_urlsafe,
    )
    return Edge(build_flask(server), lambda: uuid.uuid4().hex)
