"""Fields: what a record has, and the statements that name them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

DATA_TYPES = ("string", "number", "date", "boolean", "emailAddress")
"""CONFIRMED: the data types of a field in Oracle's own schema."""

ID_COLUMN = -1
"""The column of a record's own id (`{{Contact.Id}}`), which is no field."""
CREATED_COLUMN = -2
UPDATED_COLUMN = -3
"""The columns of a record's system timestamps (`{{Contact.CreatedAt}}`), which are no fields either."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an entity. `statement` is how definitions name it; never build it from `internal_name`.

    An *attribute* (`{{Contact.Email.IsBounced}}`) is kept like a field but not listed among them; `default` is what a
    new record has. `import_only`: no export reads it.
    """

    id: int
    name: str
    internal_name: str
    statement: str
    data_type: str = "string"
    read_only: bool = False
    not_null: bool = False
    unique: bool = False
    attribute: bool = False
    default: str = ""
    import_only: bool = False


class FieldTable:
    """The fields of one entity on one site, in id order, attributes last; a record's values stand in the same order.

    A *column* is a field's place in that order.
    """

    def __init__(self, fields: Iterable[Field]) -> None:
        self._fields = tuple(sorted(fields, key=lambda field: (field.attribute, field.id)))
        self._by_statement = {f.statement: column for column, f in enumerate(self._fields)}
        self._by_name = {f.internal_name: column for column, f in enumerate(self._fields)}
        self.listed = tuple(field for field in self._fields if not field.attribute)
        self._by_id = {f.id: f for f in self.listed}
        self.blank: tuple[str, ...] = tuple(field.default for field in self._fields)

    def __iter__(self) -> Iterator[Field]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __getitem__(self, column: int) -> Field:
        return self._fields[column]

    def with_id(self, field_id: int) -> Field | None:
        return self._by_id.get(field_id)

    def column_of_statement(self, statement: str) -> int | None:
        return self._by_statement.get(statement)

    def column_of_name(self, internal_name: str) -> int | None:
        return self._by_name.get(internal_name)

    def data_type(self, column: int) -> str:
        """The type that values of the column compare as; a record's own id is a number."""
        return "number" if column == ID_COLUMN else self._fields[column].data_type
