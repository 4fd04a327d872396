"""The entities: what they are called, and what is particular to each. An entity is data, not code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mock_server.domain import status_codes as codes
from mock_server.domain.fields import Field
from mock_server.domain.standard_fields import (
    ACCOUNT_ATTRIBUTES,
    ACCOUNT_FIELDS,
    CONTACT_ATTRIBUTES,
    CONTACT_FIELDS,
    opportunity_fields,
    read_fields,
)

SYSTEM_FIELD_CREATED = "1900-01-01T05:00:00.0000000Z"
"""`createdAt` of the built-in contact and account fields. OBSERVED."""


@dataclass(frozen=True, slots=True)
class Entity:
    """`plural` is its name in paths, `word` its name in statements and in `linkOpportunitiesEntityType`.

    `identifier`: the only statement an import may match by, any where it is empty. `required`: the statements an
    import must have. `stamped`: the date that a new record gets when none is given. `created` and `updated` are the
    codes an import counts with, `exists` the one that `createOnly` rejects with. `acted_on`: the statements that sync
    actions may match by.
    """

    plural: str
    word: str
    fields: tuple[Field, ...]
    identifier: str = ""
    required: tuple[str, ...] = ()
    stamped: str = ""
    dated_fields: bool = True
    created: str = ""
    updated: str = ""
    exists: str = ""
    acted_on: tuple[str, ...] = ()

    @property
    def id_statement(self) -> str:
        """The statement of a record's own id. For opportunities it names a field instead."""
        return f"{{{{{self.word}.Id}}}}"


OPPORTUNITIES = Entity(
    "opportunities",
    "Opportunity",
    tuple(opportunity_fields()),
    identifier="{{Opportunity.Id}}",
    # The tutorial's "required fields"; Created Date is not among them although its field is not-null.
    required=(
        "{{Opportunity.Id}}",
        "{{Opportunity.Field(Name)}}",
        "{{Opportunity.Field(Stage)}}",
        "{{Opportunity.Field(Amount)}}",
    ),
    stamped="{{Opportunity.CreatedAt}}",
    # OBSERVED: opportunity fields carry no createdAt and no updatedAt, unlike contact fields.
    dated_fields=False,
)
CONTACTS = Entity(
    "contacts",
    "Contact",
    (*read_fields("Contact", CONTACT_FIELDS), *CONTACT_ATTRIBUTES),
    created=codes.CONTACTS_CREATED,
    updated=codes.CONTACTS_UPDATED,
    exists=codes.CONTACT_EXISTS,
    acted_on=("{{Contact.Id}}", "{{Contact.Field(C_EmailAddress)}}", "{{Contact.Field(ContactIDExt)}}"),
)
ACCOUNTS = Entity(
    "accounts",
    "Account",
    (*read_fields("Account", ACCOUNT_FIELDS), *ACCOUNT_ATTRIBUTES),
    created=codes.ACCOUNTS_CREATED,
    updated=codes.ACCOUNTS_UPDATED,
    # No code says that an account exists already (differences: import-rule-codes).
    exists=codes.DUPLICATE,
    acted_on=("{{Account.Id}}", "{{Account.Field(M_CompanyName)}}", "{{Account.Field(CompanyIDExt)}}"),
)
EMAIL_ADDRESSES = Entity(
    "emailAddresses",
    "EmailAddress",
    (Field(1, "Email Address", "EmailAddress", "{{EmailAddress.Field(EmailAddress)}}", "emailAddress"),),
    acted_on=("{{EmailAddress.Field(EmailAddress)}}",),
)
"""Addresses without a contact: no records, only sync actions."""

ENTITIES: Mapping[str, Entity] = {e.plural: e for e in (OPPORTUNITIES, CONTACTS, ACCOUNTS)}
"""Those with records, by the name in paths."""

LINKED_ENTITIES: Mapping[str, Entity] = {e.word: e for e in (CONTACTS, ACCOUNTS)}
"""By `linkOpportunitiesEntityType`, spelled exactly."""
