"""Every key of a site file, right and wrong; a fault names its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mock_server import site_files
from mock_server.domain.assumptions import SWITCHES
from mock_server.domain.errors import ValidationFailed
from mock_server.site_files import IN_FORM, SiteFileError, digest_of, load_site_file, shipped_sites
from mock_server.tests.in_process import InProcess, site_of
from mock_server.web.schemas.plain_parts import plain_parts
from mock_server.web.schemas.site_file import read_site_file
from mock_server.web.schemas.site_file_parts import SiteFileSchema

USER = {"username": "u", "password": "p"}
FILE: dict[str, Any] = {"version": 1, "name": "N", "users": [USER]}
CLIENT = {"clientId": "c", "clientSecret": "s", "redirectUri": "https://x.example/cb", "refreshToken": "r"}
FIELD = {"name": "Score", "internalName": "C_Score", "dataType": "number"}
OPPORTUNITY = {"fields": {"RemoteOpportunityID": "1"}}


def places(changes: dict[str, Any]) -> list[str]:
    """The places of the faults of a file with these changes; a key changed to ... is left out."""
    data = {key: value for key, value in {**FILE, **changes}.items() if value is not ...}
    with pytest.raises(ValidationFailed) as refused:
        read_site_file(data)
    return [failure.field for failure in refused.value.failures]


def test_three_keys_are_enough() -> None:
    """All keys but `version`, `name` and `users` may be left out."""
    site = read_site_file(FILE)
    assert (site.name, site.pace.as_json(), site.contacts, site.stages) == ("N", "immediate", (), ())


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"version": ...}, "version"),
        ({"version": 2}, "version"),
        ({"version": "1"}, "version"),
        ({"version": True}, "version"),
        ({"version": 1.0}, "version"),
        ({"version": None}, "version"),
        ({"name": ...}, "name"),
        ({"name": ""}, "name"),
        ({"name": 5}, "name"),
        ({"name": "a/b"}, "name"),
        ({"name": "a\\b"}, "name"),
        ({"name": "a:b"}, "name"),
        ({"name": " a"}, "name"),
        ({"name": "a\n"}, "name"),
        ({"name": "a" * 101}, "name"),
        ({"users": ...}, "users"),
        ({"users": []}, "users"),
        ({"users": {}}, "users"),
        ({"users": [USER, "u"]}, "users[1]"),
        ({"users": [{"username": "u"}]}, "users[0].password"),
        ({"users": [{"password": "p"}]}, "users[0].username"),
        ({"users": [{**USER, "username": "a:b"}]}, "users[0].username"),
        ({"users": [{**USER, "password": ""}]}, "users[0].password"),
        ({"users": [{**USER, "admin": True}]}, "users[0].admin"),
        ({"users": [USER, USER]}, "users[1]"),
        ({"oauthClients": {}}, "oauthClients"),
        ({"oauthClients": [{**CLIENT, "clientId": ""}]}, "oauthClients[0].clientId"),
        ({"oauthClients": [{**CLIENT, "clientId": "a:b"}]}, "oauthClients[0].clientId"),
        ({"oauthClients": [{**CLIENT, "clientSecret": None}]}, "oauthClients[0].clientSecret"),
        ({"oauthClients": [{**CLIENT, "redirectUri": "no url"}]}, "oauthClients[0].redirectUri"),
        ({"oauthClients": [{**CLIENT, "redirectUri": "javascript:x"}]}, "oauthClients[0].redirectUri"),
        ({"oauthClients": [{**CLIENT, "secret": 1}]}, "oauthClients[0].secret"),
        ({"oauthClients": [CLIENT, CLIENT]}, "oauthClients[1]"),
        ({"opportunityStages": "Prospecting"}, "opportunityStages"),
        ({"opportunityStages": ["A", ""]}, "opportunityStages[1]"),
        ({"opportunityStages": ["A", None]}, "opportunityStages[1]"),
        ({"opportunityStages": [5]}, "opportunityStages[0]"),
        ({"accountLinkage": []}, "accountLinkage"),
        ({"accountLinkage": {"contactField": "C_None"}}, "accountLinkage.contactField"),
        ({"accountLinkage": {"accountField": "C_Company"}}, "accountLinkage.accountField"),
        ({"accountLinkage": {"caseSensitive": "true"}}, "accountLinkage.caseSensitive"),
        ({"accountLinkage": {"caseSensitive": 1}}, "accountLinkage.caseSensitive"),
        ({"accountLinkage": {"case": True}}, "accountLinkage.case"),
        ({"fields": []}, "fields"),
        ({"fields": {"leads": []}}, "fields.leads"),
        ({"fields": {"contacts": [{**FIELD, "dataType": "text"}]}}, "fields.contacts[0].dataType"),
        ({"fields": {"contacts": [{**FIELD, "internalName": "a b"}]}}, "fields.contacts[0].internalName"),
        ({"fields": {"contacts": [{**FIELD, "name": ""}]}}, "fields.contacts[0].name"),
        ({"fields": {"contacts": [{**FIELD, "statement": "{{Contact"}]}}, "fields.contacts[0].statement"),
        ({"fields": {"contacts": [{**FIELD, "statement": "{{Account.X}}"}]}}, "fields.contacts[0].statement"),
        ({"fields": {"contacts": [FIELD, FIELD]}}, "fields.contacts[1]"),
        ({"fields": {"contacts": [{**FIELD, "internalName": "C_Company"}]}}, "fields.contacts[0]"),
        ({"importPriorities": [{"id": 0, "name": "x"}]}, "importPriorities[0].id"),
        ({"importPriorities": [{"id": "1", "name": "x"}]}, "importPriorities[0].id"),
        ({"importPriorities": [{"id": 1}]}, "importPriorities[0].name"),
        ({"importPriorities": [{"id": 1, "name": "x"}, {"id": 1, "name": "y"}]}, "importPriorities[1]"),
        ({"pace": "slow"}, "pace"),
        ({"pace": 5}, "pace"),
        ({"pace": {}}, "pace"),
        ({"pace": {"polls": -1}}, "pace"),
        ({"pace": {"polls": 1.5}}, "pace"),
        ({"pace": {"polls": True}}, "pace"),
        ({"pace": {"seconds": -0.1}}, "pace"),
        ({"pace": {"seconds": "1"}}, "pace"),
        ({"pace": {"polls": 1, "seconds": 1}}, "pace"),
        ({"pace": {"minutes": 1}}, "pace"),
        ({"pace": None}, "pace"),
        ({"assumptions": []}, "assumptions"),
        ({"assumptions": {"unknownSwitch": "x"}}, "assumptions.unknownSwitch"),
        ({"assumptions": {"longText": "shorten"}}, "assumptions.longText"),
        ({"assumptions": {"longText": True}}, "assumptions.longText"),
        ({"assumptions": {"longText": ["cut"]}}, "assumptions.longText"),
        ({"accounts": {}}, "accounts"),
        ({"accounts": None}, "accounts"),
        ({"accounts": [5]}, "accounts[0]"),
        ({"accounts": [{}]}, "accounts[0].fields"),
        ({"accounts": [{"id": 0, "fields": {}}]}, "accounts[0].id"),
        ({"accounts": [{"id": True, "fields": {}}]}, "accounts[0].id"),
        ({"accounts": [{"id": 1, "fields": {}}, {"id": 1, "fields": {}}]}, "accounts[1].id"),
        ({"accounts": [{"fields": {}, "accountId": 1}]}, "accounts[0].accountId"),
        ({"accounts": [{"fields": {"C_Company": "x"}}]}, "accounts[0].fields.C_Company"),
        ({"contacts": [{"fields": {}}, {"fields": {"C_City": 5}}]}, "contacts[1].fields.C_City"),
        ({"contacts": [{"fields": {"C_City": None}}]}, "contacts[0].fields.C_City"),
        ({"contacts": [{"fields": {"C_City": "x" * 101}}]}, "contacts[0].fields.C_City"),
        ({"contacts": [{"fields": {"C_Employees1": "many"}}]}, "contacts[0].fields.C_Employees1"),
        ({"contacts": [{"id": 7, "fields": {}, "accountId": 9}]}, "contacts[0].accountId"),
        ({"contacts": [{"fields": {}, "accountId": "1"}]}, "contacts[0].accountId"),
        ({"opportunities": [{"fields": {}}]}, "opportunities[0].fields.RemoteOpportunityID"),
        ({"opportunities": [OPPORTUNITY, OPPORTUNITY]}, "opportunities[1].fields.RemoteOpportunityID"),
        ({"opportunities": [{**OPPORTUNITY, "id": 3}]}, "opportunities[0].id"),
        ({"links": [{"opportunityId": "1", "contactId": 1}]}, "links[0].opportunityId"),
        ({"opportunities": [OPPORTUNITY], "links": [{"opportunityId": "1", "contactId": 1}]}, "links[0].contactId"),
        ({"opportunities": [OPPORTUNITY], "links": [{"opportunityId": 1, "contactId": 1}]}, "links[0].opportunityId"),
        ({"links": ["1"]}, "links[0]"),
        ({"acounts": []}, "acounts"),
    ],
    ids=str,
)
def test_a_fault_names_its_place(changes: dict[str, Any], place: str) -> None:
    """Whatever is wrong in a site file is refused, and the fault names where it stands."""
    assert place in places(changes)


def test_every_fault_is_named_at_once() -> None:
    """Faults in several parts are all named, not only the first."""
    faulty = [{"fields": {"C_None": "x"}}, {"fields": {"C_City": 1}}]
    assert places({"contacts": faulty, "accounts": [{"fields": {"M_None": ""}}]}) == [
        "accounts[0].fields.M_None",
        "contacts[0].fields.C_None",
        "contacts[1].fields.C_City",
    ]


@pytest.mark.parametrize("switch", SWITCHES)
def test_every_switch_takes_each_of_its_values(switch: str) -> None:
    """Every switch takes each of its values under its name, and shows it in the site's overview."""
    for value in SWITCHES[switch]:
        mock = InProcess(site_of({"assumptions": {switch: value}}))
        assert mock.control("GET", "/sites/TestCompany")["assumptions"][switch] == value


