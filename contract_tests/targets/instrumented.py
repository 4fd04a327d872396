"""A mock for one run of somebody's program: the shipped site on a free port, whose answers may look otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import requests

from contract_tests.client import BulkClient
from contract_tests.targets.another_origin import served
from contract_tests.targets.decorated import DECORATIONS, Decorated
from contract_tests.targets.granting import Granting

SITE = "small_b2b"
JOURNAL_BODY, JOURNAL_BYTES = 4 * 1024 * 1024, 256 * 1024 * 1024
"""What the journal keeps of one body, and in all: rules that compare rows need them whole."""
POLLS = 2
"""Polls after which a sync is still not over."""


@dataclass(frozen=True, slots=True)
class Instrumented:
    """Where the mock is, and its site as its site file describes it. `bulk` are calls as the site's first user.

    `environment` is what a program needs besides: behind a proxy, which proxy, and whom to trust.
    """

    url: str
    description: Mapping[str, Any]
    bulk: BulkClient
    environment: Mapping[str, str] = field(default_factory=dict)
    granted: Mapping[str, str] = field(default_factory=dict)
    """The tokens that were given out, by a name for each: they come as the program asks for them."""

    @property
    def name(self) -> str:
        return str(self.description["name"])


class NoProxy(ValueError):
    """The proxy for Eloqua's own hosts cannot be started."""


@contextmanager
def instrumented(
    decorations: tuple[str, ...] = (), site: str = SITE, *, eloqua_hosts: bool = False
) -> Iterator[Instrumented]:
    """The mock with the shipped `site` alone on it, until the block ends. Decorations are names of `DECORATIONS`.

    As with the service, `/id` names another origin than the one that it is asked at.

    `eloqua_hosts`: a proxy beside it answers for Eloqua's own hosts. Raises NoProxy.
    """
    from mock_server.app import create_app
    from mock_server.serving.server import Server
    from mock_server.settings import Settings
    from mock_server.site_files import parse_site_file, shipped_sites

    description = {**json.loads(shipped_sites()[site].read_text(encoding="utf-8")), "pace": {"polls": POLLS}}

    granting: list[Granting] = []

    def make(settings: Settings) -> Any:
        settings = replace(settings, journal_body=JOURNAL_BODY, journal_bytes=JOURNAL_BYTES)
        app: Any = Granting(create_app([parse_site_file(json.dumps(description), site)], settings))
        granting.append(app)
        for name in decorations:
            change = DECORATIONS[name]
            app = app if change is None else Decorated(app, change)
        return app

    with ExitStack() as stack:
        environment: Mapping[str, str] = {}
        if eloqua_hosts:
            app = make(Settings())
            server = stack.enter_context(Server(app))
            environment = stack.enter_context(_proxy(app))
        else:
            server = stack.enter_context(served(make))
        session = stack.enter_context(requests.Session())
        session.trust_env = False
        user = description["users"][0]
        session.auth = (f"{description['name']}\\{user['username']}", user["password"])
        yield Instrumented(server.url, description, BulkClient(session, server.url), environment, granting[0].granted)


@contextmanager
def _proxy(app: Any) -> Iterator[Mapping[str, str]]:
    from mock_server.serving.errors import ServingError
    from mock_server.serving.proxy import ForwardProxy

    try:
        running = ForwardProxy(app)
    except ServingError as fault:
        raise NoProxy(str(fault)) from None
    with running:
        yield running.environment
