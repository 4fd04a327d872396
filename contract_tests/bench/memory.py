"""How much memory a process has, read from /proc. Elsewhere than on Linux there is nothing to read: None."""

from __future__ import annotations

import os
from pathlib import Path


def resident(pid: int | None = None) -> int | None:
    """Bytes in memory now (RSS), of this process or another."""
    try:
        fields = Path(f"/proc/{pid or 'self'}/statm").read_text(encoding="ascii").split()
    except OSError:
        return None
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


def peak(pid: int | None = None) -> int | None:
    """The most bytes in memory since the program began (VmHWM)."""
    try:
        text = Path(f"/proc/{pid or 'self'}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    found = [line.split()[1] for line in text.splitlines() if line.startswith("VmHWM:")]
    return int(found[0]) * 1024 if found else None


def ticks_worked(pid: int) -> int | None:
    """How long the process has worked so far, in the system's ticks."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
