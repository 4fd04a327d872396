"""The fields and attributes that every site has, as data.

Sources: opportunities section 2.1 (the first four items OBSERVED, the rest assumed, differences: opportunity-fields),
contacts and accounts section 9 (contacts OBSERVED; for accounts only three fields are known, differences:
account-fields).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mock_server.domain.fields import Field


def opportunity_fields() -> Iterator[Field]:
    known = (
        ("Opportunity ID", "RemoteOpportunityID", "{{Opportunity.Id}}", "string", True),
        ("Opportunity Name", "OpportunityName", "{{Opportunity.Field(Name)}}", "string", True),
        ("Created Date", "CreatedDate", "{{Opportunity.CreatedAt}}", "date", True),
        ("Stage", "OpportunityStageID", "{{Opportunity.Field(Stage)}}", "string", True),
    )
    for number, (name, internal, statement, data_type, not_null) in enumerate(known, start=38):
        yield Field(number, name, internal, statement, data_type, not_null=not_null)
    assumed = (
        ("Account Name", "AccountName", "string"),
        ("Amount", "Amount", "number"),
        ("Close Date", "CloseDate", "date"),
        ("Currency", "Currency", "string"),
        ("Forecast To Close Date", "ForecastToCloseDate", "date"),
        ("Territory", "Territory", "string"),
        ("Owner", "Owner", "string"),
        ("Primary Campaign Id", "PrimaryCampaignId", "string"),
    )
    for number, (name, internal, data_type) in enumerate(assumed, start=42):
        statement = f"{{{{Opportunity.Field({internal})}}}}"
        yield Field(number, name, internal, statement, data_type, not_null=internal == "Amount")


CONTACT_FIELDS = """
100001 C_EmailAddress|Email Address|emailAddress|not_null unique
100002 C_FirstName|First Name
100003 C_LastName|Last Name
100004 C_Company|Company
100005 C_EmailDisplayName|Email Display Name
100006 C_Address1|Address 1
100007 C_Address2|Address 2
100008 C_Address3|Address 3
100009 C_City|City
100010 C_State_Prov|State or Province
100011 C_Zip_Postal|Zip or Postal Code
100012 C_Country|Country
100013 C_BusPhone|Business Phone
100014 C_MobilePhone|Mobile Phone
100015 C_Fax|Fax
100016 C_Title|Title
100017 C_Salutation|Salutation
100022 C_Salesperson|Salesperson
100023 C_SFDCContactID|SFDC Contact ID
100024 C_SFDCLeadID|SFDC Lead ID
100026 C_DateCreated|Date Created|date|read_only
100027 C_DateModified|Date Modified|date|read_only
100032 ContactIDExt|Eloqua Contact ID|string|read_only
100033 C_SFDCAccountID|SFDC Account ID
100034 C_LastModifiedByExtIntegrateSystem|Last Modified by CRM System|date
100035 C_SFDCLastCampaignID|Last SFDC Campaign ID
100036 C_SFDCLastCampaignStatus|Last SFDC Campaign Status
100041 C_Company_Revenue1|Company Revenue
100043 C_SFDC_EmailOptOut1|SFDC Email Opt Out
100044 C_Lead_Source___Most_Recent1|Lead Source - Most Recent
100045 C_Lead_Source___Original1|Lead Source - Original
100046 C_Industry1|Industry
100047 C_Annual_Revenue1|Annual Revenue
100048 C_Lead_Status1|Lead Status
100049 C_Job_Role1|Job Role
100051 C_LS___High_Value_Website_Content1|Lead Score - High Value Website Content|number
100065 C_Lead_Score_Date___Most_Recent1|Lead Score Date - Engagement - Most Recent|date
100066 C_Integrated_Marketing_and_Sales_Funnel_Stage|Integrated Marketing and Sales Funnel Stage
100068 C_Product_Solution_of_Interest1|Product/Solution of Interest
100069 C_Region1|Region
100072 C_elqPURLName1|PURL Name (Default Hypersite)|string|read_only
100171 C_EmailAddressDomain|Email Address Domain|string|read_only
100172 C_FirstAndLastName|First and Last Name|string|read_only
100184 C_Employees1|Employees|number
100187 C_Territory|Territory
100188 C_MD5HashedEmailAddress|MD5 Hashed Email Address|string|read_only
100189 C_SHA256HashedEmailAddress|SHA256 Hashed Email Address|string|read_only
100190 C_MD5HashedBusPhone|MD5 Hashed Business Phone|string|read_only
100191 C_SHA256HashedBusPhone|SHA256 Hashed Business Phone|string|read_only
100192 C_MD5HashedMobilePhone|MD5 Hashed Mobile Phone|string|read_only
100193 C_SHA256HashedMobilePhone|SHA256 Hashed Mobile Phone|string|read_only
"""

ACCOUNT_FIELDS = """
100085 M_CompanyName|Company Name|string|not_null
100088 M_Country|Country
100200 CompanyIDExt|Eloqua Company ID|string|read_only
"""


def read_fields(word: str, table: str) -> Iterator[Field]:
    for line in table.strip().splitlines():
        number, rest = line.split(" ", 1)
        internal, name, *more = rest.split("|")
        flags = more[1].split() if len(more) > 1 else []
        yield Field(
            int(number),
            name,
            internal,
            f"{{{{{word}.Field({internal})}}}}",
            more[0] if more else "string",
            read_only="read_only" in flags,
            not_null="not_null" in flags,
            unique="unique" in flags,
        )


def attributes(word: str, names: Mapping[str, str], data_type: str, *, import_only: bool = False) -> Iterator[Field]:
    """Attributes by the part of their statement behind the entity, with their defaults."""
    for number, (name, default) in enumerate(names.items(), start=1):
        statement = f"{{{{{word}.{name}}}}}"
        yield Field(number, name, name, statement, data_type, attribute=True, default=default, import_only=import_only)


CONTACT_ATTRIBUTES = (
    *attributes("Contact", {"Email.IsSubscribed": "true", "Email.IsBounced": "false"}, "boolean"),
    *attributes("Contact", {"Email.Format": "unspecified"}, "string"),
)
"""CONFIRMED that these statements exist; their defaults are assumed (differences: email-attributes)."""

LINK_USER_FIELDS = tuple(
    f"User.Field({name})" for name in ("CRMOSCUserId", "CRMSfdcUserId", "CRMMSDUserId", "CRMSODUserId")
)
"""What `linkUsers` needs one of. CONFIRMED; for imports only."""

ACCOUNT_ATTRIBUTES = tuple(attributes("Account", dict.fromkeys(LINK_USER_FIELDS, ""), "string", import_only=True))

LEAD_SCORES = {"Rating": "string", "ProfileScore": "number", "EngagementScore": "number"}
"""What a lead scoring model gives each contact, and its type. OBSERVED."""


def lead_score_attributes(model_id: int) -> Iterator[Field]:
    """The attributes of one model. CONFIRMED: for exports only."""
    for number, (name, data_type) in enumerate(LEAD_SCORES.items(), start=100 + 3 * model_id):
        path = f"LeadScore.Model[{model_id}].{name}"
        yield Field(number, name, path, f"{{{{Contact.{path}}}}}", data_type, read_only=True, attribute=True)
