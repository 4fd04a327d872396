"""`with eloqua.intercept():` as an object: on when entered, off when left."""

from __future__ import annotations

from importlib.util import find_spec

from mock_server.testing.intercepting.switchboard import Address, Interest, Switchboard, Undo


class Interception:
    """Calls of this whole process, of every thread, to Eloqua's hosts go to the mock at `address` meanwhile.

    It covers urllib3 (requests, and what is built on it) and, where it is installed, httpx. With `only` a call by
    these to any other host but this machine fails. Interceptions nest: the latest decides where calls go, and a
    single `only` among them holds. Connections that lead to the mock are ended when the last one is left.
    """

    def __init__(self, address: Address, *, only: bool = False) -> None:
        self._interest = Interest(address, only)

    def __enter__(self) -> None:
        _SWITCHBOARD.add(self._interest)

    def __exit__(self, *_: object) -> None:
        _SWITCHBOARD.remove(self._interest)


def _install() -> list[Undo]:
    from mock_server.testing.intercepting.urllib3_seam import Urllib3Seam

    undo = [Urllib3Seam(_SWITCHBOARD.target).install()]
    if find_spec("httpx") is not None:
        from mock_server.testing.intercepting import httpx_seam

        undo.append(httpx_seam.install(_SWITCHBOARD.target))
    return undo


_SWITCHBOARD = Switchboard(_install)
