"""A fake of the kind that tests of integrations come with: six canned answers, and nothing behind them.

python canned_server.py [PORT]. It lets a happy path through: create an import, upload, sync, poll. What it does not do
is what the contract kit says of it: see check-a-server.md.
"""

import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BULK = "/api/bulk/2.0"
WHEN = "2026-01-01T00:00:00.0000000Z"
IMPORT = {
    "name": "Opportunity Import",
    "fields": {"OpportunityID": "{{Opportunity.Id}}"},
    "identifierFieldName": "OpportunityID",
    "uri": "/opportunities/imports/1",
    "createdBy": "Fake.User",
    "createdAt": WHEN,
    "updatedBy": "Fake.User",
    "updatedAt": WHEN,
}
SYNC = {"syncedInstanceUri": "/opportunities/imports/1", "createdAt": WHEN, "createdBy": "Fake.User", "uri": "/syncs/1"}
PERSON = {"id": 1, "username": "Fake.User", "displayName": "Fake", "firstName": "F", "lastName": "U"}
SITE = {
    "site": {"id": 1, "name": "Fake"},
    "user": {**PERSON, "emailAddress": "fake@fake.example"},
    "urls": {"base": "http://127.0.0.1"},
}
EMPTY = {"items": [], "totalResults": 0, "limit": 1000, "offset": 0, "count": 0, "hasMore": False}

ANSWERS = [
    ("GET", r"/id", 200, SITE),
    ("POST", BULK + r"/opportunities(/contacts)?/imports", 201, IMPORT),
    ("POST", BULK + r"/opportunities(/contacts)?/imports/\d+/data", 204, None),
    ("POST", BULK + r"/syncs", 201, {**SYNC, "status": "pending"}),
    ("GET", BULK + r"/syncs/\d+", 200, {**SYNC, "status": "success"}),
    ("GET", BULK + r"/syncs/\d+/(logs|rejects)", 200, EMPTY),
]


class Canned(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.partition("?")[0]
        found = [(s, b) for verb, known, s, b in ANSWERS if verb == self.command and re.fullmatch(known, path)]
        status, body = (found or [(404, {"message": "no such call"})])[0]
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8080), Canned)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
