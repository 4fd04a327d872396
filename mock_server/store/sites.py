"""The sites of one server: by name, by credentials. Isolation between sites is here and nowhere else."""

from __future__ import annotations

import threading
from collections.abc import Callable

from mock_server.clock import Clock, SiteClock
from mock_server.domain.errors import Conflict, Failure, NotFound, ValidationFailed
from mock_server.domain.site_description import OAuthClient, SiteDescription
from mock_server.journal.entries import Bounds, Journal
from mock_server.journal.masking import Marks
from mock_server.store.site import SiteState


class Sites:
    """A server's sites. Its lock is held for look-ups and swaps only, never while a site works.

    `marks` replace secrets in the sites' journals, `bounds` limit these. `rows_kept`: of ended syncs on
    one site, for explanations. `restore` is called with each new state of a saved site before anybody else has it,
    and may refuse it with ValidationFailed.
    """

    def __init__(
        self,
        clock: Clock,
        marks: Marks | None = None,
        bounds: Bounds | None = None,
        rows_kept: int = 10_000,
        restore: Callable[[SiteState], None] = lambda _: None,
    ) -> None:
        self._clock = clock
        self._marks = marks or Marks(b"")
        self._bounds = bounds
        self._rows_kept = rows_kept
        self._restore = restore
        self._guard = threading.Lock()
        self._states: dict[str, SiteState] = {}
        self._origins: dict[str, SiteDescription] = {}
        self._numbers: dict[str, int] = {}
        self._clients: dict[str, tuple[str, OAuthClient]] = {}
        self._last_number = 0

    def add(
        self, description: SiteDescription, *, origin: SiteDescription | None = None, number: int | None = None
    ) -> SiteState:
        """Add a site. Raises Conflict where its name is taken, ValidationFailed where an OAuth client id of it is, or
        where a saved site does not hold together.

        `origin` is what a reset goes back to, where that is another description of the site; `number` its number
        where it has one already.
        """
        state = self._new_state(description)
        with self._guard:
            if description.name in self._states:
                raise Conflict(f"a site named {description.name} exists already")
            self._refuse_taken_clients(description)
            number = self._last_number + 1 if number is None else number
            self._last_number = max(self._last_number, number)
            self._numbers[description.name] = number
            self._origins[description.name] = origin or description
            self._states[description.name] = state
            self._clients |= {c.client_id: (description.name, c) for c in description.clients}
        return state

    def remove(self, name: str) -> None:
        with self._guard:
            if name not in self._states:
                raise NotFound
            for client in self._origins[name].clients:
                del self._clients[client.client_id]
            del self._origins[name]
            self._states.pop(name).retired = True

    def reset(self, name: str, change: Callable[[SiteDescription], SiteDescription]) -> SiteState:
        """Replace the site's state by a new one, made from what it came from as `change` gives it."""
        with self._guard:
            origin = self._origins.get(name)
        if origin is None:
            raise NotFound
        state = self._new_state(change(origin))
        with self._guard:
            if self._origins.get(name) is not origin:
                raise NotFound  # it went while the new state was built
            self._states[name].retired = True
            self._states[name] = state
        return state

    def named(self, name: str) -> SiteState:
        with self._guard:
            state = self._states.get(name)
        if state is None:
            raise NotFound
        return state

    def find(self, name: str) -> SiteState | None:
        return self._states.get(name)

    def all(self) -> list[SiteState]:
        with self._guard:
            return list(self._states.values())

    def number_of(self, name: str) -> int:
        """`site.id` of the discovery answer: counted on this server, from 1. A removed site keeps its own."""
        with self._guard:
            return self._numbers[name]

    def origin_of(self, name: str) -> SiteDescription:
        """What a reset of the site goes back to. Raises NotFound."""
        with self._guard:
            if name not in self._origins:
                raise NotFound
            return self._origins[name]

    @property
    def last_number(self) -> int:
        """The highest number that a site was given."""
        with self._guard:
            return self._last_number

    def count_on_from(self, number: int) -> None:
        """Give no number again up to that one."""
        with self._guard:
            self._last_number = max(self._last_number, number)

    def of_client(self, client_id: str) -> tuple[SiteState, OAuthClient] | None:
        """The site an OAuth client belongs to: client ids are unique on a server."""
        with self._guard:
            found = self._clients.get(client_id)
            return None if found is None else (self._states[found[0]], found[1])

    def _refuse_taken_clients(self, description: SiteDescription) -> None:
        failures = [
            Failure(f"oauthClients[{number}].clientId", "Must not be another site's on this server.", client.client_id)
            for number, client in enumerate(description.clients)
            if client.client_id in self._clients
        ]
        if failures:
            raise ValidationFailed(failures)

    def _new_state(self, description: SiteDescription) -> SiteState:
        state = SiteState(description, SiteClock(self._clock), Journal(self._bounds), self._marks)
        state.processed.most = self._rows_kept
        state.records.keep_history(self._rows_kept)
        if description.saved is not None:
            self._restore(state)
        return state
