"""Faults that show when something goes wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import requests

from contract_tests.client_check.faulty.faulty_client import FaultyClient, calling
from contract_tests.client_check.reference.client import ReferenceClient
from contract_tests.client_check.reference.failing import EloquaError, Unanswered
from contract_tests.client_check.reference.transport import Transport
from contract_tests.client_check.reference.uploads import Upload


class DoesNotKnow429(Transport):
    def is_passing(self, status: int) -> bool:
        return status != 429 and super().is_passing(status)


class DoesNotKnow503(Transport):
    def is_passing(self, status: int) -> bool:
        return status != 503 and super().is_passing(status)


class WaitsAsItLikes(Transport):
    def rest(self, pause: float, lost: Unanswered) -> None:
        self.connection.sleep(pause)


class DiesOfABrokenConnection(Transport):
    def unanswered(self, what: str, fault: requests.RequestException) -> EloquaError:
        if isinstance(fault, requests.Timeout) or what.startswith("POST"):
            return super().unanswered(what, fault)
        return EloquaError(f"{what}: {fault}")


class DiesOfSilence(Transport):
    def unanswered(self, what: str, fault: requests.RequestException) -> EloquaError:
        timed_out = isinstance(fault, requests.Timeout) or "Read timed out" in str(fault)
        return EloquaError(f"{what}: {fault}") if timed_out else super().unanswered(what, fault)


class NeverStops(Transport):
    attempts = 60


class NeverRests(Transport):
    first_pause = 0.0


class LooksForNoDefinition(ReferenceClient):
    """And leaves it to stay."""

    sweeping: Mapping[str, str] = {}

    def look_for_definition(self, kind: str, name: str) -> dict[str, Any] | None:
        return None


class StagesAgain(ReferenceClient):
    def sweep(self, definition: str) -> None:
        """It will not have got there."""


class LooksForNoSync(ReferenceClient):
    def look_for_sync(self, definition: str, known: set[str]) -> dict[str, Any] | None:
        return None


class BeginsInTheMiddle(ReferenceClient):
    """Sweeps as it should, and then goes on with the upload that failed."""

    def stage(self, definition: str, uploads: Sequence[Upload]) -> None:
        left = list(uploads)

        def upload_rest() -> bool:
            while left:
                self.transport.post(f"{definition}/data", left[0].body)
                del left[0]
            return True

        self.transport.until_certain(upload_rest, lambda: self.sweep(definition))


class ArguesWith400(Transport):
    def refusal(self, what: str, answer: requests.Response) -> EloquaError:
        refused = super().refusal(what, answer)
        return Unanswered(what, str(refused)) if answer.status_code == 400 else refused


class SaysNothing(Transport):
    def refusal(self, what: str, answer: requests.Response) -> EloquaError:
        return EloquaError("something went wrong")


FAULTY = (
    FaultyClient("CLI-52", "gives up at 429", calling(DoesNotKnow429), plan="429 to a sync"),
    FaultyClient("CLI-53", "does not wait as long as Retry-After says", calling(WaitsAsItLikes), plan="429 to polls"),
    FaultyClient("CLI-54", "gives up at 503", calling(DoesNotKnow503), plan="503 to a definition"),
    FaultyClient(
        "CLI-55",
        "gives up when a connection breaks",
        calling(DiesOfABrokenConnection),
        plan="a poll whose connection breaks",
    ),
    FaultyClient(
        "CLI-56", "gives up when no answer comes in time", calling(DiesOfSilence), plan="a poll without an answer"
    ),
    FaultyClient("CLI-57", "tries sixty times", calling(NeverStops), plan="500 without end"),
    FaultyClient("CLI-58", "tries again at once", calling(NeverRests), plan="500 without end"),
    FaultyClient(
        "CLI-59",
        "defines again when the answer was lost",
        LooksForNoDefinition,
        plan="a definition whose answer is lost",
    ),
    FaultyClient(
        "CLI-60",
        "uploads again when the answer was lost",
        StagesAgain,
        ("CLI-30",),
        "it begins anew after a refusal as well, with uploads that were acknowledged",
        plan="an upload whose answer is lost",
    ),
    FaultyClient("CLI-61", "syncs again when the answer was lost", LooksForNoSync, plan="a sync whose answer is lost"),
    FaultyClient(
        "CLI-62",
        "goes on in the middle after it cleared what was staged",
        BeginsInTheMiddle,
        plan="503 to an upload",
    ),
    FaultyClient("CLI-63", "repeats what was refused with 400", calling(ArguesWith400), plan="400 to a definition"),
    FaultyClient("CLI-64", "hides the failures of a 400", calling(SaysNothing), plan="400 to a definition"),
)