@pytest.mark.parametrize("pace", ["immediate", {"polls": 3}, {"seconds": 2.5}, {"seconds": 0}])
def test_the_pace_is_kept(pace: Any) -> None:
    """Each pace shows in the site's overview as the file has it."""
    assert InProcess(site_of({"pace": pace})).control("GET", "/sites/TestCompany")["pace"] == pace


def test_further_fields_can_be_used() -> None:
    """A further field is listed, holds values of the site file, and is named by its statement, given or built."""
    fields = [FIELD, {**FIELD, "internalName": "C_Other", "statement": "{{Contact.Field(Other)}}"}]
    contacts = [{"fields": {"C_Score": "12", "C_Other": "13"}}]
    mock = InProcess(site_of({"fields": {"contacts": fields}, "contacts": contacts}))
    statements = [field["statement"] for field in mock.get("/contacts/fields")["items"]]
    assert statements[-2:] == ["{{Contact.Field(C_Score)}}", "{{Contact.Field(Other)}}"]
    assert mock.records("contacts")[0]["fields"]["C_Other"] == "13"
    mock.create_linkage("{{Opportunity.Contact.Field(Other)}}")


def test_records_without_an_id_are_numbered_on() -> None:
    """Records without an `id` are numbered on from the highest one given."""
    mock = InProcess(site_of({"accounts": [{"fields": {}}, {"id": 7, "fields": {}}, {"fields": {}}]}))
    assert [account["id"] for account in mock.records("accounts")] == [7, 8, 9]


