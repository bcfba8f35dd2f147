"""A clock that jumps under a client whose key has worked: nothing locks the key."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from ocr_emulator import Emulator
from ocr_wrapper import AkSk, AsyncOcrClient
from ocr_wrapper.attempts.circuit_breaker import THRESHOLD
from ocr_wrapper.attempts.messages import Send, Wait
from tests.wrapper.conftest import NOWHERE
from tests.wrapper.hand import Hand, refusal, response

STALE = refusal(
    "APIG.0301",
    401,
    "signature expired, signature time:20260202T024000Z,server time:20260202T034000Z",
)


def started(hand: Hand, count: int) -> tuple[list[Any], list[Any]]:
    """Start flows; return them with the first command of each."""
    flows = [hand.flow() for _ in range(count)]
    return flows, [flow.send(None) for flow in flows]


def closed(*flows: Any) -> Iterator[None]:
    """Close flows, so that they give back what they hold."""
    for flow in flows:
        flow.close()
        yield


def test_jump_of_this_machines_clock_limits_the_requests_in_flight() -> None:
    """After a jump the key is tried with few requests, as if it had never worked."""
    hand = Hand([response()])
    hand.call()
    before = hand.loop.now
    hand.loop.now = lambda: before() + 3600
    flows, commands = started(hand, 10)
    assert sum(isinstance(command, Send) for command in commands) == THRESHOLD
    assert sum(isinstance(command, Wait) for command in commands) == 10 - THRESHOLD
    assert len(list(closed(*flows))) == 10


def test_steady_clock_limits_nothing() -> None:
    """Without a jump all requests are sent at once."""
    hand = Hand([response()])
    hand.call()
    hand.now += 5000
    flows, commands = started(hand, 10)
    assert all(isinstance(command, Send) for command in commands)
    assert len(list(closed(*flows))) == 10


def test_stale_signature_holds_back_the_requests_behind_it() -> None:
    """Once the server has refused a date, further calls wait until one is accepted."""
    hand = Hand([response()])
    hand.call()
    (first,), _ = started(hand, 1)
    retry = first.send(STALE)
    assert isinstance(retry, Send)
    flows, commands = started(hand, 10)
    assert sum(isinstance(command, Send) for command in commands) == THRESHOLD - 1
    assert len(list(closed(first, *flows))) == 11


async def test_burst_after_a_jump_of_the_servers_clock_succeeds(
    emulator: Emulator, keys: AkSk, image: bytes
) -> None:
    """Every call of a proven client is corrected and accepted, however many there are."""
    async with AsyncOcrClient(
        "ap-southeast-1", keys, endpoint=emulator.url, environment=NOWHERE
    ) as client:
        await client.recognize_passport(image)
        emulator.clock.advance(3000)
        found = await asyncio.gather(*(client.recognize_passport(image) for _ in range(30)))
    assert len(found) == 30
