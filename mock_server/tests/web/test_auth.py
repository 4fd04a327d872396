"""Who gets in: HTTP Basic, Bearer tokens, and what `GET /id` says."""

from __future__ import annotations

from base64 import b64encode

import pytest

from mock_server.settings import Settings
from mock_server.tests.in_process import BULK, InProcess, basic, site_of

GOOD = "TestCompany\\test.user:test-password"


def encoded(text: str | bytes) -> str:
    return b64encode(text if isinstance(text, bytes) else text.encode()).decode()


def status(mock: InProcess, header: str | None) -> int:
    headers = {} if header is None else {"Authorization": header}
    return mock.raw("GET", f"{BULK}/syncs", headers=headers).status_code


BROKEN = [
    None,
    "",
    "Basic",
    "Basic ",
    "Basic !!!!",
    "Basic " + encoded(GOOD)[:-3],
    "Basic " + encoded(GOOD) + "=",
    "Basic " + encoded(GOOD)[:5] + " " + encoded(GOOD)[5:],
    encoded(GOOD),
    "Digest " + encoded(GOOD),
    "Basic " + GOOD,
    "Basic " + encoded(""),
    "Basic " + encoded(":"),
    "Basic " + encoded("\\:"),
    "Basic " + encoded("test.user:test-password"),
    "Basic " + encoded("TestCompany/test.user:test-password"),
    "Basic " + encoded("TestCompany\\test.user"),
    "Basic " + encoded("TestCompany\\test.user:"),
    "Basic " + encoded("TestCompany\\test.user:wrong"),
    "Basic " + encoded("TestCompany\\test.user:test-password "),
    "Basic " + encoded("TestCompany\\Test.User:test-password"),
    "Basic " + encoded("testcompany\\test.user:test-password"),
    "Basic " + encoded("TestCompany\\test.user:TEST-PASSWORD"),
    "Basic " + encoded("TestCompany\\\\test.user:test-password"),
    "Basic " + encoded("OtherCompany\\test.user:test-password"),
    "Basic " + encoded("\\test.user:test-password"),
    "Basic " + encoded(b"\xff\xfe:\xff"),
    "Basic \xe9\xe9",
    "Basic " + "A" * 10_000,
    "Bearer",
    "Bearer ",
    "Bearer test-password",
    "Bearer " + encoded(GOOD),
    "Bearer test-refresh-token",
]


@pytest.mark.parametrize("header", BROKEN, ids=range(len(BROKEN)))
def test_broken_or_wrong_credentials_are_401_on_the_bulk_api(mock: InProcess, header: str | None) -> None:
    """Whatever is not exactly `Site\\User:Password` in Base64, or a valid token, answers 401. [credentials-exact]"""
    assert status(mock, header) == 401


@pytest.mark.parametrize("header", BROKEN, ids=range(len(BROKEN)))
def test_broken_or_wrong_credentials_are_a_200_on_id(mock: InProcess, header: str | None) -> None:
    """CONFIRMED: `/id` answers 200 with the 20 bytes `"Not authenticated."`, quotes included."""
    answer = mock.raw("GET", "/id", headers={} if header is None else {"Authorization": header})
    assert (answer.status, answer.data) == ("200 OK", b'"Not authenticated."')
    assert answer.content_type == "application/json; charset=utf-8"


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_the_scheme_is_taken_in_any_case(mock: InProcess, scheme: str) -> None:
    """The name of an authentication scheme has no case (RFC 9110), and blanks around the credentials do not count."""
    assert status(mock, f"{scheme}   {encoded(GOOD)} ") == 200


@pytest.mark.parametrize("password", ["p:a:s:s", "pässwörd", "pass word ", "\\", "x" * 1000])
def test_a_password_may_hold_anything(password: str) -> None:
    """The first colon ends the user name; colons, blanks and letters outside ASCII (UTF-8) belong to the password.

    [credentials-exact]
    """
    mock = InProcess(site_of({"users": [{"username": "test.user", "password": password}]}))
    assert status(mock, basic("TestCompany", password=password)) == 200
    assert status(mock, basic("TestCompany", password=password + "x")) == 401


@pytest.mark.parametrize(
    ("verb", "path"), [("GET", "/syncs/9"), ("POST", "/syncs"), ("PUT", "/opportunities/imports/1")]
)
def test_credentials_are_judged_before_anything_else_of_a_known_path(mock: InProcess, verb: str, path: str) -> None:
    """Without credentials a known path answers 401, whether or not what it names is there and the body is right."""
    assert mock.raw(verb, BULK + path, data=b"{").status_code == 401


def test_a_refused_call_does_nothing(mock: InProcess) -> None:
    """A call with wrong credentials creates nothing."""
    headers = {"Authorization": basic("TestCompany", password="wrong")}
    body = {"name": "x"}
    assert mock.call("POST", "/opportunities/imports", body, headers=headers).status_code == 401
    assert mock.get("/imports")["items"] == []


def test_credentials_choose_the_site() -> None:
    """Two sites on one server with the same user and password: the site's name tells them apart."""
    mock = InProcess("small_b2b", "ambiguous_matches")
    mock.create_import()
    assert mock.get("/imports", site="AmbiguousCompany")["count"] == 0
    for number, site in enumerate(("TestCompany", "AmbiguousCompany"), start=1):
        answer = mock.raw("GET", "/id", headers={"Authorization": basic(site)}).json
        assert answer is not None and answer["site"] == {"id": number, "name": site}


