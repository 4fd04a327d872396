"""The command `eloqua-mock proxy`, found through the entry-point group `eloqua_mock.commands`."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from pathlib import Path

import click

from mock_server.cli import SiteName


@click.command()
@click.option(
    "--port",
    envvar="ELOQUA_MOCK_PROXY_PORT",
    type=click.IntRange(0, 65535),
    default=8081,
    show_default=True,
    help="Port of 127.0.0.1 that the proxy listens on; 0 takes any free one.",
)
@click.option(
    "--mock-port",
    envvar="ELOQUA_MOCK_PORT",
    type=click.IntRange(0, 65535),
    default=0,
    help="Port of 127.0.0.1 for the mock itself and its control API.  [default: any free one]",
)
@click.option(
    "--site",
    "sites",
    envvar="ELOQUA_MOCK_SITE",
    type=SiteName(),
    multiple=True,
    help="A site file, or the bare name of a shipped site; repeats.  [default: small_b2b]",
)
@click.option("--only", is_flag=True, envvar="ELOQUA_MOCK_PROXY_ONLY", help="Let nobody through to other hosts.")
@click.option(
    "--folder",
    envvar="ELOQUA_MOCK_PROXY_FOLDER",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where to write the CA certificate and bundle.  [default: a temporary folder]",
)
@click.option("--verbose", is_flag=True, envvar="ELOQUA_MOCK_VERBOSE", help="Log each call in one line.")
def proxy(port: int, mock_port: int, sites: tuple[str, ...], only: bool, folder: Path | None, verbose: bool) -> None:
    """Answer for login.eloqua.com and secure.pNN.eloqua.com as an HTTPS proxy, until Ctrl-C or SIGTERM.

    One line on standard output says when it is ready: "listening on http://127.0.0.1:PORT". What a program needs in
    its environment stands on standard error, as lines that a shell can take.
    """
    from mock_server.app import create_app
    from mock_server.domain.errors import Conflict, ValidationFailed
    from mock_server.serving.errors import ServingError
    from mock_server.serving.proxy import ForwardProxy
    from mock_server.serving.server import Server
    from mock_server.site_files import SiteFileError, load_site_file

    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(message)s")
    logging.getLogger("mock_server.calls").setLevel(logging.INFO if verbose else logging.WARNING)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        described = [load_site_file(site) for site in sites or ("small_b2b",)]
        app = create_app(described)
        with Server(app, port=mock_port) as server, ForwardProxy(app, port=port, only=only, folder=folder) as running:
            click.echo(f"control API: {server.url}/_mock", err=True)
            for name, value in running.environment.items():
                click.echo(f"export {name}={value}", err=True)
            user = described[0].users[0]
            credentials = f"{described[0].name}\\{user.username}:{user.password}"
            click.echo(
                f"try: curl -u '{credentials}' -x {running.url} --cacert {running.ca_file} https://login.eloqua.com/id",
                err=True,
            )
            click.echo(f"listening on {running.url}")
            sys.stdout.flush()
            ended.wait()
    except (SiteFileError, ServingError, Conflict, ValidationFailed) as fault:
        raise click.ClickException(str(fault)) from None
