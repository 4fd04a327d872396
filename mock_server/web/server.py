"""What every view needs of its server, and what one request is to a view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mock_server.engine.alarms import Alarm
from mock_server.engine.registry import Sites
from mock_server.engine.running import Running
from mock_server.engine.visits import Visit
from mock_server.settings import Settings
from mock_server.web.recording import Recorder


@dataclass(frozen=True, slots=True)
class Server:
    """One mock: its sites, how it runs syncs, what notes its calls, where its random texts come from.

    All of it is passed in by `app.py`.
    """

    settings: Settings
    sites: Sites
    running: Running
    alarm: Alarm
    new_token: Callable[[], str]
    recorder: Recorder


@dataclass(frozen=True, slots=True)
class Call:
    """One authenticated call of the Bulk API."""

    server: Server
    visit: Visit
