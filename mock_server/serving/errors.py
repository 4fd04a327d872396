"""What can go wrong before the first request. Each message is one line, fit for a user.

ServingError
├── PortInUseError       somebody else listens there
├── CannotListenError    the address is not ours, not known, not allowed
├── CannotWriteError     the file for the CA certificate cannot be written
├── MissingExtraError    a library of an extra is not installed
└── ProxyError           the proxy's process did not start
"""

from pathlib import Path


class ServingError(Exception):
    """The server could not be brought up."""


class PortInUseError(ServingError):
    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"port {port} on {host} is in use")


class CannotListenError(ServingError):
    def __init__(self, host: str, reason: str) -> None:
        super().__init__(f"cannot listen on {host}: {reason}")


class CannotWriteError(ServingError):
    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"cannot write {path}: {reason.lower()}")


class MissingExtraError(ServingError):
    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs a library that is not installed: pip install 'eloqua-mock[{extra}]'")


class ProxyError(ServingError):
    def __init__(self, reason: str) -> None:
        super().__init__(f"the proxy did not start: {reason}")
