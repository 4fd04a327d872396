"""Answers that do not come as they should, read from a raw socket: the bytes, the end of the connection, the time."""

from __future__ import annotations

import time

import pytest

from mock_server.tests.behaviours.struck import IMPORT, Struck
from mock_server.tests.serving.wire import Wire

IMPORTS = "/contacts/imports"
FIELDS = "/contacts/fields"


@pytest.mark.parametrize(("phase", "made"), [("before", 0), ("after", 1)])
def test_a_lost_answer_is_an_end_without_a_byte(struck: Struck, phase: str, made: int) -> None:
    """`lost` closes in order and sends nothing; the definition exists only where the work came first."""
    struck.plan(method="POST", answer="lost", phase=phase)
    with struck.wire() as wire:
        assert wire.send(struck.request("POST", IMPORTS, IMPORT)).rest() == b""
    assert struck.how_many(IMPORTS) == made
    assert struck.accounts() == [(1, 1, True)]


@pytest.mark.parametrize(("phase", "made"), [("before", 0), ("after", 1)])
def test_a_reset_is_a_reset(struck: Struck, phase: str, made: int) -> None:
    """`reset` sends RST, which a read of the socket reports; the definition exists only where the work came first."""
    struck.plan(method="POST", answer="reset", phase=phase)
    with struck.wire() as wire, pytest.raises(ConnectionResetError):
        wire.send(struck.request("POST", IMPORTS, IMPORT)).rest()
    assert struck.how_many(IMPORTS) == made
    assert struck.accounts() == [(1, 1, True)]


@pytest.mark.parametrize("after_bytes", [None, 0, 7, 10**6])
def test_a_cut_answer_ends_inside_its_body(struck: Struck, after_bytes: int | None) -> None:
    """`cut` sends the head with the length of the whole body and then so much of it, half by default, never all."""
    whole = struck.ask("GET", FIELDS).body
    struck.plan(answer="cut", **({} if after_bytes is None else {"afterBytes": after_bytes}))
    with struck.wire() as wire:
        got = wire.send(struck.request("GET", FIELDS)).rest()
    head, _, body = got.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"Content-Length: %d\r\n" % len(whole) in head
    expected = len(whole) // 2 if after_bytes is None else min(after_bytes, len(whole) - 1)
    assert body == whole[:expected]


def test_an_answer_without_a_body_is_cut_in_its_head(struck: Struck) -> None:
    """The 204 of an upload has no body: it is cut inside its head, and the upload is staged."""
    uri = struck.ask("POST", IMPORTS, IMPORT).json()["uri"]
    struck.plan(method="POST", path="*/data", answer="cut")
    with struck.wire() as wire:
        got = wire.send(struck.request("POST", f"{uri}/data", [{"a": "x@x.example"}])).rest()
    assert got.startswith(b"HTTP/1.1 204 ")
    assert b"\r\n\r\n" not in got
    assert struck.control("GET", "/faults")["items"][0]["usedUp"]
    sync = struck.ask("POST", "/syncs", {"syncedInstanceUri": uri}).json()["uri"]
    assert struck.ask("GET", f"{sync}/logs").json()["items"][0]["count"] == 1


def test_a_refusal_is_cut_too(struck: Struck) -> None:
    """The answer that is cut may be a 400: its failures come in part."""
    struck.plan(answer="cut", afterBytes=5)
    with struck.wire() as wire:
        got = wire.send(struck.request("POST", IMPORTS, {})).rest()
    assert got.startswith(b"HTTP/1.1 400 ")
    assert got.endswith(b'\r\n\r\n{"fai')


def silent(wire: Wire) -> bytes:
    """What has come, read until nothing more comes for a while; an end would fail here."""
    wire.sock.settimeout(0.2)
    got: list[bytes] = []
    with pytest.raises(TimeoutError):
        got.extend(iter(lambda: wire.sock.recv(65536), b""))
    wire.sock.settimeout(5)
    return b"".join(got)


@pytest.mark.parametrize(("phase", "made"), [("before", 0), ("after", 1)])
def test_a_stalled_call_gets_nothing(struck: Struck, phase: str, made: int) -> None:
    """While a call is stalled not a byte comes, and its phase says whether the work was done."""
    struck.plan(method="POST", answer="stalled", phase=phase)
    with struck.wire() as wire:
        wire.send(struck.request("POST", IMPORTS, IMPORT))
        assert silent(wire) == b""
        assert struck.how_many(IMPORTS) == made


def test_a_stalled_call_ends_in_the_end(struck: Struck) -> None:
    """When its seconds are over, and not before, the connection closes in order and without a byte."""
    struck.plan(answer="stalled", seconds=0.4)
    began = time.monotonic()
    with struck.wire() as wire:
        assert wire.send(struck.request("GET", FIELDS)).rest() == b""
    assert time.monotonic() - began >= 0.4


