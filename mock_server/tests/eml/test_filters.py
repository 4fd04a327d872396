"""The grammar of export filters, and where their faults are. [filter-grammar]"""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mock_server.eml.filters import (
    MAX_LENGTH,
    All,
    Comparison,
    Either,
    Exists,
    Filter,
    FilterError,
    HasStatus,
    Not,
    parse_filter,
    terms_of,
)
from mock_server.eml.statements import parse_statement
from mock_server.tests.examples import examples

ID, CITY = "{{Contact.Id}}", "{{Contact.Field(C_City)}}"


def term(statement: str, operator: str, value: str) -> str:
    return f"'{statement}' {operator} '{value}'"


def shape(found: Filter) -> str:
    """A filter in full brackets, terms by their value."""
    if isinstance(found, Not):
        return f"not {shape(found.term)}"
    if isinstance(found, All | Either):
        return f"({(' and ' if isinstance(found, All) else ' or ').join(map(shape, found.terms))})"
    return found.value if isinstance(found, Comparison) else "?"


A, B, C, D = (term(ID, "=", value) for value in "abcd")


@pytest.mark.parametrize("operator", [">", ">=", "<", "<=", "!=", "=", "~"])
@pytest.mark.parametrize("blank", ["", " ", "\n\t"])
def test_every_operator(operator: str, blank: str) -> None:
    """The seven operators, with or without blanks around them."""
    found = parse_filter(f"'{CITY}'{blank}{operator}{blank}'Rome'")
    assert found == Comparison(parse_statement(CITY), operator, "Rome", 1)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (A, "a"),
        (f"({A})", "a"),
        (f"{A} AND {B} OR {C} AND {D}", "((a and b) or (c and d))"),
        (f"{A} AND ({B} OR {C}) AND {D}", "(a and (b or c) and d)"),
        (f"{A} AND ({B} AND {C})", "(a and b and c)"),
        (f"({A} OR {B}) OR {C}", "(a or b or c)"),
        (f"NOT {A} AND {B}", "(not a and b)"),
        (f"NOT ({A} AND {B})", "not (a and b)"),
        (f"NOT {A} OR NOT {B}", "(not a or not b)"),
        (f"NOT NOT {A}", "a"),
        (f"not {A} aNd {B} Or {C}", "((not a and b) or c)"),
        (f"NOT{A}AND{B}", "(not a and b)"),
        (f" \n{A}\t", "a"),
    ],
)
def test_what_binds_tighter(text: str, meaning: str) -> None:
    """NOT before AND before OR; parentheses before all; keywords in any case."""
    assert shape(parse_filter(text)) == meaning


@pytest.mark.parametrize(
    ("written", "value"),
    [("", ""), ("O''Brien", "O'Brien"), ("''", "'"), ("''''", "''"), (") AND (", ") AND ("), ("a\nb", "a\nb")],
)
def test_a_quote_is_doubled_inside_a_value(written: str, value: str) -> None:
    """Two quotes in a value stand for one; all else stands for itself."""
    found = parse_filter(term(CITY, "=", written))
    assert isinstance(found, Comparison)
    assert found.value == value


def test_exists_and_status() -> None:
    """EXISTS takes a container, STATUS an instance and what its status is."""
    found = parse_filter("exists ( '{{ContactList[12]}}' ) AND STATUS('{{ActionInstance(a-b)}}') = 'pending'")
    assert list(terms_of(found)) == [
        Exists(parse_statement("{{ContactList[12]}}"), 10),
        HasStatus(parse_statement("{{ActionInstance(a-b)}}"), "pending", 45),
    ]