def test_users_of_one_site_share_it_and_have_ids_of_their_own() -> None:
    """What one user created another sees; `/id` numbers the users in the order of the site file."""
    users = [{"username": name, "password": "test-password"} for name in ("test.user", "second")]
    mock = InProcess(site_of({"users": users}))
    uri = mock.create_import()
    headers = {"Authorization": basic("TestCompany", "second")}
    assert mock.get(uri, headers=headers)["createdBy"] == "test.user"
    answer = mock.raw("GET", "/id", headers=headers).json
    assert answer is not None
    assert (answer["user"]["id"], answer["user"]["username"]) == (2, "second")


# Discovery.


def discover(mock: InProcess, **headers: str) -> str:
    """The base that `/id` names to a client that sends these headers."""
    answer = mock.raw("GET", "/id", headers={"Authorization": basic(mock.site), **headers})
    assert answer.json is not None
    base: str = answer.json["urls"]["base"]
    return base


def test_id_answers_in_the_observed_shape_and_order(mock: InProcess) -> None:
    """OBSERVED, byte for byte: site, user, urls; `{version}` is literal text."""
    answer = mock.raw("GET", "/id", headers={"Authorization": basic("TestCompany"), "Host": "mock:8080"})
    base = "http://mock:8080"
    soap = f"{base}/API/{{version}}"
    assert answer.text == (
        '{"site":{"id":1,"name":"TestCompany"},"user":{"id":1,"username":"test.user","displayName":"test.user",'
        '"firstName":"","lastName":"","emailAddress":"test.user@testcompany.example"},'
        f'"urls":{{"base":"{base}","apis":{{"soap":{{"standard":"{soap}/Service.svc",'
        f'"dataTransfer":"{soap}/DataTransferService.svc","email":"{soap}/EmailService.svc",'
        f'"externalAction":"{soap}/ExternalActionService.svc"}},'
        f'"rest":{{"standard":"{base}/API/REST/{{version}}/","bulk":"{base}/API/Bulk/{{version}}/"}}}}}}}}'
    )


@pytest.mark.parametrize("path", ["/id", "/ID", "/Id/", "//id"])
def test_id_is_found_in_any_case(mock: InProcess, path: str) -> None:
    """The path of discovery is matched like the others."""
    assert mock.raw("GET", "http://localhost" + path, headers={"Authorization": basic("TestCompany")}).json


@pytest.mark.parametrize(
    "host",
    ["localhost:54321", "127.0.0.1:8080", "eloqua-mock", "mock_server:80", "[::1]:8080", "secure.p04.eloqua.com"],
)
def test_the_base_is_the_host_that_was_asked_for(mock: InProcess, host: str) -> None:
    """Behind a random port, a container name or another name, the base follows the `Host` header."""
    assert discover(mock, Host=host) == f"http://{host}"


@pytest.mark.parametrize("host", ["mock:8080", "login.eloqua.com", "evil.example/x"])
@pytest.mark.parametrize("public", ["https://proxy.example", "https://proxy.example/"])
def test_a_public_url_wins_over_any_host(public: str, host: str) -> None:
    """With `--public-url` the base is that, without a slash at its end."""
    mock = InProcess(settings=Settings(public_url=public))
    assert discover(mock, Host=host) == "https://proxy.example"


@pytest.mark.parametrize("host", ["login.eloqua.com", "LOGIN.Eloqua.com:443"])
def test_for_the_login_host_the_base_is_the_listening_address(mock: InProcess, host: str) -> None:
    """A client that asked `login.eloqua.com` was redirected here: it is told where the server listens."""
    assert discover(mock, Host=host, **{"X-Forwarded-Host": "evil.example"}) == "http://localhost"


@pytest.mark.parametrize(
    "host",
    [
        "",
        "a b",
        "evil@host",
        "host/path",
        "host?x",
        "host#x",
        '"><script>',
        "[::1",
        "host:port",
        "a:1:2",
        "x\\y",
        "%00",
        "ho,st",
    ],
)
def test_a_hostile_host_is_never_repeated(mock: InProcess, host: str) -> None:
    """A `Host` that is no host with a port gets the listening address, and the call is answered all the same."""
    assert discover(mock, Host=host) == "http://localhost"


@pytest.mark.parametrize("host", ["", "a b", '"><script>', "x\\y", "[::1"])
def test_a_hostile_host_does_not_disturb_the_bulk_api(mock: InProcess, host: str) -> None:
    """The Bulk API does not care for the `Host`."""
    assert mock.call("GET", "/syncs", headers={"Host": host}).status_code == 200


def test_forwarded_headers_are_not_believed(mock: InProcess) -> None:
    """Only `Host` and `--public-url` decide the base; forwarding headers do not."""
    forwarded = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example"}
    assert discover(mock, Host="mock", **forwarded) == "http://mock"


def test_a_base_is_a_working_address(mock: InProcess) -> None:
    """The bulk address of the answer, with `{version}` filled in, reaches the Bulk API."""
    headers = {"Authorization": basic("TestCompany")}
    answer = mock.raw("GET", "/id", headers=headers).json
    assert answer is not None
    url = answer["urls"]["apis"]["rest"]["bulk"].replace("{version}", "2.0")
    assert mock.raw("GET", f"{url}syncs", headers=headers).status_code == 200
