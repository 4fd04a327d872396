"""pyeloqua 0.5.11: contacts imported and exported. It has the host built in: watch it with `--eloqua-hosts`."""

from __future__ import annotations

import os

from pyeloqua import Bulk

ROWS = [
    {"C_EmailAddress": "zoe@abccompany.example", "C_FirstName": "Zoë", "C_LastName": "Ünal"},
    {"C_EmailAddress": "no address", "C_FirstName": "Nobody", "C_LastName": "Nowhere"},
    {"C_EmailAddress": "yan@abccompany.example", "C_FirstName": "Yan", "C_LastName": "Ito"},
]


def main() -> None:
    bulk = Bulk(
        company=os.environ["ELOQUA_SITE"],
        username=os.environ["ELOQUA_USER"],
        password=os.environ["ELOQUA_PASSWORD"],
    )
    bulk.imports("contacts")
    bulk.add_fields(["C_EmailAddress", "C_FirstName", "C_LastName"])
    bulk.add_options(identifierFieldName="C_EmailAddress")
    bulk.create_def("Contacts")
    bulk.post_data(ROWS)
    bulk.handle_sync(sleeptime=1, timeout=20)
    print(bulk.job_sync["status"], len(bulk.get_sync_rejects()), "rejected")
    bulk.reset()
    bulk.exports("contacts")
    bulk.add_fields(["C_EmailAddress", "C_FirstName"])
    bulk.create_def("All contacts")
    bulk.sync(sleeptime=1, timeout=20)
    print(len(bulk.get_export_data()), "contacts")


if __name__ == "__main__":
    main()
