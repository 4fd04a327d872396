"""Judging one value of one field: is it of the field's type, and in what form is it kept?

Section 0.4, "Judging a row of an import" and "Values". A blank value is never judged here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from mock_server.domain import status_codes as codes
from mock_server.domain.fields import Field
from mock_server.domain.rules import Rules
from mock_server.domain.values import MAX_TEXT, are_numbers, is_email, is_number, none_blank, parse_date


class Verdict(NamedTuple):
    """`text` is what is kept where `fault` is empty; `fault` is the status code otherwise."""

    text: str
    fault: str = ""


Judge = Callable[[str], Verdict]

STAGE = "{{Opportunity.Field(Stage)}}"


def judge_of(field: Field, rules: Rules) -> Judge:
    """The judge of the field's values on a site of these rules."""
    if field.statement == STAGE and rules.assumptions.unknown_stage == "reject":
        return _stage_judge(rules)
    if field.statement == STAGE:
        return _lenient_stage_judge(rules)
    if field.data_type == "number":
        return _judge_number
    if field.data_type == "date":
        return _judge_date
    if field.data_type == "emailAddress":
        return _email_judge(rules)
    if field.data_type == "boolean" and field.attribute:
        return _judge_boolean
    return _text_judge(rules)


def takes_any_text(field: Field) -> bool:
    """Whether any text of at most MAX_TEXT characters is a value of the field."""
    return field.data_type == "string" and field.statement != STAGE


def keeps_all(field: Field, texts: Sequence[str]) -> bool:
    """Whether the field's judge keeps each of the texts as it is, and none is blank.

    Quick where nearly every text is another. Only numbers and plain texts are looked at: else it says no.
    """
    if field.data_type == "number":
        return are_numbers(texts)
    return takes_any_text(field) and max(map(len, texts)) <= MAX_TEXT and none_blank(texts)


def _judge_number(text: str) -> Verdict:
    return Verdict(text) if is_number(text) else Verdict("", codes.INVALID_VALUE)


def _judge_date(text: str) -> Verdict:
    parsed = parse_date(text)
    return Verdict("", codes.INVALID_VALUE) if parsed is None else Verdict(parsed)


def _judge_boolean(text: str) -> Verdict:
    """Attributes are true or false. A custom field of that type takes any text: what counts as true is its own affair
    (OBSERVED)."""
    lowered = text.lower()
    return Verdict(lowered) if lowered in ("true", "false") else Verdict("", codes.INVALID_VALUE)


def _email_judge(rules: Rules) -> Judge:
    as_text = _text_judge(rules)

    def judge_email(text: str) -> Verdict:
        verdict = as_text(text)  # what is cut may be no address any more
        return verdict if verdict.fault or is_email(verdict.text) else Verdict("", codes.INVALID_EMAIL)

    return judge_email


def _text_judge(rules: Rules) -> Judge:
    too_long = Verdict("", codes.CONSTRAINT) if rules.assumptions.long_text == "reject" else None

    def judge_text(text: str) -> Verdict:
        if len(text) <= MAX_TEXT:
            return Verdict(text)
        return too_long or Verdict(text[:MAX_TEXT])

    return judge_text


def _stage_judge(rules: Rules) -> Judge:
    spelled = {stage: Verdict(stage) for stage in rules.stages}
    # Of stages that the comparison equates, the one spelled like the value is meant, else the first.
    known = {rules.fold(stage): verdict for stage, verdict in reversed(spelled.items())}
    unknown = Verdict("", codes.UNKNOWN_STAGE)
    return lambda text: spelled.get(text) or known.get(rules.fold(text), unknown)


def _lenient_stage_judge(rules: Rules) -> Judge:
    """`unknownStage: accept`: a known stage still takes the site's spelling, another is kept as any text."""
    strict, as_text = _stage_judge(rules), _text_judge(rules)

    def judge_stage(text: str) -> Verdict:
        verdict = strict(text)
        return as_text(text) if verdict.fault else verdict

    return judge_stage
