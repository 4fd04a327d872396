"""SQL Server's LIKE. [filter-like]"""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.domain.like import like
from mock_server.tests.examples import examples


@pytest.mark.parametrize(
    ("pattern", "kept", "left"),
    [
        ("", [""], ["a"]),
        ("%", ["", "a", "a\nb"], []),
        ("a%", ["a", "ab"], ["", "ba"]),
        ("%a", ["a", "ba", "aa"], ["", "ab"]),
        ("%a%", ["a", "bab"], ["", "b"]),
        ("a%b%c", ["abc", "axbybzc", "abcbc"], ["acb", "abcd"]),
        ("_", ["a", "%"], ["", "ab"]),
        ("_%_", ["ab", "abc"], ["", "a"]),
        ("[abc]", ["a", "c"], ["d", "", "ab", "]"]),
        ("[a-c]x", ["ax", "bx", "cx"], ["dx", "-x", "x"]),
        ("[^a-c]", ["d", "^", "-"], ["a", "b", "c", ""]),
        ("[a-]", ["a", "-"], ["b"]),
        ("[-a]", ["a", "-"], ["b"]),
        ("[c-a]", [], ["a", "b", "c"]),
        ("[a-cx-z_]", ["b", "y", "_"], ["d", "-"]),
        ("100[%]", ["100%"], ["1000", "100"]),
        ("a[_]b", ["a_b"], ["axb"]),
        ("[[]a]", ["[a]"], ["a"]),
        ("[]]", ["]"], ["["]),
        ("[^]", ["^"], ["a"]),
        ("[a", ["[a"], ["a"]),
        ("a[", ["a["], ["a"]),
        ("[]", ["[]"], [""]),
        ("a.b*", ["a.b*"], ["axb", "a.bb"]),
    ],
)
def test_wildcards(pattern: str, kept: list[str], left: list[str]) -> None:
    """What each pattern is like, and what it is not."""
    matches = like(pattern)
    assert [text for text in kept if not matches(text)] == []
    assert [text for text in left if matches(text)] == []


SIGNS = {"a": "a", "b": "b", "_": ".", "%": ".*", "[ab]": "[ab]", "[^a]": "[^a]"}
TEXTS = ["".join(text) for length in range(5) for text in product("ab", repeat=length)]


@examples(200)
@given(st.lists(st.sampled_from(list(SIGNS)), max_size=7))
def test_like_is_what_a_regular_expression_says(signs: list[str]) -> None:
    """A pattern keeps what the regular expression of the same meaning keeps."""
    matches, expression = like("".join(signs)), re.compile("".join(SIGNS[sign] for sign in signs))
    assert [text for text in TEXTS if matches(text)] == [text for text in TEXTS if expression.fullmatch(text)]


def test_no_pattern_is_slow() -> None:
    """Steps grow as the lengths multiplied, however many % there are."""
    steps = 0

    class Counted(str):
        def __getitem__(self, at: object) -> str:
            nonlocal steps
            steps += 1
            return super().__getitem__(at)  # type: ignore[index]  # passed on as it came

    pattern, text = "%a" * 200 + "b", "a" * 1000
    assert not like(pattern)(Counted(text))
    assert steps <= 2 * len(pattern) * len(text)


@given(st.text(alphabet="ab%_[]^-", max_size=12), st.text(alphabet="ab%_[]^-", max_size=6))
def test_any_pattern_has_an_answer(pattern: str, text: str) -> None:
    """Broken brackets raise nothing."""
    assert like(pattern)(text) in (True, False)
