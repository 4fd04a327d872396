"""`json.loads` and `csv.reader` over bytes that a file holds: a question names the file and the kind."""

from __future__ import annotations

import csv
import io
import json
import time
from pathlib import Path
from typing import Any

from contract_tests.bench.programs.answering import answer


def load(question: Any) -> float:
    """Seconds for the bytes of the file, the result freed after the clock was read."""
    body = Path(question["file"]).read_bytes()
    began = time.perf_counter()
    if question["kind"] == "json":
        loaded = json.loads(body)
    else:
        loaded = list(csv.reader(io.StringIO(body.decode(), newline="")))
    took = time.perf_counter() - began
    assert loaded
    return took


if __name__ == "__main__":
    answer("ready", load)
