"""Text traps: what the comparison of values equates, and what must come back unchanged."""

from __future__ import annotations

from typing import Final

from contract_tests.clauses.clause import Clause, Party

BOTH: Final[tuple[Party, ...]] = ("mock", "server")

REC = "Recorded exchanges with one site, 2021"
OAS = "OpenAPI of the Eloqua REST APIs, 2021"
DEC = "No document; decisions of the facts"
BP = "Bulk API Best Practices"
TYPES = "Data types"
CMP = "No document; decisions of the facts, 0.2 textComparison"

CLAUSES: Final = (
    Clause(
        "TXT-01",
        "`A1` and `a1` are one value without regard to case and two with it.",
        f"{OAS}, case-sensitive properties",
        "documented",
        "data",
        BOTH,
    ),
    Clause(
        "TXT-02",
        "Leading, trailing and inner blanks, tabs, no-break and zero-width spaces are kept and tell values "
        "apart, trailing blanks as the open question `textComparison` has it.",
        CMP,
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "TXT-03",
        "`ß`, `ẞ` and `SS` are equal as the open question `textComparison` has it.",
        CMP,
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "TXT-04",
        "`İ`, `i̇`, `i`, `ı` and `I` are equal as the open question `textComparison` has it.",
        CMP,
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "TXT-05",
        "`ς σ Σ`, `ſ s`, `µ μ` and `ﬁ fi` are equal as the open question `textComparison` has it.",
        CMP,
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "TXT-06",
        "The signs Kelvin, Angstrom and Ohm equal their letters as the open question `textComparison` has it.",
        CMP,
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "TXT-07",
        "Composed and decomposed accents, and letters without, are equal as the open question `textComparison` has it.",
        CMP,
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "TXT-08",
        "Full-width and astral characters, joined emoji and direction marks come back as they were sent, in "
        "records and in rejects.",
        f"{BP}, UTF-8",
        "documented",
        "data",
        BOTH,
    ),
    Clause(
        "TXT-09",
        "NUL and lone surrogates in a value are refused or judged in the sync, never a 5xx, and spoil no later list.",
        f"{DEC}, 0.4 Errors",
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "TXT-10",
        "Addresses are compared as they stand: no folding of plus parts, dots or domains beyond case.",
        f"{REC}, plus addresses",
        "observed",
        "data",
        BOTH,
    ),
    Clause(
        "TXT-11",
        "Values of 100, 101, 250 and 32,000 characters have one answer each, and identifiers never collide "
        "after a cut.",
        f"{TYPES}, text",
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "TXT-12",
        "Values that look like CSV, JSON, statements or formulas are text like any other.",
        f"{DEC}, 0.4",
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "TXT-13",
        "With regard to case, values are compared code point by code point as sent.",
        f"{DEC}, 0.3",
        "open",
        "data",
        BOTH,
    ),
    Clause(
        "TXT-14",
        "Without regard to case the comparison is symmetric and transitive: whether two values match does not "
        "depend on which side is stored.",
        CMP,
        "open",
        "data",
        BOTH,
    ),
)
