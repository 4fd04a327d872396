"""What a scenario comes to: by the reference model, and on a target.

Compared are status and rejects of each sync, and records and links where the target shows them; not the texts of
messages, the log lines or Created Date, on which no open question turns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

import requests

from contract_tests.model.comparing import read_evidence
from contract_tests.model.evidence import Evidence, Rejected
from contract_tests.model.importing import CREATED
from contract_tests.model.site import ModelSite
from contract_tests.semantics import Semantics, candidates_of
from contract_tests.settling.scenarios import Scenario, Step
from contract_tests.targets.target import Capability, Indeterminate, Site, Target
from contract_tests.targets.waiting import wait

Values = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, order=True)
class Reject:
    """A reject as it is compared."""

    record_index: int
    code: str
    invalid_fields: tuple[str, ...]
    values: Values


@dataclass(frozen=True, slots=True)
class Outcome:
    """Status and rejects of each sync; records and links, or None for both where they are not shown."""

    syncs: tuple[tuple[str, tuple[Reject, ...]], ...]
    records: tuple[Values, ...] | None = None
    links: tuple[tuple[str, int], ...] | None = None

    def without_links(self) -> Outcome:
        """What is left of it where only evidence can be read."""
        return replace(self, records=None, links=None)


def predicted(scenario: Scenario, semantics: Semantics) -> Outcome:
    """What it comes to on a site with these semantics."""
    site = ModelSite(semantics, scenario.description)
    syncs = []
    for step in scenario.steps:
        uri = site.create(step.kind, step.definition)
        for upload in step.uploads:
            site.stage(uri, upload)
        syncs.append(_compared(site.sync(uri)))
    return Outcome(tuple(syncs), _records(site.opportunities()), tuple(sorted(site.links())))


@cache
def predictions(group: str, pool: tuple[Scenario, ...]) -> tuple[Mapping[Semantics, Outcome], ...]:
    """For each scenario of a pool, in order: candidate -> outcome, the other groups' questions at their defaults
    (they do not matter)."""
    candidates = tuple(candidates_of(group))
    return tuple({candidate: predicted(scenario, candidate) for candidate in candidates} for scenario in pool)


def seen(scenario: Scenario, target: Target, *, look: bool = True) -> Outcome:
    """What it comes to on a fresh site of the target, or on the one that it was given; with `look`, records and links
    too where they are shown.

    Raises Indeterminate where the target does not do its part.
    """
    fresh = Capability.FRESH_SITE in target.capabilities
    try:
        with target.site(dict(scenario.description) if fresh else None) as site:
            for step in () if fresh else scenario.before:
                assert _play(step, site).status != "error", f"{step.kind} ended in error"
            syncs = tuple(_compared(_play(step, site)) for step in scenario.steps)
            if not look or Capability.READABLE_LINKS not in target.capabilities:
                return Outcome(syncs)
            observed = site.observe()
            return Outcome(syncs, _records(observed.opportunities), tuple(sorted(observed.links)))
    except AssertionError as fault:
        raise Indeterminate(str(fault)) from fault
    except requests.RequestException as fault:
        raise Indeterminate(f"no answer: {type(fault).__name__}") from fault


def _play(step: Step, site: Site) -> Evidence:
    created = site.client.create(step.kind, step.definition)
    assert created.status == 201, f"POST {step.kind} answered {created.status}: {created.body}"
    uri = str(created.body["uri"])
    for rows in step.uploads:
        uploaded = site.client.upload_json(uri, rows)
        assert uploaded.status == 204, f"POST {uri}/data answered {uploaded.status}: {uploaded.body}"
    sync = site.client.sync(uri)
    assert sync.status == 201, f"POST /syncs answered {sync.status}: {sync.body}"
    sync_uri = str(sync.body["uri"])
    wait(site, sync_uri)
    return read_evidence(site.client, sync_uri)


def _compared(evidence: Evidence) -> tuple[str, tuple[Reject, ...]]:
    return evidence.status, tuple(sorted(map(_reject, evidence.rejects)))


def _reject(found: Rejected) -> Reject:
    values = tuple(sorted((found.field_values or {}).items()))
    return Reject(found.record_index, found.code, tuple(sorted(found.invalid_fields)), values)


def _records(found: Iterable[Mapping[str, str]]) -> tuple[Values, ...]:
    return tuple(
        sorted(
            tuple(sorted((name, value) for name, value in record.items() if value.strip() and name != CREATED))
            for record in found
        )
    )
