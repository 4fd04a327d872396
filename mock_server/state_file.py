"""All sites of a server in one file, so that they live on when it is started again.

The file is written as a whole beside its place and renamed into it: whoever looks, whenever the process is killed,
finds a whole file, the last one that was finished.
"""

from __future__ import annotations

import logging
import os
import stat
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from mock_server.domain.errors import Conflict, NotFound, ValidationFailed
from mock_server.domain.site_description import SiteDescription
from mock_server.engine.registry import Sites
from mock_server.engine.saving import save
from mock_server.site_files import SiteFileError, Watch, nobody_waits, parse_json, read_site
from mock_server.web.site_writing import site_file

logger = logging.getLogger("mock_server")

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]

VERSION = 1
REST = 0.5
"""Seconds between two writes, at the least: what happens meanwhile is written together."""


class StateFileError(SiteFileError):
    """A state file that cannot be used; one line that says which, what is wrong, and where. The file is left alone."""


class Held(NamedTuple):
    """One site of the file: its number on the server, what a reset goes back to, and how it stood."""

    number: int
    origin: SiteDescription
    saved: SiteDescription


class StateFile:
    """Keeps the sites of a server in the file `path`. Between `load` and `close` it must have one writer."""

    def __init__(self, path: Path, sites: Sites, watch: Watch = nobody_waits) -> None:
        self.path = path.resolve()
        self._sites = sites
        self._watch = watch
        self._origins: dict[str, tuple[SiteDescription, bytes]] = {}
        self._changed = threading.Event()
        self._closing = threading.Event()
        self._writing = threading.Lock()
        self._thread: threading.Thread | None = None

    def load(self) -> bool:
        """Add the sites that the file holds; False where there is no file yet. Raises StateFileError."""
        try:
            if self.path.exists() and not self.path.is_file():  # a device might never end
                raise StateFileError(f"{self._called}: is no file")
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return False
        except (OSError, UnicodeDecodeError) as fault:
            raise StateFileError(f"{self._called}: cannot be read: {_one_line(fault)}") from None
        try:
            data = parse_json(text, self._called)
            for held in [self._held(one, f"sites[{at}]") for at, one in enumerate(_list_of_sites(data))]:
                self._sites.add(held.saved, origin=held.origin, number=held.number)
            self._sites.count_on_from(data["lastNumber"])
        except SiteFileError as fault:
            raise StateFileError(str(fault)) from None
        except (Conflict, ValidationFailed, ValueError) as fault:
            raise StateFileError(f"{self._called}: {_one_line(fault)}") from None
        return True

    def _held(self, one: Any, place: str) -> Held:
        if not isinstance(one, dict):
            raise ValueError(f"{place}: must be an object")
        if type(one.get("number")) is not int:
            raise ValueError(f"{place}.number: must be a whole number")
        read = {}
        for name in ("origin", "saved"):
            if not isinstance(one.get(name), dict):
                raise ValueError(f"{place}.{name}: must be a site file")
            read[name] = read_site(one[name], f"{self._called}: {place}.{name}", watch=self._watch)
        if read["origin"].name != read["saved"].name:
            raise ValueError(f"{place}.origin.name: must be that of the saved site")
        return Held(one["number"], **read)

    @property
    def _called(self) -> str:
        return f"state file {self.path}"

    # Writing.

    def start(self) -> None:
        """Write now, and from now on whenever something `changed`. Raises StateFileError where that cannot be."""
        try:
            self.write()
        except OSError as fault:
            raise StateFileError(f"{self._called}: cannot be written: {_one_line(fault)}") from None
        self._thread = threading.Thread(target=self._keep, name="state file", daemon=True)
        self._thread.start()

    def changed(self) -> None:
        """Something may have changed: write it soon."""
        self._changed.set()

    @property
    def awaits_writing(self) -> bool:
        """Whether something changed since it was last written."""
        return self._changed.is_set()

    def close(self) -> bool:
        """Write for the last time. False where that failed; the log says why."""
        self._closing.set()
        self._changed.set()
        if self._thread is not None:
            self._thread.join()
        return self._try_to_write()

    def write(self) -> None:
        """Write all sites as they are. Raises OSError, and leaves the file as it was then."""
        with self._writing:
            _replace(self.path, self._text())

    def _keep(self) -> None:
        while not self._closing.is_set():
            self._changed.wait()
            if not self._closing.is_set():
                self._changed.clear()
                self._try_to_write()
                self._closing.wait(REST)

    def _try_to_write(self) -> bool:
        try:
            self.write()
        except OSError as fault:
            logger.error("%s: cannot be written: %s", self._called, _one_line(fault))
            return False
        except Exception:  # a fault of ours: what was written before is still there
            logger.exception("%s could not be written", self._called)
            return False
        return True

    def _text(self) -> bytes:
        sites = []
        for state in self._sites.all():
            name = state.description.name
            try:
                number, origin = self._sites.number_of(name), self._sites.origin_of(name)
            except NotFound:  # it was removed meanwhile
                continue
            head = b'{"number":%d,"origin":' % number
            sites.append(head + self._origin(name, origin) + b',"saved":' + site_file(save(state)) + b"}")
        head = b'{"version":%d,"lastNumber":%d,"sites":[' % (VERSION, self._sites.last_number)
        return head + b",".join(sites) + b"]}\n"

    def _origin(self, name: str, origin: SiteDescription) -> bytes:
        """What a reset goes back to never changes: it is written out once."""
        known = self._origins.get(name)
        if known is None or known[0] is not origin:
            known = self._origins[name] = (origin, site_file(origin))
        return known[1]


