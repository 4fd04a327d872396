"""What a linkage definition may say: the tutorial's rules, and what sections 0.3 and 0.4 add."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from mock_server.domain.entities import LINKED_ENTITIES
from mock_server.domain.errors import Failure
from mock_server.domain.fields import FieldTable
from mock_server.domain.orders import linked_column

OPPORTUNITY_ID = "{{Opportunity.Id}}"


def linked_problem(statement: str, field_tables: Mapping[str, FieldTable]) -> str | None:
    """Why a linkage cannot use a statement; None for the opportunity's id and for contact and account fields."""
    if statement == OPPORTUNITY_ID or linked_column(statement, field_tables) is not None:
        return None
    return "Must be {{Opportunity.Id}}, or name an existing contact or account field."


def check_linked_statements(statements: Collection[str]) -> Iterator[Failure]:
    """Whether the opportunity's id is there, and a contact or account field."""
    if OPPORTUNITY_ID not in statements:
        yield Failure("fields", f"Must contain {OPPORTUNITY_ID}.", rests_on=("DEF-19",))
    if not any(map(_linked_word, statements)):
        yield Failure("fields", "Must contain at least one contact or account field.", rests_on=("DEF-20",))


def check_linkage(fields: Mapping[str, str | None], sent: Mapping[str, Any]) -> Iterator[Failure]:
    """Whether match, source and entity type agree with the fields and with each other."""
    match = sent.get("linkOpportunitiesMatchFieldName")
    if match is not None and fields.get(match, "") not in (None, OPPORTUNITY_ID):
        yield _wrong_key("linkOpportunitiesMatchFieldName", match, fields, OPPORTUNITY_ID)
    source = sent.get("linkOpportunitiesSourceField")
    statement = fields.get(source, "") if source is not None else None
    if source is None or statement is None:
        return
    word = _linked_word(statement)
    entity_type = sent.get("linkOpportunitiesEntityType")
    if word is None:
        yield _wrong_key("linkOpportunitiesSourceField", source, fields, "a contact or account field")
    elif entity_type is not None and word != entity_type:
        constraint = f"Must agree with the source field, which is of {word}."
        yield Failure("linkOpportunitiesEntityType", constraint, entity_type, rests_on=("DEF-09",))


def _linked_word(statement: str) -> str | None:
    """`Contact` or `Account` where the statement is of one of them by its form, whether or not the field exists."""
    for word in LINKED_ENTITIES:
        if statement.startswith(f"{{{{Opportunity.{word}."):
            return word
    return None


def _wrong_key(name: str, key: str, fields: Mapping[str, str | None], wanted: str) -> Failure:
    if key not in fields:
        return Failure(name, "Must be contained within Fields.", key, rests_on=("DEF-09",))
    return Failure(name, f"Must name the field with {wanted}.", key, rests_on=("DEF-09",))
