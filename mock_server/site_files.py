"""Finding and reading site files: a path, or the bare name of a shipped site."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NoReturn

from mock_server.domain.errors import ValidationFailed
from mock_server.domain.site_description import SiteDescription

IN_FORM = frozenset(
    (
        "76608e48349b1dca1aff38c92cadb7216553afcb0dbd501adaf54c48be4ba8cf",  # ambiguous_matches
        "966339c89de2767a3a2c9af3db6d6ce7b33799b24d4662890d52f4503fbb3b99",  # empty
        "76fa696e2581a0bcf6b89b9573752fcb85cca434f8d2021222d59b86a40c3dbd",  # small_b2b
    )
)
"""SHA-256 of the texts of shipped sites, in hex digits: a test has checked their form, so that no start has to."""


class SiteFileError(Exception):
    """A site file that cannot be used; its text is one line that says which, what is wrong, and where."""


def shipped_sites() -> dict[str, Traversable]:
    """The sites that come with the package, by name: inside it in a wheel, `fixtures/sites` in a checkout."""
    package = resources.files("mock_server")
    installed = package.joinpath("sites")
    folder = installed if installed.is_dir() else Path(str(package)).parent / "fixtures" / "sites"
    files = folder.iterdir() if folder.is_dir() else ()
    return {file.name.removesuffix(".json"): file for file in files if file.name.endswith(".json")}


Watch = Callable[[int], AbstractContextManager[Callable[[int], None]]]
"""Makes, for so many records, what is told inside how many of them more were read."""


def nobody_waits(_: int) -> AbstractContextManager[Callable[[int], None]]:
    """Nobody is told."""
    return nullcontext(lambda _: None)


def load_site_file(name_or_path: str, watch: Watch = nobody_waits) -> SiteDescription:
    """The site that a shipped name or a path means. Raises SiteFileError."""
    shipped = shipped_sites()
    source = shipped.get(name_or_path, Path(name_or_path))
    try:
        text = source.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        known = ", ".join(sorted(shipped))
        raise SiteFileError(f"site file {name_or_path}: no such file (shipped sites: {known})") from None
    except (OSError, UnicodeDecodeError) as fault:
        raise SiteFileError(f"site file {name_or_path}: cannot be read: {_one_line(fault)}") from None
    in_form = name_or_path in shipped and digest_of(text) in IN_FORM
    return parse_site_file(text, name_or_path, in_form=in_form, watch=watch)


def digest_of(text: str) -> str:
    """As `IN_FORM` has it."""
    return sha256(text.encode("utf-8")).hexdigest()


def parse_site_file(text: str, called: str, *, in_form: bool = False, watch: Watch = nobody_waits) -> SiteDescription:
    """The site that the JSON `text` describes; `called` names it in errors. Raises SiteFileError.

    `in_form`: the form of its small parts is known to be right, and not checked again.
    """
    data = parse_json(text, f"site file {called}")
    if not isinstance(data, dict):
        raise SiteFileError(f"site file {called}: must be a JSON object")
    return read_site(data, f"site file {called}", in_form=in_form, watch=watch)


def parse_json(text: str, where: str) -> Any:
    """What `text` says as JSON; `where` begins the text of errors. Raises SiteFileError."""
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as fault:
        raise SiteFileError(f"{where}: not JSON: {_one_line(fault)}") from None


def read_site(
    data: Mapping[str, Any], where: str, *, in_form: bool = False, watch: Watch = nobody_waits
) -> SiteDescription:
    """The site that a parsed site file describes; `where` begins the text of errors. Raises SiteFileError."""
    from mock_server.web.schemas.site_file import read_site_file

    lists = (data.get(plural) for plural in ("accounts", "contacts", "opportunities"))
    try:
        with watch(sum(len(each) for each in lists if isinstance(each, list))) as heard:
            return read_site_file(data, in_form=in_form, heard=heard)
    except ValidationFailed as fault:
        first, *more = fault.failures
        others = f" (and {len(more)} more)" if more else ""
        raise SiteFileError(f"{where}: {first.field}: {first.constraint}{others}") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def _one_line(fault: BaseException) -> str:
    return " ".join(str(fault).split()) or type(fault).__name__
