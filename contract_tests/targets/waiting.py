"""Waiting for a sync on a site where each look is spent from a budget."""

from __future__ import annotations

from contract_tests.targets.target import Indeterminate, Site
from contract_tests.targets.url import GivenSite

GAPS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 60.0)
"""Seconds between two looks."""


def wait(site: Site, sync_uri: str) -> None:
    """Look at a sync of a given site ever more seldom until it is final. Other sites are not waited for here.

    Raises Indeterminate where it is not final in the end.
    """
    if not isinstance(site, GivenSite):
        return
    status = ""
    for seconds in GAPS:
        status = str(site.client.get(sync_uri).body["status"])
        if status not in ("pending", "active"):
            return
        site.pause(seconds)
    raise Indeterminate(f"{sync_uri} was still {status} after {sum(GAPS)} seconds")
