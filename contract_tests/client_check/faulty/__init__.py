"""The faulty clients: for each rule one that breaks it, as small a change of the reference client as can be."""

from __future__ import annotations

from typing import Final

from contract_tests.client_check.faulty import answers, definitions, login, syncs, trouble, uploads
from contract_tests.client_check.faulty.faulty_client import FaultyClient

FAULTY: Final = {
    each.rule: each
    for module in (login, definitions, uploads, syncs, answers, trouble)
    for each in sorted(module.FAULTY, key=lambda faulty: faulty.rule)
}
"""Rule -> the client that breaks it."""

__all__ = ["FAULTY", "FaultyClient"]
