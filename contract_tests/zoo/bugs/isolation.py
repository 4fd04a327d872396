"""Bugs of isolation: sites that meet."""

from __future__ import annotations

from contract_tests.zoo.planting import Bug, edited

STATE = "store.site:SiteState.__init__"
SHARED = "SiteState.__init__.__dict__.setdefault"

BUGS = (
    Bug(
        "site-ids-leak",
        "Ids of definitions are counted over all sites together.",
        (
            edited(
                "engine.definitions:create_definition",
                "table.last_id += 1",
                'table.last_id = create_definition.__dict__["last"] = create_definition.__dict__.get("last", 0) + 1',
            ),
        ),
        "laws: test_sites_never_meet",
    ),
    Bug(
        "site-staging-shared",
        "Sites share staged data: it is kept by the definition's uri alone.",
        (edited(STATE, "] = defaultdict(StagingArea)", f'] = {SHARED}("staging", defaultdict(StagingArea))'),),
        "laws: test_sites_never_meet",
    ),
    Bug(
        "site-syncs-shared",
        "A site can read the syncs of another.",
        (edited(STATE, "self.syncs: dict[int, Sync] = {}", f'self.syncs: dict[int, Sync] = {SHARED}("syncs", {{}})'),),
        "laws: test_sites_never_meet",
    ),
    Bug(
        "site-definitions-shared",
        "A site can read the definitions of another.",
        (
            edited(
                STATE,
                "self.definitions = {path: DefinitionTable() for path in KINDS}",
                f'self.definitions = {SHARED}("definitions", {{path: DefinitionTable() for path in KINDS}})',
            ),
        ),
        "laws: test_sites_never_meet",
    ),
)
