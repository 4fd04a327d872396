"""The table of results: for a terminal, and as a page of the reference."""

from __future__ import annotations

from collections.abc import Sequence

from contract_tests.bench.figures import Result, shown, work_of
from contract_tests.bench.missed import WHY

HEAD = ("work", "ours", "reference", "its figure", "ratio", "from–to", "target", "verdict")

PAGE = """# Benchmarks

Each line measures the mock beside what people would use instead, on the same machine, one run of each in turn; shown
are the medians of the runs, and *from–to* is the lowest and the highest ratio of two runs that followed each other.
No absolute time is a target. Written by `{command}` on {day}.

{scaled}*Machine*: {machine}

*Versions*: {versions}.

{table}

{totals}
{notes}{missed}
## What the words mean

- **Rows**: keys as in the tutorial, some 290 bytes of JSON each; ids, names and amounts are distinct, every other
  column has at most 1,000 values.
- **The bare loop**: the rows are dictionaries in memory; both values are case-folded, two `dict` look-ups, the pair is
  added to a `set`. Loading and upload do not count, on either side. It runs in a process of its own.
- **Memory**: growth of RSS over the state before, in a fresh process that had imported one row, the staging area
  empty, after `gc.collect`. The peak is the kernel's own record (`VmHWM`). Both are read from `/proc`; where that is
  not, these lines are not available.
- **Bare Flask**: one route, the same method, an answer of the same size, on the HTTP server of the mock, in a process
  of its own.
- **GET**: through `http.client` over one connection; client and server are two processes on one machine. Eight clients
  are eight threads of one process. In the lines of the fixture and of the server in a thread, client and server are in
  one process; those of the latter go through `requests`.
- **`moto_server`** answers `GetCallerIdentity`, signed, as its own command serves it.
- **Start**: from the start of a process until a client that tries every millisecond has a good answer: `eloqua-mock
  serve` with its own site to `GET /syncs` with credentials. The first start of each is not counted.
- **Reset**: until its answer. The old state may be freed afterwards; the note says how long a GET took at worst then.
- **During a sync**: one client asks without a pause from the POST of the sync to its end.

## Measuring again

`make bench` measures every line and writes this page, in about half an hour; nothing else should run meanwhile.
`python -m contract_tests.bench --only upload,link` measures some lines, `--runs 1 --scale 0.1` quickly, `--json` for
programs. `--help` names the rest.
"""


def markdown(results: Sequence[Result]) -> str:
    """The table alone."""
    rows = [HEAD, tuple("---" for _ in HEAD), *map(_cells, results)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)


def page(results: Sequence[Result], *, command: str, day: str, machine: str, versions: str, scale: float) -> str:
    """The page of the reference."""
    return PAGE.format(
        command=command,
        day=day,
        scaled="" if scale == 1 else f"**{_quick(scale)}**\n\n",
        machine=machine,
        versions=versions,
        table=markdown(results),
        totals=totals(results),
        notes=_notes(results),
        missed=_missed(results),
    )


def plain(results: Sequence[Result], scale: float) -> str:
    """The table for a terminal."""
    rows = [HEAD, *map(_cells, results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    quick = [] if scale == 1 else [_quick(scale)]
    notes = [f"{result.line.id}: {note}" for result in results if (note := _note(result))]
    return "\n".join([*quick, *lines, totals(results), *notes])


def totals(results: Sequence[Result]) -> str:
    """How many targets are met."""
    count = {verdict: sum(result.verdict == verdict for result in results) for verdict in ("met", "missed")}
    absent = sum(result.ratio is None for result in results)
    tail = f", {absent} not available" if absent else ""
    return f"{count['met']} met, {count['missed']} missed{tail}."


def _quick(scale: float) -> str:
    return f"A quick try at {scale:g} of the size: no line says anything about its target."


def _cells(result: Result) -> tuple[str, ...]:
    line = result.line
    target = "–" if line.target is None else f"{'≥' if line.at_least else '≤'} {line.target:g} ×"
    spread = "–" if result.spread is None else f"{result.spread[0]:.2f}–{result.spread[1]:.2f}"
    return (
        work_of(line, result.scale),
        shown(result.ours, line.unit),
        line.reference,
        shown(result.theirs, line.unit),
        "–" if result.ratio is None else f"{result.ratio:.2f} ×",
        spread,
        target,
        f"({result.verdict})" if result.scale != 1 and result.met is not None else result.verdict,
    )


def _note(result: Result) -> str:
    return result.missing if result.measured is None else result.measured.note


def _notes(results: Sequence[Result]) -> str:
    notes = [f"- {work_of(r.line, r.scale)} ({r.line.reference}): {note}." for r in results if (note := _note(r))]
    return "" if not notes else "\n" + "\n".join(notes) + "\n"


def _missed(results: Sequence[Result]) -> str:
    missed = [result for result in results if result.met is False]
    if not missed:
        return ""
    told = [
        f"- **{work_of(r.line, r.scale)}** ({r.line.reference}): {WHY.get(r.line.id, 'not profiled yet.')}"
        for r in missed
    ]
    return "\n## Targets missed, and where the time goes\n\n" + "\n".join(told) + "\n"
