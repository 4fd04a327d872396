"""What filters keep, and which are refused. [filter-comparison] [filter-like] [filter-status] [server-time]"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mock_server.domain.entities import ACCOUNTS, CONTACTS, OPPORTUNITIES, Entity
from mock_server.domain.filtering import FilterView, check_filter, records_kept
from mock_server.domain.identity import FOLDS
from mock_server.domain.moments import TICKS_PER_SECOND
from mock_server.tests.domain.scanning import ScannedSite

CITY, EMPLOYEES = "{{Contact.Field(C_City)}}", "{{Contact.Field(C_Employees1)}}"
DATE = "{{Contact.Field(C_LastModifiedByExtIntegrateSystem)}}"
COMPANY = "{{Contact.Account.Field(M_CompanyName)}}"

Keep = Callable[[str], list[int]]


def view(site: ScannedSite, entity: Entity = CONTACTS, fold: str = "casefold", in_utc: bool = False) -> FilterView:
    return FilterView(entity, site, FOLDS[fold], in_utc)


@pytest.fixture
def site() -> ScannedSite:
    """Contacts 1 to 6 and accounts 1 to 2; contacts 1, 3 and 5 in list 1."""
    site = ScannedSite()
    site.add(ACCOUNTS, {"M_CompanyName": "Acme"})
    site.add(ACCOUNTS, {"M_CompanyName": "O'Brien & Söhne"})
    for city, employees, date, account_id in (
        ("Rome", "9", "2019-03-10 00:00:00", 1),
        ("ROME", "10", "2019-03-10 14:00:00", 1),
        ("Oslo", "9.0", "2019-03-11 00:00:00", 2),
        ("", "", "", 2),
        (" ", "-1", "2018-12-31 23:59:59", None),
        ("Zürich", "007", "2019-03-10 14:00:01", None),
    ):
        values = {"C_City": city, "C_Employees1": employees, "C_LastModifiedByExtIntegrateSystem": date}
        site.add(CONTACTS, values, account_id)
    site.containers["contacts", "{{ContactList[1]}}"] = {1, 3, 5}
    site.containers["contacts", "{{ContactSegment[1]}}"] = {6}
    site.containers["accounts", "{{AccountList[1]}}"] = {2}
    return site


def ids(site: ScannedSite, text: str | None, entity: Entity = CONTACTS) -> list[int]:
    """Ids of the records that an accepted filter keeps."""
    found = view(site, entity)
    assert text is None or list(check_filter(text, found)) == []
    return [record.id for record in records_kept(text, found)]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        # Text: case does not matter, blanks do.
        (f"'{CITY}' = 'rome'", [1, 2]),
        (f"'{CITY}' = 'Rome '", []),
        (f"'{CITY}' != 'rome'", [3, 4, 5, 6]),
        (f"'{CITY}' > 'ROME'", [6]),
        (f"'{CITY}' >= 'ROME'", [1, 2, 6]),
        (f"'{CITY}' < 'rome'", [3]),
        (f"'{CITY}' ~ 'r%'", [1, 2]),
        (f"'{CITY}' ~ '_[OS]%'", [1, 2, 3]),
        (f"'{CITY}' ~ '%Ü%'", [6]),
        # Numbers.
        (f"'{EMPLOYEES}' = '9'", [1, 3]),
        (f"'{EMPLOYEES}' = '7'", [6]),
        (f"'{EMPLOYEES}' > '9'", [2]),
        (f"'{EMPLOYEES}' < '9.0'", [5, 6]),
        (f"'{EMPLOYEES}' <= '+9'", [1, 3, 5, 6]),
        (f"'{EMPLOYEES}' ~ '9%'", [1, 3]),
        ("'{{Contact.Id}}' = '3'", [3]),
        ("'{{Contact.Id}}' = '03.0'", [3]),
        ("'{{Contact.Id}}' = '3.5'", []),
        ("'{{Contact.Id}}' > '3.5'", [4, 5, 6]),
        ("'{{Contact.Id}}' < '3.5'", [1, 2, 3]),
        ("'{{Contact.Id}}' >= '5'", [5, 6]),
        ("'{{Contact.Id}}' > '-1' AND '{{Contact.Id}}' <= '2'", [1, 2]),
        # Dates, in every form of them.
        (f"'{DATE}' = '2019-03-10'", [1]),
        (f"'{DATE}' = '03/10/2019 2:00 PM'", [2]),
        (f"'{DATE}' = '2019-03-10T14:00:00.000Z'", [2]),
        (f"'{DATE}' > '2019/03/10 14:00'", [3, 6]),
        (f"'{DATE}' < '2019.03.10'", [5]),
        (f"'{DATE}' ~ '2019-03-10%'", [1, 2, 6]),
        # Blanks: equal to each other, neither less nor greater than anything.
        (f"'{CITY}' = ''", [4, 5]),
        (f"'{CITY}' != ' '", [1, 2, 3, 6]),
        (f"'{CITY}' ~ ''", [4]),
        (f"'{CITY}' > ''", []),
        (f"'{EMPLOYEES}' <= ''", []),
        (f"'{DATE}' = ''", [4]),
        (f"NOT '{EMPLOYEES}' > '9'", [1, 3, 4, 5, 6]),
        # The account of a contact.
        (f"'{COMPANY}' = 'acme'", [1, 2]),
        (f"'{COMPANY}' = 'O''Brien & söhne'", [3, 4]),
        (f"'{COMPANY}' = ''", [5, 6]),
        ("'{{Contact.Account.Id}}' >= '2'", [3, 4]),
        ("'{{Contact.Account.Id}}' != '2'", [1, 2, 5, 6]),
        # Joints.
        (f"'{CITY}' = 'oslo' OR '{CITY}' = 'rome' AND '{EMPLOYEES}' = '10'", [2, 3]),
        (f"('{CITY}' = 'oslo' OR '{CITY}' = 'rome') AND '{EMPLOYEES}' = '10'", [2]),
        (f"NOT ('{CITY}' = 'rome' OR '{CITY}' = '')", [3, 6]),
        ("EXISTS('{{ContactList[1]}}')", [1, 3, 5]),
        (f"NOT EXISTS('{{{{ContactList[1]}}}}') AND '{CITY}' = 'Rome'", [2]),
        (f"EXISTS('{{{{ContactList[1]}}}}') OR '{CITY}' = 'Rome'", [1, 2, 3, 5]),
        (None, [1, 2, 3, 4, 5, 6]),
    ],
)
def test_what_a_filter_keeps(site: ScannedSite, text: str | None, kept: list[int]) -> None:
    """Text as text, numbers as numbers, dates as dates, blanks as blanks; in id order."""
    assert ids(site, text) == kept


def test_accounts_are_filtered_like_contacts(site: ScannedSite) -> None:
    """An account has its own fields and lists."""
    assert ids(site, "'{{Account.Field(M_CompanyName)}}' ~ 'o''b%'", ACCOUNTS) == [2]
    assert ids(site, "EXISTS('{{AccountList[1]}}')", ACCOUNTS) == [2]
    assert ids(site, "'{{Account.Id}}' < '2'", ACCOUNTS) == [1]


def test_text_is_compared_as_the_site_says(site: ScannedSite) -> None:
    """`textComparison` decides for filters too, `~` included."""
    site.text_comparison = "ascii"
    assert [r.id for r in records_kept(f"'{CITY}' = 'ZÜRICH'", view(site, fold="ascii"))] == []
    assert [r.id for r in records_kept(f"'{CITY}' ~ 'zÜ%'", view(site, fold="ascii"))] == []
    site.text_comparison = "sql-accent"
    assert [r.id for r in records_kept(f"'{CITY}' = 'zurich '", view(site, fold="sql-accent"))] == [6]
    assert [r.id for r in records_kept(f"'{CITY}' ~ 'zU%'", view(site, fold="sql-accent"))] == [6]


def test_what_is_no_number_is_neither_less_nor_greater(site: ScannedSite) -> None:
    """A stored text that is no number compares as text with texts alone."""
    site.add(CONTACTS, {"C_Employees1": "many"})
    assert ids(site, f"'{EMPLOYEES}' >= '-999' OR '{EMPLOYEES}' < '-999'") == [1, 2, 3, 5, 6]
    assert ids(site, f"'{EMPLOYEES}' != '9'") == [2, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("in_utc", "value", "kept"),
    [
        (True, "2019-07-01 12:00:00", [1]),
        (False, "2019-07-01 08:00", [1]),
        (False, "07/01/2019 8:00 AM", [1]),
        (False, "2019-07-01 12:00:00", []),
        (False, "2019-01-01 07:00:00", [2]),
    ],
)
def test_system_timestamps_are_in_the_zone_of_the_export(in_utc: bool, value: str, kept: list[int]) -> None:
    """The value of a filter is in UTC where the export is, else in the server's time."""
    site = ScannedSite()
    for seconds in (1_561_982_400, 1_546_344_000):
        site.add(CONTACTS, {})
        site.records["contacts"][-1] = site.records["contacts"][-1]._replace(updated_at=seconds * TICKS_PER_SECOND + 5)
    found = view(site, in_utc=in_utc)
    assert [record.id for record in records_kept(f"'{{{{Contact.UpdatedAt}}}}' = '{value}'", found)] == kept


