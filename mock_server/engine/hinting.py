"""What usually is a mistake: one sentence for a person who reads the log or the journal. No answer says it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from mock_server.domain.definitions import KINDS
from mock_server.domain.errors import Failure
from mock_server.store.site import SiteState

BULK = "/api/bulk/2.0"
_SYNC = re.compile(rf"{re.escape(BULK)}/syncs/([0-9]{{1,18}})(?:/[a-z]+)?")
_DEFINITION = re.compile(rf"{re.escape(BULK)}((?:/[a-z]+){{1,3}}/[0-9]{{1,18}})(/data)?")
_STATEMENT = re.compile(r"\{\{.*\}\}")


def hint_before(state: SiteState, method: str, path: str) -> str | None:
    """Of a call that is about to be answered: what it is about to lose."""
    found = _DEFINITION.fullmatch(path) if method == "DELETE" else None
    if found is None:
        return None
    with state.lock:
        staged = sum(len(one.upload) for one in state.staging[_canonical(found[1])].staged())
    if not staged:
        return None
    what = "deleted with its definition" if not found[2] else "cleared"
    return f"{staged} rows were uploaded and never synced: they are {what}."


def hint_after(state: SiteState, method: str, path: str, status: int, failures: Iterable[Failure]) -> str | None:
    """Of a call that was answered with `status`."""
    with state.lock:
        if status == 401:
            return of_wrong_credentials(state)
        if status == 404 and (found := _SYNC.fullmatch(path)):
            return _of_missing_sync(state, int(found[1]))
        if status == 400:
            return _of_statements(state, failures)
        if method == "POST" and status in (201, 204) and (found := _DEFINITION.fullmatch(path)) and found[2]:
            return _of_upload(state, _canonical(found[1]), status)
        if method == "POST" and status == 201 and path == f"{BULK}/syncs":
            return _of_sync(state)
    return None


def of_wrong_credentials(state: SiteState) -> str:
    return f"The site {state.description.name} is here, but the user, the password or the token is not good."


def hint_of_stranger(names: Sequence[str], user: str | None) -> str:
    """Of a call that was refused because its credentials are of no site; `user` is what it sent."""
    if user is None:
        return "No credentials that anybody here has: SITE\\USER and the password by HTTP Basic, or a valid token."
    site, separator, _ = user.partition("\\")
    if not separator:
        return f"The user name must be SITE\\USER; {user[:100]!r} has no backslash."
    near = get_close_matches(site[:100], names, n=1)
    here = near[0] if near else ", ".join(sorted(names)[:5]) or "none"
    return f"There is no site {site[:100]!r} here; {'there is' if near else 'the sites are'} {here}."


def never_synced(state: SiteState) -> list[str]:
    """Of a site that nobody calls any more: rows that still wait for a sync."""
    with state.lock:
        waiting = {
            uri: sum(len(one.upload) for one in area.staged())
            for uri, area in sorted(state.staging.items())
            if uri not in state.unfinished
        }
    return [f"{rows} rows of {uri} were uploaded and never synced." for uri, rows in waiting.items() if rows]


def _canonical(path: str) -> str:
    """The uri of a definition, as written in lower case in a path."""
    kind, _, number = path.rpartition("/")
    spelled = {known.lower(): known for known in KINDS}.get(kind, kind)
    return f"{spelled}/{int(number)}"


def _of_missing_sync(state: SiteState, sync_id: int) -> str:
    last = max(state.syncs, default=0)
    if not last:
        return f"There is no sync {sync_id}: none was created on this site since it was made or reset."
    return f"There is no sync {sync_id}: the last one is /syncs/{last}."


def _of_statements(state: SiteState, failures: Iterable[Failure]) -> str | None:
    known = [field.statement for table in state.description.field_tables.values() for field in table]
    for failure in failures:
        wrong = failure.value
        if not isinstance(wrong, str) or not _STATEMENT.fullmatch(wrong) or wrong in known:
            continue
        spelled = {statement.lower(): statement for statement in known}
        nearest = get_close_matches(wrong[:200].lower(), spelled, n=1, cutoff=0.6)
        if nearest:
            return f"{wrong[:200]} names nothing here; {spelled[nearest[0]]} does."
    return None


def _of_upload(state: SiteState, uri: str, status: int) -> str | None:
    waiting = state.unfinished.get(uri)
    if not waiting or status == 201:
        return None
    if waiting[0].id in state.taken:
        return f"{waiting[0].uri} of this definition is under way: these rows wait for another sync."
    return None


def _of_sync(state: SiteState) -> str | None:
    sync = state.syncs[max(state.syncs)]
    if sync.is_final and any(entry.status_code == "ELQ-00124" for entry in sync.logs):
        return f"Nothing was staged for {sync.definition_uri}: upload its rows before the sync is created."
    return None
