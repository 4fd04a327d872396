"""`EloquaServer`: a mock in a thread of this process, for any number of sites."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mock_server.testing.eloqua import MockEloqua
from mock_server.testing.hosting import Host
from mock_server.testing.sources import SiteSource


class EloquaServer(Host):
    """A server whose sites know nothing of each other: `with server.site() as eloqua:`."""

    @contextmanager
    def site(self, source: SiteSource = None) -> Iterator[MockEloqua]:
        """A fresh site for the length of the block, as MockEloqua gives it, under a name that no other site had."""
        __tracebackhide__ = True
        with MockEloqua(source, server=self) as eloqua:
            yield eloqua
