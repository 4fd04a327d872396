"""A mock in a thread of this process, for any number of sites that know nothing of each other."""

from __future__ import annotations

import threading
from collections import deque
from itertools import count
from typing import Any, Self

from mock_server.app import create_mock
from mock_server.clock import Clock
from mock_server.domain.site_description import SiteDescription
from mock_server.serving.as_eloqua import AsEloqua
from mock_server.serving.server import Server
from mock_server.settings import Settings
from mock_server.testing.control import Control, Wsgi
from mock_server.testing.sources import SiteSource, Sources, numbered


class Host:
    """Listens on a free port of 127.0.0.1 between `start` and `stop`, or inside a `with` block."""

    def __init__(self, settings: Settings | None = None, clock: Clock | None = None) -> None:
        mock = create_mock([], settings, clock)
        self._sites = mock.sites
        self._elsewhere = mock.elsewhere
        self._sources = Sources()
        self._numbers = count(1)
        self._server: Server | None = None
        self._front: Server | None = None
        self._guard = threading.Lock()
        self.app = Watched(mock.app)
        """The mock as a WSGI application, for whoever mounts it elsewhere."""
        self.control = Control(mock.app)
        self.told: deque[tuple[str, str]] = deque(maxlen=4)
        """Of sites whose `with` block ended by an exception: headings and calls, the latest four."""

    @property
    def base_url(self) -> str:
        """The origin, `http://127.0.0.1:PORT`. Starts the server where nobody did."""
        with self._guard:
            if self._server is None:
                self._server = Server(self.app)
                self._server.start()
            return self._server.url

    @property
    def front(self) -> tuple[str, int]:
        """An address that answers as `https://secure.p01.eloqua.com` does, without the TLS; made when first asked."""
        with self._guard:
            if self._front is None:
                self._front = Server(AsEloqua(self.app), second_port=None)
                self._front.start()
            return self._front.host, self._front.port

    def add(self, source: SiteSource, *, as_named: bool = False) -> SiteDescription:
        """Add a site, under a number of its own unless `as_named`; what was added. Raises SiteFileError, Conflict."""
        described = self._sources.description(source)
        if not as_named:
            described = numbered(described, next(self._numbers))
        self._sites.add(described)
        return described

    @property
    def stray_calls(self) -> int:
        """How many calls came so far that concern no site: without credentials, or with those of nobody here."""
        return sum(self._elsewhere.counts())

    def remove(self, name: str) -> None:
        self._sites.remove(name)

    def start(self) -> Self:
        _ = self.base_url
        return self

    def stop(self) -> None:
        with self._guard:
            servers, self._server, self._front = (self._server, self._front), None, None
        for server in servers:
            if server is not None:
                server.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class Watched:
    """An application whose answers can be waited for."""

    def __init__(self, app: Wsgi) -> None:
        self._app = app
        self._answered = threading.Condition()

    def wait(self, seconds: float) -> None:
        """Return with the next answer, or after `seconds`."""
        with self._answered:
            self._answered.wait(seconds)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        try:
            return self._app(environ, start_response)
        finally:
            with self._answered:
                self._answered.notify_all()
