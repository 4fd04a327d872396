"""On which clauses and assumptions an answer rests: ids for a header that is off unless the server was told otherwise.

The ids are the contract kit's and those of docs/differences.md, as plain texts beside the routes they speak of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

HEADER = "X-Mock-Clauses"

# Status -> what a refusal rests on, wherever it comes from.
OF_STATUS: Mapping[int, tuple[str, ...]] = {
    400: ("ERR-01", "ERR-12", "malformed-bodies"),
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


def grounds_of(route: str | None, status: int) -> str:
    """The header's value for an answer of `status` to `route` (`GET /id`); empty where no clause speaks of it."""
    return ", ".join(_ids(route, status))


def _ids(route: str | None, status: int) -> Iterator[str]:
    if status >= 400:
        yield from OF_STATUS.get(status, ()) if route or status != 404 else ("ERR-10", "ERR-19")
        return
    yield from next((ids for pattern, ids in OF_ROUTE if route and pattern.fullmatch(route)), ())