SEGMENT = "EXISTS('{{ContactSegment[1]}}')"
CREATED = "'{{Contact.CreatedAt}}' > '2019-01-01'"


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("'{{Contact.Id}}' =", ["Must be a filter: more expected at character 19."]),
        ("'{{Contact.Id' = '1'", ["Must be a filter: '}}' expected at character 14."]),
        ("'{{Nonsense}}' = '1'", ["Must name an existing Contact field (at character 1)."]),
        ("NOT '{{Account.Id}}' = '1'", ["Must name an existing Contact field (at character 5)."]),
        (f"'{EMPLOYEES}' > 'ten'", ["Must compare a number with a number (at character 1)."]),
        ("'{{Contact.Account.Id}}' = 'x'", ["Must compare a number with a number (at character 1)."]),
        (f"'{DATE}' = 'soon'", ["Must compare a date with a date (at character 1)."]),
        ("'{{Contact.UpdatedAt}}' > '2019-02-30'", ["Must compare a date with a date (at character 1)."]),
        (f"'{DATE}' ~ 'soon' AND '{EMPLOYEES}' ~ 'x' AND '{DATE}' = ' '", []),
        ("EXISTS('{{ContactList[2]}}')", ["Must name an existing contact list (at character 8)."]),
        (
            "EXISTS('{{AccountList[1]}}')",
            ["Must name ContactFilter, ContactSegment, ContactList in an export of contacts (at character 8)."],
        ),
        (
            "EXISTS('{{Contact.Id}}')",
            ["Must name one of ContactFilter, ContactSegment, ContactList, AccountList by its id (at character 8)."],
        ),
        (
            "EXISTS('{{ContactList[1].Id}}')",
            ["Must name one of ContactFilter, ContactSegment, ContactList, AccountList by its id (at character 8)."],
        ),
        ("EXISTS('{{ContactList[1]}}') OR EXISTS('{{ContactList[1]}}')", ["Must have at most one EXISTS."]),
        ("STATUS('{{ActionInstance(a)}}') = 'pending'", ["Must reference service instance within a workflow"]),
        (
            "STATUS('{{ActionInstance(a)}}') = 'x' OR STATUS('{{ActionInstance(b)}}') = 'y'",
            ["Must reference service instance within a workflow"] * 2 + ["Must have at most one STATUS."],
        ),
        (SEGMENT, []),
        (f"{SEGMENT} AND {CREATED} AND '{{{{Contact.Field(C_DateModified)}}}}' > '2019-01-01'", []),
        (f"{CREATED} AND {CREATED} AND {CREATED}", []),
        (
            "'{{Nonsense}}' = '1' AND EXISTS('{{ContactList[9]}}')",
            [
                "Must name an existing Contact field (at character 1).",
                "Must name an existing contact list (at character 33).",
            ],
        ),
    ],
)
def test_every_fault_is_named(site: ScannedSite, text: str, problems: list[str]) -> None:
    """Each fault is a failure of `filter`, with the text and where in it."""
    failures = list(check_filter(text, view(site)))
    assert [failure.constraint for failure in failures] == problems
    assert {(failure.field, failure.value) for failure in failures} <= {("filter", text)}


