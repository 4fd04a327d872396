"""Lives of a site: what clients and testers do to it, as data, drawn from one universe and carried out in a process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from contract_tests.strategies import Universe, universes
from contract_tests.strategies.histories import Create, Delete, Link, Step, Store, histories
from mock_server.tests.in_process import CSV, InProcess, site_of

IMPORT, LINKAGE = "/opportunities/imports", "/opportunities/contacts/imports"
CONTACTS, ACTION, EXPORT, ADDRESSES = 1, 1, 1, 1
PACES = st.sampled_from(("immediate", {"polls": 2}, {"seconds": 5}))
SETTLED = {
    "oauthClients": [{"clientId": "app", "clientSecret": "secret", "redirectUri": "http://client.example/cb"}],
    "fields": {"contacts": [{"name": "Shoe Size", "internalName": "C_Shoe1", "dataType": "number"}]},
    "contactLists": [{"id": 3, "name": "Newsletter", "members": [1]}, {"id": 5, "name": "Old", "members": [1]}],
    "emailGroups": [{"id": 4, "name": "Group"}],
    "importPriorities": [{"id": 1, "name": "High"}],
    "leadScoringModels": [{"id": 1, "name": "Model"}],
}
CONTACT_FIELDS = {
    "Email": "{{Contact.Field(C_EmailAddress)}}",
    "Company": "{{Contact.Field(C_Company)}}",
    "Shoe": "{{Contact.Field(C_Shoe1)}}",
}


@dataclass(frozen=True, slots=True)
class Do:
    """Something a history of the kit has no word for: `what` is a method of `Living`."""

    what: str
    with_: Mapping[str, Any]


Life = tuple[Step | Do, ...]


@st.composite
def worlds(draw: st.DrawFn) -> tuple[dict[str, Any], Universe]:
    """A parsed site file, and the universe of its values."""
    universe = draw(universes())
    return {**universe.description(), **SETTLED, "pace": draw(PACES)}, universe


@st.composite
def lives(draw: st.DrawFn, universe: Universe) -> Life:
    """A history of the kit with other things done in between."""
    steps: list[Step | Do] = list(draw(histories(universe)))
    for more in draw(st.lists(doings(universe), max_size=8)):
        steps.insert(draw(st.integers(0, len(steps))), more)
    return tuple(steps)


def doings(universe: Universe) -> st.SearchStrategy[Do]:
    values = st.sampled_from((*universe.addresses, *universe.account_spellings, "", "12", "no"))
    rows = st.lists(st.fixed_dictionaries({"Email": values, "Company": values, "Shoe": values}), min_size=1, max_size=3)
    courses = st.sampled_from(
        (
            {"heldAt": "gate"},
            {"pendingSeconds": 7, "activePolls": 1},
            {"activeSeconds": 30, "end": "error"},
            {"end": "never"},
            {"reject": {"rows": [0], "code": "ELQ-00040"}},
            # Of exports alone: what an import hides is visible once it is saved.
            {"definition": "*/exports/*", "pendingPolls": 1, "visibleAfterPolls": 2},
        )
    )
    return st.one_of(
        st.builds(lambda seconds: Do("advance", {"seconds": seconds}), st.sampled_from((3, 5, 3600, 700_000))),
        st.builds(lambda rows, staged: Do("contacts", {"rows": rows, "staged": staged}), rows, st.booleans()),
        st.builds(lambda course: Do("course", course), courses),
        st.just(Do("poll", {})),
        st.just(Do("export", {})),
        st.just(Do("malformed", {})),
        st.just(Do("release", {})),
        st.just(Do("exported_members", {})),
        st.just(Do("delete_list", {})),
        st.builds(lambda grant: Do("log_in", {"grant": grant}), st.sampled_from(("password", "code"))),
        st.builds(lambda row: Do("unsubscribe", row[0]), rows),
    )


class Living:
    """One site in a process of its own; it notes every answer."""

    def __init__(self, mock: InProcess) -> None:
        self.mock = mock
        self.answers: list[tuple[int, str]] = []
        self.uris: dict[tuple[str, int], str] = {}
        self.made: list[str] = []

    @classmethod
    def begun(cls, site: Mapping[str, Any]) -> Living:
        return cls(InProcess(site_of(site)))

    def copied(self) -> Living:
        """The site, saved and loaded by another server, in the eyes of the same clients."""
        twin = Living(InProcess("empty"))
        twin.mock.clock.move(1e6)
        answer = twin.mock.raw("POST", "/_mock/sites", data=self.saved(), content_type="application/json")
        assert answer.status_code == 201, answer.text
        twin.mock.site, twin.uris, twin.made = self.mock.site, dict(self.uris), list(self.made)
        return twin

    def saved(self) -> bytes:
        saved: bytes = self.mock.raw("GET", f"/_mock/sites/{self.mock.site}/saved").data
        return saved

    def live(self, life: Life) -> None:
        for step in life:
            if isinstance(step, Do):
                getattr(self, step.what)(**step.with_)
            else:
                self._take(step)

    def call(self, verb: str, path: str, body: Any = None, **kwargs: Any) -> Any:
        answer = self.mock.call(verb, path, body, **kwargs)
        self.answers.append((answer.status_code, answer.text))
        return json.loads(answer.text) if answer.data else None

    def _take(self, step: Step) -> None:
        if isinstance(step, Create):
            made = self.call("POST", step.kind, step.definition)
            self.uris[step.kind, step.number] = made["uri"]
        elif isinstance(step, Delete):
            self.call("DELETE", self.uris.pop((step.kind, step.number)))
        else:
            kind = IMPORT if isinstance(step, Store) else LINKAGE
            assert isinstance(step, Store | Link)
            uri = self.uris[kind, step.number]
            for rows, dialect in step.uploads:
                if dialect is None:
                    self.call("POST", f"{uri}/data", list(rows))
                else:
                    text = dialect.write(rows, list(rows[0])).encode()
                    self.call("POST", f"{uri}/data", text, content_type=CSV)
            self.call("POST", "/syncs", {"syncedInstanceUri": uri})

    def _definition(self, path: str, body: Mapping[str, Any]) -> str:
        """Made at its first use, and kept."""
        if (path, 0) not in self.uris:
            self.uris[path, 0] = self.call("POST", path, body)["uri"]
        return self.uris[path, 0]

    def advance(self, seconds: int) -> None:
        self.mock.control("POST", f"/sites/{self.mock.site}/clock/advance", {"seconds": seconds})

    def contacts(self, rows: list[dict[str, str]], staged: bool) -> None:
        actions = [{"action": "add", "destination": "{{ContactList[3]}}"}]
        body = {"name": "c", "fields": CONTACT_FIELDS, "identifierFieldName": "Email", "syncActions": actions}
        uri = self._definition("/contacts/imports", {**body, "autoDeleteDuration": "P5D"})
        self.call("POST", f"{uri}/data", rows)
        if not staged:
            self.call("POST", "/syncs", {"syncedInstanceUri": uri})

    def course(self, **course: Any) -> None:
        self.mock.control("POST", f"/sites/{self.mock.site}/courses", course)

    def release(self) -> None:
        self.mock.raw("POST", f"/_mock/sites/{self.mock.site}/barriers/gate/release")

    def poll(self) -> None:
        for sync in self.mock.control("GET", f"/sites/{self.mock.site}/syncs")["items"]:
            self.call("GET", sync["uri"])
            self.call("GET", f"{sync['uri']}/logs")
            self.call("GET", f"{sync['uri']}/rejects")
            self.call("GET", f"{sync['uri']}/data")

    def export(self) -> None:
        fields = {"Id": "{{Contact.Id}}", **CONTACT_FIELDS}
        uri = self._definition("/contacts/exports", {"name": "e", "fields": fields, "dataRetentionDuration": "PT2H"})
        self.call("POST", "/syncs", {"syncedInstanceUri": uri})

    def exported_members(self) -> None:
        """Those of the list that may be deleted: what names it is refused then, made already or not."""
        fields = {"Id": "{{Contact.Id}}"}
        body = {"name": "m", "fields": fields, "filter": "EXISTS('{{ContactList[5]}}')"}
        uri = self.uris.get(("members", 0))
        if uri is None:
            uri = self.call("POST", "/contacts/exports", body).get("uri", "/contacts/exports/999")
            self.uris["members", 0] = uri
        self.call("POST", "/syncs", {"syncedInstanceUri": uri})

    def delete_list(self) -> None:
        self.mock.raw("DELETE", f"/_mock/sites/{self.mock.site}/contacts/lists/5")

    def malformed(self) -> None:
        """A CSV line with a value too many."""
        body = {"name": "c", "fields": CONTACT_FIELDS, "identifierFieldName": "Email"}
        uri = self._definition("/contacts/imports", body)
        self.call("POST", f"{uri}/data", "Email,Company\na@b.example,x,too many\n", content_type=CSV)

    def unsubscribe(self, **row: str) -> None:
        body = {
            "name": "u",
            "fields": {"Email": "{{EmailAddress.Field(EmailAddress)}}"},
            "identifierFieldName": "Email",
            "syncActions": [{"action": "setStatus", "destination": "{{GlobalSubscribe}}", "status": "unsubscribed"}],
        }
        answer = self.mock.call("POST", "/emailAddresses/imports", body)
        assert answer.status_code == 201, answer.text
        uri = json.loads(answer.text)["uri"]
        self.call("POST", f"{uri}/data", [{"Email": row["Email"]}])
        self.call("POST", "/syncs", {"syncedInstanceUri": uri})

    def log_in(self, grant: str) -> None:
        form = {"grant_type": "password", "scope": "full", "username": f"{self.mock.site}\\test.user"}
        auth = ("app", "secret")
        if grant == "password":
            data = {**form, "password": "test-password"}
            answer = self.mock.raw("POST", "/auth/oauth2/token", json=data, auth=auth)
            assert answer.status_code == 200, answer.text
            assert answer.json is not None
            self.made.append(answer.json["access_token"])
        else:
            query = {"response_type": "code", "client_id": "app", "redirect_uri": "http://client.example/cb"}
            answer = self.mock.raw("GET", "/auth/oauth2/authorize", query_string=query)
            assert answer.status_code == 302, answer.text

    def look(self) -> None:
        """See everything there is to see."""
        self.poll()
        for path in ("/imports", "/exports", "/syncActions", "/syncs"):
            self.call("GET", path)
        for token in self.made:
            headers = {"Authorization": f"Bearer {token}"}
            self.answers.append((self.mock.call("GET", "/syncs", headers=headers).status_code, ""))
        for what in ("contacts", "accounts", "opportunities", "links", "containers", "syncs", "rejects", "staging"):
            seen = self.mock.control("GET", f"/sites/{self.mock.site}/{what}")
            self.answers.append((200, json.dumps(seen)))
