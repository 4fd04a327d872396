"""What the proxy does with each connection, as a plugin of proxy.py: loaded by it, in a process of its own.

It never looks into a connection: one to Eloqua's hosts is led to the mock, which speaks TLS under their names.
"""

from __future__ import annotations

from proxy.common.flag import flags
from proxy.http.exception import HttpRequestRejected
from proxy.http.parser import HttpParser
from proxy.http.proxy import HttpProxyBasePlugin

from mock_server.serving.hosts import is_eloqua, is_this_machine

flags.add_argument("--eloqua-port", type=int, default=0, help="the port of 127.0.0.1 where the mock speaks TLS")
flags.add_argument("--eloqua-only", action="store_true", default=False, help="let nobody through to other hosts")


class LeadToTheMock(HttpProxyBasePlugin):
    """Eloqua's hosts are the mock; others pass, or with `--eloqua-only` get 403, but for this machine."""

    def before_upstream_connection(self, request: HttpParser) -> HttpParser | None:
        host = (request.host or b"").decode("latin-1")
        if request.is_https_tunnel and is_eloqua(host):
            request.host, request.port = b"127.0.0.1", self.flags.eloqua_port
        elif self.flags.eloqua_only and not is_this_machine(host):
            reason = f"this proxy leads to Eloqua's hosts only, over https, not to {host}\n"
            raise HttpRequestRejected(403, b"Forbidden", body=reason.encode())
        return request
