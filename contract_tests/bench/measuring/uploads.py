"""An upload as large as one may be, JSON and CSV, with and without its sync; what parsing the same bytes costs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from contract_tests.bench.calling import CSV, JSON, BenchSite
from contract_tests.bench.children import Child
from contract_tests.bench.figures import Measured
from contract_tests.bench.measuring import Order, Pairs
from contract_tests.bench.rows import IMPORT, csv_body, json_bodies, opportunity

SITE = "bench"


def measure(order: Order) -> Iterator[Measured]:
    size = order.size(110_000)
    rows = [opportunity(number) for number in range(size)]
    (body,) = json_bodies(iter(rows))
    with Child("mock", [{"name": SITE}]) as mock, Child("loading") as loading, TemporaryDirectory() as folder:
        site = BenchSite(mock.ready, SITE)
        if order.wants("upload", "upload-sync"):
            file = Path(folder) / "rows.json"
            file.write_bytes(body)
            upload, whole = Pairs("upload"), Pairs("upload-sync")
            for _ in order.each(7, "JSON upload and sync"):
                parsing = loading.ask({"file": str(file), "kind": "json"})
                first, both = _upload_and_sync(mock, site, body, JSON, size)
                upload.add(first, parsing)
                whole.add(both, parsing)
            yield upload.measured(f"a body of {len(body) / 1e6:.1f} MB")
            yield whole.measured()
        if order.wants("upload-csv"):
            text = csv_body(rows)
            file = Path(folder) / "rows.csv"
            file.write_bytes(text)
            pairs = Pairs("upload-csv")
            for _ in order.each(7, "CSV upload and sync"):
                parsing = loading.ask({"file": str(file), "kind": "csv"})
                pairs.add(_upload_and_sync(mock, site, text, CSV, size)[1], parsing)
            yield pairs.measured(f"a body of {len(text) / 1e6:.1f} MB")


def _upload_and_sync(mock: Child, site: BenchSite, body: bytes, kind: str, size: int) -> tuple[float, float]:
    """Seconds until the 204, and until the success of the sync, on a site without opportunities."""
    site.reset()
    uri = site.create("/opportunities/imports", IMPORT)
    mock.settle()
    began = time.perf_counter()
    site.upload(uri, body, kind)
    uploaded = time.perf_counter() - began
    site.wait(site.sync(uri))
    synced = time.perf_counter() - began
    site.check_total("opportunities", size)
    return uploaded, synced
