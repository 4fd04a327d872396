"""A scenario as a test that a user can paste into a suite."""

from __future__ import annotations

import re
from dataclasses import fields
from pprint import pformat

from contract_tests.client_check.driving.playing import SETTINGS
from contract_tests.client_check.driving.scenario import Scenario
from contract_tests.client_check.evidence import Settings

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
        scenario=pformat(scenario, width=116),
        imported="" if usual else "from contract_tests.client_check.evidence import Settings\n",
        settings="" if usual else f", settings={shown(settings)}",
    )


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
