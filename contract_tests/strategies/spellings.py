"""Texts that some comparison takes for equal and another does not: where implementations part.

Random text never collides, so it tells nothing about matching. Here every family is a handful of spellings close enough
that folding, trimming or normalizing decides whether they are one or several.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

PLAIN = "plain"

SPELLINGS: Mapping[str, tuple[str, ...]] = {
    PLAIN: ("A1", "a1"),
    "sharp s": ("straße", "strasse", "STRASSE", "stra\u1e9ee"),
    "dotted and dotless i": ("isi", "ISI", "ısı", "İSİ", "i\u0307si\u0307"),
    "final sigma": ("οδος", "οδοσ", "ΟΔΟΣ"),
    "kelvin sign": ("k1", "K1", "\u212a1"),
    "angstrom sign": ("å1", "Å1", "\u212b1", "A\u030a1"),
    "long s and ligature": ("ſfi", "sfi", "SFI", "sﬁ"),
    "micro sign": ("µ1", "μ1", "Μ1"),
    "composed and decomposed": ("caf\u00e9", "cafe\u0301", "cafe", "CAFÉ"),
    "outer blanks": ("A1", "A1 ", " A1", "a1  ", "A1\t"),
    "odd blanks": ("A1", "A1\u00a0", "A1\u3000", "A\u200b1", "A 1"),
    "plus and dots": ("a+b", "a.b", "ab", "A+B"),
    "width": ("a1", "ａ１", "Ａ１"),
    "astral": ("😀", "👩\u200d💻", "\U00010400", "\U00010428"),
    "direction marks": ("a1", "\u200fa1", "a1\u200e"),
    "leading zeros": ("7", "007", "7.0", "7 "),
}
"""Family -> spellings, each at most a hundred characters and none blank."""

LOOKALIKES: tuple[str, ...] = (
    "a,b",
    'say "hi"',
    '"',
    "a\nb",
    "a\r\nb",
    "a;b\tc",
    '{"OpportunityID": "A1"}',
    "[1]",
    "{{Opportunity.Id}}",
    "'{{Contact.Id}}' = '1'",
    "=1+1",
    "null",
    "true",
    "1e5",
    "#N/A",
    "%00",
    "\\u0041",
    "x" * 100,
    "é" * 100,
    "x" * 101,
    "A\x001",
    "A\ud8001",
)
"""Values that look like CSV, JSON, Eloqua markup or a formula, that are just long enough or one too long, or that hold
what some encodings cannot say: NUL and a lone surrogate. They are values, and nothing else."""


def spelling_families(*, traps: bool = True) -> st.SearchStrategy[Sequence[str]]:
    """The spellings of one family; without `traps` those of the plain one, which collide by ASCII case alone."""
    if not traps:
        return st.just(SPELLINGS[PLAIN])
    return st.sampled_from([SPELLINGS[name] for name in SPELLINGS])


def spellings(*, traps: bool = True) -> st.SearchStrategy[str]:
    """One spelling of any family."""
    return spelling_families(traps=traps).flatmap(st.sampled_from)
