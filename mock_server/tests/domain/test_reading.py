"""Reading statements from records, and system timestamps in both zones. [server-time]"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.domain.entities import ACCOUNTS, CONTACTS, OPPORTUNITIES, Entity
from mock_server.domain.moments import TICKS_PER_SECOND
from mock_server.domain.reading import reader_of
from mock_server.domain.server_time import as_export_time, ticks_of
from mock_server.tests.domain.scanning import ScannedSite
from mock_server.tests.examples import examples


def ticks(text: str) -> int:
    return int(datetime.fromisoformat(f"{text}+00:00").timestamp()) * TICKS_PER_SECOND


@pytest.fixture
def site() -> ScannedSite:
    """Contact 7 at account 3, contact 8 at none; both created in winter and updated in summer."""
    site = ScannedSite()
    site.add(ACCOUNTS, {"M_CompanyName": "Acme"}, record_id=3)
    site.add(CONTACTS, {"C_City": "Rome", "C_Employees1": "12.50"}, account_id=3, record_id=7)
    site.add(CONTACTS, {}, record_id=8)
    created, updated = ticks("2019-01-15 12:00:00"), ticks("2019-07-15 12:00:00") + 9_999_999
    for records in site.records.values():
        records[:] = [record._replace(created_at=created, updated_at=updated) for record in records]
    return site


@pytest.mark.parametrize(
    ("statement", "text", "data_type"),
    [
        ("{{Contact.Id}}", "7", "number"),
        ("{{Contact.Field(C_City)}}", "Rome", "string"),
        ("{{Contact.Field(C_Employees1)}}", "12.50", "number"),
        ("{{Contact.Field(C_Title)}}", "", "string"),
        ("{{Contact.Field(C_EmailAddress)}}", "", "emailAddress"),
        ("{{Contact.CreatedAt}}", "2019-01-15 07:00:00", "date"),
        ("{{Contact.UpdatedAt}}", "2019-07-15 08:00:00", "date"),
        ("{{Contact.Account.Id}}", "3", "number"),
        ("{{Contact.Account.Field(M_CompanyName)}}", "Acme", "string"),
        ("{{Contact.Account.CreatedAt}}", "2019-01-15 07:00:00", "date"),
    ],
)
def test_what_a_statement_reads(site: ScannedSite, statement: str, text: str, data_type: str) -> None:
    """Fields, ids and system timestamps, of the record and of its account, as text."""
    reader = reader_of(statement, CONTACTS, site)
    assert reader is not None
    assert (reader.read(site.record(CONTACTS, 7)), reader.data_type) == (text, data_type)


@pytest.mark.parametrize("attribute", ["Id", "Field(M_CompanyName)", "UpdatedAt"])
def test_a_contact_without_account_has_blank_account_fields(site: ScannedSite, attribute: str) -> None:
    """Where there is no related record, the text is empty."""
    reader = reader_of(f"{{{{Contact.Account.{attribute}}}}}", CONTACTS, site)
    assert reader is not None
    assert reader.read(site.record(CONTACTS, 8)) == ""


def test_system_timestamps_in_utc(site: ScannedSite) -> None:
    """`areSystemTimestampsInUTC` shows them in UTC, those of the account too; fractions are dropped."""
    for statement, text in {
        "{{Contact.UpdatedAt}}": "2019-07-15 12:00:00",
        "{{Contact.Account.CreatedAt}}": "2019-01-15 12:00:00",
    }.items():
        reader = reader_of(statement, CONTACTS, site, in_utc=True)
        assert reader is not None
        assert reader.read(site.record(CONTACTS, 7)) == text


@pytest.mark.parametrize(
    ("entity", "statement"),
    [
        (CONTACTS, "{{Account.Id}}"),
        (CONTACTS, "{{Contact.Field(Nonsense)}}"),
        (CONTACTS, "{{Contact.Account.Field(C_City)}}"),
        (CONTACTS, "{{Contact.Account.Account.Id}}"),
        (CONTACTS, "{{Contact.Account}}"),
        (CONTACTS, "{{ContactList[1]}}"),
        (CONTACTS, "{{contact.Id}}"),
        (ACCOUNTS, "{{Contact.Id}}"),
        (ACCOUNTS, "{{Account.Account.Id}}"),
        (ACCOUNTS, "{{Account.User.Field(CRMOSCUserId)}}"),
        (OPPORTUNITIES, "{{Opportunity.Account.Id}}"),
    ],
)
def test_what_names_nothing(site: ScannedSite, entity: Entity, statement: str) -> None:
    """A statement of another entity, of an unknown field, or of one that only imports know, is not read."""
    assert reader_of(statement, entity, site) is None


def test_the_id_of_an_opportunity_is_its_field(site: ScannedSite) -> None:
    """`{{Opportunity.Id}}` reads the text that was imported, not a number."""
    site.add(OPPORTUNITIES, {"RemoteOpportunityID": "007"})
    reader = reader_of("{{Opportunity.Id}}", OPPORTUNITIES, site)
    assert reader is not None
    assert (reader.read(site.record(OPPORTUNITIES, 1)), reader.data_type) == ("007", "string")


@pytest.mark.parametrize(
    ("utc", "shown"),
    [
        ("2019-01-01 04:59:59", "2018-12-31 23:59:59"),
        ("2019-03-10 06:59:59", "2019-03-10 01:59:59"),
        ("2019-03-10 07:00:00", "2019-03-10 03:00:00"),
        ("2019-11-03 05:59:59", "2019-11-03 01:59:59"),
        ("2019-11-03 06:00:00", "2019-11-03 01:00:00"),
        ("2019-11-03 07:00:00", "2019-11-03 02:00:00"),
    ],
)
def test_the_server_is_in_the_us_east(utc: str, shown: str) -> None:
    """Five hours behind UTC, four while daylight saving lasts."""
    assert as_export_time(ticks(utc) + 123, in_utc=False) == shown
    assert as_export_time(ticks(utc) + 123, in_utc=True) == utc


@pytest.mark.parametrize(
    ("shown", "first", "last"),
    [
        ("2019-07-15 08:00:00", "2019-07-15 12:00:00", "2019-07-15 12:00:00"),
        ("2019-11-03 01:30:00", "2019-11-03 05:30:00", "2019-11-03 06:30:00"),
        ("2019-03-10 02:30:00", "2019-03-10 06:30:00", "2019-03-10 07:30:00"),
    ],
)
def test_the_moments_that_a_text_means(shown: str, first: str, last: str) -> None:
    """One second, but for the hour that comes twice and the one that never comes."""
    assert ticks_of(shown, in_utc=False) == (ticks(first), ticks(last) + TICKS_PER_SECOND - 1)
    assert ticks_of(shown, in_utc=True) == (ticks(shown), ticks(shown) + TICKS_PER_SECOND - 1)


EXTREMES = [0, ticks("9999-12-30 00:00:00"), ticks("9999-12-31 23:59:59"), 2**62]
AROUND = st.one_of(
    st.sampled_from(EXTREMES),
    st.integers(0, 4 * 3600).map(lambda s: ticks("2019-11-03 04:00:00") + s * TICKS_PER_SECOND),
    st.integers(0, 4 * 3600).map(lambda s: ticks("2019-03-10 05:00:00") + s * TICKS_PER_SECOND),
    st.datetimes(datetime(1800, 1, 1), datetime(2100, 1, 1)).map(
        lambda moment: int(moment.replace(tzinfo=UTC).timestamp()) * TICKS_PER_SECOND
    ),
)


@examples(400)
@given(AROUND, AROUND, st.booleans())
def test_what_is_shown_as_less_is_not_after_the_last_moment(one: int, other: int, in_utc: bool) -> None:
    """The claim that searches of time spans rest on, with clocks set forward and back and at both ends of time."""
    shown, searched = as_export_time(one, in_utc=in_utc), as_export_time(other, in_utc=in_utc)
    first, last = ticks_of(searched, in_utc=in_utc)
    assert shown != searched or first <= one <= last
    assert shown > searched or one <= last
    assert shown < searched or one >= first


@pytest.mark.parametrize("shown", ["0001-01-01 00:00:00", "9999-12-31 23:59:59"])
@pytest.mark.parametrize("in_utc", [True, False])
def test_any_date_is_a_moment(shown: str, in_utc: bool) -> None:
    """The first and the last date there are can be asked for."""
    first, last = ticks_of(shown, in_utc=in_utc)
    assert first < last


def test_the_zone_is_found() -> None:
    """The data of the zone come with the package tzdata where the machine has none."""
    assert ZoneInfo("America/New_York").utcoffset(datetime(2019, 7, 1)) is not None
