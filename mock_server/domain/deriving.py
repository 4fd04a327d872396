"""Values that follow from others: the domain of a contact's address, its first and last name in one.

That these read-only fields are so is assumed (differences: derived-fields); their dates follow the record's times and
are read from there (`reading.py`).
"""

from __future__ import annotations

from mock_server.domain.entities import CONTACTS, Entity
from mock_server.domain.fields import FieldTable

Values = tuple[str, ...]

DATE_CREATED = "{{Contact.Field(C_DateCreated)}}"
DATE_MODIFIED = "{{Contact.Field(C_DateModified)}}"


class Deriving:
    """Completes values of one entity's records."""

    def __init__(self, entity: Entity, fields: FieldTable) -> None:
        names = ("C_EmailAddress", "C_FirstName", "C_LastName", "C_EmailAddressDomain", "C_FirstAndLastName")
        columns = [fields.column_of_name(name) for name in names]
        known = [column for column in columns if column is not None]
        self._columns = known if entity is CONTACTS and len(known) == len(names) else None

    @property
    def derives(self) -> bool:
        """Whether anything follows from anything."""
        return self._columns is not None

    def complete(self, values: Values) -> Values:
        """The values with those that follow from others."""
        if self._columns is None:
            return values
        address, first, last, domain, both = self._columns
        derived = list(values)
        derived[domain] = values[address].rpartition("@")[2] if "@" in values[address] else ""
        derived[both] = " ".join(part for part in (values[first], values[last]) if part)
        return tuple(derived)
