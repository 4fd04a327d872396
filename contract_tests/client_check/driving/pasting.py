"""A scenario as a test that a user can paste into a suite."""

from __future__ import annotations

import re
from dataclasses import fields
from pprint import pformat

from contract_tests.client_check.driving.playing import SETTINGS
from contract_tests.client_check.driving.scenario import SITE, Scenario
from contract_tests.client_check.evidence import Settings

WIDTH = 80
TEST = '''from contract_tests.client_check.driving import Scenario, Step
{imported}

def test_{name}(eloqua_check_client):
    """{rule}: {sentence}"""
    eloqua_check_client(my_factory, {scenario}, rules=["{rule}"]{settings})
'''


def as_test(scenario: Scenario, rule: str, sentence: str, settings: Settings = SETTINGS) -> str:
    """Source of a pytest test that plays the scenario and fails while the rule is broken.

    The factory is called `my_factory` there. Settings stand in it where they are not the usual ones.
    """
    name = re.sub(r"\W+", "_", f"{rule} {scenario.plan}").strip("_").lower()
    usual = settings == SETTINGS
    return TEST.format(
        name=name,
        rule=rule,
        sentence=sentence,
        scenario=laid_out(scenario),
        imported="" if usual else "from contract_tests.client_check.evidence import Settings\n",
        settings="" if usual else f", settings={shown(settings)}",
    )


def laid_out(scenario: Scenario) -> str:
    """As Python reads it and people do: a line for each step, row and fault; without what is as usual."""
    lines = ["Scenario(", "        ("]
    for step in scenario.steps:
        rows = [f"{' ' * 16}{line}" for row in step.rows for line in _lines(dict(row), ",")]
        body = ["                (", *(f"    {line}" for line in rows), "                ),"] if rows else []
        lines += [f'            Step(\n                "{step.asked}",', *body, "            ),"]
    lines.append("        ),")
    for each in fields(scenario)[1:]:
        value = getattr(scenario, each.name)
        if value == (dict(SITE) if each.name == "site" else each.default):
            continue
        first, *others = _lines(value, ",")
        lines += [f"        {each.name}={first}", *(f"        {line}" for line in others)]
    return "\n".join([*lines, "    )"])


def _lines(value: object, end: str) -> list[str]:
    return f"{pformat(value, width=WIDTH, sort_dicts=False)}{end}".splitlines()


def shown(settings: Settings) -> str:
    """As Python reads it, without what is as usual."""
    usual = Settings()
    names = (each.name for each in fields(settings) if getattr(settings, each.name) != getattr(usual, each.name))
    return f"Settings({', '.join(f'{name}={getattr(settings, name)!r}' for name in names)})"


def naming(adapter: str) -> str:
    """The line that gives the pasted test its factory, from MODULE:FACTORY; empty where it is none."""
    module, _, name = adapter.partition(":")
    if not re.fullmatch(r"[\w.]+:[\w.]+", adapter):
        return ""
    first, *rest = name.split(".")
    if not rest:
        return f"from {module} import {name} as my_factory\n"
    return f"from {module} import {first}\n\nmy_factory = {name}\n"
