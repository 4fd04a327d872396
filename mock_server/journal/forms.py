"""In which forms a secret may stand in a text: as it is, percent-encoded, escaped in JSON or HTML, in base64."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from html import escape, unescape
from urllib.parse import quote, quote_plus, unquote, unquote_plus

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_CONTROLS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_PERCENT = re.compile("%[0-9A-F]{2}")
MOST_DECODINGS = 12
"""Of one text, so that nobody can make the search long."""


def forms_of(secret: str) -> tuple[str, ...]:
    """The forms that writers usually give a text, the longest first; `decodings` finds the unusual ones."""
    raw = secret.encode("utf-8", "surrogatepass")
    forms = {secret, raw.decode("latin-1"), quote(raw, safe=""), quote(raw), quote_plus(raw), escape(secret)}
    forms |= {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    forms |= {json.dumps(form, ensure_ascii=False)[1:-1] for form in forms}  # JSON within JSON
    forms |= {form.replace("/", "\\/") for form in forms}
    for core in _in_base64(raw):
        forms |= {core, core.replace("+", "-").replace("/", "_"), quote(core, safe=""), core.replace("/", "\\/")}
    forms |= {_PERCENT.sub(lambda found: found[0].lower(), form) for form in forms}
    return tuple(sorted(forms, key=len, reverse=True))


def _in_base64(raw: bytes) -> Iterator[str]:
    """What of a base64 text `raw` alone decides, for each of its three possible places among the other bytes."""
    for before in range(3):
        text = b64encode(bytes(before) + raw).decode().rstrip("=")
        yield text[-(-8 * before // 6) : 8 * (before + len(raw)) // 6]


def may_be_spelled(text: str) -> bool:
    """Whether a secret may stand in `text` in a form that `forms_of` does not give."""
    return "%" in text or "\\u" in text or "\\/" in text or "&#" in text


def decodings(text: str) -> Iterator[str]:
    """What a reader may take `text` for: unescaped in the ways that it shows traces of, one inside the other too."""
    seen, waiting = {text}, [text]
    while waiting and len(seen) < MOST_DECODINGS:
        for decoded in _decoded(waiting.pop(0)):
            if decoded not in seen:
                seen.add(decoded)
                waiting.append(decoded)
                yield decoded


def unescaped(text: str) -> str:
    """What stands between the quotes of a JSON text."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else _CONTROLS.get(found[2], found[2]), text)


def _decoded(text: str) -> Iterator[str]:
    if "%" in text:
        yield unquote(text)
        yield unquote_plus(text)
    if "\\" in text:
        yield unescaped(text)
    if "&" in text and ";" in text:
        yield unescape(text)
