"""The command `eloqua-mock`. Further commands come from the entry-point group `eloqua_mock.commands`."""

from __future__ import annotations

import logging
import os
import re
import signal
import sys
import threading
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from mock_server.app import Mock
    from mock_server.serving.certificates import Security
    from mock_server.state_file import StateFile


class SiteName(click.ParamType[str]):
    """A path or a shipped site's name; several in the environment variable are separated as paths are."""

    name = "file"
    envvar_list_splitter = os.pathsep

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return str(value)


class Commands(click.Group):
    """The group; commands of other packages are looked up when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        further = {found.name for found in entry_points(group="eloqua_mock.commands")}
        return sorted(further | set(super().list_commands(ctx)))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        for found in entry_points(group="eloqua_mock.commands", name=cmd_name):
            command = found.load()
            assert isinstance(command, click.Command)
            return command
        return None


def an_origin(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """A callback of click: an http or https origin, or none."""
    if value is not None and not re.fullmatch(r"https?://[^\s/?#@]+/?", value):
        raise click.BadParameter("must be an origin such as http://eloqua.test:8080")
    return value


def host_names(_context: click.Context, _option: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """A callback of click: names without a port, since any port will do."""
    for name in value:
        if not re.fullmatch(r"[A-Za-z0-9._-]+", name):
            raise click.BadParameter(f"{name!r} must be a host name, without a port")
    return value


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="eloqua-mock")
def main() -> None:
    """Oracle Eloqua's Bulk API 2.0 on your own machine."""


@main.command()
@click.option("--host", envvar="ELOQUA_MOCK_HOST", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    envvar="ELOQUA_MOCK_PORT",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="Port to listen on; 0 takes any free one.",
)
@click.option(
    "--site",
    "sites",
    envvar="ELOQUA_MOCK_SITE",
    type=SiteName(),
    multiple=True,
    help="A site file, or the bare name of a shipped site; repeats.  [default: small_b2b]",
)
@click.option(
    "--state",
    "state",
    envvar="ELOQUA_MOCK_STATE",
    type=click.Path(dir_okay=False),
    help="Keep all sites in this file, and go on from it when started again.",
)
@click.option(
    "--public-url",
    callback=an_origin,
    envvar="ELOQUA_MOCK_PUBLIC_URL",
    help="The origin clients reach the mock under, for discovery.",
)
@click.option(
    "--second-port",
    envvar="ELOQUA_MOCK_SECOND_PORT",
    type=click.IntRange(0, 65535),
    default=0,
    help="Port of the second address, to which a planned fault moves a site.  [default: any free one]",
)
@click.option(
    "--second-public-url",
    callback=an_origin,
    envvar="ELOQUA_MOCK_SECOND_PUBLIC_URL",
    help="The origin clients reach the second address under, for discovery.",
)
@click.option(
    "--admin-token", envvar="ELOQUA_MOCK_ADMIN_TOKEN", help="What control requests must carry as a Bearer token."
)
@click.option(
    "--control-host",
    "control_hosts",
    envvar="ELOQUA_MOCK_CONTROL_HOST",
    callback=host_names,
    type=SiteName(),
    multiple=True,
    metavar="NAME",
    help="A further host name that the control API may be asked under; repeats.",
)
@click.option("--tls", is_flag=True, envvar="ELOQUA_MOCK_TLS", help="Speak HTTPS, by a certificate made at the start.")
@click.option(
    "--ca-file",
    envvar="ELOQUA_MOCK_CA_FILE",
    type=click.Path(dir_okay=False),
    help="Where to write the CA certificate that clients must trust.  [default: a temporary file]",
)
@click.option(
    "--journal-entries",
    envvar="ELOQUA_MOCK_JOURNAL_ENTRIES",
    type=click.IntRange(1),
    default=10_000,
    show_default=True,
    help="Calls that a site's journal keeps at most.",
)
@click.option(
    "--journal-bytes",
    envvar="ELOQUA_MOCK_JOURNAL_BYTES",
    type=click.IntRange(1),
    default=33_554_432,
    show_default=True,
    help="What a site's journal keeps at most, in bytes.",
)
@click.option(
    "--journal-body",
    envvar="ELOQUA_MOCK_JOURNAL_BODY",
    type=click.IntRange(0),
    default=65_536,
    show_default=True,
    help="Bytes of one body that the journal keeps.",
)
@click.option(
    "--rows-kept",
    envvar="ELOQUA_MOCK_ROWS_KEPT",
    type=click.IntRange(0),
    default=10_000,
    show_default=True,
    help="Rows of ended syncs that a site keeps, to explain them.",
)
@click.option(
    "--name-clauses",
    is_flag=True,
    envvar="ELOQUA_MOCK_NAME_CLAUSES",
    help="Let answers name the clauses they rest on, in the header X-Mock-Clauses.",
)
@click.option("--verbose", is_flag=True, envvar="ELOQUA_MOCK_VERBOSE", help="Log each call in one line.")
def serve(
    host: str,
    port: int,
    sites: tuple[str, ...],
    state: str | None,
    public_url: str | None,
    second_port: int,
    second_public_url: str | None,
    admin_token: str | None,
    control_hosts: tuple[str, ...],
    tls: bool,
    ca_file: str | None,
    journal_entries: int,
    journal_bytes: int,
    journal_body: int,
    rows_kept: int,
    name_clauses: bool,
    verbose: bool,
) -> None:
    """Start the mock and serve until Ctrl-C or SIGTERM.

    One line on standard output says when it is ready: "listening on http://HOST:PORT", or https with --tls.
    """
    from mock_server.serving.collections import without_collections

    with without_collections():
        from mock_server.app import create_mock
        from mock_server.domain.errors import Conflict, ValidationFailed
        from mock_server.serving.errors import ServingError
        from mock_server.serving.server import Server
        from mock_server.settings import Settings
        from mock_server.site_files import SiteFileError

        logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(message)s")
        if ca_file is not None and not tls:
            raise click.UsageError("--ca-file is of use with --tls only")
        logging.getLogger("mock_server.calls").setLevel(logging.INFO if verbose else logging.WARNING)
        settings = Settings(
            public_url,
            admin_token,
            control_hosts,
            second_public_url=second_public_url,
            journal_entries=journal_entries,
            journal_bytes=journal_bytes,
            journal_body=journal_body,
            rows_kept=rows_kept,
            names_clauses=name_clauses,
        )
        try:
            mock = create_mock([], settings)
            app, state_file = _kept(mock, state)
            _load(mock, state_file, sites)
            security = _security(ca_file, host, public_url, second_public_url) if tls else None
            server = Server(
                app,
                host=host,
                port=port,
                second_port=second_port,
                tls=None if security is None else security.context,
            )
            if state_file is not None:
                state_file.start()
        except (SiteFileError, ServingError, Conflict, ValidationFailed) as fault:
            raise click.ClickException(str(fault)) from None
    for number in (signal.SIGTERM, signal.SIGINT):
        # A handler runs inside whatever the main thread is doing; stopping from there could wait for itself.
        signal.signal(number, lambda *_: threading.Thread(target=server.stop).start())
    descriptions = [each.description for each in mock.sites.all()]
    for description in descriptions:
        for user in description.users:
            click.echo(f"site {description.name}: user {user.username}, password {user.password}", err=True)
    if security is not None:
        click.echo(f"CA certificate: {security.file}", err=True)
    if server.second_url is not None:
        click.echo(f"second address: {server.second_url}", err=True)
    trust = "" if security is None else f"--cacert {security.file} "
    for first in descriptions[:1]:
        credentials = f"{first.name}\\{first.users[0].username}:{first.users[0].password}"
        click.echo(f"try: curl {trust}-u '{credentials}' {server.url}/api/bulk/2.0/opportunities/fields", err=True)
    click.echo(f"listening on {server.url}")
    sys.stdout.flush()
    server.serve_forever()
    if verbose:
        _tell_what_was_never_synced(mock)
    if state_file is not None and not state_file.close():
        raise click.ClickException(f"state file {state} could not be written; it holds what was written before")


