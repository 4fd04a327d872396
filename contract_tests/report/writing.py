"""Every report of one results file, into a folder."""

from __future__ import annotations

from pathlib import Path

from contract_tests.report.html import html
from contract_tests.report.junit import junit
from contract_tests.report.markdown import markdown
from contract_tests.report.results import Results


def write_reports(results: Results, folder: Path) -> list[Path]:
    """`report.md`, `report.html`, `junit.xml` and `results.json`. Lone surrogates are written as `\\udc00` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    written = {"report.md": markdown(results), "report.html": html(results), "junit.xml": junit(results)}
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8", errors="backslashreplace")
    results.write(folder / "results.json")
    return [folder / name for name in (*written, "results.json")]
