"""Requests as fast as they are answered, over connections that are kept, a thread for each client."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from contract_tests.bench.calling import Connection, WrongAnswer


@dataclass(frozen=True, slots=True)
class Request:
    """One request, again and again, and the status it must have."""

    url: str
    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Burst:
    """What came of it: requests a second, and the seconds each took."""

    rate: float
    took: list[float]


def burst(request: Request, clients: int, seconds: float) -> Burst:
    """Ask for so many seconds. Raises WrongAnswer where an answer has another status."""
    took: list[list[float]] = [[] for _ in range(clients)]
    faults: list[Exception] = []
    begin = threading.Barrier(clients + 1)

    def ask(mine: list[float]) -> None:
        connection = Connection(request.url, request.headers, timeout=30)
        try:
            _once(connection, request)  # connects
            begin.wait(30)
            deadline = time.perf_counter() + seconds
            while (began := time.perf_counter()) < deadline:
                _once(connection, request)
                mine.append(time.perf_counter() - began)
        except Exception as fault:
            faults.append(fault)
            begin.abort()
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(mine,), daemon=True) for mine in took]
    for thread in threads:
        thread.start()
    with suppress(threading.BrokenBarrierError):
        begin.wait(30)
    began = time.perf_counter()
    for thread in threads:
        thread.join(seconds + 60)
    elapsed = time.perf_counter() - began
    if faults:
        raise next((f for f in faults if not isinstance(f, threading.BrokenBarrierError)), faults[0])
    together = [one for mine in took for one in mine]
    return Burst(len(together) / elapsed, together)


def _once(connection: Connection, request: Request) -> None:
    status, content = connection.call(request.method, request.path, request.body)
    if status != request.status:
        raise WrongAnswer(f"{request.method} {request.path} answered {status}: {content[:200]!r}")
