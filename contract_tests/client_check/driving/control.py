"""The control API and the lists of one site, as the judge needs them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import requests

from contract_tests.client import Answer, BulkClient
from contract_tests.client_check.evidence import End, Fault

KINDS = (
    "/opportunities/imports",
    "/opportunities/contacts/imports",
    "/contacts/imports",
    "/accounts/imports",
    "/contacts/exports",
    "/accounts/exports",
)


class Control:
    """What the judge asks of the mock at `url` about the site; `bulk` are calls as the site's user."""

    def __init__(self, url: str, name: str, bulk: BulkClient) -> None:
        self.name, self._bulk = name, bulk
        self._session = requests.Session()
        self._session.trust_env = False
        self._control = BulkClient(self._session, url)

    def close(self) -> None:
        self._session.close()

    def advance(self, seconds: float) -> None:
        self._post("clock/advance", {"seconds": seconds})

    def plan_fault(self, said: Mapping[str, Any]) -> int:
        return int(self._post("faults", said)["id"])

    def plan_course(self, said: Mapping[str, Any]) -> int:
        return int(self._post("courses", said)["id"])

    def planned(self, what: str) -> tuple[Fault, ...]:
        """The planned `faults` or `courses`, each with what became of it."""
        return tuple(
            Fault(int(item["id"]), item, int(item["fired"]), bool(item["usedUp"]))
            for item in self.items(f"/_mock/sites/{self.name}/{what}")
        )

    def journal(self) -> tuple[list[dict[str, Any]], int]:
        """The calls to the site, and how many older ones were dropped."""
        return self._journal(f"/_mock/sites/{self.name}/journal")

    def stray(self) -> list[dict[str, Any]]:
        """The calls to the server that belong to no site."""
        return self._journal("/_mock/journal")[0]

    def noted(self) -> tuple[int, int]:
        """How many calls the two journals have noted."""
        return self._count(f"/_mock/sites/{self.name}/journal"), self._count("/_mock/journal")

    def _count(self, path: str) -> int:
        page = parsed(self._control.call("GET", path, params={"limit": 1}))
        return int(page["totalResults"]) + int(page.get("dropped", 0))

    def _journal(self, path: str) -> tuple[list[dict[str, Any]], int]:
        found: list[dict[str, Any]] = []
        while True:
            page = parsed(self._control.call("GET", path, params={"limit": 1000, "offset": len(found)}))
            found += page["items"]
            if not page["hasMore"]:
                return found, int(page.get("dropped", 0))

    def end(self) -> End:
        """What the site holds. Asked for with calls of the Bulk API, so after the journal and the plans were read.

        What is still planned is forgotten first; the site may have moved.
        """
        for what in ("faults", "courses"):
            self._control.call("DELETE", f"/_mock/sites/{self.name}/{what}")
        self._bulk.base_url = str(parsed(self._bulk.identify())["urls"]["base"])
        syncs = tuple(self.listed("/syncs"))
        imports = [each for each in syncs if "/imports/" in each["syncedInstanceUri"]]
        return End(
            definitions=tuple(each for kind in KINDS for each in self.listed(kind)),
            syncs=syncs,
            rejects={each["uri"]: tuple(self.listed(f"{each['uri']}/rejects")) for each in imports},
            opportunities=tuple(item["fields"] for item in self.items(f"/_mock/sites/{self.name}/opportunities")),
            links=frozenset(
                (item["opportunityId"], item["contactId"]) for item in self.items(f"/_mock/sites/{self.name}/links")
            ),
        )

    def records(self, entity: str) -> list[dict[str, Any]]:
        return list(self.items(f"/_mock/sites/{self.name}/{entity}"))

    def items(self, path: str) -> Iterator[dict[str, Any]]:
        """Every item of a list of the control API."""
        return pages(lambda offset: self._control.call("GET", path, params={"limit": 1000, "offset": offset}))

    def listed(self, path: str) -> Iterator[dict[str, Any]]:
        """Every item of a list of the Bulk API."""
        return pages(lambda offset: self._bulk.get(path, limit=1000, offset=offset))

    def _post(self, what: str, said: Mapping[str, Any]) -> Any:
        path = f"/_mock/sites/{self.name}/{what}"
        answer = self._control.call("POST", path, body=json.dumps(said).encode(), content_type="application/json")
        if answer.status not in (200, 201):
            raise ValueError(f"POST {path} {dict(said)}: {answer.status} {answer.content.decode()}")
        return parsed(answer)


def pages(ask: Callable[[int], Answer]) -> Iterator[dict[str, Any]]:
    offset, more = 0, True
    while more:
        page = parsed(ask(offset))
        yield from page["items"]
        offset, more = offset + len(page["items"]), page["hasMore"]


def parsed(answer: Answer) -> Any:
    """Plain values: they are kept as evidence. Raises ValueError where the mock answers with none."""
    return json.loads(answer.content)
