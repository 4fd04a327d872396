"""Rows as bodies: as JSON or CSV, in UTF-8, cut into uploads that are small enough."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from contract_tests.client_check.adapter import Rows
from contract_tests.client_check.reference.transport import Body


@dataclass(frozen=True, slots=True)
class Upload:
    """One body, and where its first row stood among all rows."""

    first: int
    rows: tuple[dict[str, str], ...]
    body: Body


def texts(row: Mapping[str, Any], keys: Sequence[str]) -> dict[str, str]:
    """A row as Eloqua keeps it: text. False is `false`, which is not blank; None is blank."""
    return {key: text(row[key]) for key in keys if key in row}


def text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


class Format(Protocol):
    """How rows are written: a head, the rows with something between them, a tail."""

    content_type: str
    between: bytes
    tail: bytes

    def head(self, keys: Sequence[str]) -> bytes: ...

    def row(self, row: Mapping[str, str], keys: Sequence[str]) -> bytes: ...


class Json:
    content_type, between, tail = "application/json", b",", b"]"

    def head(self, keys: Sequence[str]) -> bytes:
        return b"["

    def row(self, row: Mapping[str, str], keys: Sequence[str]) -> bytes:
        """UTF-8; half a surrogate pair, which UTF-8 cannot say, as JSON's escape."""
        try:
            return json.dumps(row, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            return json.dumps(row).encode()


class Csv:
    """With a header of the definition's keys; every line has a value for each."""

    content_type, between, tail = "text/csv", b"", b""

    def head(self, keys: Sequence[str]) -> bytes:
        return self.line(keys)

    def row(self, row: Mapping[str, str], keys: Sequence[str]) -> bytes:
        return self.line([row.get(key, "") for key in keys])

    def line(self, values: Sequence[str]) -> bytes:
        written = io.StringIO(newline="")
        csv.writer(written, quoting=csv.QUOTE_ALL).writerow(values)
        return written.getvalue().encode()


def split(rows: Rows, keys: Sequence[str], form: Format, most_bytes: int) -> Iterator[Upload]:
    """The rows in order, in bodies of `most_bytes` at most. Raises ValueError for a row that is larger by itself."""
    head = form.head(keys)
    empty = len(head) + len(form.tail)
    first, taken, written, size = 0, list[dict[str, str]](), list[bytes](), empty
    for index, row in enumerate(rows):
        as_text = texts(row, keys)
        piece = form.row(as_text, keys)
        if empty + len(piece) > most_bytes:
            raise ValueError(f"row {index} is larger than an upload may be: {len(piece)} bytes")
        if taken and size + len(form.between) + len(piece) > most_bytes:
            yield _upload(first, taken, written, form, head)
            first, taken, written, size = index, [], [], empty
        size += len(piece) + (len(form.between) if written else 0)
        taken.append(as_text)
        written.append(piece)
    if taken:
        yield _upload(first, taken, written, form, head)


def _upload(first: int, taken: list[dict[str, str]], written: list[bytes], form: Format, head: bytes) -> Upload:
    return Upload(first, tuple(taken), Body(head + form.between.join(written) + form.tail, form.content_type))


def batches(uploads: Iterator[Upload], most: int) -> Iterator[tuple[Upload, ...]]:
    """Uploads for one sync each: `most` at most."""
    while batch := tuple(islice(uploads, most)):
        yield batch
