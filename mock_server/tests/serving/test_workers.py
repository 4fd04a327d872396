import threading
from collections.abc import Callable
from contextlib import ExitStack

from mock_server.serving.server import Server
from mock_server.serving.workers import Workers
from mock_server.tests.serving.application import Application
from mock_server.tests.serving.wire import Wire


def test_requests_that_wait_do_not_stop_the_others(server: Server, app: Application) -> None:
    """With thirty requests that wait for a lock, other requests are answered, then the thirty."""
    with ExitStack() as stack:
        waiting = [stack.enter_context(Wire(server.port)) for _ in range(30)]
        for wire in waiting:
            wire.send(b"GET /wait HTTP/1.1\r\nHost: mock\r\n\r\n")
        with Wire(server.port) as other:
            for _ in range(10):
                assert other.ask("GET /").status == 200
        assert app.waiting == 30
        app.gate.set()
        assert {wire.answer().body for wire in waiting} == {b"waited"}


def test_many_clients_at_once_get_their_own_answers(connect: Callable[[], Wire]) -> None:
    """Eight clients at once, each of its own thread, each get the answer to their own question."""
    wires = [connect() for _ in range(8)]
    wrong: list[str] = []

    def ask(wire: Wire, name: int) -> None:
        for turn in range(25):
            query = wire.ask(f"GET /?{name}-{turn}", "X-Show: 1").json()["QUERY_STRING"]
            if query != f"{name}-{turn}":
                wrong.append(query)

    threads = [threading.Thread(target=ask, args=(w, n)) for n, w in enumerate(wires)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert wrong == []


class Task:
    def __init__(self, gate: threading.Event) -> None:
        self.started, self.gate, self.cancelled = threading.Event(), gate, False

    def service(self) -> None:
        self.started.set()
        self.gate.wait(5)

    def cancel(self) -> None:
        self.cancelled = True


def test_threads_come_on_demand_and_go_when_idle() -> None:
    """There is a thread per task in progress up to the limit, and none after a while of nothing."""
    workers, gate = Workers(limit=3, idle_timeout=0.02), threading.Event()
    assert workers.alive == set()
    tasks = [Task(gate) for _ in range(4)]
    for task in tasks:
        workers.add_task(task)
    assert all(task.started.wait(5) for task in tasks[:3])
    assert (len(workers.alive), tasks[3].started.is_set()) == (3, False)
    gate.set()
    assert tasks[3].started.wait(5)
    for thread in list(workers.alive):
        thread.join(5)
    assert workers.alive == set()


def test_a_task_that_fails_costs_no_thread() -> None:
    """After a task that raises, the next is done."""
    workers, gate = Workers(limit=1), threading.Event()
    broken, sound = Task(gate), Task(gate)
    broken.gate = None  # type: ignore[assignment]  # service raises AttributeError
    gate.set()
    workers.add_task(broken)
    workers.add_task(sound)
    assert sound.started.wait(5)
    workers.shutdown()


def test_shutdown_cancels_what_nobody_has_begun() -> None:
    """At the end the queued tasks are cancelled and the idle threads are gone."""
    workers, gate = Workers(limit=1), threading.Event()
    first, second = Task(gate), Task(gate)
    workers.add_task(first)
    workers.add_task(second)
    assert first.started.wait(5)
    assert workers.shutdown(timeout=0)
    assert second.cancelled
    gate.set()
    for thread in list(workers.alive):
        thread.join(5)
    assert workers.alive == set()
