"""The report as JUnit XML: one test case a clause, so that a CI shows clauses and not the kit's functions."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from contract_tests.report.results import Results
from contract_tests.report.terminal import deciding
from contract_tests.verdicts import Judged, Verdict

FAILING = (Verdict.FAIL, Verdict.STALE)
ERRONEOUS = (Verdict.ERROR, Verdict.INDETERMINATE)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, even escaped."""


def junit(results: Results) -> str:
    """Failures are FAIL and STALE, errors are ERROR and INDETERMINATE; whatever else is not a pass is skipped."""
    judged = results.judged()
    suite = Element(
        "testsuite",
        name=f"eloqua contract: {_text(results.target)}",
        tests=str(len(judged)),
        failures=str(sum(each.verdict in FAILING for each in judged)),
        errors=str(sum(each.verdict in ERRONEOUS for each in judged)),
        skipped=str(sum(each.verdict not in (*FAILING, *ERRONEOUS, Verdict.PASS) for each in judged)),
    )
    for each in judged:
        suite.append(_case(each))
    root = Element("testsuites")
    root.append(suite)
    indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _case(each: Judged) -> Element:
    check = deciding(each)
    seconds = sum(check.seconds for check in each.checks)
    case = Element("testcase", classname=each.clause.family, name=each.clause.id, time=f"{seconds:.3f}")
    properties = SubElement(case, "properties")
    said = {"clause": each.clause.sentence, "source": each.clause.source, "verdict": str(each.verdict)}
    for name, value in {**said, "level": each.level or ""}.items():
        SubElement(properties, "property", name=name, value=_text(value))
    if each.verdict is not Verdict.PASS:
        kind = "failure" if each.verdict in FAILING else "error" if each.verdict in ERRONEOUS else "skipped"
        told = SubElement(case, kind, message=_text(f"{each.verdict}: {each.reason}".rstrip(": ")))
        if check is not None and kind != "skipped":
            head = f"{each.clause.sentence}\nsource: {each.clause.source}"
            told.text = _text("\n\n".join(filter(None, (head, check.found, check.script, check.curl, check.rerun))))
    return case


def _text(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
