"""Assertions about a site that say, where they fail, what nearly was."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NoReturn

from mock_server.testing import near_misses
from mock_server.testing.access import Access
from mock_server.testing.errors import RefusedError
from mock_server.testing.explanations import Explanation, explained
from mock_server.testing.records import WORDS, Record, Records

MOST = 20
"""Lines of one failure."""


class Asserting(Access):
    """Each raises AssertionError with a text that explains itself."""

    def assert_linked(self, opportunity: str, contact: str | int) -> None:
        """The opportunity of that id is linked to a contact with that address, or of that record id."""
        __tracebackhide__ = True
        links = self.links
        if any(
            each.opportunity_id == opportunity and contact in (each.contact_id, each.email_address) for each in links
        ):
            return
        address = self._address(contact)
        _fail(f"{opportunity} is not linked to {address}", near_misses.of_a_link(self, opportunity, address))

    def assert_not_linked(self, opportunity: str, contact: str | int) -> None:
        """The opportunity of that id is linked to no contact with that address, or of that record id."""
        __tracebackhide__ = True
        found = [
            e for e in self.links if e.opportunity_id == opportunity and contact in (e.contact_id, e.email_address)
        ]
        if found:
            told = [f"contact {e.contact_id}, by {e.sync_uri or 'no sync: it was there before'}" for e in found]
            _fail(f"{opportunity} is linked to {contact}", told)

    def assert_opportunity(self, opportunity: str, **fields: object) -> Record:
        """There is one opportunity of that id, with these values, by internal name. It."""
        __tracebackhide__ = True
        return self._assert_record("opportunities", opportunity, fields)

    def assert_contact(self, address: str, **fields: object) -> Record:
        """There is a contact with that address and with these values, by internal name. The first such."""
        __tracebackhide__ = True
        return self._assert_record("contacts", address, fields)

    def assert_account(self, name: str, **fields: object) -> Record:
        """There is an account of that name with these values, by internal name. The first such."""
        __tracebackhide__ = True
        return self._assert_record("accounts", name, fields)

    def assert_no_opportunity(self, opportunity: str) -> None:
        """There is no opportunity of that id."""
        __tracebackhide__ = True
        if found := [each for each in self.opportunities if each.label == opportunity]:
            _fail(f"there is an opportunity {opportunity}", [repr(each) for each in found])

    def assert_imported(self, *opportunities: str) -> None:
        """There are opportunities of all these ids."""
        __tracebackhide__ = True
        missing = [each for each in opportunities if each not in self.opportunities.labels]
        if missing:
            told = [line for each in missing for line in near_misses.of_a_record(self, "opportunities", each)]
            _fail(f"{len(missing)} of {len(opportunities)} opportunities were not imported", told)

    def assert_rejected(self, status_code: str | None = None, *, sync: str | None = None, **values: str) -> None:
        """Some row was rejected: with that code, in that sync, and with these values under the keys of its definition.

        `eloqua.assert_rejected("ELQ-00085", EmailAddress="nobody@nowhere.example")`
        """
        __tracebackhide__ = True
        rejects = list(self._all("rejects"))
        for each in rejects:
            row = each["fieldValues"]
            if (
                status_code in (None, each["statusCode"])
                and sync in (None, each["syncUri"])
                and all(row.get(key) == value for key, value in values.items())
            ):
                return
        wanted = " ".join(filter(None, [status_code, sync, str(values) if values else None])) or "anything"
        told = [
            f"{e['syncUri']} row {e['recordIndex']}: {e['statusCode']} {e['message']} {e['fieldValues']}"
            for e in rejects
        ]
        told += near_misses.of_staged_rows(self, values.values())
        _fail(f"no row was rejected: {wanted}", told or ["nothing was rejected at all"])

    def explain(self, sync_uri: str, row: int) -> Explanation:
        """Why the row of that number, from 1, of that sync became what it did: `print(eloqua.explain("/syncs/2", 1))`.

        Raises RefusedError where the sync has not ended, has no such row, or its rows are no longer kept.
        """
        __tracebackhide__ = True
        if not re.fullmatch(r"/syncs/[1-9][0-9]*", sync_uri):
            raise RefusedError(f"{sync_uri!r} is no sync's uri, which is like '/syncs/1'")
        found = self.control.call("GET", f"{sync_uri}/explain", query=f"row={row}")
        return explained(sync_uri, found)

    def assert_nothing_rejected(self) -> None:
        """No sync of the site rejected a row."""
        __tracebackhide__ = True
        told = [
            f"{e['syncUri']} row {e['recordIndex']}: {e['statusCode']} {e['message']} {e['fieldValues']}"
            for e in self._all("rejects")
        ]
        if told:
            _fail(f"{len(told)} rows were rejected", told)

    def _assert_record(self, plural: str, label: str, fields: dict[str, object]) -> Record:
        __tracebackhide__ = True
        every: Records = getattr(self, plural)
        found = [each for each in every if each.label == label]
        for record in found:
            if all(record[name] == str(value) for name, value in fields.items()):
                return record
        if not found:
            _fail(f"no {WORDS[plural]} {label}", near_misses.of_a_record(self, plural, label)[1:])
        told = [line for record in found for line in _otherwise(record, fields, several=len(found) > 1)]
        raise AssertionError(
            _text(f"{WORDS[plural]} {label} is otherwise", told + near_misses.of_staged_rows(self, [label]))
        )

    def _address(self, contact: str | int) -> str:
        if isinstance(contact, str):
            return contact
        return next((each.label for each in self.contacts if each.id == contact), f"contact {contact}")


def _otherwise(record: Record, fields: dict[str, object], *, several: bool) -> list[str]:
    """The fields that have other values than wanted; which record's, where there are several."""
    which = f" (record {record.id})" if several else ""
    return [f"{n} is {record[n]!r}, not {str(v)!r}{which}" for n, v in fields.items() if record[n] != str(v)]


def _fail(claim: str, told: Iterable[str]) -> NoReturn:
    __tracebackhide__ = True
    raise AssertionError(_text(claim, list(told)))


def _text(claim: str, lines: list[str]) -> str:
    shown = "".join(f"\n  {line}" for line in lines[:MOST])
    return claim + shown + (f"\n  and {len(lines) - MOST} more" if len(lines) > MOST else "")
