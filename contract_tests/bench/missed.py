"""Where the time goes in lines that miss their target, from profiles: shown on the page while they do."""

from __future__ import annotations

from collections.abc import Mapping

WHY: Mapping[str, str] = {}
"""By the line's id: a sentence or two, with the profile's figures."""
