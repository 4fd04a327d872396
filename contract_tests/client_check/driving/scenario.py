"""What one run of a driven client consists of, as data: a site, what goes wrong, and what the client is asked to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from contract_tests.client_check.adapter import Row

STAGES = ("Prospecting", "Closed Won")
SITE: Mapping[str, Any] = {
    "opportunityStages": list(STAGES),
    "pace": {"polls": 2},
    "accounts": [
        {"id": 1, "fields": {"M_CompanyName": "Acme", "M_Country": "Norway"}},
        {"id": 2, "fields": {"M_CompanyName": "Globex", "M_Country": ""}},
    ],
    "contacts": [
        {"id": 1, "accountId": 1, "fields": {"C_EmailAddress": "ann@acme.example", "C_FirstName": "Ann"}},
        {"id": 2, "accountId": 1, "fields": {"C_EmailAddress": "bob@acme.example", "C_FirstName": "Bob"}},
        {"id": 3, "accountId": 2, "fields": {"C_EmailAddress": "cy@globex.example", "C_LastName": "Young"}},
    ],
}
"""A site file without name and users, where a scenario needs nothing special."""

Asked = Literal[
    "import_opportunities",
    "link_contacts",
    "link_accounts",
    "import_contacts",
    "import_accounts",
    "export_contacts",
    "export_accounts",
]
Decoration = Literal["", "unknown property", "key order", "null written out"]


@dataclass(frozen=True, slots=True)
class Step:
    """One method of the adapter, with the rows it is given: then waited for, and its rejects read."""

    asked: Asked
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """One run.

    `site` is a site file without name, users and OAuth clients. `faults` and `courses` are planned as the control API
    takes them. `oauth`: the client gets a refresh token, else user and password; `wrong_password`: those of nobody.
    `small` scales the limits down to `UPLOAD_BYTES` and `UPLOADS_PER_SYNC`. `decoration`: how answers of the Bulk API
    differ from the usual without saying anything else.
    """

    steps: tuple[Step, ...]
    plan: str = "drawn"
    faults: tuple[Mapping[str, Any], ...] = ()
    courses: tuple[Mapping[str, Any], ...] = ()
    site: Mapping[str, Any] = field(default_factory=lambda: dict(SITE))
    oauth: bool = False
    wrong_password: bool = False
    small: bool = False
    decoration: Decoration = ""

    def __repr__(self) -> str:
        """As Python reads it, without what is as usual."""
        said = [f"steps={self.steps!r}"]
        for each in fields(self)[1:]:
            value = getattr(self, each.name)
            if value != (dict(SITE) if each.name == "site" else each.default):
                said.append(f"{each.name}={value!r}")
        return f"Scenario({', '.join(said)})"


UPLOAD_BYTES, UPLOADS_PER_SYNC = 32_000, 5
"""The scaled-down limits."""
FLAGS: Mapping[str, Mapping[str, bool]] = {
    "import_opportunities": {"isIdentifierFieldCaseSensitive": False},
    "link_contacts": {"linkOpportunitiesMultipleSourceMatches": True},
    "link_accounts": {"linkOpportunitiesMultipleSourceMatches": True},
}
"""What the caller of a method means by it, by the properties of the definition."""
