"""On which clauses and assumptions an answer rests: ids for a header that is off unless the server was told otherwise.

The ids are the contract kit's and those of docs/differences.md, as plain texts beside the routes they speak of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mock_server.domain import status_codes as codes
from mock_server.domain.definitions import DefinitionKind
from mock_server.domain.errors import Failure
from mock_server.domain.grounds import of_reject
from mock_server.domain.rejects import Reject
from mock_server.domain.syncs import Sync

HEADER = "X-Mock-Clauses"

# Status -> what a refusal rests on, wherever it comes from; a 400 on the rules of its failures besides.
OF_STATUS: Mapping[int, tuple[str, ...]] = {
    400: ("ERR-01", "ERR-02", "ERR-12"),
    401: ("ERR-05", "ERR-19"),
    404: ("ERR-13", "ERR-19"),
    405: ("ERR-11", "ERR-19"),
    409: ("DEF-34", "ERR-19"),
}
_ONE = r"/<int:\w+>"
# Verb and route -> what an answer that is no refusal rests on; the first that fits.
OF_ROUTE: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern), ids)
    for pattern, ids in (
        (r"GET /id", ("LOG-01", "LOG-02", "LOG-04")),
        (r"POST /auth/oauth2/token", ("LOG-05", "LOG-06", "LOG-07", "oauth-lifetimes")),
        (r"GET /auth/oauth2/authorize", ("LOG-09", "LOG-10")),
        (r"POST .*/opportunities/contacts/imports", ("DEF-27", "DEF-22", "DEF-04")),
        (r"POST .*/opportunities/imports", ("DEF-03", "DEF-04")),
        (r"POST .*/contacts/imports", ("CNT-01", "DEF-04")),
        (r"POST .*/accounts/imports", ("CNT-17", "DEF-04")),
        (r"POST .*/imports", ("DEF-01", "DEF-04")),
        (r"POST .*/exports", ("EXP-01", "exportRetention")),
        (r"POST .*/syncactions", ("CNT-13", "CNT-14", "CNT-15")),
        (rf"POST .*/(?:imports|syncactions){_ONE}/data", ("UPL-14", "UPL-15", "UPL-05")),
        (rf"DELETE .*/(?:imports|syncactions){_ONE}/data", ("UPL-12",)),
        (rf"GET .*/exports{_ONE}/data|GET .*/syncs{_ONE}/data", ("EXP-03", "EXP-04", "EXP-11", "exportRetention")),
        (r"DELETE .*/data", ("EXP-14",)),
        (r"POST .*/syncs", ("SYN-01", "SYN-15")),
        (rf"GET .*/syncs{_ONE}/logs", ("SYN-13", "SYN-16", "SYN-17", "SYN-18", "severities")),
        (rf"GET .*/syncs{_ONE}/rejects", ("SYN-05", "SYN-19", "SYN-20", "recordIndex")),
        (rf"GET .*/syncs{_ONE}", ("SYN-01", "SYN-02", "SYN-03")),
        (rf"PUT .*{_ONE}", ("DEF-13", "DEF-14")),
        (rf"DELETE .*{_ONE}", ("DEF-15", "DEF-16")),
        (rf"GET .*(?:imports|exports){_ONE}", ("DEF-01", "DEF-33")),
        (r"GET .*/fields", ("PAG-11", "PAG-07")),
        (rf"GET .*{_ONE}", ("PAG-12",)),
        (r"GET .*", ("PAG-01", "PAG-07", "PAG-08")),
    )
)


# Refusals of particular routes: of what is not there, or in use.
OF_REFUSAL: tuple[tuple[re.Pattern[str], int, tuple[str, ...]], ...] = tuple(
    (re.compile(pattern), status, ids)
    for pattern, status, ids in (
        (rf"GET .*/syncs{_ONE}.*", 404, ("SYN-26", "ERR-19")),
        (rf"POST .*{_ONE}/data", 404, ("UPL-13", "ERR-19")),
        (rf"DELETE .*{_ONE}/data", 409, ("UPL-16", "ERR-19")),
    )
)
_MALFORMED = "malformed-bodies"
# Status code of a log -> what its line rests on besides.
OF_LOG: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((codes.STAGED, codes.READY, codes.SYNC_PROCESSED, codes.PROCESSED), ("SYN-16",)),
    codes.UNKNOWN_KEY: ("SYN-21",),
    codes.MISSING_KEY: ("SYN-22",),
    codes.NOTHING_STAGED: ("SYN-07",),
    codes.DEFINITION_DELETED: ("SYN-29",),
    codes.EXPORTED: ("EXP-10",),
    codes.CONTACTS_CREATED: ("CNT-05",),
    codes.CONTACTS_UPDATED: ("CNT-05",),
    codes.REMAINING: ("CNT-07",),
}


def grounds_of(route: str | None, status: int, failures: Iterable[Failure] = ()) -> str:
    """The header's value for an answer of `status` to `route` (`GET /id`); empty where no clause speaks of it.

    `failures` are those of a 400: the rules that fired come first.
    """
    return as_header(_ids(route, status, failures))


def as_header(ids: Iterable[str]) -> str:
    """Each id once."""
    return ", ".join(dict.fromkeys(ids))


def _ids(route: str | None, status: int, failures: Iterable[Failure]) -> Iterator[str]:
    if status < 400:
        yield from next((ids for pattern, ids in OF_ROUTE if route and pattern.fullmatch(route)), ())
        return
    for failure in failures:
        yield from failure.rests_on
        if _MALFORMED in failure.rests_on:
            yield "UPL-06" if route and route.endswith("/data") else "ERR-04"
    of_route = (ids for pattern, at, ids in OF_REFUSAL if at == status and route and pattern.fullmatch(route))
    general = OF_STATUS.get(status, ()) if route or status != 404 else ("ERR-10", "ERR-19")
    yield from next(of_route, general)


def of_sync(sync: Sync) -> Iterator[str]:
    """What a sync as it is shown rests on."""
    yield from ("SYN-01", "SYN-02")
    if sync.is_final:
        yield "SYN-03"
    yield from (of for entry in sync.logs for of in _of_end(entry.status_code))


def _of_end(code: str) -> tuple[str, ...]:
    return OF_LOG[code] if code in (codes.NOTHING_STAGED, codes.DEFINITION_DELETED) else ()


def of_log(sync: Sync, kind: DefinitionKind, shown: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What the entries of a page of the sync's log rest on."""
    yield from ("SYN-13", "SYN-18", "severities")
    found = {entry["statusCode"] for entry in shown}
    for code in sorted(found):
        yield from OF_LOG.get(code, ())
    rejects = [reject for reject in _each_once(sync.rejects) if reject.status_code in found]
    if rejects:
        yield "SYN-17"
        yield from _of_rejects(kind, rejects)


def of_rejects(sync: Sync, kind: DefinitionKind, shown: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What a page of the sync's rejects rests on: the rules that rejected its rows, and what a reject is."""
    found = {(one["statusCode"], one["message"], tuple(one["invalidFields"])) for one in shown}
    if not found:
        yield "SYN-20"
        return
    yield from _of_rejects(kind, (one for one in _each_once(sync.rejects) if _kind_of(one) in found))
    yield from ("SYN-05", "SYN-19", "recordIndex")


def _of_rejects(kind: DefinitionKind, rejects: Iterable[Reject]) -> Iterator[str]:
    for reject in rejects:
        ground = of_reject(kind, reject, None)
        yield from (*ground.clauses, *ground.switches)


def _each_once(rejects: Iterable[Reject]) -> Iterable[Reject]:
    """One of each kind: there may be a million."""
    return {_kind_of(reject): reject for reject in rejects}.values()


def _kind_of(reject: Reject) -> tuple[str, str, tuple[str, ...]]:
    return reject.status_code, reject.message, reject.invalid_fields
