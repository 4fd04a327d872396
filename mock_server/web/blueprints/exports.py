"""The data of exports: read page by page, as JSON or CSV, and deleted (section 5)."""

from __future__ import annotations

import csv
import io

from flask import Response, request

from mock_server.domain.definitions import DefinitionKind
from mock_server.engine import exported
from mock_server.engine.exported import Page
from mock_server.web.bodies import CSV, JSON
from mock_server.web.paging import Paging, read_paging
from mock_server.web.responses import json_answer, no_content
from mock_server.web.server import Call

MAX_LIMIT = 50_000
"""Rows of a page. CONFIRMED; without `limit` 1000."""


def show_of_sync(call: Call, sync_id: int) -> Response:
    paging = read_paging(request.args, (), MAX_LIMIT)
    return _answer(paging, exported.page_of_sync(call.visit, sync_id, paging.offset, paging.limit))


def show(call: Call, kind: DefinitionKind, definition_id: int) -> Response:
    paging = read_paging(request.args, (), MAX_LIMIT)
    page = exported.page_of_definition(call.visit, kind, definition_id, paging.offset, paging.limit)
    return _answer(paging, page)


def delete_of_sync(call: Call, sync_id: int) -> Response:
    exported.delete_of_sync(call.visit, sync_id)
    return no_content()


def delete(call: Call, kind: DefinitionKind, definition_id: int) -> Response:
    exported.delete_of_definition(call.visit, kind, definition_id)
    return no_content()


def _answer(paging: Paging, page: Page) -> Response:
    keys, rows, total = page
    if _wants_csv(request.headers.get("Accept", "")):
        return Response(_as_csv(keys, rows), content_type=f"{CSV}; charset=utf-8")
    answer = paging.page([dict(zip(keys, row, strict=True)) for row in rows], total)
    if not rows:
        del answer["items"]  # OBSERVED: left out where there are none, unlike in every other list
    return json_answer(answer)


def _wants_csv(accept: str) -> bool:
    """CONFIRMED: `text/csv` gives CSV, anything else JSON; of both the one named first (differences: export-csv)."""
    named = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    return CSV in named and (JSON not in named or named.index(CSV) < named.index(JSON))


def _as_csv(keys: tuple[str, ...], rows: list[tuple[str, ...]]) -> bytes:
    """A header of keys and a line for each row, RFC 4180."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(keys)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8", "replace")
