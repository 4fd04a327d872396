"""eloqua-python-sdk 0.4.9: contacts imported and exported.

The library takes the Bulk URL from its caller and leaves discovery, polling and pages to it: the driver does these in
the plainest way.
"""

from __future__ import annotations

import os
import time
from typing import Any

import requests
from eloquasdk.bulk import EloquaBulkClient

NAME = os.environ["ELOQUA_SITE"] + "\\" + os.environ["ELOQUA_USER"]
FIELDS = {
    "email": "{{Contact.Field(C_EmailAddress)}}",
    "first": "{{Contact.Field(C_FirstName)}}",
}
ROWS = [
    {"email": "zoe@abccompany.example", "first": "Zoë"},
    {"email": "no address", "first": "Nobody"},
    {"email": "yan@abccompany.example", "first": "Yan"},
]


def bulk_url() -> str:
    auth = (NAME, os.environ["ELOQUA_PASSWORD"])
    identity = requests.get(os.environ["ELOQUA_URL"] + "/id", auth=auth, timeout=30).json()
    if not isinstance(identity, dict):
        raise SystemExit(f"/id: {identity}")
    return str(identity["urls"]["apis"]["rest"]["bulk"]).replace("{version}", "2.0").rstrip("/")


def ended(client: Any, definition: Any) -> Any:
    sync = client.create_sync(definition["uri"])
    for _ in range(20):
        seen = client.check_sync_status(sync["uri"])
        if seen["status"] not in ("pending", "active"):
            return seen
        time.sleep(1)
    raise SystemExit(f"{sync['uri']} does not end")


def rejects(client: Any, sync: Any) -> Any:
    """Its call for rejects sends their limit and offset as headers, numbers, which requests refuses: go on without."""
    try:
        return client.get_sync_rejects(sync["uri"], 0, 1000)
    except requests.RequestException as fault:
        return f"the rejects could not be read: {fault}"


def main() -> None:
    client = EloquaBulkClient(NAME, os.environ["ELOQUA_PASSWORD"], bulk_url())
    contacts = client.create_import("Contacts", "contacts", FIELDS, identifier_field_name="email")
    client.upload_data(contacts["uri"] + "/data", ROWS)
    sync = ended(client, contacts)
    print(sync["status"], rejects(client, sync))
    export = client.create_export("All contacts", "contacts", FIELDS)
    sync = ended(client, export)
    print(sync["status"], len(client.get_synced_data(sync["uri"], 0, 1000).get("items", [])), "contacts")


if __name__ == "__main__":
    main()
