"""The machine and the versions that figures were measured with."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("eloqua-mock", "Flask", "Werkzeug", "waitress", "marshmallow", "msgspec", "orjson", "moto")


def description() -> str:
    """One sentence, without the machine's name."""
    parts = [
        f"{platform.system()} {platform.release().partition('-')[0]} on {platform.machine()}",
        _processor(),
        _memory(),
    ]
    parts.append(f"{platform.python_implementation()} {platform.python_version()}")
    return ", ".join(part for part in parts if part) + _load() + "."


def versions() -> str:
    return ", ".join(f"{name} {found}" for name in PACKAGES if (found := _version(name)))


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    names = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    name = names[0] if names else platform.processor() or "an unknown processor"
    return f"{os.cpu_count()} processors ({name})"


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GB of memory"
    except (ValueError, OSError, AttributeError):
        return ""


def _load() -> str:
    """How much else the machine had to do: figures made beside other work spread more."""
    try:
        return f"; load average {os.getloadavg()[0]:.1f} when the bench began"
    except (OSError, AttributeError):
        return ""


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
