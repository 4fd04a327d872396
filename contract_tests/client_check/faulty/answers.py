"""Faults in reading answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.client_check.faulty.faulty_client import FaultyClient, calling
from contract_tests.client_check.reference.client import ReferenceClient
from contract_tests.client_check.reference.failing import EloquaError
from contract_tests.client_check.reference.transport import Transport


class ReadsOnePageOfData(Transport):
    def pages(self, path: str, **params: str | int) -> Iterator[dict[str, Any]]:
        if path.endswith("/data"):
            return iter(self.get(path, limit=self.page).get("items") or ())
        return super().pages(path, **params)


class StepsByWhatItAskedFor(Transport):
    def pages(self, path: str, **params: str | int) -> Iterator[dict[str, Any]]:
        if not path.endswith("/data"):
            yield from super().pages(path, **params)
            return
        offset, more = 0, True
        while more:
            page = self.get(path, limit=self.page, offset=offset, **params)
            yield from page.get("items") or ()
            offset += self.page
            more = bool(page.get("hasMore"))


class ExpectsItems(Transport):
    def get(self, path: str, **params: str | int) -> dict[str, Any]:
        answer = super().get(path, **params)
        if "hasMore" in answer and "items" not in answer:
            raise EloquaError("an answer without items")
        return answer


KNOWN = ["uri", "status", "syncedInstanceUri", "createdAt", "createdBy", "syncStartedAt", "syncEndedAt", "callbackUrl"]
"""The properties of a sync, as they were when this client was written."""


class KnowsEveryProperty(ReferenceClient):
    def status(self, sync: str) -> str:
        answer = self.transport.get(sync)
        if unknown := [name for name in answer if name not in KNOWN]:
            raise EloquaError(f"a sync with {', '.join(unknown)}")
        return str(answer["status"])


class KnowsTheOrder(ReferenceClient):
    """Takes the first property of a sync for its definition, as it always was."""

    def status(self, sync: str) -> str:
        answer = self.transport.get(sync)
        if str(next(iter(answer.values()))) == sync:
            raise EloquaError("the sync has no definition")
        return str(answer["status"])


class ExpectsWhatIsNull(ReferenceClient):
    def status(self, sync: str) -> str:
        answer = self.transport.get(sync)
        if not answer["syncStartedAt"]:
            return "pending"
        return str(answer["status"])


class RemembersTimes(Transport):
    """Keeps `createdAt` of what it made last, for ComparesTimes."""

    created_at = ""

    def post(self, path: str, body: Any) -> Any:
        answer = super().post(path, body)
        self.created_at = (answer or {}).get("createdAt", "")
        return answer


class ComparesTimes(ReferenceClient):
    """Reads its definition back and takes it for somebody else's when the time differs."""

    transport_type = RemembersTimes

    def define(self, kind: str, definition: Mapping[str, Any]) -> str:
        uri = super().define(kind, definition)
        if self.transport.get(uri)["createdAt"] != getattr(self.transport, "created_at", ""):
            raise EloquaError("this is not the definition that was made")
        return uri


FAULTY = (
    FaultyClient("CLI-45", "reads the first page of exported data", calling(ReadsOnePageOfData), plan="short pages"),
    FaultyClient(
        "CLI-46", "steps by the page size that it asked for", calling(StepsByWhatItAskedFor), plan="short pages"
    ),
    FaultyClient("CLI-47", "expects items where there are none", calling(ExpectsItems), plan="nothing to export"),
    FaultyClient("CLI-48", "dies of a property that it does not know", KnowsEveryProperty, plan="an unknown property"),
    FaultyClient("CLI-49", "takes properties by their place", KnowsTheOrder, plan="another order of properties"),
    FaultyClient("CLI-50", "expects properties that are left out", ExpectsWhatIsNull, plan="null written out"),
    FaultyClient("CLI-51", "compares createdAt of a POST with that of a GET", ComparesTimes, plan="undisturbed"),
)
