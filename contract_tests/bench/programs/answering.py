"""What every program of the bench does: take its arguments, say that it is ready, answer until its input ends."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any


def arguments() -> list[Any]:
    """Those that `Child` gave."""
    given: list[Any] = json.loads(sys.argv[1])
    return given


def answer(ready: Any, to: Callable[[Any], Any]) -> None:
    """Say `ready`, then what `to` makes of each question."""
    print(json.dumps(ready), flush=True)
    for line in sys.stdin:
        print(json.dumps(to(json.loads(line))), flush=True)
