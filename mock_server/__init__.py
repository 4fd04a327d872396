"""Oracle Eloqua's Bulk API 2.0 on your own machine.

The public surface, loaded on first use so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mock_server.app import create_app
    from mock_server.clock import ManualClock
    from mock_server.settings import Settings
    from mock_server.site_files import load_site_file
    from mock_server.testing.eloqua import MockEloqua
    from mock_server.testing.eloqua_server import EloquaServer

__all__ = ["EloquaServer", "ManualClock", "MockEloqua", "Settings", "create_app", "load_site_file"]

_HOMES = {
    "create_app": "mock_server.app",
    "ManualClock": "mock_server.clock",
    "Settings": "mock_server.settings",
    "load_site_file": "mock_server.site_files",
    "MockEloqua": "mock_server.testing.eloqua",
    "EloquaServer": "mock_server.testing.eloqua_server",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'mock_server' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
