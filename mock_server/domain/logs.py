"""The log of a sync: which entries, in which order, with which counts (sections 0.4 "Syncs" and 3.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mock_server.domain import status_codes as codes
from mock_server.domain.uploads import Upload


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One item of `GET /syncs/{id}/logs` but for `syncUri` and `createdAt`, which the sync knows."""

    count: int
    severity: str
    status_code: str
    message: str


def entry(code: str, count: int = 0, **names: object) -> LogEntry:
    """The entry of `code`, its text filled in with `names`."""
    known = codes.STATUS_CODES[code]
    return LogEntry(count, known.severity, code, known.message.format(**names))


def import_log(
    definition_keys: Sequence[str],
    uploads: Sequence[Upload],
    reject_counts: Mapping[str, int],
    duplicates: int,
    counters: Sequence[LogEntry] = (),
) -> tuple[LogEntry, ...]:
    """The whole log of an import or a linkage that ran through; `duplicates` is how many rows fell away as such.

    `counters` are the entries that count what was done.
    """
    total = sum(len(upload) for upload in uploads)
    staged = entry(codes.STAGED, total)
    if not uploads:
        return (staged, entry(codes.NOTHING_STAGED))
    results = [entry(code, count) for code, count in sorted(reject_counts.items())]
    if duplicates:
        results.append(entry(codes.REMAINING, total - duplicates))
    results += counters
    results += _key_warnings(definition_keys, uploads)
    status = "Warning" if any_warning(results) else "Success"
    return (
        staged,
        entry(codes.READY),
        entry(codes.SYNC_PROCESSED, status=status),
        entry(codes.PROCESSED, total),
        *results,
    )


def any_warning(entries: Iterable[LogEntry]) -> bool:
    """A single warning makes the sync end in `warning`. OBSERVED."""
    return any(e.severity == "warning" for e in entries)


def _key_warnings(definition_keys: Sequence[str], uploads: Sequence[Upload]) -> Iterator[LogEntry]:
    known = set(definition_keys)
    unknown = dict.fromkeys(key for upload in uploads for key in upload.keys if key not in known)
    for key in unknown:
        yield entry(codes.UNKNOWN_KEY, field=key)
    for number, upload in enumerate(uploads, start=1):
        for key in definition_keys:
            if key not in upload.keys:
                yield entry(codes.MISSING_KEY, field=key, file=number)


def with_actions(logs: tuple[LogEntry, ...], done: Sequence[LogEntry]) -> tuple[LogEntry, ...]:
    """A log with the entries of sync actions: before the warnings about keys, which stand last."""
    last = {codes.UNKNOWN_KEY, codes.MISSING_KEY}
    kept = [e for e in logs if e.status_code not in last]
    return (*kept, *done, *(e for e in logs if e.status_code in last))