@pytest.mark.parametrize(("case_sensitive", "account"), [(False, 1), (True, 2)])
def test_a_contact_without_an_account_gets_it_by_the_rule(case_sensitive: bool, account: int) -> None:
    """A contact without `accountId` gets its account by the linkage rule, lowest id first; one with it keeps it; one
    that matches none has none. [contact-account]"""
    site = {
        "accountLinkage": {"contactField": "C_City", "accountField": "M_Country", "caseSensitive": case_sensitive},
        "accounts": [{"id": n, "fields": {"M_Country": text}} for n, text in ((1, "ROME"), (2, "Rome"), (3, "Rome"))],
        "contacts": [
            {"fields": {"C_City": "Rome"}},
            {"fields": {"C_City": "Rome"}, "accountId": 3},
            {"fields": {"C_City": "Oslo"}},
            {"fields": {}},
        ],
    }
    contacts = InProcess(site_of(site)).records("contacts")
    assert [contact["accountId"] for contact in contacts] == [account, 3, None, None]


def test_ids_of_opportunities_may_differ_in_case() -> None:
    """Ids that differ only in case can stand side by side; equal ones cannot."""
    site = site_of({"opportunities": [{"fields": {"RemoteOpportunityID": text}} for text in ("a", "A")]})
    assert len(InProcess(site).records()) == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ('{"version": NaN}', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "must be a JSON object"),
        ('{"version": 1, "name": "N", "users": [{"username": "u"}]}', "users[0].password"),
    ],
    ids=["nothing", "cut", "nan", "deep", "array", "place"],
)
def test_a_bad_file_is_told_in_one_line(tmp_path: Path, text: str, told: str) -> None:
    """A file that cannot be used: one line that names the file and what is wrong, or where."""
    path = tmp_path / "site.json"
    path.write_text(text)
    with pytest.raises(SiteFileError) as refused:
        load_site_file(str(path))
    message = str(refused.value)
    assert str(path) in message
    assert told in message
    assert "\n" not in message


