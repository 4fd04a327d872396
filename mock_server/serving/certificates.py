"""Certificates made at the start, by trustme: one authority a start, whose key is kept nowhere."""

from __future__ import annotations

import ssl
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from mock_server.serving.errors import CannotWriteError, MissingExtraError

NAMES = (
    "localhost",
    "127.0.0.1",
    "::1",
    "login.eloqua.com",
    *(f"secure.p{pod:02}.eloqua.com" for pod in range(100)),
)
"""What the certificate is for: this machine, the login host, the secure hosts of pods of two digits."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A server's TLS context, and in PEM the certificate of the authority that clients have to trust."""

    context: ssl.SSLContext
    authority: bytes


def make_certificate(*further_names: str) -> Certificate:
    """A certificate for this machine and for Eloqua's hosts. Raises MissingExtraError without trustme."""
    try:
        import trustme
    except ImportError:
        raise MissingExtraError("TLS", "tls") from None
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    authority.issue_cert(*dict.fromkeys((*NAMES, *further_names))).configure_cert(context)
    return Certificate(context, authority.cert_pem.bytes())


@dataclass(frozen=True, slots=True)
class Security:
    """A server's TLS context, and the file with what its clients must trust. A temporary one goes with this object."""

    context: ssl.SSLContext
    file: Path
    _folder: TemporaryDirectory[str] | None


def secured(ca_file: str | None, host: str, *public_urls: str | None) -> Security:
    """A certificate for this machine, Eloqua's hosts, and the names the server has. Raises ServingError."""
    names = {host, *(urlsplit(url).hostname for url in public_urls if url)} - {None}
    certificate = make_certificate(*sorted(str(name) for name in names))
    folder = TemporaryDirectory(prefix="eloqua-mock-") if ca_file is None else None
    file = Path(ca_file) if ca_file is not None else Path(str(folder and folder.name), "eloqua-mock-ca.pem")
    write(file, certificate.authority)
    return Security(certificate.context, file, folder)


def write(path: Path, content: bytes) -> None:
    """Raises CannotWriteError."""
    try:
        path.write_bytes(content)
    except OSError as fault:
        raise CannotWriteError(path, fault.strerror or str(fault)) from fault


def usual_authorities() -> bytes:
    """In PEM those that clients trust anyway, for who replaces the list; empty where there is no list."""
    with suppress(ImportError, OSError):
        import certifi

        return Path(certifi.where()).read_bytes()
    return b""
