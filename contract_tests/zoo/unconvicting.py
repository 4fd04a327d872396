"""Clauses that convict no planted bug, each with the reason. Whatever is not here must convict one."""

from __future__ import annotations

from collections.abc import Mapping

UNCONVICTING: Mapping[str, str] = {
    "CNT-19": "The properties of a kind are one table, read when the mock is loaded: no function that could be edited "
    "decides it.",
    "DEF-11": "What a definition takes from a request is listed by name; a bug would have to add the name and the way "
    "from there to the record.",
    "DEF-17": "The mock knows keys only through the statements behind them: no small edit makes it read them.",
    "EXP-09": "The mock has no such route; a bug would have to write an export of opportunities.",
}
