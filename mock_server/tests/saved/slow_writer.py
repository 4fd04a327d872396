"""`eloqua-mock` whose state file is written so slowly that it can be killed in the middle."""

from __future__ import annotations

import os
import time
from typing import BinaryIO

from mock_server import state_file
from mock_server.cli import run


def slowly(file: BinaryIO, text: bytes) -> None:
    """The same text, in twenty pieces, each of which is there for all to see before the next one comes."""
    piece = len(text) // 20 + 1
    for start in range(0, len(text), piece):
        file.write(text[start : start + piece])
        file.flush()
        os.fsync(file.fileno())
        time.sleep(0.01)


state_file._fill = slowly
run()
