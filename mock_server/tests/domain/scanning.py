"""A site for tests of the rules: lists of records that are scanned at every search. No store, no index, no server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

from mock_server.domain.assumptions import Assumptions
from mock_server.domain.definitions import (
    IMPORT_OPPORTUNITIES,
    LINK_OPPORTUNITIES,
    Definition,
    DefinitionKind,
    with_defaults,
)
from mock_server.domain.entities import ENTITIES, OPPORTUNITIES, Entity
from mock_server.domain.fields import ID_COLUMN, FieldTable
from mock_server.domain.identity import FOLDS, comparison, exact
from mock_server.domain.importing import ImportPlan, plan_import
from mock_server.domain.linking import LinkPlan, plan_links
from mock_server.domain.lookup import Finder, Found
from mock_server.domain.orders import ImportDefinition, LinkageDefinition, as_import, as_linkage
from mock_server.domain.records import Record
from mock_server.domain.rules import Rules
from mock_server.domain.uploads import Row, Upload
from mock_server.domain.values import is_blank

TABLES: Mapping[str, FieldTable] = {plural: FieldTable(entity.fields) for plural, entity in ENTITIES.items()}
NOW = 15_187_083_324_730_364
"""2018-02-15T15:25:32.4730364Z in ticks."""
STAGES = ("Prospecting", "Negotiation", "Closed Won")

ID, NAME, STAGE, AMOUNT = "OpportunityID", "OpportunityName", "Stage", "Amount"
FIELDS = {
    ID: "{{Opportunity.Id}}",
    NAME: "{{Opportunity.Field(Name)}}",
    STAGE: "{{Opportunity.Field(Stage)}}",
    AMOUNT: "{{Opportunity.Field(Amount)}}",
    "CreatedDate": "{{Opportunity.CreatedAt}}",
    "CloseDate": "{{Opportunity.Field(CloseDate)}}",
    "Territory": "{{Opportunity.Field(Territory)}}",
}
"""Keys of an import and their statements."""
GOOD = {NAME: "ABC Company", STAGE: "Prospecting", AMOUNT: "1000000"}
"""A row's required values but for its identifier."""


class Scan:
    """A finder that asks `find` for every text."""

    def __init__(self, find: Callable[[str], Sequence[int]]) -> None:
        self._find = find

    def __call__(self, text: str) -> Sequence[int]:
        return self._find(text)

    def each(self, texts: Sequence[str]) -> Sequence[Found]:
        found = [self._find(text) for text in texts]
        return [(ids[0] if len(ids) == 1 else ids) if ids else None for ids in found]


