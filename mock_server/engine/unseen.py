"""What syncs that have ended wrote, and a planned course hides until somebody has looked often enough.

The lock is held by the caller.
"""

from __future__ import annotations

from mock_server.store.site import SiteState


def look(state: SiteState, of: str | None = None, sync_id: int | None = None) -> None:
    """Somebody looks for what syncs wrote of an entity, or one sync; for all of it where neither is named. Of each it
    is written now, or looked for in vain once more.

    While a sync is at work nothing is written: its plan rests on what is there.
    """
    if state.running:
        return
    for number, unseen in list(state.unseen.items()):
        if of not in (None, unseen.of) or sync_id not in (None, number):
            continue
        way = state.under_way[number]
        if way.asked_for_data < way.course.visible_after_polls:
            way.asked_for_data += 1
        else:
            state.unseen.pop(number).write()


def show_all(state: SiteState, of: str | None = None) -> None:
    """Write whatever is hidden, or what is of that entity, the oldest first."""
    for number, unseen in list(state.unseen.items()):
        if of in (None, unseen.of):
            state.unseen.pop(number).write()
