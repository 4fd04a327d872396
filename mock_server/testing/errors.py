"""What a test can ask for wrongly. What a *client* does wrong is an AssertionError of the assertion that finds it."""

from __future__ import annotations


class MisuseError(Exception):
    """A mistake in the use of the mock, told in one line."""


class RefusedError(MisuseError, ValueError):
    """The mock refused what a test asked of it: an unknown field in `seed`, an impossible fault, no such site."""