class Keeping:
    """An application whose calls may change what the file holds."""

    def __init__(self, app: Wsgi, state_file: StateFile) -> None:
        self._app = app
        self._state_file = state_file

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        try:
            return self._app(environ, start_response)
        finally:
            if _may_change(environ["REQUEST_METHOD"], environ["PATH_INFO"]):
                self._state_file.changed()


def _may_change(verb: str, path: str) -> bool:
    """A GET changes something where it moves a sync, uses up a course, or gives a code."""
    return verb not in ("GET", "HEAD") or "/syncs/" in path or path.endswith("/data") or path.startswith("/auth")


def _list_of_sites(data: Any) -> list[Any]:
    version = data.get("version") if isinstance(data, dict) else None
    if type(version) is int and version > VERSION:
        raise ValueError(f"version: is {version}, of a newer eloqua-mock; this one reads {VERSION}")
    if version != VERSION:
        raise ValueError(f"version: must be {VERSION}")
    if "sites" not in data and "users" in data:
        raise ValueError("sites: is missing; this is a site file, which --site takes")
    if type(data.get("lastNumber")) is not int:
        raise ValueError("lastNumber: must be a whole number")
    if not isinstance(data.get("sites"), list):
        raise ValueError("sites: must be an array")
    sites: list[Any] = data["sites"]
    return sites


def _replace(path: Path, text: bytes) -> None:
    """Put a file with that text in the place of `path`, whole or not at all, for its owner alone."""
    beside = path.with_name(f".{path.name}.new")
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o600
    opened = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with open(opened, "wb") as file:
            _fill(file, text)
        os.replace(beside, path)
    except OSError:
        beside.unlink(missing_ok=True)  # on a full disk it would keep the room that the next one needs
        raise
    if hasattr(os, "O_DIRECTORY"):  # elsewhere a folder cannot be opened
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _fill(file: BinaryIO, text: bytes) -> None:
    """Write and have it on the disk: a rename may reach it before the text would."""
    file.write(text)
    file.flush()
    os.fsync(file.fileno())


def _one_line(fault: BaseException) -> str:
    if isinstance(fault, OSError) and fault.strerror:  # its file is the one beside, which nobody knows
        return fault.strerror.lower()
    return " ".join(str(fault).split()) or type(fault).__name__
