"""The process of the proxy: `python -m mock_server.serving.proxy_process PORT TLS_PORT [only]`.

proxy.py starts processes of its own, which does not go well with a process that has threads: hence another. It prints
its port once it listens, and ends when its standard input does, so that it never outlives who started it.
"""

from __future__ import annotations

import sys

from proxy import Proxy


def main(port: str, tls_port: str, *only: str) -> None:
    words = ["--hostname", "127.0.0.1", "--port", port, "--num-acceptors", "1", "--num-workers", "1"]
    words += ["--log-level", "ERROR", "--timeout", "60", "--eloqua-port", tls_port]
    words += ["--plugins", "mock_server.serving.proxy_plugin.LeadToTheMock"]
    with Proxy([*words, *(["--eloqua-only"] if only else [])]) as proxy:
        print(proxy.flags.port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
