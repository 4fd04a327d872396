"""One group of lines in a process of its own: `python -m contract_tests.bench.group JSON`, lines of JSON out."""

from __future__ import annotations

import json
import sys

from contract_tests.bench.measuring import NotAvailable, Order, measure_of


def main(text: str) -> None:
    asked = json.loads(text)
    order = Order(frozenset(asked["lines"]), asked["runs"], asked["scale"])
    try:
        for measured in measure_of(asked["group"])(order):
            print(json.dumps(measured.as_json()), flush=True)
    except NotAvailable as reason:
        print(json.dumps({"missing": str(reason)}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
