"""The kit's open questions are the mock's switches: the same names, values and defaults, in types of their own."""

from __future__ import annotations

from dataclasses import fields

from contract_tests.semantics import CANDIDATES, DEFAULT, GROUPS, WIRE_QUESTIONS, Semantics, candidates_of
from mock_server.domain.assumptions import DEFAULTS, SWITCHES


def test_the_questions_are_the_mocks_switches() -> None:
    """Every switch is a question of one of the two kinds, with the same answers in the same order."""
    assert dict(SWITCHES) == {**CANDIDATES, **WIRE_QUESTIONS}
    assert not set(CANDIDATES) & set(WIRE_QUESTIONS)


def test_the_defaults_are_the_mocks() -> None:
    """The default of each question is its first answer and the mock's own."""
    first = {name: answers[0] for name, answers in {**CANDIDATES, **WIRE_QUESTIONS}.items()}
    assert first == DEFAULTS.as_switches()
    assert DEFAULT.as_assumptions() == {name: CANDIDATES[name][0] for name in CANDIDATES}


def test_there_is_a_field_for_each_question_on_rows() -> None:
    """`Semantics` has the questions of `CANDIDATES` and no other."""
    assert [field.name for field in fields(Semantics)] == list(CANDIDATES)


def test_every_question_is_in_one_group() -> None:
    """The groups part the questions, and each yields every combination of its answers once."""
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(CANDIDATES)
    for group, names in GROUPS.items():
        found = list(candidates_of(group))
        count = 1
        for name in names:
            count *= len(CANDIDATES[name])
        assert len(found) == len(set(found)) == count
        assert found[0] == DEFAULT