def _kept(mock: Mock, state: str | None) -> tuple[WSGIApplication, StateFile | None]:
    """What is served, and the state file behind it, if there is one."""
    if state is None:
        return mock.app, None
    from mock_server.cli_waiting import reading
    from mock_server.state_file import Keeping, StateFile

    state_file = StateFile(Path(state), mock.sites, reading)
    return Keeping(mock.app, state_file), state_file


def _security(ca_file: str | None, host: str, *public_urls: str | None) -> Security:
    """Raises ServingError."""
    from mock_server.serving.certificates import secured

    return secured(ca_file, host, *public_urls)


def _load(mock: Mock, state_file: StateFile | None, sites: tuple[str, ...]) -> None:
    """The sites of the state file, and those of `--site` that are not among them."""
    from mock_server.cli_waiting import reading
    from mock_server.site_files import load_site_file

    goes_on = state_file is not None and state_file.load()
    held = {each.description.name for each in mock.sites.all()}
    for site in sites or (() if goes_on else ("small_b2b",)):
        description = load_site_file(site, reading)
        if description.name not in held:
            mock.sites.add(description)


def _tell_what_was_never_synced(mock: Mock) -> None:
    for site, hint in mock.never_synced():
        logging.getLogger("mock_server.calls").info("%s: %s", site, hint)


def run() -> None:
    """The program. A user's mistake is told in one line, without the usage that `--help` shows."""
    try:
        sys.exit(main(prog_name="eloqua-mock", standalone_mode=False))
    except click.ClickException as fault:
        click.echo(f"Error: {' '.join(fault.format_message().split())}", err=True)
        sys.exit(fault.exit_code)
    except click.Abort:
        sys.exit(1)
