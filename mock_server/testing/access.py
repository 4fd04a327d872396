"""How a test reaches its site: addresses, credentials, and what is on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mock_server.domain.site_description import OAuthClient, SiteDescription
from mock_server.testing import records
from mock_server.testing.control import SiteControl
from mock_server.testing.errors import MisuseError
from mock_server.testing.hosting import Host
from mock_server.testing.journal import Journal, read_journal, read_stray

if TYPE_CHECKING:
    import requests

BULK = "/api/bulk/2.0"
STRAY = "calls that concern no site"


class Access:
    """One site on a host, while it is there."""

    def __init__(self) -> None:
        self._host: Host | None = None
        self._described: SiteDescription | None = None
        self._session: requests.Session | None = None
        self._stray_before = 0
        """Calls of others, or of nobody, that the server had when this site came."""

    @property
    def is_running(self) -> bool:
        """Whether it is inside its `with` block, or its test."""
        return self._host is not None

    @property
    def host(self) -> Host:
        """The server it is on. Raises MisuseError outside the `with` block."""
        if self._host is None or self._described is None:
            raise MisuseError("this Eloqua is not running: use it inside its `with` block")
        return self._host

    @property
    def _site(self) -> SiteDescription:
        assert self.host is not None
        assert self._described is not None
        return self._described

    @property
    def control(self) -> SiteControl:
        return self.host.control.site(self.site_name)

    # Addresses and credentials.

    @property
    def base_url(self) -> str:
        """The origin, `http://127.0.0.1:PORT`: what replaces both `https://login.eloqua.com` and the site's own."""
        return self.host.base_url

    @property
    def bulk_url(self) -> str:
        """The origin with the path of the Bulk API."""
        return self.base_url + BULK

    @property
    def site_name(self) -> str:
        return self._site.name

    @property
    def username(self) -> str:
        """Of the site's first user."""
        return self._site.users[0].username

    @property
    def password(self) -> str:
        return self._site.users[0].password

    @property
    def credentials(self) -> tuple[str, str]:
        """What HTTP Basic takes: `Site\\User` and the password."""
        return f"{self.site_name}\\{self.username}", self.password

    @property
    def oauth_client(self) -> OAuthClient:
        """The site's first OAuth client. Raises MisuseError where it has none."""
        if not self._site.clients:
            raise MisuseError(f"site {self.site_name} has no OAuth client")
        return self._site.clients[0]

    @property
    def session(self) -> requests.Session:
        """A requests session with the credentials; one a site, blind to proxies of the environment."""
        import requests  # when first asked for

        if self._session is None:
            _ = self.host
            self._session = requests.Session()
            self._session.trust_env = False
            self._session.auth = self.credentials
            if not "".join(self.credentials).isascii():  # requests would send a text in Latin-1, or not at all
                user, password = self.credentials
                self._session.auth = requests.auth.HTTPBasicAuth(user.encode(), password.encode())
        return self._session

    # What is on the site, as it is at the moment.

    @property
    def contacts(self) -> records.Records:
        return records.records("contacts", self._all)

    @property
    def accounts(self) -> records.Records:
        return records.records("accounts", self._all)

    @property
    def opportunities(self) -> records.Records:
        return records.records("opportunities", self._all)

    @property
    def links(self) -> records.Links:
        return records.links(self._all)

    @property
    def journal(self) -> Journal:
        """The calls to this site and their answers, the oldest first."""
        return read_journal(self.control)

    @property
    def stray_calls(self) -> Journal:
        """The calls since this site is here that concern no site of its server: a client whose credentials are missing,
        or name a site that is not here. The latest 100, whoever made them."""
        return read_stray(self.host.control, self._stray_before)

    def reports(self, latest: int = 50) -> list[tuple[str, str]]:
        """What the report of a failed test shows: headings, each with its calls; none without calls."""
        told = [(self.site_name, self.journal), (STRAY, self.stray_calls)]
        shown = [(name, calls.text(latest)) for name, calls in told if calls]
        return [(name, f"{text}{self._never_synced() if name == self.site_name else ''}") for name, text in shown]

    def _never_synced(self) -> str:
        """What a client usually forgot, a line for each definition."""
        unfinished = {sync["syncedInstanceUri"] for sync in self._all("syncs") if not sync["isFinal"]}
        waiting = Counter(
            row["definitionUri"] for row in self._all("staging") if row["definitionUri"] not in unfinished
        )
        return "".join(f"\nhint: {rows} rows of {uri} were uploaded and never synced" for uri, rows in waiting.items())

    def _calls(self, latest: int = 20) -> str:
        """The latest calls, and those that concern no site, as they stand in a failure."""
        told = [f"  {line}" for line in self.journal.text(latest).splitlines()] or ["  none"]
        if stray := self.stray_calls:
            told += [f"and {STRAY}:", *(f"  {line}" for line in stray.text(latest).splitlines())]
        return "\n".join(told)

    def _all(self, what: str) -> Iterator[dict[str, Any]]:
        return self.control.all(what)

    def _close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None
