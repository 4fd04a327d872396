"""The cells that a real site can be asked as well: many promises in few syncs, seen in their evidence alone."""

from __future__ import annotations

import pytest

from contract_tests.laws.bodies import CONTACTS
from contract_tests.laws.flow import expect
from contract_tests.model.comparing import differences, read_evidence
from contract_tests.model.evidence import Evidence
from contract_tests.model.site import ModelSite
from contract_tests.probe_cells import ProbeCell, Sync, described, probe_cells
from contract_tests.semantics import Semantics
from contract_tests.table_run import described as assuming
from contract_tests.targets.target import Capability, Site, Target
from contract_tests.targets.waiting import wait

CELLS = {cell.name: cell for cell in probe_cells()}


@pytest.mark.clause("OPP-12", "OPP-13", "OPP-18", "OPP-24", "LNK-02", "LNK-03", "LNK-05", "LNK-06", "LNK-14")
@pytest.mark.clause("SYN-03", "SYN-04", "SYN-05", "UPL-14", level="sync evidence")
@pytest.mark.parametrize("cell", CELLS)
def test_evidence_of_a_few_rows(cell: str, eloqua_target: Target, eloqua_semantics: Semantics) -> None:
    """Status, log and rejects of each sync are the reference model's."""
    fresh = Capability.FRESH_SITE in eloqua_target.capabilities
    model = ModelSite(eloqua_semantics, described())
    with eloqua_target.site(assuming(described(), eloqua_semantics) if fresh else None) as site:
        for step in CELLS[cell].syncs:
            found = _differences(site, model, step)
            assert found == [], "\n".join(found)


def _differences(site: Site, model: ModelSite, step: Sync) -> list[str]:
    client = site.client
    uri = str(expect(client.create(step.kind, dict(step.definition)), 201).body["uri"])
    for rows in step.uploads:
        expect(client.upload_json(uri, [dict(row) for row in rows]), 204)
    sync_uri = str(expect(client.sync(uri), 201).body["uri"])
    expected = _modelled(model, step)
    wait(site, sync_uri)
    if not step.compared:
        return []
    return differences(expected, read_evidence(client, sync_uri))


def _modelled(model: ModelSite, step: Sync) -> Evidence:
    if step.kind == CONTACTS:
        return Evidence("success", (), ())  # the model's contacts are there from the beginning
    uri = model.create(step.kind, step.definition)
    for rows in step.uploads:
        model.stage(uri, rows)
    return model.sync(uri)


__all__ = ["CELLS", "ProbeCell"]
