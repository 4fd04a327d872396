"""Brings the opportunities of a CSV file into Eloqua, and links each to the contacts with its address.

Usage: python sync_opportunities.py opportunities.csv, with ELOQUA_USER="Company\\user" and ELOQUA_PASSWORD set.
"""

from __future__ import annotations

import csv
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import requests

LOGIN = "https://login.eloqua.com"
FINAL = ("success", "warning", "error")
ATTEMPTS = 4
LONGEST = 600.0
"""Seconds that a sync may take."""
AT_ONCE = 1000
"""Rows of one upload."""

IMPORT = {
    "name": "Opportunities from the CRM",
    "fields": {
        "id": "{{Opportunity.Id}}",
        "name": "{{Opportunity.Field(Name)}}",
        "stage": "{{Opportunity.Field(Stage)}}",
        "amount": "{{Opportunity.Field(Amount)}}",
    },
    "identifierFieldName": "id",
}
LINKAGE = {
    "name": "Contacts of opportunities from the CRM",
    "fields": {"email": "{{Opportunity.Contact.Field(C_EmailAddress)}}", "id": "{{Opportunity.Id}}"},
    "linkOpportunitiesEntityType": "Contact",
    "linkOpportunitiesMatchFieldName": "id",
    "linkOpportunitiesSourceField": "email",
    "linkOpportunitiesMultipleSourceMatches": True,
}


class Rejected(NamedTuple):
    """A row that Eloqua did not take."""

    code: str
    message: str
    row: dict[str, str]


class Eloqua:
    """The few calls this needs. `sleep` is how it waits, in seconds."""

    def __init__(self, user: str, password: str, sleep: Callable[[float], object] = time.sleep) -> None:
        self._session = requests.Session()
        self._session.auth = (user, password)
        self._sleep = sleep
        found = self._call("GET", f"{LOGIN}/id")
        if not isinstance(found, dict):
            raise PermissionError(f"Eloqua does not know {user}")
        self._bulk = found["urls"]["apis"]["rest"]["bulk"].format(version="2.0").rstrip("/")

    def run(self, kind: str, definition: dict[str, Any], rows: list[dict[str, str]]) -> list[Rejected]:
        """Upload the rows to a new definition, sync it, wait for the end; what was rejected."""
        uri = self._call("POST", self._bulk + kind, definition)["uri"]
        for start in range(0, len(rows), AT_ONCE):
            self._call("POST", f"{self._bulk}{uri}/data", rows[start : start + AT_ONCE])
        sync = self._call("POST", f"{self._bulk}/syncs", {"syncedInstanceUri": uri})["uri"]
        if self._wait(sync) == "error":
            raise RuntimeError(f"{sync} ended in error")
        found = self._call("GET", f"{self._bulk}{sync}/rejects").get("items", [])
        return [Rejected(each["statusCode"], each["message"], each["fieldValues"]) for each in found]

    def _wait(self, sync: str) -> str:
        waited, pause = 0.0, 1.0
        while (status := self._call("GET", self._bulk + sync)["status"]) not in FINAL:
            if waited >= LONGEST:
                raise TimeoutError(f"{sync} is still {status} after {LONGEST:.0f} seconds")
            self._sleep(pause)
            waited, pause = waited + pause, min(pause * 2, 30.0)
        return str(status)

    def _call(self, verb: str, url: str, body: object = None) -> Any:
        """Waits and tries again where Eloqua is busy."""
        for attempt in range(1, ATTEMPTS + 1):
            answer = self._session.request(verb, url, json=body, timeout=30)
            if answer.status_code not in (429, 503) or attempt == ATTEMPTS:
                break
            self._sleep(float(answer.headers.get("Retry-After", 2**attempt)))
        answer.raise_for_status()
        return answer.json() if answer.content else None


def push(eloqua: Eloqua, rows: Iterable[dict[str, str]]) -> list[Rejected]:
    """Import the opportunities, then link those that name an address; all that was rejected."""
    rows = list(rows)
    records = [{key: row[key] for key in ("id", "name", "stage", "amount")} for row in rows]
    links = [{"id": row["id"], "email": row["email"]} for row in rows if row["email"]]
    rejected = eloqua.run("/opportunities/imports", IMPORT, records)
    return rejected + eloqua.run("/opportunities/contacts/imports", LINKAGE, links)


def main() -> None:
    with Path(sys.argv[1]).open(newline="", encoding="utf-8") as file:
        rejected = push(Eloqua(os.environ["ELOQUA_USER"], os.environ["ELOQUA_PASSWORD"]), csv.DictReader(file))
    for each in rejected:
        print(f"{each.code} {each.message} {each.row}", file=sys.stderr)
    sys.exit(1 if rejected else 0)


if __name__ == "__main__":
    main()
