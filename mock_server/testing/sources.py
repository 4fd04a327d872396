"""What a test may call a site: nothing, a shipped name, a path, a parsed site file. Parsed once, then shared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from mock_server.domain.site_description import SiteDescription
from mock_server.site_files import load_site_file, parse_site_file

SiteSource = str | Path | Mapping[str, Any] | SiteDescription | None
"""A shipped site's name, the path of a site file, its content as Python data; None for the plain site."""

PLAIN = "small_b2b"
"""The plain site is this one without opportunities and links."""


class Sources:
    """Descriptions that were read before. They are immutable, so that any number of sites can come from one."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, int, int], SiteDescription] = {}

    def description(self, source: SiteSource) -> SiteDescription:
        """Raises SiteFileError. A file that was changed since is read again."""
        if isinstance(source, SiteDescription):
            return source
        if isinstance(source, Mapping):
            return parse_site_file(json.dumps(source), "data")
        if source is None:
            return _plain()
        name = str(source)
        return self._kept((name, *_state_of(Path(name))), lambda: load_site_file(name))

    def _kept(self, key: tuple[str, int, int], read: Any) -> SiteDescription:
        if key not in self._read:
            self._read[key] = read()
        return self._read[key]


@cache
def _plain() -> SiteDescription:
    """Shipped and immutable, so the same for every server of the process."""
    return replace(load_site_file(PLAIN), opportunities=(), links=())


def _state_of(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:  # a shipped name, or no such file: reading it tells
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)


def numbered(description: SiteDescription, number: int) -> SiteDescription:
    """The same site under a name, and OAuth client ids, that no other site of the server has."""
    clients = tuple(replace(client, client_id=f"{client.client_id}-{number}") for client in description.clients)
    # Tokens are known by themselves alone: on one server they can be those of one site only.
    saved = None if description.saved is None else replace(description.saved, tokens=())
    return replace(description, name=f"{description.name}{number}", clients=clients, saved=saved)
