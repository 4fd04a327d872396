"""The sites of a server, for the layer above: added, reset, removed."""

from __future__ import annotations

from mock_server.store.site import SiteState, emptied
from mock_server.store.sites import Sites

__all__ = ["SiteState", "Sites", "reset_site"]


def reset_site(sites: Sites, name: str, *, to_empty: bool = False) -> SiteState:
    """Go back to the site file the site came from, or to that without records and links. Raises NotFound."""
    return sites.reset(name, emptied if to_empty else lambda description: description)
