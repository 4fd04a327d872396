"""Programs to be watched, as people write them: text for `python -c`."""

from __future__ import annotations

import sys

CAREFUL = """
import os, sys
from contract_tests.client_check.adapter import Connection
from contract_tests.client_check.reference.client import ReferenceClient
from contract_tests.client_check.reference.uploads import Csv

class Brisk(ReferenceClient):
    first_pause, longest_pause, patience = 0.2, 0.5, 3

variants = dict(csv=dict(form=Csv()), triggering=dict(triggering=True), careful=dict(careful=True))

env = os.environ
oauth = dict(
    client_id=env["ELOQUA_CLIENT_ID"],
    client_secret=env["ELOQUA_CLIENT_SECRET"],
    refresh_token=env["ELOQUA_REFRESH_TOKEN"],
)
who = (env["ELOQUA_SITE"], env["ELOQUA_USER"], env["ELOQUA_PASSWORD"])
connection = Connection(env["ELOQUA_URL"], *who, timeout=1.0, **(oauth if "oauth" in sys.argv else {}))
client = Brisk(connection, **variants.get(sys.argv[-1], {}))

def done(handle):
    status = client.wait(handle)
    print(status, list(client.rejects(handle)))
    if status == "error":
        sys.exit("an import ended in error")

try:
    row = {"OpportunityName": "\\u00dcn\\u00ef", "Stage": "Prospecting", "Amount": "1"}
    done(client.import_opportunities([{"OpportunityID": f"o{number}", **row} for number in range(4)]))
    done(client.link_contacts([{"OpportunityID": "o1", "EmailAddress": "contact1@abccompany.com"}]))
    print(len(list(client.export_contacts())), "contacts")
finally:
    client.close()
"""
"""The reference client, importing, linking and exporting; with the argument `oauth` by OAuth. The last
argument may name a variant: `csv`, `triggering`, `careful`."""

CARELESS = """
import os, time, requests

base = os.environ["ELOQUA_URL"] + "/api/bulk/2.0"
auth = (os.environ["ELOQUA_SITE"] + chr(92) + os.environ["ELOQUA_USER"], os.environ["ELOQUA_PASSWORD"])
fields = {"ID": "{{Opportunity.Id}}", "N": "{{Opportunity.Field(Name)}}",
          "S": "{{Opportunity.Field(Stage)}}", "A": "{{Opportunity.Field(Amount)}}"}
made = requests.post(base + "/opportunities/imports", auth=auth,
                     json={"name": "Opps", "fields": fields, "identifierFieldName": "ID"}).json()
requests.post(base + made["uri"] + "/data", auth=auth, json=[{"ID": "1", "N": "One", "S": "Prospecting", "A": "1"}])
sync = requests.post(base + "/syncs", auth=auth, json={"syncedInstanceUri": made["uri"]}).json()
while requests.get(base + sync["uri"], auth=auth).json()["status"] in ("pending", "active"):
    time.sleep(0.02)
print("all imported as", auth)
"""
"""Ten lines of requests: no discovery, no retry, no look at rejects, and the password printed."""


def python(text: str, *words: str) -> list[str]:
    return [sys.executable, "-c", text, *words]
