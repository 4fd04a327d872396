"""pyeloqua over a socket: how it waits for syncs, and what its errors are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests
from pyeloqua import EloquaBulkSyncTimeout, EloquaValidationError
from pyeloqua.error_handling import EloquaServerError, EloquaSyncError

from mock_server.tests.clients.driving import (
    email,
    export,
    exported,
    failing_fields,
    set_up_import,
)
from mock_server.tests.clients.surroundings import Surroundings

# Syncs


def test_a_sync_is_polled_until_it_ends(eloqua: Surroundings, bulk: Any) -> None:
    """A sync of twelve seconds is unfinished at the client's first looks, five seconds apart, and then a success."""
    export(bulk, "contacts", "contactID")
    bulk.create_def("an export")
    assert bulk.sync() == "success"
    assert len(eloqua.slept) > 1 and set(eloqua.slept) == {5}
    assert [entry["statusCode"] for entry in bulk.get_sync_logs()].count("ELQ-00102") == 1


def test_a_sync_may_outlast_the_patience_of_the_client(bulk: Any) -> None:
    """The client gives up after its timeout and can take the same sync up again."""
    export(bulk, "contacts", "contactID", maxRecords=1)
    bulk.create_def("an export")
    with pytest.raises(EloquaBulkSyncTimeout):
        bulk.sync(timeout=5)
    assert bulk.job_sync["status"] in ("pending", "active")
    assert bulk.sync(start_new=False) == "success"
    assert len(bulk.get_export_data()) == 1


def test_a_sync_that_fails_is_raised_with_its_logs(bulk: Any, session: requests.Session, eloqua: Surroundings) -> None:
    """A sync whose definition is deleted meanwhile ends in error, and the client raises what the logs say."""
    set_up_import(bulk, "contacts", ["C_EmailAddress"], "C_EmailAddress")
    bulk.create_def("an import")
    bulk.post_data([{"C_EmailAddress": email(1)}])
    bulk.start_sync()
    assert session.delete(f"{eloqua.url}/API/Bulk/2.0{bulk.job_def['uri']}").status_code == 204
    with pytest.raises(EloquaSyncError) as raised:
        bulk.handle_sync(start_new=False)
    assert "ELQ-00143" in {entry["statusCode"] for entry in raised.value.args[0]}


def test_an_import_without_data_is_a_warning(bulk: Any) -> None:
    """A sync with nothing staged ends in warning, and the log says why."""
    set_up_import(bulk, "contacts", ["C_EmailAddress"], "C_EmailAddress")
    bulk.create_def("an import")
    bulk.handle_sync()
    assert bulk.job_sync["status"] == "warning"
    assert "ELQ-00124" in {entry["statusCode"] for entry in bulk.get_sync_logs()}


# Errors


def test_a_refused_definition_is_raised_with_its_failures(bulk: Any) -> None:
    """An import without an identifier is refused in the words of the service, which the client passes on."""
    bulk.imports("contacts")
    bulk.add_fields(["C_EmailAddress"])
    with pytest.raises(EloquaValidationError) as refused:
        bulk.create_def("an import")
    assert failing_fields(refused.value) == ["identifierFieldName"]
    [failure] = refused.value.args[1]["failures"]
    assert failure["constraint"] == "Must be a string value, at least 1 character and at most 100 characters long."


@pytest.mark.parametrize("text", ["'{{Contact.Field(C_Nmae)}}' = 'x'", "'{{Contact.Id}}' = ", "x" * 1_001])
def test_a_refused_filter_is_raised_with_its_failures(bulk: Any, text: str) -> None:
    """A filter with an unknown field, a broken one and one that is too long are failures of `filter`."""
    export(bulk, "contacts", "contactID")
    bulk.job["filters"].append(text)
    with pytest.raises(EloquaValidationError) as refused:
        bulk.create_def("an export")
    assert failing_fields(refused.value) == ["filter"]


def test_a_sync_of_an_unknown_definition_is_refused(bulk: Any) -> None:
    """A sync of a definition that is not there is a failure of `syncedInstanceUri`."""
    bulk.job_def = {"uri": "/contacts/imports/99"}
    with pytest.raises(EloquaValidationError) as refused:
        bulk.start_sync()
    assert failing_fields(refused.value) == ["syncedInstanceUri"]


def test_a_client_whose_password_no_longer_holds_is_turned_away(bulk: Any) -> None:
    """Calls with wrong credentials answer 401, which the client raises as requests' HTTPError."""
    bulk.auth = ("TestCompany\\test.user", "changed")
    with pytest.raises(requests.HTTPError) as raised:
        bulk.get_fields("contacts")
    assert raised.value.response.status_code == 401


NOT_THERE: dict[str, Callable[[Any], Any]] = {
    "list": lambda bulk: bulk.asset_exists("lists", asset_id=99),
    "segment": lambda bulk: bulk.asset_exists("segments", asset_id=99),
    "filter": lambda bulk: bulk.asset_exists("filters", asset_id=99),
    "scoring model": lambda bulk: bulk.add_leadscore_fields(model_id=99),
    "sync": lambda bulk: bulk.check_sync("/syncs/99"),
    "export data": lambda bulk: bulk.get_data("/contacts/exports/99/data"),
    "custom object": lambda bulk: bulk.get_fields("customobjects", obj_id=99),
    "event": lambda bulk: bulk.get_fields("events", obj_id=99),
}


@pytest.mark.parametrize("ask", NOT_THERE.values(), ids=NOT_THERE)
def test_what_is_not_there_is_a_404(bulk: Any, ask: Callable[[Any], Any]) -> None:
    """Unknown ids answer 404, which the client raises as requests' HTTPError."""
    bulk.exports("contacts")
    with pytest.raises(requests.HTTPError) as raised:
        ask(bulk)
    assert raised.value.response.status_code == 404


def test_data_of_an_unknown_import_is_refused(bulk: Any) -> None:
    """An upload to a definition that is not there answers 404."""
    bulk.imports("contacts")
    bulk.job_def = {"uri": "/contacts/imports/99"}
    with pytest.raises(requests.HTTPError) as raised:
        bulk.post_data([{"C_EmailAddress": email(1)}])
    assert raised.value.response.status_code == 404


def test_exported_data_expires(eloqua: Surroundings, bulk: Any) -> None:
    """Seven hours later the data of an export is gone, retained for six by default: 410, raised as an HTTPError."""
    export(bulk, "contacts", "contactID", maxRecords=1)
    assert len(exported(bulk)) == 1
    eloqua.sleep(7 * 3600)
    with pytest.raises(requests.HTTPError) as raised:
        bulk.get_export_data()
    assert raised.value.response.status_code == 410


def test_a_broken_service_is_a_server_error_of_the_client(eloqua: Surroundings, bulk: Any) -> None:
    """An answer of 503, forced by the documented header that something on the way adds, is the client's own error."""
    eloqua.headers["X-HTTP-Status-Code-Override"] = "503"
    with pytest.raises(EloquaServerError) as raised:
        bulk.get_fields("contacts")
    assert raised.value.args == (503,)