class ScannedSite:
    """Records by entity; `Lookup` for the rules. Ids are counted from 1 unless given."""

    def __init__(self) -> None:
        self.records: dict[str, list[Record]] = {plural: [] for plural in ENTITIES}
        self.containers: dict[tuple[str, str], Set[int]] = {}
        """Ids by plural and statement of the container."""

    def add(
        self, entity: Entity, values: Mapping[str, str], account_id: int | None = None, record_id: int | None = None
    ) -> int:
        """Add a record with `values` by internal name; its id."""
        table = TABLES[entity.plural]
        column_of = {field.internal_name: column for column, field in enumerate(table)}
        texts = list(table.blank)
        for name, text in values.items():
            texts[column_of[name]] = text
        known = self.records[entity.plural]
        new_id = len(known) + 1 if record_id is None else record_id
        known.append(Record(new_id, tuple(texts), NOW, NOW, account_id))
        return new_id

    def add_opportunity(self, text: str, **values: str) -> int:
        """Add an opportunity with the id `text` and all required values."""
        good = {"OpportunityName": "Old", "OpportunityStageID": "Negotiation", "Amount": "1", "CreatedDate": OLD}
        return self.add(OPPORTUNITIES, {"RemoteOpportunityID": text, **good, **values})

    # Lookup

    def fields(self, entity: Entity) -> FieldTable:
        return TABLES[entity.plural]

    def finder(self, entity: Entity, column: int, *, case_sensitive: bool) -> Finder:
        fold = exact if case_sensitive else FOLDS[self.text_comparison]
        key = comparison(self.fields(entity).data_type(column), fold)
        found = sorted(self.records[entity.plural])

        def find(text: str) -> Sequence[int]:
            texts = ((r.id, str(r.id) if column == ID_COLUMN else r.values[column]) for r in found)
            return [i for i, stored in texts if not is_blank(stored) and key(stored) == key(text)]

        return Scan(find)

    def record(self, entity: Entity, record_id: int) -> Record:
        return next(r for r in self.records[entity.plural] if r.id == record_id)

    def all_records(self, entity: Entity) -> Sequence[Record]:
        return sorted(self.records[entity.plural])

    def ids_between(self, entity: Entity, low: int, high: int) -> Sequence[int]:
        return [r.id for r in self.all_records(entity) if low <= r.id <= high]

    def ids_changed_between(self, entity: Entity, low: int, high: int, *, updated: bool) -> Sequence[int]:
        records = self.all_records(entity)
        return [r.id for r in records if low <= (r.updated_at if updated else r.created_at) <= high]

    def members(self, statement: str, entity: Entity) -> Set[int] | None:
        return self.containers.get((entity.plural, statement))

    def contacts_at(self, account_id: int) -> Sequence[int]:
        return [r.id for r in self.records["contacts"] if r.account_id == account_id]

    text_comparison = "casefold"

    # Plans

    def rules(self, switches: Mapping[str, str], stages: Sequence[str]) -> Rules:
        rules = Rules(Assumptions.from_switches(switches), stages, NOW)
        self.text_comparison = rules.assumptions.text_comparison
        return rules

    def link(self, definition: LinkageDefinition, *uploads: Sequence[Row], **switches: str) -> LinkPlan:
        """What a sync of the linkage with these uploads would do, under these switches."""
        rules = self.rules(switches, STAGES)
        return plan_links(definition, [upload_of(rows) for rows in uploads], self, rules)

    def import_(
        self,
        definition: ImportDefinition,
        *uploads: Sequence[Row],
        stages: Sequence[str] = STAGES,
        **switches: str,
    ) -> ImportPlan:
        """What a sync of the import with these uploads would do, under these switches."""
        return plan_import(definition, [upload_of(rows) for rows in uploads], self, self.rules(switches, stages))


OLD = "2001-01-01 00:00:00"
"""The created date of stored opportunities."""


def upload_of(rows: Sequence[Row]) -> Upload:
    return Upload.of(list(rows))


def accepted(kind: DefinitionKind, sent: Mapping[str, Any]) -> Definition:
    """The definition a site would keep of the properties `sent`."""
    return Definition(kind, 1, with_defaults(kind, sent), 0, "test.user", NOW, "test.user", NOW)


def linkage(statement: str = "{{Opportunity.Contact.Field(C_EmailAddress)}}", **sent: Any) -> LinkageDefinition:
    """A linkage of `OpportunityID` and `Source`; `sent` are its booleans without `linkOpportunities`."""
    properties = {
        "name": "Linkage",
        "fields": {"Source": statement, ID: "{{Opportunity.Id}}"},
        "linkOpportunitiesEntityType": "Account" if "{{Opportunity.Account." in statement else "Contact",
        "linkOpportunitiesMatchFieldName": ID,
        "linkOpportunitiesSourceField": "Source",
        **{f"linkOpportunities{name}": value for name, value in sent.items()},
    }
    return as_linkage(accepted(LINK_OPPORTUNITIES, properties), TABLES)


def opportunity_import(fields: Mapping[str, str] = FIELDS, **sent: Any) -> ImportDefinition:
    """An import of `fields` with the properties `sent` besides."""
    properties = {"name": "Import", "fields": fields, "identifierFieldName": ID, **sent}
    return as_import(accepted(IMPORT_OPPORTUNITIES, properties), TABLES["opportunities"])


def named(values: tuple[str, ...]) -> dict[str, str]:
    """The values of an opportunity that are not blank, by internal name."""
    return {field.internal_name: text for field, text in zip(TABLES["opportunities"], values, strict=True) if text}
