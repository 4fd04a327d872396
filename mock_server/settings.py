"""What a server is told once, at its start."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """How a mock behaves as a server; what a *site* does stands in its site file.

    `public_url`: the origin clients reach the server under, where that is not the Host they send.
    `admin_token`: what control requests must carry; without one only the loopback may send any.
    `control_hosts`: further names that the control API may be asked under.
    `rows_beside`: syncs of more rows run beside the request that set them off.
    """

    public_url: str | None = None
    admin_token: str | None = None
    control_hosts: tuple[str, ...] = ()
    rows_beside: int = 20_000
