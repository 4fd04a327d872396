"""Whatever is sent: no 500, every 400 well formed, and a refused call changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mock_server.tests.examples import examples
from mock_server.tests.in_process import BULK, CSV, JSON, InProcess, basic
from mock_server.tests.web.asking import (
    IMPORT,
    IMPORTS,
    LINKAGE,
    LINKAGES,
    failures,
    is_unstaged,
)

OFTEN = examples(80)
ANY_TEXT = st.text(st.characters(), max_size=12)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=6,
)
STATEMENTS = st.sampled_from(["{{Opportunity.Id}}", "{{Opportunity.Contact.Id}}", "{{", "{{Opportunity.Field(Owner)}}"])
PROPERTIES = [
    *IMPORT,
    *LINKAGE,
    "isIdentifierFieldCaseSensitive",
    "updateRule",
    "updateRuleByField",
    "isSyncTriggeredOnImport",
    "nullIdentifierFieldName",
    "dataRetentionDuration",
    "autoDeleteDuration",
    "importPriorityUri",
    "linkOpportunitiesMultipleSourceMatches",
    "syncedInstanceUri",
    "callbackUrl",
    "FIELDS",
]
CHANGES = st.dictionaries(
    st.sampled_from(PROPERTIES),
    ANY_JSON | st.dictionaries(ANY_TEXT, STATEMENTS | ANY_JSON, max_size=4) | st.sampled_from(["useFieldRule", "P1D"]),
    min_size=1,
    max_size=6,
)


class Fuzzed:
    """One mock for all examples of one test, with a definition of each kind."""

    def __init__(self) -> None:
        self.mock = InProcess()
        self.mock.create_import()
        self.mock.create_linkage()

    def state(self) -> Any:
        paths = ("/imports?limit=1000", "/syncs")
        return [self.mock.get(path) for path in paths], self.mock.records()

    def judge(self, verb: str, path: str, **kwargs: Any) -> int:
        """Make a call that may be refused; where it is, everything must be as before."""
        before = self.state()
        headers = {"Authorization": basic("TestCompany")}
        answer = self.mock.raw(verb, BULK + path, headers=headers, **kwargs)
        assert answer.status_code < 500, (answer.status, answer.text)
        if answer.status_code >= 400:
            assert self.state() == before
        if answer.status_code == 400:
            failures(answer)
        elif answer.data:
            json.loads(answer.data)
        return answer.status_code


@pytest.fixture(scope="module")
def fuzzed() -> Fuzzed:
    return Fuzzed()


TARGETS = pytest.mark.parametrize(
    ("verb", "path", "good"),
    [
        ("POST", IMPORTS, IMPORT),
        ("PUT", f"{IMPORTS}/1", IMPORT),
        ("POST", LINKAGES, LINKAGE),
        ("PUT", f"{LINKAGES}/1", LINKAGE),
        ("POST", "/syncs", {}),
    ],
    ids=["import", "put-import", "linkage", "put-linkage", "sync"],
)


@TARGETS
@OFTEN
@given(changes=CHANGES)
@example(changes={"fields": {"_schema": 5, "": "{{Opportunity.Id}}"}})
@example(changes={"updateRule": "useFieldRule", "updateRuleByField": {"\ud800": [], "_schema": {}}})
@example(changes={"callbackUrl": "http://[", "syncedInstanceUri": "/opportunities/imports/1"})
def test_a_body_with_anything_at_any_property_is_created_or_refused_cleanly(
    fuzzed: Fuzzed, verb: str, path: str, good: dict[str, Any], changes: dict[str, Any]
) -> None:
    """A wrong type at every property: 200 or 201, or a 400 with well-formed failures that changes nothing."""
    status = fuzzed.judge(verb, path, data=json.dumps({**good, **changes}), content_type=JSON)
    assert status in (200, 201, 400)
    if status == 201 and path != "/syncs":
        newest = fuzzed.mock.get(f"{path}?orderBy=createdAt&limit=1000")["items"][-1]["uri"]
        assert fuzzed.mock.call("DELETE", newest).status_code == 204


@TARGETS
@examples(40)
@given(body=ANY_JSON.map(json.dumps).map(str.encode) | st.binary(max_size=30))
def test_any_json_and_any_bytes_as_a_body_are_refused_cleanly(
    fuzzed: Fuzzed, verb: str, path: str, good: dict[str, Any], body: bytes
) -> None:
    """Arbitrary JSON and arbitrary bytes are no definition and no sync: 400, and nothing changes."""
    assert good is not None
    assert fuzzed.judge(verb, path, data=body, content_type=JSON) == 400


CSV_BITS = st.lists(
    st.sampled_from(['"', ",", "\n", "\r", "OpportunityID", "x", "\0", " ", "\ufeff", "é"]), max_size=12
)


@pytest.mark.parametrize("content_type", [JSON, CSV])
@OFTEN
@given(
    body=st.binary(max_size=40)
    | CSV_BITS.map("".join).map(str.encode)
    | st.lists(st.dictionaries(ANY_TEXT, ANY_JSON, max_size=3) | ANY_JSON, max_size=3).map(json.dumps).map(str.encode)
)
def test_any_bytes_as_an_upload_are_staged_whole_or_not_at_all(body: bytes, content_type: str) -> None:
    """An upload answers 204, or 400 with failures and nothing staged; the sync of what was staged ends."""
    mock = _FUZZED.mock
    uri = f"{IMPORTS}/1"
    answer = mock.call("POST", f"{uri}/data", body, content_type=content_type)
    assert answer.status_code in (204, 400), answer.status
    if answer.status_code == 400:
        assert failures(answer) and is_unstaged(mock, uri)
        return
    sync = mock.sync(uri)
    assert mock.status(sync) in ("success", "warning")
    for part in ("logs", "rejects"):
        mock.get(f"{sync}/{part}")


_FUZZED = Fuzzed()


@pytest.mark.parametrize("path", ["/imports", "/syncs", "/contacts/fields", "/syncs/1/rejects"])
@examples(60)
@given(
    query=st.dictionaries(
        st.sampled_from(["q", "orderBy", "limit", "offset", "totalResults", "links", "Q", "x"]) | ANY_TEXT,
        st.text(st.characters(exclude_categories=["Cs"]), max_size=15)
        | st.from_regex(r"(name|createdAt|recordIndex)(<|>|=|<=|!=)['\"*]?[\w *]{0,5}['\"*]?", fullmatch=True),
        max_size=4,
    )
)
def test_any_query_is_answered_or_refused_cleanly(fuzzed: Fuzzed, path: str, query: dict[str, str]) -> None:
    """Arbitrary list parameters: 200 or a 400 with well-formed failures."""
    if not fuzzed.mock.get("/syncs")["items"]:
        fuzzed.mock.sync(f"{IMPORTS}/1")
    query = {name.encode("utf-8", "replace").decode(): value for name, value in query.items()}
    assert fuzzed.judge("GET", path, query_string=query) in (200, 400)


@OFTEN
@given(raw=st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=40))
def test_any_query_string_is_answered_or_refused_cleanly(fuzzed: Fuzzed, raw: str) -> None:
    """Arbitrary bytes behind the question mark, decoded or not: 200 or a 400 with well-formed failures."""
    assert fuzzed.judge("GET", "/imports", environ_overrides={"QUERY_STRING": raw}) in (200, 400)


@OFTEN
@given(
    header=st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=40)
    | st.builds(
        lambda scheme, rest: f"{scheme} {rest}", st.sampled_from(["Basic", "Bearer"]), st.from_regex(r"[\w+/=]*")
    )
    .filter(lambda text: "\n" not in text)
    .map(lambda text: text.encode("utf-8").decode("latin-1"))
    | st.tuples(ANY_TEXT, ANY_TEXT).map(lambda two: basic(*(t.encode("utf-8", "replace").decode() for t in two)))
)
def test_any_authorization_is_refused_alike_everywhere(fuzzed: Fuzzed, header: str) -> None:
    """Arbitrary Authorization headers: 401 on the Bulk API, the known text on `/id`, 401 at the token endpoint."""
    overrides = {"HTTP_AUTHORIZATION": header}
    raw = fuzzed.mock.raw
    assert raw("GET", f"{BULK}/syncs", environ_overrides=overrides).status_code == 401
    assert raw("GET", "/id", environ_overrides=overrides).data == b'"Not authenticated."'
    assert raw("POST", "/auth/oauth2/token", json={}, environ_overrides=overrides).status_code == 401


@examples(40)
@given(
    verb=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"]),
    path=st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(lambda text: f"/{text}"),
    override=st.sampled_from([None, "PUT", "DELETE", "x"]),
)
def test_any_path_is_404_or_405(fuzzed: Fuzzed, verb: str, path: str, override: str | None) -> None:
    """Arbitrary paths under the Bulk API are unknown, and never a crash."""
    overrides = {"PATH_INFO": (BULK + "/zz" + path).encode().decode("latin-1")}
    headers = {} if override is None else {"X-HTTP-Method-Override": override}
    assert fuzzed.mock.raw(verb, "/", environ_overrides=overrides, headers=headers).status_code in (404, 405)
