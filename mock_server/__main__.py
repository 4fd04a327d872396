"""`python -m mock_server` is `eloqua-mock`."""

from mock_server.cli import run

run()
