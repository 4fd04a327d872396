"""Sync actions: what a sync does with the records it touched, besides importing or exporting them (section 4.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mock_server.domain import status_codes as codes
from mock_server.domain.entities import ACCOUNTS, CONTACTS, EMAIL_ADDRESSES, Entity
from mock_server.domain.errors import Failure
from mock_server.eml.statements import EmlError, Statement, parse_statement

MAX_ACTIONS = 10
"""CONFIRMED."""

SUBSCRIBED, UNSUBSCRIBED = "subscribed", "unsubscribed"


@dataclass(frozen=True, slots=True)
class SyncAction:
    """One action: `add` to or `remove` from the container `destination`, or `setStatus` of it to `status`."""

    action: str
    destination: Statement
    status: str | None = None

    @property
    def log_code(self) -> str:
        """The code a sync counts the action's records with."""
        return _LOG_CODES[(self.destination.entity, self.status or self.action)]

    @property
    def container_id(self) -> str:
        return self.destination.segments[0].id or ""


_LOG_CODES: Mapping[tuple[str, str], str] = {
    ("ContactList", "add"): codes.ADDED_TO_CONTACT_LIST,
    ("ContactList", "remove"): codes.REMOVED_FROM_CONTACT_LIST,
    ("AccountList", "add"): codes.ADDED_TO_ACCOUNT_LIST,
    ("AccountList", "remove"): codes.REMOVED_FROM_ACCOUNT_LIST,
    ("EmailGroup", SUBSCRIBED): codes.SUBSCRIBED_TO_GROUP,
    ("EmailGroup", UNSUBSCRIBED): codes.UNSUBSCRIBED_FROM_GROUP,
    ("GlobalSubscribe", SUBSCRIBED): codes.SUBSCRIBED,
    ("GlobalSubscribe", UNSUBSCRIBED): codes.UNSUBSCRIBED,
}

# Entity -> word of a destination -> what may be done with it: verbs, or statuses of setStatus.
# CONFIRMED ("Sync actions"); AppCloud destinations are refused, this mock has no app (differences: app-destinations).
_ALLOWED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    CONTACTS.plural: {
        "ContactList": ("add", "remove"),
        "EmailGroup": (SUBSCRIBED, UNSUBSCRIBED),
        "GlobalSubscribe": (SUBSCRIBED, UNSUBSCRIBED),
    },
    ACCOUNTS.plural: {"AccountList": ("add", "remove")},
    EMAIL_ADDRESSES.plural: {"GlobalSubscribe": (UNSUBSCRIBED,)},
}


_NOWHERE = "Must have a destination that exists."


def read_actions(sent: Sequence[Mapping[str, str]]) -> list[SyncAction]:
    """The actions of an accepted definition."""
    return [
        SyncAction(action["action"], parse_statement(action["destination"]), action.get("status")) for action in sent
    ]


def check_actions(
    entity: Entity, sent: Sequence[Mapping[str, str]], exists: Callable[[str], bool]
) -> Iterator[Failure]:
    """Every fault of `syncActions`; `exists` says whether a statement names a container of the site."""
    if len(sent) > MAX_ACTIONS:
        yield Failure("syncActions", f"Must contain at most {MAX_ACTIONS} actions.", rests_on=("CNT-13",))
    for action in sent:
        problem = _problem(entity, action, exists)
        if problem is not None:
            yield Failure("syncActions", problem, dict(action), ("CNT-14",) if problem == _NOWHERE else ())


def _problem(entity: Entity, action: Mapping[str, str], exists: Callable[[str], bool]) -> str | None:
    try:
        destination = parse_statement(action["destination"])
    except EmlError as fault:
        return f"Must have a valid destination: {fault}."
    allowed = _ALLOWED.get(entity.plural, {}).get(destination.entity)
    if allowed is None:
        return f"Must have a destination that {entity.word} sync actions know."
    if str(destination) != "{{GlobalSubscribe}}" and not exists(str(destination)):
        return _NOWHERE
    if action["action"] == "setStatus":
        statuses = [status for status in allowed if status in (SUBSCRIBED, UNSUBSCRIBED)]
        if action.get("status") not in statuses:
            return f"Must set one of the statuses: {', '.join(statuses) or 'none'}."
    elif action["action"] not in allowed:
        return f"Must be an action that {destination.entity} knows: {', '.join(allowed)}."
    elif "status" in action:
        return "Must have a status with setStatus only."
    return None
