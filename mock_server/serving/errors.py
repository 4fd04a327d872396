"""What can go wrong before the first request. Each message is one line, fit for a user.

ServingError
├── PortInUseError       somebody else listens there
└── CannotListenError    the address is not ours, not known, not allowed
"""


class ServingError(Exception):
    """The server could not be brought up."""


class PortInUseError(ServingError):
    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"port {port} on {host} is in use")


class CannotListenError(ServingError):
    def __init__(self, host: str, reason: str) -> None:
        super().__init__(f"cannot listen on {host}: {reason}")
