"""`MockEloqua`: one Eloqua site in a test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import Any, Self, Unpack

from mock_server.clock import Clock
from mock_server.settings import Settings
from mock_server.testing.asserting import Asserting
from mock_server.testing.comparing import Comparing
from mock_server.testing.faults import Course, Fault, Planned, never_fired, plan
from mock_server.testing.hosting import Host, Watched
from mock_server.testing.intercepting.interception import Interception
from mock_server.testing.seeding import Contact, Name, seeded
from mock_server.testing.sources import SiteSource
from mock_server.testing.waiting import Waiting


class MockEloqua(Asserting, Comparing, Waiting):
    """An Eloqua site for the length of a `with` block: `with MockEloqua() as eloqua:`.

    `site`: a shipped site's name, the path of a site file, or its content; without one the plain site, which has the
    users, fields, stages, accounts and contacts of `small_b2b` and no opportunities or links.
    `server`: where the site shall be; without one it gets its own, on a free port of 127.0.0.1, in a thread.
    `clock`, `settings`: of its own server.

    Entering raises SiteFileError for a site that cannot be used. Leaving raises AssertionError for a planned fault
    or course that never fired, unless an exception is on its way already.
    """

    def __init__(
        self,
        site: SiteSource = None,
        *,
        server: Host | None = None,
        settings: Settings | None = None,
        clock: Clock | None = None,
    ) -> None:
        super().__init__()
        self._source, self._own = site, server is None
        self._wanted = server if server is not None else Host(settings, clock)

    @property
    def app(self) -> Watched:
        """The mock as a WSGI application, for whoever mounts it elsewhere."""
        return self.host.app

    # What a test does to the site.

    def seed(
        self,
        *,
        accounts: Iterable[Mapping[str, Any] | str] = (),
        contacts: Iterable[Mapping[str, Any] | str] = (),
        opportunities: Iterable[Mapping[str, Any] | str] = (),
        links: Iterable[tuple[Name, Contact]] = (),
    ) -> None:
        """Add records and links, as if they had always been there.

        A record is a mapping of internal names to values, or just its name, address or id. A link is a pair of an
        opportunity's id and a contact: its record id, or its address, which links every contact that has it.
        Raises RefusedError, with the place of what is wrong, and then adds nothing.
        """
        __tracebackhide__ = True
        seeded(self.control, accounts, contacts, opportunities, links)

    def advance(self, seconds: float) -> None:
        """Set the site's clock forward and carry out what falls due on the way. Raises RefusedError below 0."""
        __tracebackhide__ = True
        self.control.call("POST", "/clock/advance", {"seconds": seconds})

    def fail_next(self, **fault: Unpack[Fault]) -> Planned:
        """Let calls to come go wrong: `eloqua.fail_next(method="POST", path="*/syncs", status=503, retry_after=1)`.

        Without `skip` and `times` it strikes the next call that meets the criterion. Raises RefusedError.
        """
        __tracebackhide__ = True
        return plan(self.control, "faults", fault)

    def plan_course(self, **course: Unpack[Course]) -> Planned:
        """Let syncs to come go otherwise: `eloqua.plan_course(active_polls=3, end="error")`. Raises RefusedError."""
        __tracebackhide__ = True
        return plan(self.control, "courses", course)

    def release(self, barrier: str) -> None:
        """Let the syncs go on that a course holds at `barrier`. Raises RefusedError where none has that name."""
        __tracebackhide__ = True
        self.control.call("POST", f"/barriers/{barrier}/release")

    def clear_faults(self) -> None:
        """Forget every planned fault and course, fired or not."""
        for kind in ("faults", "courses"):
            self.control.call("DELETE", f"/{kind}")

    def check_faults(self) -> None:
        """Raises AssertionError for planned faults and courses that never fired; those that are `optional` may."""
        __tracebackhide__ = True
        for kind, word in (("faults", "fault"), ("courses", "course")):
            silent = never_fired(self.control.all(kind))
            if silent:
                told = "".join(f"\n  {line}" for line in silent)
                raise AssertionError(f"planned {word} never fired:{told}\nthe calls were:\n{self._calls()}")

    @contextmanager
    def site(self, source: SiteSource = None) -> Iterator[MockEloqua]:
        """A further site on the same server, which shares nothing with this one."""
        with MockEloqua(source, server=self.host) as eloqua:
            yield eloqua

    def intercept(self, *, only: bool = False) -> AbstractContextManager[None]:
        """Let every requests, urllib3 and httpx call of this process to Eloqua's own hosts reach the mock.

        With `only` a call to any other host but this machine fails. See docs/how-to/reach-hard-coded-hosts.md.
        """
        return Interception(self.host.front, only=only)

    # Its life.

    def __enter__(self) -> Self:
        self._stray_before = self._wanted.stray_calls
        described = self._wanted.add(self._source, as_named=self._own)
        self._host, self._described = self._wanted, described
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        __tracebackhide__ = True
        try:
            if self._host is None:  # closed inside its block
                return
            if error is None:
                self.check_faults()
            else:
                self.host.told.extend(self.reports())
        finally:
            self.close()

    def close(self) -> None:
        """Remove the site, and stop its own server. A second time does nothing."""
        host, described = self._host, self._described
        if host is None or described is None:
            return
        self._close()
        self._host = self._described = None
        if self._own:
            host.stop()
        host.remove(described.name)
