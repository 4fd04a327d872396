"""Secrets are replaced before anything is kept: by a mark that is the same for the same secret, and says nothing of it.

A secret is known by its place (`Authorization`, a parameter or property named `password`, `user:password@`), and by
its value: the passwords, client secrets and tokens of a site are found wherever they stand, in the forms of `forms.py`.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import unquote, unquote_plus

from mock_server.journal.entries import Secret
from mock_server.journal.forms import decodings, forms_of, may_be_spelled, unescaped

SECRET_NAMES = frozenset(
    (
        *("password", "passwd", "pwd", "client_secret", "clientsecret", "secret", "api_key", "apikey"),
        *("access_token", "accesstoken", "refresh_token", "refreshtoken", "token", "code", "authorization"),
    )
)
"""Parameters of a URL or a form, in any case, whose values are secrets."""
JSON_NAMES = ("password", "client_secret", "clientSecret", "refresh_token", "access_token", "refreshToken")
"""Properties of JSON whose texts are secrets: fewer, since an upload may have a column named `code`."""
_TRACES = ("password", "token", "secret", '"code"')
"""What a text in lower case shows that has any of those properties."""
SHORTEST = 8
"""Characters of a secret that is looked for by its value: a shorter one stands in too many innocent texts."""

_IN_JSON = re.compile(rf'("(?:{"|".join(JSON_NAMES)}|code)"\s*:\s*")((?:[^"\\]|\\.)*)', re.IGNORECASE | re.DOTALL)
_IN_ADDRESS = re.compile(r"(://[^/?#\s\"'@:]*:)([^/?#\s\"']*)(?=@)")
_SECRET_HEADER = re.compile(r"AUTH|COOKIE|SECRET|TOKEN|PASSW|API_?-?KEY", re.IGNORECASE)
_CANDIDATE = re.compile(r"(?<![\w-])[\w-]{16,}(?![\w-])")
_SEPARATORS = re.compile("([&;?#])")
MOST_FORMS = 256


class Known(NamedTuple):
    """A secret that is looked for, its mark, and the forms it may have."""

    secret: str
    mark: str
    forms: tuple[str, ...]


class Credentials(NamedTuple):
    """What is shown of an `Authorization` header, the mark of its secret if any, what is looked for from now on."""

    shown: str
    mark: str | None = None
    known: tuple[Known, ...] = ()


class Marks:
    """Gives each secret its mark. `key` is random, one for each server: nobody can try out passwords on a mark."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._known: dict[str, Known] = {}
        self._credentials: dict[str, Credentials] = {}

    def of(self, secret: str) -> str:
        raw = secret.encode("utf-8", "surrogatepass")
        return f"secret-{blake2b(raw, digest_size=4, key=self._key).hexdigest()}"

    def known(self, secret: str) -> Known:
        """With its forms, which are dear to make: the latest are remembered."""
        found = self._known.get(secret)
        if found is None:
            if len(self._known) >= MOST_FORMS:
                self._known.clear()
            found = self._known[secret] = Known(secret, self.of(secret), forms_of(secret))
        return found

    def credentials(self, value: str) -> Credentials:
        """`Basic` with the user readable and the password masked; of other schemes the scheme. The latest are
        remembered: a client sends its own with each call.
        """
        found = self._credentials.get(value)
        if found is None:
            if len(self._credentials) >= MOST_FORMS:
                self._credentials.clear()
            found = self._credentials[value] = self._read_credentials(value)
        return found

    def _read_credentials(self, value: str) -> Credentials:
        scheme, space, credentials = value.strip().partition(" ")
        if scheme.lower() == "basic":
            try:
                user, colon, password = b64decode(credentials.strip(), validate=True).decode().partition(":")
            except ValueError:
                return self._masked(f"{scheme} ", credentials)
            mark = self.of(password)
            whole = (self.known(credentials)._replace(mark=mark),) if len(credentials) >= SHORTEST else ()
            if not colon:
                return Credentials(f"{scheme} {user}", None, whole)
            shown, _, known = self._masked(f"{scheme} {user}:", password)
            return Credentials(shown, mark, (*whole, *known))
        if space and scheme.isalpha():
            return self._masked(f"{scheme} ", credentials.strip())
        return self._masked("", value)

    def _masked(self, before: str, secret: str) -> Credentials:
        mark = self.of(secret)
        return Credentials(before + mark, mark, (self.known(secret),) if len(secret) >= SHORTEST else ())


class Masks:
    """What one site must hide: `secrets`, and every text that `is_token` knows while there `are_tokens`."""

    def __init__(
        self,
        marks: Marks,
        secrets: Iterable[str] = (),
        is_token: Callable[[str], bool] = lambda _: False,
        are_tokens: Callable[[], bool] = lambda: False,
    ) -> None:
        self.marks = marks
        self.known = tuple(marks.known(secret) for secret in sorted(set(secrets)) if len(secret) >= SHORTEST)
        self.forms = tuple({form for known in self.known for form in known.forms})
        self.is_token = is_token
        self.are_tokens = are_tokens


