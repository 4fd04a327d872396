"""A mock in this process, asked without a socket: for tests of what is answered, not of how it travels."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from werkzeug.test import Client, TestResponse

from mock_server.app import create_app
from mock_server.clock import ManualClock
from mock_server.domain.site_description import SiteDescription
from mock_server.settings import Settings
from mock_server.site_files import load_site_file
from mock_server.web.schemas.site_file import read_site_file

BULK = "/api/bulk/2.0"
JSON = "application/json"
CSV = "text/csv"

OPPORTUNITY_FIELDS = {
    "OpportunityID": "{{Opportunity.Id}}",
    "OpportunityName": "{{Opportunity.Field(Name)}}",
    "Stage": "{{Opportunity.Field(Stage)}}",
    "Amount": "{{Opportunity.Field(Amount)}}",
}


def basic(site: str, user: str = "test.user", password: str = "test-password") -> str:
    """The value of an Authorization header."""
    return "Basic " + b64encode(f"{site}\\{user}:{password}".encode()).decode()


def site_of(data: Mapping[str, Any]) -> SiteDescription:
    """A site from a parsed site file; what every site file must have is filled in."""
    users = [{"username": "test.user", "password": "test-password"}]
    return read_site_file({"version": 1, "name": "TestCompany", "users": users, **data})


class InProcess:
    """One mock with a manual clock; calls go to the Bulk API of its first site as `test.user` unless told otherwise."""

    def __init__(self, *sites: SiteDescription | str, settings: Settings | None = None) -> None:
        described = [load_site_file(s) if isinstance(s, str) else s for s in sites or ("small_b2b",)]
        self.clock = ManualClock()
        self.app = create_app(described, settings, self.clock)
        self.site = described[0].name
        self._client = Client(self.app)

    def raw(self, verb: str, path: str, **kwargs: Any) -> TestResponse:
        """Any call to any path, without credentials."""
        kwargs.setdefault("environ_base", {"REMOTE_ADDR": "127.0.0.1"})
        return self._client.open(path, method=verb, **kwargs)

    def call(
        self,
        verb: str,
        path: str,
        body: Any = None,
        *,
        content_type: str | None = JSON,
        site: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> TestResponse:
        """A Bulk call; `path` follows the version. A `body` that is not bytes or text is sent as JSON."""
        from mock_server.web.responses import encode

        data = body if isinstance(body, bytes | str | None) else encode(body)
        sent = {"Authorization": basic(site or self.site), **(headers or {})}
        return self.raw(verb, BULK + path, data=data, content_type=None if body is None else content_type, headers=sent)

    def get(self, path: str, **kwargs: Any) -> Any:
        """The JSON of a GET that must succeed."""
        answer = self.call("GET", path, **kwargs)
        assert answer.status_code == 200, (answer.status, answer.text)
        return answer.json

    def raw_get(self, path: str, query: Mapping[str, str]) -> TestResponse:
        """A GET with a query, whatever it answers."""
        return self.raw("GET", BULK + path, query_string=query, headers={"Authorization": basic(self.site)})

    def control(self, verb: str, path: str, body: Any = None) -> Any:
        """The JSON of a call to the control API that must succeed; `path` follows `/_mock`."""
        answer = self.raw(verb, f"/_mock{path}", json=body) if body is not None else self.raw(verb, f"/_mock{path}")
        assert answer.status_code in (200, 201, 204), (answer.status, answer.text)
        return answer.json if answer.data else None

    def create(self, path: str, body: Mapping[str, Any]) -> str:
        """Create a definition that must be accepted; its uri."""
        answer = self.call("POST", path, body)
        assert answer.status_code == 201, answer.text
        assert answer.json is not None
        uri: str = answer.json["uri"]
        return uri

    def create_import(self, **changes: Any) -> str:
        """An opportunity import of the four required fields, with `changes`; its uri."""
        body = {"name": "import", "fields": OPPORTUNITY_FIELDS, "identifierFieldName": "OpportunityID"}
        return self.create("/opportunities/imports", body | changes)

    def create_linkage(self, statement: str = "{{Opportunity.Contact.Field(C_EmailAddress)}}", **changes: Any) -> str:
        """A linkage of `{{Opportunity.Id}}` under `Opp` with `statement` under `Source`; its uri."""
        body = {
            "name": "linkage",
            "fields": {"Source": statement, "Opp": "{{Opportunity.Id}}"},
            "linkOpportunitiesEntityType": "Account" if ".Account." in statement else "Contact",
            "linkOpportunitiesMatchFieldName": "Opp",
            "linkOpportunitiesSourceField": "Source",
        }
        return self.create("/opportunities/contacts/imports", body | changes)

    def create_record_import(self, entity: str, fields: Mapping[str, str], **changes: Any) -> str:
        """An import of contacts or accounts matched by the first of `fields`, with `changes`; its uri."""
        body = {"name": "import", "fields": fields, "identifierFieldName": next(iter(fields))}
        return self.create(f"/{entity}/imports", body | changes)

    def create_export(self, entity: str, fields: Mapping[str, str], **changes: Any) -> str:
        """An export of `fields`, with `changes`; its uri."""
        return self.create(f"/{entity}/exports", {"name": "export", "fields": fields} | changes)

    def export(self, entity: str, fields: Mapping[str, str], **changes: Any) -> list[dict[str, str]]:
        """Create an export, sync it, and give its rows."""
        sync = self.sync(self.create_export(entity, fields, **changes))
        rows: list[dict[str, str]] = self.get(f"{sync}/data").get("items", [])
        return rows

    def members(self, statement: str) -> list[int]:
        """Ids of the members of a list, segment, filter or email group, as the control API shows them."""
        items = self.control("GET", f"/sites/{self.site}/containers")["items"]
        (found,) = (item["members"] for item in items if item["statement"] == statement)
        members: list[int] = found
        return members

    def upload(self, uri: str, rows: Any, content_type: str = JSON) -> None:
        answer = self.call("POST", f"{uri}/data", rows, content_type=content_type)
        assert answer.status_code in (201, 204), answer.text

    def sync(self, uri: str) -> str:
        """Sync a definition; the uri of the sync."""
        answer = self.call("POST", "/syncs", {"syncedInstanceUri": uri})
        assert answer.status_code == 201, answer.text
        assert answer.json is not None
        created: str = answer.json["uri"]
        return created

    def run(self, uri: str, rows: Any, content_type: str = JSON) -> str:
        """Upload, sync, and the uri of the sync."""
        self.upload(uri, rows, content_type)
        return self.sync(uri)

    def status(self, sync: str) -> str:
        status: str = self.get(sync)["status"]
        return status

    def rejects(self, sync: str) -> list[tuple[int, str]]:
        """recordIndex and status code of each reject."""
        return [(r["recordIndex"], r["statusCode"]) for r in self.get(f"{sync}/rejects")["items"]]

    def logs(self, sync: str) -> list[tuple[str, int]]:
        """Status code and count of each log entry."""
        return [(entry["statusCode"], entry["count"]) for entry in self.get(f"{sync}/logs")["items"]]

    def records(self, entity: str = "opportunities", site: str | None = None) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.control("GET", f"/sites/{site or self.site}/{entity}")["items"]
        return items

    def links(self, site: str | None = None) -> set[tuple[str, int]]:
        """Opportunity id (its text) and contact id of every link."""
        items = self.control("GET", f"/sites/{site or self.site}/links")["items"]
        return {(item["opportunityId"], item["contactId"]) for item in items}
