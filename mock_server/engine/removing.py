"""Deleting what no call of the Bulk API deletes: somebody works in the application while an integration runs."""

from __future__ import annotations

from mock_server.domain.errors import NotFound
from mock_server.engine.visits import at_work
from mock_server.store.site import SiteState


def remove_container(state: SiteState, word: str, container_id: int) -> None:
    """Delete a list, segment, filter or email group, once no sync is at work. Raises NotFound.

    Its members stay, and so do definitions that name it: POST /syncs refuses those (20D).
    """
    with at_work(state):
        state.idle.wait_for(lambda: not state.running)
        for container in state.containers:
            if (container.word, container.id) == (word, container_id):
                state.remove_container(container.statement)
                return
    raise NotFound
