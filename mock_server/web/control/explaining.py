"""Why a row of a sync became what it did, over the control API."""

from __future__ import annotations

import re

from flask import Response, request

from mock_server.domain.errors import Failure, NotFound, ValidationFailed
from mock_server.engine.explaining import explain_sync
from mock_server.web.paging import read_paging
from mock_server.web.responses import json_answer
from mock_server.web.server import Server


def explain(server: Server, site: str, sync_id: int) -> Response:
    """A page of the sync's rows; with `?row=n` (from 1) that row alone, with `?holds=…` those that have the values."""
    state = server.sites.named(site)
    paging = read_paging(request.args, ())
    row = request.args.get("row")
    if row is None:
        items, total, sync = explain_sync(state, sync_id, paging.offset, paging.limit, request.args.getlist("holds"))
        return json_answer({**sync, **paging.page(items, total)})
    if not re.fullmatch("[1-9][0-9]{0,8}", row):
        raise ValidationFailed([Failure("row", "Must be a whole number from 1.", row)])
    items, total, sync = explain_sync(state, sync_id, int(row) - 1, 1)
    if not sync["kept"]:
        raise NotFound(sync["says"] + (" Without ?row they are shown." if total else ""))
    if not items:
        raise NotFound(f"the sync has {total} rows")
    return json_answer(items[0])
