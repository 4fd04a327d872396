"""The command `python -m contract_tests.bench`."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from contract_tests.bench import machine
from contract_tests.bench.figures import Result
from contract_tests.bench.lines import Line, chosen
from contract_tests.bench.running import results_of
from contract_tests.bench.table import page, plain


def lines_named(_context: click.Context, _option: click.Parameter, value: tuple[str, ...]) -> list[Line]:
    """A callback of click: the lines of comma-separated names."""
    try:
        return chosen(name for part in value for name in part.split(","))
    except ValueError as fault:
        raise click.BadParameter(str(fault)) from None


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--only",
    "lines",
    multiple=True,
    metavar="LINE,…",
    callback=lines_named,
    help="Only these lines: ids, their beginnings, globs.",
)
@click.option("--runs", type=click.IntRange(1, 1000), help="Runs of each line.  [default: as many as each needs]")
@click.option(
    "--scale", type=click.FloatRange(0.0001, 1), default=1.0, help="Size of what is measured, for a quick try."
)
@click.option("--longest", type=click.FloatRange(1), help="Seconds after which a group of lines is stopped.")
@click.option(
    "--write", "file", type=click.Path(path_type=Path, dir_okay=False), help="Write the page of the reference."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON in place of the table.")
def bench(
    lines: list[Line], runs: int | None, scale: float, longest: float | None, file: Path | None, as_json: bool
) -> None:
    """Measure the mock beside what people would use instead, and print the table.

    Ends with 1 where a line could not be measured; a missed target is no fault.
    """
    described = machine.description()
    results = _measured(lines, runs, scale, longest)
    told = {"machine": described, "versions": machine.versions(), "scale": scale}
    if as_json:
        click.echo(json.dumps({**told, "lines": [result.as_json() for result in results]}, ensure_ascii=False))
    else:
        click.echo(plain(results, scale))
    if file is not None:
        day = datetime.now(UTC).date().isoformat()
        command = _as_typed(sys.argv[1:])
        text = page(results, command=command, day=day, machine=described, versions=str(told["versions"]), scale=scale)
        file.write_text(text, encoding="utf-8")
    if any(result.measured is None for result in results):
        sys.exit(1)


def _as_typed(arguments: list[str]) -> str:
    """The command for the page: where the page lies is nobody's business."""
    told = [a for number, a in enumerate(arguments) if "--write" not in (a, *arguments[max(0, number - 1) : number])]
    return " ".join(["python -m contract_tests.bench", *told]) if told else "make bench"


def _measured(lines: list[Line], runs: int | None, scale: float, longest: float | None) -> list[Result]:
    """The results, in the order of the table; a bar stands on standard error, where that is a terminal."""
    if not sys.stderr.isatty():
        heard = {result.line.id: result for result in results_of(lines, runs, scale, lambda _: None, longest)}
        return [heard[line.id] for line in lines]
    found: dict[str, Result] = {}
    doing = ""
    bar: Any
    with click.progressbar(
        length=len(lines), label="bench", file=sys.stderr, item_show_func=lambda _: doing, show_eta=False
    ) as bar:

        def tell(what: str) -> None:
            nonlocal doing
            doing = what
            bar.render_progress()

        for result in results_of(lines, runs, scale, tell, longest):
            found[result.line.id] = result
            bar.update(1)
    return [found[line.id] for line in lines]