class Masking:
    """The masking of one exchange: first what stands in a secret's place, then what looks like a secret met so far."""

    def __init__(self, masks: Sequence[Masks], marks: Marks) -> None:
        self._masks = masks
        self._marks = marks
        self._met: dict[str, Known] = {}
        self.found: list[Secret] = []

    def in_place(self, place: str | None, name: str, secret: str) -> str:
        """The mark of a secret that stands where one is expected; `place` is None in an answer."""
        mark = self._marks.of(secret)
        if len(secret) >= SHORTEST:
            self._met[secret] = self._marks.known(secret)
        self._say(place, name, mark)
        return mark

    def _say(self, place: str | None, name: str, mark: str) -> None:
        if place is None:
            return
        shown = name.replace("_", "-").title() if place == "header" else name
        if (found := Secret(place, shown, mark)) not in self.found:
            self.found.append(found)

    # By place.

    def header(self, name: str, value: str, place: str | None = "header") -> str:
        if name in _PLAIN_HEADERS:
            return value
        if value and _is_secret_header(name):
            return self._credentials(name, value, place)
        if "=" in value or "@" in value:
            return self.pairs(self.address(value, place, name), place)
        return value

    def _credentials(self, name: str, value: str, place: str | None) -> str:
        shown, mark, known = self._marks.credentials(value)
        for each in known:
            self._met[each.secret] = each
        if mark is not None:
            self._say(place, name, mark)
        return shown

    def pairs(self, text: str, place: str | None) -> str:
        """`name=value` pairs of a query, a form, or the end of an address."""
        if "=" not in text:
            return text
        parts = _SEPARATORS.split(text)
        for at in range(0, len(parts), 2):
            name, equals, value = parts[at].partition("=")
            plain = unquote_plus(name).strip()
            if value and plain.lower() in SECRET_NAMES:
                parts[at] = f"{name}{equals}{self.in_place(place, plain, unquote_plus(value))}"
        return "".join(parts)

    def address(self, text: str, place: str | None, name: str) -> str:
        """The password of `https://user:password@host`."""
        if "@" not in text or "://" not in text:
            return text
        return _IN_ADDRESS.sub(lambda at: at[1] + (self.in_place(place, name, unquote(at[2])) if at[2] else ""), text)

    def body(self, text: str, place: str | None, *, is_form: bool, is_login: bool) -> str:
        """Form fields, JSON properties and addresses; `code` is a secret at login only."""
        text = self.address(text, place, "callbackUrl" if "callbackUrl" in text else "address")
        if is_form:
            return self.pairs(text, place)
        lower = text.lower()
        for trace in _TRACES:
            if trace in lower:
                break
        else:
            return text

        def replaced(at: re.Match[str]) -> str:
            name = at[1].split('"')[1]
            if not at[2] or (name.lower() == "code" and not is_login):
                return at[0]
            return at[1] + self.in_place(place, name, unescaped(at[2]))

        return _IN_JSON.sub(replaced, text)

    # By value.

    def suspects(self, text: str) -> bool:
        """Whether anything that is looked for by its value may stand in `text`. Cheap: nearly no text is."""
        return self._shows(text) or (may_be_spelled(text) and self._spelled(text) is not None)

    def is_clean(self, text: str) -> bool:
        """Whether none of it stands in `text` for certain: where that takes more than a look, it is not."""
        return not may_be_spelled(text) and not self._shows(text)

    def _shows(self, text: str) -> bool:
        for masks in self._masks:
            for form in masks.forms:
                if form in text:
                    return True
            if masks.are_tokens() and any(map(masks.is_token, _CANDIDATE.findall(text))):
                return True
        for known in self._met.values():
            for form in known.forms:
                if form in text:
                    return True
        return False

    def hidden(self, text: str, place: str | None, name: str) -> str:
        """`text` without any secret that is known to the site or was met in this exchange."""
        if not text:
            return text
        for masks in self._masks:
            for known in masks.known:
                text = self._without(known, text, place, name)
            if masks.are_tokens():
                for candidate in set(_CANDIDATE.findall(text)):
                    if masks.is_token(candidate):
                        text = self._without(self._marks.known(candidate), text, place, name)
        for known in self._met.values():
            text = self._without(known, text, place, name)
        return self._nothing_hidden(text, place, name)

    def _without(self, known: Known, text: str, place: str | None, name: str) -> str:
        for form in known.forms:
            if form in text:
                text = text.replace(form, known.mark)
                self._say(place, name, known.mark)
        return text

    def _nothing_hidden(self, text: str, place: str | None, name: str) -> str:
        """The text, or only a mark where it spells a secret in a way that cannot be cut out of it."""
        known = self._spelled(text) if may_be_spelled(text) else None
        if known is None:
            return text
        self._say(place, name, known.mark)
        return known.mark

    def _spelled(self, text: str) -> Known | None:
        secrets = [*self._met.values(), *(known for masks in self._masks for known in masks.known)]
        for decoded in decodings(text):
            for known in secrets:
                if any(form in decoded for form in known.forms):
                    return known
        return None

    def query(self, text: str) -> str:
        """Parameter by parameter, so that one that has to go whole leaves the others."""
        return "".join(self.hidden(part, "url", part.partition("=")[0]) for part in _SEPARATORS.split(text))

    def path(self, text: str) -> str:
        """A path, which may have been written in lower case since it was sent."""
        text = self.hidden(text, "url", "path")
        lower = text.lower()
        for known in [*self._met.values(), *(known for masks in self._masks for known in masks.known)]:
            if known.secret.lower() in lower:
                self._say("url", "path", known.mark)
                return re.sub(re.escape(known.secret), known.mark, text, flags=re.IGNORECASE)
        return text


_PLAIN_HEADERS = frozenset(
    (
        *("ACCEPT", "ACCEPT_ENCODING", "ACCEPT_LANGUAGE", "CONNECTION", "USER_AGENT", "HOST"),
        *("CONTENT_TYPE", "CONTENT_LENGTH", "Content-Type", "Content-Length"),
    )
)
"""Headers without a place for a secret: they are looked through for its value only, like all."""


@lru_cache(maxsize=256)
def _is_secret_header(name: str) -> bool:
    return _SECRET_HEADER.search(name) is not None
