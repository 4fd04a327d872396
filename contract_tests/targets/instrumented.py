"""A mock for one run of somebody's program: the shipped site on a free port, whose answers may look otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests

from contract_tests.client import BulkClient
from contract_tests.targets.decorated import DECORATIONS, Decorated

SITE = "small_b2b"
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

    `eloqua_hosts`: a proxy beside it answers for Eloqua's own hosts. Raises NoProxy.
    """
    from mock_server.app import create_app
    from mock_server.serving.server import Server
    from mock_server.site_files import parse_site_file, shipped_sites

    description = {**json.loads(shipped_sites()[site].read_text(encoding="utf-8")), "pace": {"polls": POLLS}}
    app: Any = create_app([parse_site_file(json.dumps(description), site)])
    for name in decorations:
        change = DECORATIONS[name]
        app = app if change is None else Decorated(app, change)
    with ExitStack() as stack:
        server, session = stack.enter_context(Server(app)), stack.enter_context(requests.Session())
        environment = stack.enter_context(_proxy(app)) if eloqua_hosts else {}
        session.trust_env = False
        user = description["users"][0]
        session.auth = (f"{description['name']}\\{user['username']}", user["password"])
        yield Instrumented(server.url, description, BulkClient(session, server.url), environment)


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