def test_a_file_that_cannot_be_read_is_told_in_one_line(tmp_path: Path) -> None:
    """A folder, or bytes that are not UTF-8: one line too."""
    (tmp_path / "latin").write_bytes(b'{"name": "\xe9"}')
    for path in (tmp_path, tmp_path / "latin"):
        with pytest.raises(SiteFileError, match="cannot be read"):
            load_site_file(str(path))


def test_a_missing_file_names_the_shipped_sites() -> None:
    """A name that is neither a file nor a shipped site: the line says which sites are shipped."""
    with pytest.raises(SiteFileError, match="small_b2b"):
        load_site_file("no-such-site")


def test_the_form_of_each_shipped_site_is_known_to_be_right() -> None:
    """The digests are those of the shipped sites and of nothing else, and read without the schema each of these has
    the parts that the schema finds: so a start need not check them."""
    texts = [file.read_text(encoding="utf-8-sig") for file in shipped_sites().values()]
    assert {digest_of(text) for text in texts} == IN_FORM
    for text in texts:
        assert plain_parts(json.loads(text)) == SiteFileSchema().load(json.loads(text))


def test_a_shipped_site_that_somebody_changed_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text under a shipped site's name that is not the one that was shipped is checked as any other."""
    changed = json.loads(shipped_sites()["small_b2b"].read_text(encoding="utf-8-sig")) | {"users": [{"username": "u"}]}
    (tmp_path / "small_b2b.json").write_text(json.dumps(changed))
    monkeypatch.setattr(site_files, "shipped_sites", lambda: {"small_b2b": tmp_path / "small_b2b.json"})
    with pytest.raises(SiteFileError, match=r"users\[0\]\.password"):
        load_site_file("small_b2b")
