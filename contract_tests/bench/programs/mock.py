"""The mock on a free port, with generated sites. Tells its memory when asked: `resident` after a collection, `peak`."""

from __future__ import annotations

import gc
from typing import Any

from contract_tests.bench import memory
from contract_tests.bench.programs.answering import answer, arguments
from contract_tests.bench.sites import described


def tell(question: Any) -> int | None:
    if question == "resident":
        gc.collect()
        return memory.resident()
    return memory.peak()


def main() -> None:
    from mock_server.app import create_app
    from mock_server.serving.collections import without_collections
    from mock_server.serving.server import Server

    with without_collections():  # as `eloqua-mock serve` does
        server = Server(create_app([described(plan) for plan in arguments()[0]]))
    with server:
        answer(server.url, tell)


if __name__ == "__main__":
    main()
