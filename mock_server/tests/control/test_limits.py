"""A site with smaller limits than the documented ones meets the same rules."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.domain.errors import ValidationFailed
from mock_server.domain.site_description import Limits
from mock_server.tests.in_process import InProcess, site_of
from mock_server.web.schemas.site_file import read_site_file

ROW = {"OpportunityID": "1"}


def test_the_documented_limits_are_the_default(mock: InProcess) -> None:
    """A site file that says nothing has 32 MB for an upload and 500 uploads for a sync, and the site tells so."""
    limits = mock.control("GET", "/sites/TestCompany")["limits"]
    assert limits == {"uploadBytes": 32 * 1024 * 1024, "uploadsPerSync": 500}


@pytest.mark.parametrize(
    ("said", "limits"),
    [
        ("small", Limits(32_000, 5)),
        ({}, Limits()),
        ({"uploadBytes": 10}, Limits(10, 500)),
        ({"uploadsPerSync": 1}, Limits(33_554_432, 1)),
    ],
)
def test_limits_are_read(said: Any, limits: Limits) -> None:
    """The preset, or an object in which what is left out is as documented."""
    assert site_of({"limits": said}).limits == limits


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("tiny", "limits"),
        (5, "limits"),
        ({"uploadBytes": 0}, "limits.uploadBytes"),
        ({"uploadBytes": 33_554_433}, "limits.uploadBytes"),
        ({"uploadsPerSync": True}, "limits.uploadsPerSync"),
        ({"uploads": 5}, "limits.uploads"),
    ],
)
def test_faulty_limits_are_refused(said: Any, place: str) -> None:
    """What is no limit, or larger than the documented one, is a fault with its place."""
    users = [{"username": "u", "password": "p"}]
    with pytest.raises(ValidationFailed) as refused:
        read_site_file({"version": 1, "name": "n", "users": users, "limits": said})
    assert [failure.field for failure in refused.value.failures] == [place]


@pytest.mark.parametrize(("size", "status"), [(200, 204), (201, 404)])
def test_an_upload_over_the_limit_is_refused(size: int, status: int) -> None:
    """One byte too many answers as a body over 32 MB does, and stages nothing."""
    mock = InProcess(site_of({"limits": {"uploadBytes": 200}}))
    uri = mock.create_import()
    body = b'[{"OpportunityID": "1"}]'.ljust(size)
    assert mock.call("POST", f"{uri}/data", body).status_code == status
    staged = mock.logs(mock.sync(uri))[0]
    assert staged == ("ELQ-00130", 1 if status == 204 else 0)


def test_definitions_may_be_larger_than_an_upload() -> None:
    """The limit is of uploads: other bodies are as they were."""
    mock = InProcess(site_of({"limits": {"uploadBytes": 20}}))
    assert mock.create_import(name="a name of some length") == "/opportunities/imports/1"


def test_one_upload_too_many_is_refused() -> None:
    """With five uploads for a sync the sixth answers 400; a sync makes room again, and takes the five."""
    mock = InProcess(site_of({"limits": "small"}))
    uri = mock.create_import()
    for _ in range(5):
        mock.upload(uri, [ROW])
    answer = mock.call("POST", f"{uri}/data", [ROW])
    assert answer.status == "400 There was a validation error."
    assert answer.json == {"failures": [{"field": "data", "constraint": "Must be at most 5 uploads for one sync."}]}
    assert mock.logs(mock.sync(uri))[0] == ("ELQ-00130", 5)
    mock.upload(uri, [ROW])


def test_limits_are_the_sites_own(mock: InProcess) -> None:
    """A small site beside another leaves that one as documented."""
    mock = InProcess(site_of({"limits": {"uploadBytes": 30, "uploadsPerSync": 1}}), site_of({"name": "Other"}))
    body = b'[{"a": "an.address.that.is.long.enough@x.example"}]'
    definition = {"name": "n", "fields": {"a": "{{Contact.Field(C_EmailAddress)}}"}, "identifierFieldName": "a"}
    for site, status in (("TestCompany", 404), ("Other", 204)):
        made = mock.call("POST", "/contacts/imports", definition, site=site)
        assert made.json is not None
        assert mock.call("POST", f"{made.json['uri']}/data", body, site=site).status_code == status
