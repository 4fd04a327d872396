"""Texts that ought to collide or to stay apart, small enough a universe for both to happen; and strategies of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping

from hypothesis import strategies as st

KELVIN = "\u212a"
COMPOSED, DECOMPOSED = "caf\u00e9", "cafe\u0301"
BLANKS = ("", " ", "  ", "\t", "\n", "\u00a0", "\u2003", "\u3000", "\u2028", "\x85")
"""White space of every kind."""

TRAPS = (
    "straße", "strasse", "STRASSE", "STRAẞE",
    "i", "I", "İ", "ı",
    "οδος", "οδοσ", "ΟΔΟΣ",
    KELVIN, "k", "K",
    COMPOSED, DECOMPOSED, "CAFÉ", "cafe", "CAFE",
    "a", "A", " a", "a ", "a  ", "a\u00a0", "a\t",
)  # fmt: skip

# Switch value -> the sets of traps that it equates; a trap in none of them equals itself alone. Written down by hand
# from section 0.2, not computed.
_FOLDED = (
    {"straße", "strasse", "STRASSE", "STRAẞE"},
    {"i", "I"},
    {"οδος", "οδοσ", "ΟΔΟΣ"},
    {KELVIN, "k", "K"},
    {"cafe", "CAFE"},
)
_ACUTE = {COMPOSED, DECOMPOSED, "CAFÉ"}
EQUATED: Mapping[str, tuple[set[str], ...]] = {
    "casefold": (*_FOLDED, _ACUTE, {"a", "A"}),
    "sql": (*_FOLDED, _ACUTE, {"a", "A", "a ", "a  "}),
    "sql-accent": (
        {"straße", "strasse", "STRASSE", "STRAẞE"},
        {"i", "I", "İ"},
        {"οδος", "οδοσ", "ΟΔΟΣ"},
        {KELVIN, "k", "K"},
        {"cafe", "CAFE", *_ACUTE},
        {"a", "A", "a ", "a  "},
    ),
    "lower": (
        {"straße", "STRAẞE"},
        {"strasse", "STRASSE"},
        {"i", "I"},
        {"οδος", "ΟΔΟΣ"},  # lower() ends a word with the final sigma
        {KELVIN, "k", "K"},
        {COMPOSED, "CAFÉ"},
        {"cafe", "CAFE"},
        {"a", "A"},
    ),
    "upper": (
        {"straße", "strasse", "STRASSE"},
        {"i", "I", "ı"},
        {"οδος", "οδοσ", "ΟΔΟΣ"},
        {"k", "K"},
        {COMPOSED, "CAFÉ"},
        {"cafe", "CAFE"},
        {"a", "A"},
    ),
    "ascii": ({"strasse", "STRASSE"}, {"i", "I"}, {"k", "K"}, {"cafe", "CAFE"}, {"a", "A"}),
}


def equated(switch: str, text: str) -> set[str]:
    """The traps that `switch` equates with the trap `text`, itself among them."""
    return next((group for group in EQUATED[switch] if text in group), {text})


# The six readings as plainly as they can be put, for texts that are no traps.
ALIKE: Mapping[str, Callable[[str], str]] = {
    "casefold": lambda text: unicodedata.normalize("NFC", text).casefold(),
    "lower": lambda text: text.lower(),
    "upper": lambda text: text.upper(),
    "ascii": lambda text: "".join(c.lower() if "A" <= c <= "Z" else c for c in text),
    "sql": lambda text: unicodedata.normalize("NFC", text.rstrip(" ")).casefold(),
    "sql-accent": lambda text: "".join(
        c
        for c in unicodedata.normalize("NFD", unicodedata.normalize("NFC", text.rstrip(" ")).casefold())
        if unicodedata.category(c) != "Mn"
    ),
}
SWITCHES = tuple(ALIKE)

_ALPHABET = "aAsSßẞiIİıςσΣkKéeE\u212a\u0301 \u00a0"

trap_texts = st.sampled_from(TRAPS)
blank_texts = st.sampled_from(BLANKS)
short_texts = st.text(_ALPHABET, max_size=3)
long_texts = st.sampled_from(["x" * 100, "x" * 101, "X" * 100, "é" * 100, "e\u0301" * 50 + "e", " " * 100 + "x"])
number_texts = st.sampled_from(["7", "007", "7.0", "+7", "-7", "7 ", "8", "0", "-0", "seven", "SEVEN"])
date_texts = st.sampled_from(["2017-10-05 1:15", "10/05/2017 01:15:00", "2017.10.05", "2017/10/05", "Soon", "SOON"])
comparisons = st.sampled_from(SWITCHES)
families = st.sampled_from([sorted(group) for groups in EQUATED.values() for group in groups])
"""Texts that some comparison equates: values drawn from one family collide all the time."""
