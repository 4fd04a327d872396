"""A faulty client: the reference client with one small change, and the rule that it breaks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from contract_tests.client_check.adapter import Connection, Factory
from contract_tests.client_check.reference.client import ReferenceClient
from contract_tests.client_check.reference.login import Basic, Login, Token
from contract_tests.client_check.reference.transport import Transport


@dataclass(frozen=True, slots=True)
class FaultyClient:
    """`plan` names the standard scenario that shows it soonest.

    `also` are the rules that this fault cannot help breaking with it, in one scenario or another; `because` says why.
    """

    rule: str
    fault: str
    make: Factory
    also: tuple[str, ...] = ()
    because: str = ""
    plan: str = field(kw_only=True)

    @property
    def breaks(self) -> frozenset[str]:
        return frozenset((self.rule, *self.also))


def calling(transport: type[Transport], **options: Any) -> Factory:
    """The reference client over a faulty transport."""

    class Client(ReferenceClient):
        transport_type = transport

    return lambda connection: Client(connection, **options)


def showing(basic: type[Basic] = Basic, token: type[Token] = Token) -> Factory:
    """The reference client with faulty credentials."""

    class Showing(Transport):
        def log_in(self) -> Login:
            return token(self.connection, self.session) if self.connection.refresh_token else basic(self.connection)

    return calling(Showing)


def sending(form: Any) -> Factory:
    """The reference client with a faulty way of writing rows."""

    def make(connection: Connection) -> ReferenceClient:
        return ReferenceClient(connection, form=form())

    return make
