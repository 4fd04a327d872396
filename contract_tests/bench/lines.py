"""The lines of the table, as data: the work, what it is compared with, and the target."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase


class Unit(StrEnum):
    """What a line's figures are counted in."""

    SECONDS = "seconds"
    PER_SECOND = "requests a second"
    BYTES = "bytes"
    TIMES = "times"


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `group` is what measures it; `target` a ratio, ours to the reference's, None for one shown besides.

    `at_least`: the ratio must reach the target instead of staying within it. `rows`: how many of what `{rows}` in
    `work` stands for, at full scale.
    """

    id: str
    group: str
    work: str
    reference: str
    target: float | None
    unit: Unit = Unit.SECONDS
    at_least: bool = False
    rows: int = 0


MILLION = 1_000_000
DEFINITIONS = 5_000
"""What `{definitions}` in `work` stands for, at full scale."""
LOADS = "`json.loads` of the same bytes"
GET = "one keep-alive GET of the same server"
LOOP = "the bare loop"
FLASK = "bare Flask"
MOTO = "`moto_server`, GetCallerIdentity"
RATE = Unit.PER_SECOND

LINES: tuple[Line, ...] = (
    Line("upload", "uploads", "upload of one JSON body of {rows} opportunities until 204", LOADS, 1.2, rows=110_000),
    Line("upload-sync", "uploads", "that upload plus its sync, to `success`", LOADS, 3.5),
    Line(
        "upload-csv",
        "uploads",
        "same rows as CSV, upload plus sync",
        "`csv.reader` over the same bytes, in a list",
        3.5,
    ),
    Line(
        "link-email",
        "linkage",
        "linkage sync of {rows} rows by email, as many contacts and opportunities present, in any case",
        LOOP,
        2,
        rows=MILLION,
    ),
    Line("link-email-first", "linkage", "the same, as the first search of a site just loaded", LOOP, None),
    Line(
        "link-account",
        "accounts",
        "linkage by account, {rows} rows, 10 contacts at each account",
        "the bare loop over the same links: two look-ups a row, ten pairs",
        2,
        rows=100_000,
    ),
    Line("link-account-links", "accounts", "the same", "the bare loop with a row for each link", None),
    Line("memory-held", "memory", "memory held per imported opportunity", "bytes of its JSON text", 2, unit=Unit.BYTES),
    Line(
        "memory-peak",
        "memory",
        "growth of memory during an upload, at its peak",
        "size of the body",
        3,
        unit=Unit.BYTES,
    ),
    Line("get-1", "requests", "`GET /syncs/{id}`, keep-alive, 1 client", FLASK, 0.75, RATE, at_least=True),
    Line("get-8", "requests", "`GET /syncs/{id}`, keep-alive, 8 clients", FLASK, 0.75, RATE, at_least=True),
    Line("get-1-moto", "requests", "`GET /syncs/{id}`, keep-alive, 1 client", MOTO, 6, RATE, at_least=True),
    Line("get-8-moto", "requests", "`GET /syncs/{id}`, keep-alive, 8 clients", MOTO, 6, RATE, at_least=True),
    Line("post-1", "requests", "`POST …/imports`, keep-alive, 1 client", FLASK, 0.5, RATE, at_least=True),
    Line("post-8", "requests", "`POST …/imports`, keep-alive, 8 clients", FLASK, 0.5, RATE, at_least=True),
    Line("post-8-p99", "requests", "`POST …/imports`, keep-alive, 8 clients, p99", FLASK, 3),
    Line("start", "starting", "start of a new process to the first good answer", FLASK, 1.6),
    Line("start-moto", "starting", "start of a new process to the first good answer", MOTO, 0.55),
    Line("start-memory", "starting", "memory after start (RSS)", FLASK, 1.3, Unit.BYTES),
    Line("fresh-site", "fixture", "fresh site for a test, through the fixture", GET, 3),
    Line(
        "thread",
        "threads",
        "start + one request + stop of a server in a thread",
        "ten keep-alive GETs of the same server, through `requests`",
        3,
    ),
    Line(
        "thread-fixture",
        "threads",
        "the same as `with MockEloqua() as eloqua`",
        "ten keep-alive GETs of the same server, through `requests`",
        None,
    ),
    Line("reset", "resetting", "reset of a site with {rows} opportunities imported since", GET, 10, rows=100_000),
    Line(
        "many-post",
        "presence",
        "`POST` of a definition with {rows} opportunities, {definitions} definitions and syncs present",
        "the same call on an empty site",
        1.2,
        rows=100_000,
    ),
    Line(
        "many-get",
        "presence",
        "`GET /syncs/{id}` with {rows} opportunities, {definitions} definitions and syncs present",
        "the same call on an empty site",
        1.2,
        rows=100_000,
    ),
    Line("growth-import", "growth", "import of {rows} rows: growth over a tenth", LOOP, 1.3, Unit.TIMES, rows=MILLION),
    Line("growth-link", "growth", "linkage of {rows} rows: growth over a tenth", LOOP, 1.3, Unit.TIMES, rows=MILLION),
    Line(
        "growth-export",
        "growth",
        "export of {rows} contacts, to its last page: growth over a tenth",
        LOOP,
        1.3,
        Unit.TIMES,
        rows=MILLION,
    ),
    Line(
        "busy-p95",
        "linkage",
        "`GET /syncs/{id}` of another site during a sync of {rows} rows, p95",
        "its own p95 on the idle server",
        20,
        rows=MILLION,
    ),
)


def chosen(names: Iterable[str]) -> list[Line]:
    """The lines that any of `names` means: an id, the beginning of one up to a hyphen, or a glob; all for no names.

    Raises ValueError for a name that means none.
    """
    wanted = [name.strip() for name in names if name.strip()]
    for name in wanted:
        if not any(_means(name, line) for line in LINES):
            raise ValueError(f"no line {name!r}; there are {', '.join(line.id for line in LINES)}")
    return [line for line in LINES if not wanted or any(_means(name, line) for name in wanted)]


def _means(name: str, line: Line) -> bool:
    return line.id == name or line.id.startswith(f"{name}-") or fnmatchcase(line.id, name)