def test_an_answer_may_stall_in_its_body(struck: Struck) -> None:
    """With `afterBytes` the head and so much of the body come at once, then nothing more."""
    whole = struck.ask("GET", FIELDS).body
    struck.plan(answer="stalled", afterBytes=9)
    with struck.wire() as wire:
        wire.send(struck.request("GET", FIELDS))
        head, _, body = silent(wire).partition(b"\r\n\r\n")
    assert b"Content-Length: %d\r\n" % len(whole) in head
    assert body == whole[:9]


def test_an_answer_that_stalled_in_its_body_ends(struck: Struck) -> None:
    """When the seconds are over the connection closes behind the part that came."""
    whole = struck.ask("GET", FIELDS).body
    struck.plan(answer="stalled", seconds=0.3, afterBytes=9)
    began = time.monotonic()
    with struck.wire() as wire:
        assert wire.send(struck.request("GET", FIELDS)).rest().endswith(b"\r\n\r\n" + whole[:9])
    assert time.monotonic() - began >= 0.3


def test_a_slow_answer_comes_whole_in_its_own_time(struck: Struck) -> None:
    """`slow` sends at the rate it was planned with: later than that allows, never sooner, and all of it."""
    whole = struck.ask("GET", "/contacts/imports").body
    struck.plan(answer="slow", bytesPerSecond=1500)
    with struck.wire() as wire:
        began = time.monotonic()
        got = wire.send(struck.request("GET", "/contacts/imports")).rest()
        took = time.monotonic() - began
    assert got.endswith(b"\r\n\r\n" + whole)
    assert took >= (len(got) - 2) / 1500


def test_the_first_bytes_of_a_slow_answer_do_not_wait_for_the_last(struck: Struck) -> None:
    """A slow answer drips: its beginning is there long before its end."""
    struck.plan(answer="slow", bytesPerSecond=20)
    with struck.wire() as wire:
        wire.send(struck.request("GET", "/syncs"))
        first = wire.sock.recv(65536)
    assert b"HTTP/1.1 200".startswith(first[:12])
    assert len(first) < 200


@pytest.mark.parametrize(("phase", "made"), [("before", 0), ("after", 1)])
def test_the_work_of_a_late_answer(struck: Struck, phase: str, made: int) -> None:
    """While a call is delayed nothing comes; the work is not done yet, or done at once, as the phase says."""
    struck.plan(method="POST", delay=60, phase=phase)
    with struck.wire() as wire:
        wire.send(struck.request("POST", IMPORTS, IMPORT))
        assert silent(wire) == b""
        assert struck.how_many(IMPORTS) == made


@pytest.mark.parametrize("phase", ["before", "after"])
def test_a_late_answer_is_whole(struck: Struck, phase: str) -> None:
    """`delay` gives the good answer, not before its time; the work is done once."""
    struck.plan(method="POST", delay=0.3, phase=phase)
    began = time.monotonic()
    answer = struck.ask("POST", IMPORTS, IMPORT)
    assert time.monotonic() - began >= 0.3
    assert (answer.status, answer.json()["uri"]) == (201, f"{IMPORTS}/1")
    assert struck.how_many(IMPORTS) == 1


def test_a_connection_is_closed_behind_what_was_held_back(struck: Struck) -> None:
    """An answer that was late or slow says `Connection: close` and is the last: what was sent behind it is not done."""
    struck.plan(method="GET", delay=0.1, phase="after")
    with struck.wire() as wire:
        wire.send(struck.request("GET", "/syncs") + struck.request("POST", IMPORTS, IMPORT))
        assert wire.answer().headers["Connection"] == "close"
        assert wire.ended()
    assert struck.how_many(IMPORTS) == 0


def test_only_the_struck_call_is_held_back(struck: Struck) -> None:
    """On one connection the calls before the struck one are answered as ever, and it stays open for them."""
    struck.plan(path="*/syncs", skip=1, answer="cut")
    with struck.wire() as wire:
        for _ in range(2):
            assert wire.send(struck.request("GET", FIELDS)).answer().status == 200
        assert wire.send(struck.request("GET", "/syncs")).answer().status == 200
        assert len(wire.send(struck.request("GET", "/syncs")).rest()) > 0


def test_the_journal_says_which_fault_struck(struck: Struck) -> None:
    """The entry of a struck call carries the fault's id, and the status 0 where no answer came at all."""
    for fault in ({"answer": "lost"}, {"answer": "stalled", "seconds": 0}, {"status": 503}, {"answer": "cut"}):
        struck.plan(method="GET", path="*/syncs", **fault)
        with struck.wire() as wire:
            wire.send(struck.request("GET", "/syncs"))
            if "status" in fault:
                wire.answer()
            else:
                wire.rest()
    struck.ask("GET", "/syncs")
    items = struck.control("GET", "/journal")["items"]
    assert [(item["status"], item["fault"]) for item in items] == [(0, 1), (0, 2), (503, 3), (200, 4), (200, None)]
