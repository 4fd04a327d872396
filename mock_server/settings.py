"""What a server is told once, at its start."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """How a mock behaves as a server; what a *site* does stands in its site file.

    `public_url`: the origin clients reach the server under, where that is not the Host they send.
    `admin_token`: what control requests must carry; without one only the loopback may send any.
    `control_hosts`: further names that the control API may be asked under.
    `second_public_url`: the same of the server's second address, to which a planned fault moves sites.
    `rows_beside`: syncs of more rows run beside the request that set them off.
    `journal_entries`, `journal_bytes`: what a site's journal keeps at most; `journal_body`: bytes of one body in it.
    `rows_kept`: rows of ended syncs that a site keeps, so that they can be explained.
    `names_clauses`: answers name the clauses and assumptions they rest on, in the header `X-Mock-Clauses`.
    """

    public_url: str | None = None
    admin_token: str | None = None
    control_hosts: tuple[str, ...] = ()
    rows_beside: int = 20_000
    second_public_url: str | None = None
    journal_entries: int = 10_000
    journal_bytes: int = 33_554_432
    journal_body: int = 65_536
    rows_kept: int = 10_000
    names_clauses: bool = False
