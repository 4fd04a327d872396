"""How many examples a property is tried with: few by default, many in the long run.

`ELOQUA_MOCK_THOROUGH=1 make test` tries fifty times as many, with fresh seeds. The default is derandomized, so that
a run says the same about the same code.
"""

from __future__ import annotations

import os

from hypothesis import settings

THOROUGH = os.environ.get("ELOQUA_MOCK_THOROUGH", "") not in ("", "0")


def examples(number: int) -> settings:
    """Settings for a property that `number` examples are enough for by default."""
    return settings(
        max_examples=number * 50 if THOROUGH else number,
        deadline=None,
        derandomize=not THOROUGH,
        database=None,
    )
