"""A process that is a server and nothing else looks for garbage only among what came after its start."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (50_000, 20, 50)
"""Thresholds of the collector. With Python's own, a sync of a million rows has each full collection look through all
that the sync has made so far, some fifteen times."""


@contextmanager
def without_collections() -> Iterator[None]:
    """For what a server loads before its first call; it concerns the whole process, so only its owner may ask for it.
    Where the start fails, the process is left as it was.

    Hardly anything of that is garbage. To look for it takes a tenth of a start, and later, in each full collection, as
    long again: a second and more, in which nobody is answered, where a site has a million contacts. So all of it is
    left out of collections for good, and those that come are seldom.
    """
    gc.disable()
    try:
        yield
        gc.freeze()
        gc.set_threshold(*SELDOM)
    finally:
        gc.enable()
