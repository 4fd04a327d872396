"""The command `eloqua-mock`. Further commands come from the entry-point group `eloqua_mock.commands`."""

from __future__ import annotations

import logging
import os
import re
import signal
import sys
import threading
from importlib.metadata import entry_points
from typing import Any

import click


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
    "--public-url",
    callback=an_origin,
    envvar="ELOQUA_MOCK_PUBLIC_URL",
    help="The origin clients reach the mock under, for discovery.",
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
def serve(
    host: str,
    port: int,
    sites: tuple[str, ...],
    public_url: str | None,
    admin_token: str | None,
    control_hosts: tuple[str, ...],
) -> None:
    """Start the mock and serve until Ctrl-C or SIGTERM.

    One line on standard output says when it is ready: "listening on http://HOST:PORT".
    """
    from mock_server.app import create_app
    from mock_server.domain.errors import Conflict, ValidationFailed
    from mock_server.serving.errors import ServingError
    from mock_server.serving.server import Server
    from mock_server.settings import Settings
    from mock_server.site_files import SiteFileError, load_site_file

    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(message)s")
    settings = Settings(public_url, admin_token, control_hosts)
    try:
        descriptions = [load_site_file(site) for site in sites or ("small_b2b",)]
        server = Server(create_app(descriptions, settings), host=host, port=port)
    except (SiteFileError, ServingError, Conflict, ValidationFailed) as fault:
        raise click.ClickException(str(fault)) from None
    for number in (signal.SIGTERM, signal.SIGINT):
        # A handler runs inside whatever the main thread is doing; stopping from there could wait for itself.
        signal.signal(number, lambda *_: threading.Thread(target=server.stop).start())
    for description in descriptions:
        for user in description.users:
            click.echo(f"site {description.name}: user {user.username}, password {user.password}", err=True)
    first = descriptions[0]
    credentials = f"{first.name}\\{first.users[0].username}:{first.users[0].password}"
    click.echo(f"try: curl -u '{credentials}' {server.url}/api/bulk/2.0/opportunities/fields", err=True)
    click.echo(f"listening on {server.url}")
    sys.stdout.flush()
    server.serve_forever()


def run() -> None:
    """The program. A user's mistake is told in one line, without the usage that `--help` shows."""
    try:
        sys.exit(main(prog_name="eloqua-mock", standalone_mode=False))
    except click.ClickException as fault:
        click.echo(f"Error: {' '.join(fault.format_message().split())}", err=True)
        sys.exit(fault.exit_code)
    except click.Abort:
        sys.exit(1)
