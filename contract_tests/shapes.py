"""JSON of an answer that says what was expected of it where it lacks that or has another form.

What speaks against the server must fail as an assertion does, and never as a mistake of whoever asks.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from requests.structures import CaseInsensitiveDict

NAMES: Mapping[type, str] = {dict: "an object", list: "a list", str: "text", bool: "true or false", int: "a number"}
FORMS: Mapping[str, type] = {
    **dict.fromkeys(("items", "failures", "invalidFields"), list),
    **dict.fromkeys(("totalResults", "limit", "offset", "count", "recordIndex"), int),
    **dict.fromkeys(("fields", "fieldValues", "site", "user", "urls", "apis", "rest", "soap"), dict),
    **dict.fromkeys(("uri", "status", "statusCode", "severity", "message", "createdAt", "updatedAt"), str),
    **dict.fromkeys(("syncedInstanceUri", "syncStartedAt", "syncEndedAt", "base", "access_token"), str),
    "hasMore": bool,
}
"""The form of each property of the API that the kit reads further."""
LONGEST = 300


class Document(dict[str, Any]):
    """A JSON object of an answer."""

    def __missing__(self, key: object) -> Any:
        raise AssertionError(f"expected an object with {key!r}, got {_short(self)}")

    def __getitem__(self, key: str) -> Any:
        return self._formed(key, super().__getitem__(key))

    def get(self, key: str, default: Any = None) -> Any:
        return self._formed(key, super().__getitem__(key)) if key in self else default

    def _formed(self, key: str, value: Any) -> Any:
        wanted = FORMS.get(key, object)
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            raise AssertionError(f"expected {NAMES[wanted]} as {key!r}, got {_short(self)}")
        return value


class _Missing(AssertionError, KeyError):
    """Both, so that asking whether a header is there still works."""


class Headers(CaseInsensitiveDict[str]):
    """The headers of an answer."""

    def __getitem__(self, key: str) -> str:
        try:
            return super().__getitem__(key)
        except KeyError:
            raise _Missing(f"expected a header {key}, got {', '.join(self) or 'none'}") from None


class NoObject:
    """In place of the object that an answer does not hold: whoever reads it further fails with what was there."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __repr__(self) -> str:
        return repr(self._content[:LONGEST]) if self._content else "nothing"

    def __bool__(self) -> bool:
        return False

    def __getitem__(self, key: object) -> NoReturn:
        raise AssertionError(f"expected a JSON object with {key!r}, got {self!r}")

    def __iter__(self) -> Iterator[Any]:
        raise AssertionError(f"expected a JSON object, got {self!r}")

    def __contains__(self, key: object) -> bool:
        raise AssertionError(f"expected a JSON object with or without {key!r}, got {self!r}")

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("_"):
            raise AttributeError(name)
        raise AssertionError(f"expected a JSON object, got {self!r}")


def parsed(content: bytes) -> Document | NoObject:
    """The JSON object of an answer, or what stands for one."""
    try:
        found = json.loads(content, object_hook=Document)
    except ValueError:
        found = None
    return found if isinstance(found, Document) else NoObject(content)


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
