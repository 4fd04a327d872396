"""The grammar of EML statements, and where its faults are. [eml-exact]"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.eml.statements import EmlError, Segment, Statement, parse_statement
from mock_server.tests.examples import examples

STATEMENTS = {
    "{{Opportunity.Id}}": (Segment("Opportunity"), Segment("Id")),
    "{{Opportunity.Field(Name)}}": (Segment("Opportunity"), Segment("Field", argument="Name")),
    "{{Opportunity.Contact.Field(C_EmailAddress)}}": (
        Segment("Opportunity"),
        Segment("Contact"),
        Segment("Field", argument="C_EmailAddress"),
    ),
    "{{CustomObject[172].Field[976]}}": (Segment("CustomObject", id="172"), Segment("Field", id="976")),
    "{{ContactList[1]}}": (Segment("ContactList", id="1"),),
    "{{Contact.Field(First Name)}}": (Segment("Contact"), Segment("Field", argument="First Name")),
    "{{GlobalSubscribe}}": (Segment("GlobalSubscribe"),),
}

# Text -> the position (from 1) of its first fault.
FAULTS = {
    "": 1,
    "Opportunity.Id": 1,
    "{Opportunity.Id}": 1,
    " {{Opportunity.Id}}": 1,
    "{{": 3,
    "{{}}": 3,
    "{{ Opportunity.Id}}": 3,
    "{{1Opportunity}}": 3,
    "{{Opportunity Id}}": 14,
    "{{Opportunity..Id}}": 15,
    "{{Opportunity.}}": 15,
    "{{Opportunity.Id": 17,
    "{{Opportunity.Id}": 17,
    "{{Opportunity.Id }}": 17,
    "{{Opportunity.Id}} ": 19,
    "{{Opportunity.Id}}{{Opportunity.Id}}": 19,
    "{{Opportunity.Id}}\n": 19,
    "{{Opportunity.Field()}}": 21,
    "{{Opportunity.Field(Name}}": 25,
    "{{Opportunity.Field(Na(me))}}": 23,
    "{{Opportunity.Field)Name(}}": 20,
    "{{Opportunity.Field[x]}}": 21,
    "{{Opportunity.Field[1)}}": 22,
    "{{Opportunity.Field(Name)(Name)}}": 26,
    "{{Opportunité.Id}}": 13,
}


@pytest.mark.parametrize(("text", "segments"), STATEMENTS.items())
def test_a_statement_has_its_parts(text: str, segments: tuple[Segment, ...]) -> None:
    """Dots separate parts, round brackets hold names, square ones ids."""
    assert parse_statement(text) == Statement(segments)


def test_the_entity_is_the_first_word() -> None:
    """The entity of a statement is the word before the first dot, without an id."""
    assert parse_statement("{{CustomObject[1].Contact.Id}}").entity == "CustomObject"


@pytest.mark.parametrize(("text", "position"), FAULTS.items(), ids=ascii)
def test_a_fault_has_its_position(text: str, position: int) -> None:
    """A text outside the grammar is refused with the position of its first fault, counted from 1."""
    with pytest.raises(EmlError, match=f"at character {position}$") as raised:
        parse_statement(text)
    assert raised.value.position == position
    assert raised.value.expected in str(raised.value)


words = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,5}", fullmatch=True)
names = st.text(st.characters(exclude_characters="(){}[]", exclude_categories=["Cs"]), min_size=1, max_size=6)
ids = st.from_regex(r"[0-9a-f-]{1,8}", fullmatch=True)
segments = st.builds(Segment, words) | st.builds(Segment, words, argument=names) | st.builds(Segment, words, id=ids)
statements = st.tuples(st.builds(Segment, words, id=st.none() | ids), st.lists(segments, max_size=3)).map(
    lambda parts: Statement((parts[0], *parts[1]))
)


@given(statements)
@examples(120)
def test_a_statement_reads_as_it_is_written(statement: Statement) -> None:
    """Writing a statement down and parsing it gives the same statement."""
    assert parse_statement(str(statement)) == statement


@given(st.text("{}.()[]AOd1 _", max_size=14) | statements.map(str), st.data())
@examples(150)
def test_any_text_is_a_statement_or_has_a_fault_within(text: str, data: st.DataObject) -> None:
    """A text is either the very statement it parses to, or refused at one of its characters or its end."""
    cut = text[: data.draw(st.integers(0, len(text)))]
    for candidate in (text, cut):
        try:
            assert str(parse_statement(candidate)) == candidate
        except EmlError as fault:
            assert 1 <= fault.position <= len(candidate) + 1