@pytest.mark.parametrize(
    "text",
    [
        f"{SEGMENT} AND {CREATED} AND {CREATED} AND {CREATED}",
        f"{SEGMENT} AND '{CITY}' = 'Rome'",
        f"'{CITY}' = '' OR {SEGMENT}",
    ],
)
def test_a_segment_goes_with_two_dates_at_most(site: ScannedSite, text: str) -> None:
    """Since 19B EXISTS of a segment is combined with at most two terms on four dates of the contact."""
    assert [failure.constraint for failure in check_filter(text, view(site))] == [
        "Must combine EXISTS of a segment with at most two terms on {{Contact.UpdatedAt}}, {{Contact.CreatedAt}}, "
        "{{Contact.Field(C_DateModified)}}, {{Contact.Field(C_DateCreated)}}."
    ]


def test_an_account_export_knows_account_lists_only(site: ScannedSite) -> None:
    """EXISTS works on containers of the same entity."""
    failures = check_filter("EXISTS('{{ContactList[1]}}')", view(site, ACCOUNTS))
    assert [f.constraint for f in failures] == ["Must name AccountList in an export of accounts (at character 8)."]
    failures = check_filter("EXISTS('{{ContactList[1]}}')", view(site, OPPORTUNITIES))
    assert [f.constraint for f in failures] == [
        "Must name no container in an export of opportunities (at character 8)."
    ]
