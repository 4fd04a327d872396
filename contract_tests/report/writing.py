"""Every report of one results file, into a folder."""

from __future__ import annotations

import re
from pathlib import Path

from contract_tests.report.html import html
from contract_tests.report.junit import junit
from contract_tests.report.markdown import markdown
from contract_tests.report.results import Results


def write_reports(results: Results, folder: Path) -> list[Path]:
    """`report.md`, `report.html`, `junit.xml`, `results.json`, and in `failures` a script for each check that failed.

    Lone surrogates are written as `\\udc00` reads.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = {"report.md": markdown(results), "report.html": html(results), "junit.xml": junit(results)}
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8", errors="backslashreplace")
    results.write(folder / "results.json")
    return [*(folder / name for name in (*written, "results.json")), *_write_scripts(results, folder / "failures")]


def _write_scripts(results: Results, folder: Path) -> list[Path]:
    found = []
    for number, check in enumerate((check for check in results.checks if check.script), start=1):
        folder.mkdir(exist_ok=True)
        name = re.sub(r"\W+", "-", check.name.rpartition("::")[2]).strip("-")[:80]
        found.append(folder / f"{number}-{name}.py")
        found[-1].write_text(check.script, encoding="utf-8", errors="backslashreplace")
    return found
