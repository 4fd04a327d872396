"""The clients that have a verdict page: how each is driven, what is its caller's, why each broken rule is its own.

Every explanation was checked by hand in the source of the version that is named: what a function does stands here, so
that a reader can look it up, beside what the judge saw.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from contract_tests.client_check.drivers.reasons import of_eloqua_python_sdk, of_pyeloqua, of_ten_lines


@dataclass(frozen=True, slots=True)
class Published:
    """A client. `package` and `version` as on PyPI, empty where it is a script of our own.

    `callers` are the rules that only the program around the library can keep, `broken` those that the client breaks,
    each with the reason.
    """

    page: str
    title: str
    about: str
    driver: str
    callers: Mapping[str, str]
    broken: Mapping[str, str]
    package: str = ""
    version: str = ""
    eloqua_hosts: bool = False

    @property
    def module(self) -> str:
        return f"contract_tests.client_check.drivers.{self.driver}"


PUBLISHED: Final = (
    Published(
        "client-pyeloqua",
        "pyeloqua 0.5.11",
        "A library for Eloqua's Bulk API in Python. It has no calls for opportunities: it imports and exports contacts "
        "here. It has login.eloqua.com built in, and runs behind the proxy.",
        "with_pyeloqua",
        of_pyeloqua.CALLERS,
        of_pyeloqua.BROKEN,
        package="pyeloqua",
        version="0.5.11",
        eloqua_hosts=True,
    ),
    Published(
        "client-eloqua-python-sdk",
        "eloqua-python-sdk 0.4.9",
        "A thin library for Eloqua's Bulk API in Python, a function for each call. It has no calls for opportunities: "
        "it imports and exports contacts here. Its caller names the base URL, polls, and goes through the pages.",
        "with_eloqua_python_sdk",
        of_eloqua_python_sdk.CALLERS,
        of_eloqua_python_sdk.BROKEN,
        package="eloqua-python-sdk",
        version="0.4.9",
    ),
    Published(
        "client-ten-line-script",
        "A script of ten lines",
        "What people write when an import must be done by tonight: `requests`, no library. It imports five "
        "opportunities and waits for the sync.",
        "ten_lines",
        {},
        of_ten_lines.BROKEN,
    ),
)