# Text -> the position (from 1) of its first fault.
FAULTS = {
    "": 1,
    " ": 2,
    "x": 1,
    "'x' = 'y'": 2,
    "''='x'": 2,
    "'{{Contact.Id}": 1,
    "'{{Contact.Id}}": 1,
    "'{{Contact.Id}}'": 17,
    "'{{Contact.Id' = '1'": 14,
    "'{{Contact.Field(O''Br)x' = '1'": 24,
    "'{{Contact.Id}}' == '1'": 19,
    "'{{Contact.Id}}' => '1'": 19,
    "'{{Contact.Id}}' ! '1'": 18,
    "'{{Contact.Id}}' '1'": 18,
    "'{{Contact.Id}}' = 1": 20,
    "'{{Contact.Id}}' = \"1\"": 20,
    "'{{Contact.Id}}' = '1": 20,
    "'{{Contact.Id}}' = 'O'Brien'": 23,
    "'{{Contact.Id}}' = 'O''Brien": 20,
    f"{A} {B}": len(A) + 2,
    f"{A} AND": len(A) + 5,
    f"{A} ANDNOT {B}": len(A) + 2,
    f"{A} AND OR {B}": len(A) + 6,
    f"AND {A}": 1,
    f"NOTNOT {A}": 1,
    f"({A}": len(A) + 2,
    f"{A})": len(A) + 1,
    "()": 2,
    "EXISTS": 7,
    "EXISTS('{{ContactList[x]}}')": 23,
    "EXISTS('{{ContactList[1]}}') = '1'": 30,
    "EXISTS '{{ContactList[1]}}'": 8,
    "STATUS('{{ActionInstance(a)}}')": 32,
    "STATUS('{{ActionInstance(a)}}') != 'x'": 33,
}


@pytest.mark.parametrize("text", FAULTS, ids=repr)
def test_a_fault_has_its_position(text: str) -> None:
    """A text that is no filter is refused with the position of its first fault, counted from 1."""
    with pytest.raises(FilterError) as refused:
        parse_filter(text)
    assert refused.value.position == FAULTS[text]
    assert str(refused.value).endswith(f" at character {FAULTS[text]}")


def test_a_thousand_characters() -> None:
    """1000 characters are a filter, 1001 are not."""
    longest = term(ID, "=", "1" * (MAX_LENGTH - len(term(ID, "=", ""))))
    assert isinstance(parse_filter(longest), Comparison)
    with pytest.raises(FilterError) as refused:
        parse_filter(longest[:-1] + "1'")
    assert refused.value.position == MAX_LENGTH + 1


@pytest.mark.parametrize("opening", ["NOT ", "not(", "(", "NOT (NOT("])
def test_depth_is_no_problem(opening: str) -> None:
    """As many NOTs and parentheses as go into 1000 characters."""
    per_level = len(opening) + opening.count("(")
    levels = (MAX_LENGTH - len(A)) // per_level
    text = opening * levels + A + ")" * (levels * opening.count("("))
    negated = levels % 2 == 1 and opening.lower().count("not") == 1
    assert shape(parse_filter(text)) == ("not a" if negated else "a")


def test_deep_mixtures() -> None:
    """Joints in joints, as deep as 1000 characters allow."""
    head, levels = "'{{A}}'='1'OR(NOT(", 45
    tree = parse_filter(head * levels + "'{{A}}'='1'" + "))" * levels)
    assert len(list(terms_of(tree))) == levels + 1


SCRAPS = st.sampled_from(["NOT", "AND", "or", *"()'=~ \x00", "!=", "EXISTS", "STATUS", "{{A}}", f"'{ID}'", "'x'", A])


@examples(400)
@given(st.one_of(st.text(), st.lists(SCRAPS, max_size=12).map("".join)))
@example("'{{A}}'='\ud800'")
@example("'" * 999)
@example("(" * 1000)
@example("NOT " * 250)
def test_any_text_is_a_filter_or_a_fault(text: str) -> None:
    """No text whatever raises anything but FilterError, and its position lies in the text or right behind it."""
    try:
        parse_filter(text)
    except FilterError as fault:
        assert 1 <= fault.position <= len(text) + 1


def test_the_parser_is_loaded_at_the_first_filter() -> None:
    """Importing the module does not import lark."""
    code = "import sys, mock_server.eml.filters as f; assert 'lark' not in sys.modules; f.parse_filter(sys.argv[1])"
    subprocess.run([sys.executable, "-c", code, A], check=True, timeout=60)
