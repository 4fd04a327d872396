"""New processes: until the first good answer, and what they hold in memory then."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from contract_tests.bench import memory
from contract_tests.bench.calling import BULK
from contract_tests.bench.figures import Measured
from contract_tests.bench.load import Request
from contract_tests.bench.measuring import NotAvailable, Order, Pairs
from contract_tests.bench.references import (
    bare_flask,
    caller_identity,
    eloqua_mock,
    free_port,
    moto_server,
    started,
    url_of,
)

USER = base64.b64encode(rb"TestCompany\test.user:test-password").decode()
SIZE = 100
"""Bytes of the answer, about as many as ours to a list of no syncs."""


def measure(order: Order) -> Iterator[Measured]:
    flask, held = Pairs("start"), Pairs("start-memory")
    if order.wants("start", "start-memory"):
        for run in order.each(11, "start beside bare Flask"):
            ours, theirs = _ours(), _flask()
            if run == 0:  # the disk is warm from now on, and what is imported is compiled
                ours, theirs = _ours(), _flask()
            flask.add(ours[0], theirs[0])
            if ours[1] is not None and theirs[1] is not None:
                held.add(ours[1], theirs[1])
        yield flask.measured(
            "`eloqua-mock serve` with its own site, GET /syncs with credentials; modules compiled, as pip leaves them"
        )
        if held.ours:
            yield held.measured()
    if order.wants("start-moto"):
        pairs = Pairs("start-moto")
        for run in order.each(5, "start beside moto_server"):
            ours, theirs = _ours(), _moto()
            if run == 0:
                ours, theirs = _ours(), _moto()
            pairs.add(ours[0], theirs[0])
        yield pairs.measured()
    if not held.ours and order.wants("start-memory"):
        raise NotAvailable("memory is read from /proc, which is not here")


def _ours() -> tuple[float, int | None]:
    port = free_port()
    request = Request(url_of(port), "GET", f"{BULK}/syncs", 200, {"Authorization": f"Basic {USER}"})
    return _of(eloqua_mock(port), request)


def _flask() -> tuple[float, int | None]:
    port = free_port()
    return _of(bare_flask("GET", "/syncs", 200, SIZE, port), Request(url_of(port), "GET", "/syncs", 200, {}))


def _moto() -> tuple[float, int | None]:
    port = free_port()
    return _of(moto_server(port), caller_identity(port))


def _of(command: list[str], request: Request) -> tuple[float, int | None]:
    with started(command, request) as server:
        return server.took, memory.resident(server.process.pid)
