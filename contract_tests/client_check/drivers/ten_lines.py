"""Ten lines of requests, of the kind people write: opportunities imported, the sync waited for."""

import os
import time

import requests

BASE = os.environ["ELOQUA_URL"] + "/api/bulk/2.0"
AUTH = (os.environ["ELOQUA_SITE"] + "\\" + os.environ["ELOQUA_USER"], os.environ["ELOQUA_PASSWORD"])
NAMES = {"ID": "Id", "Name": "Field(Name)", "Stage": "Field(Stage)", "Amount": "Field(Amount)"}
FIELDS = {key: "{{Opportunity." + name + "}}" for key, name in NAMES.items()}
ROWS = [{"ID": str(number), "Name": "Café", "Stage": "Prospecting", "Amount": "10"} for number in range(1, 6)]

if __name__ == "__main__":
    definition = {"name": "Opportunities", "fields": FIELDS, "identifierFieldName": "ID"}
    made = requests.post(BASE + "/opportunities/imports", auth=AUTH, json=definition).json()
    requests.post(BASE + made["uri"] + "/data", auth=AUTH, json=ROWS)
    sync = requests.post(BASE + "/syncs", auth=AUTH, json={"syncedInstanceUri": made["uri"]}).json()
    while requests.get(BASE + sync["uri"], auth=AUTH).json()["status"] in ("pending", "active"):
        time.sleep(1)
    print("done")
