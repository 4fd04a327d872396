"""Hypothesis strategies for sites, definitions, rows and histories of the Bulk API, in the plural, for any test.

Public. Nothing is registered and no setting is touched by importing this. Read docs/how-to/use-the-strategies.md.
"""

from contract_tests.strategies.csv_dialects import CsvDialect, csv_dialects
from contract_tests.strategies.definitions import (
    LINKAGE_STATEMENTS,
    OPPORTUNITY_STATEMENTS,
    Refused,
    import_definitions,
    linkage_definitions,
    refused_import_definitions,
    refused_linkage_definitions,
)
from contract_tests.strategies.histories import Create, Delete, History, Link, Step, Store, histories
from contract_tests.strategies.linkage_rows import linkage_rows
from contract_tests.strategies.opportunity_rows import opportunity_rows
from contract_tests.strategies.spellings import LOOKALIKES, SPELLINGS, spelling_families, spellings
from contract_tests.strategies.universes import Universe, universes

__all__ = [
    "LINKAGE_STATEMENTS",
    "LOOKALIKES",
    "OPPORTUNITY_STATEMENTS",
    "SPELLINGS",
    "Create",
    "CsvDialect",
    "Delete",
    "History",
    "Link",
    "Refused",
    "Step",
    "Store",
    "Universe",
    "csv_dialects",
    "histories",
    "import_definitions",
    "linkage_definitions",
    "linkage_rows",
    "opportunity_rows",
    "refused_import_definitions",
    "refused_linkage_definitions",
    "spelling_families",
    "spellings",
    "universes",
]
