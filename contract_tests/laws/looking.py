"""What two runs are compared by: evidence without times and numbers, records and links without order."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from contract_tests.laws.flow import Outcome, observed
from contract_tests.targets.target import Site

Picture = tuple[frozenset[tuple[tuple[str, str], ...]], frozenset[tuple[str, int]]]


def picture(site: Site) -> Picture | None:
    """Opportunities and links as sets, without the date of creation; None where the target cannot show them."""
    seen = observed(site)
    if seen is None:
        return None
    items = (tuple(sorted(item for item in one.items() if item[0] != "CreatedDate")) for one in seen.opportunities)
    return frozenset(items), seen.links


def rejects(outcome: Outcome, *, indexed: bool = True) -> Counter[str]:
    """The rejects as a bag; without their index where the index is not what a law speaks of."""
    left_out = set() if indexed else {"recordIndex"}
    shown = ({name: reject[name] for name in reject if name not in left_out} for reject in outcome.rejects)
    return Counter(json.dumps(item, sort_keys=True) for item in shown)


def log(outcome: Outcome) -> list[tuple[Any, ...]]:
    """The log without times and uris, in order."""
    return [tuple(entry.get(name) for name in ("statusCode", "count", "severity", "message")) for entry in outcome.logs]
