"""Calls cancelled at random moments: no slot, no waiter and no connection is lost."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator

import pytest

from ocr_emulator import Emulator
from ocr_wrapper import AkSk, AsyncOcrClient, OcrError, PasswordToken, RateLimiter
from tests.contract import images
from tests.hostile.depth import FULL

CALLS = 10_000 if FULL else 400
AT_ONCE = 50


@pytest.fixture(scope="module")
def emu() -> Iterator[Emulator]:
    with Emulator(engine=None, journal_size=10) as running:
        yield running


async def cancelled_calls(client: AsyncOcrClient, rng: random.Random, count: int) -> None:
    """Start calls and cancel each after a random number of turns of the event loop."""
    for _ in range(count // AT_ONCE):
        tasks = [
            asyncio.create_task(client.recognize_passport(images.FILES["PNG"]))
            for _ in range(AT_ONCE)
        ]
        for task in rng.sample(tasks, len(tasks)):
            for _ in range(rng.randrange(4)):
                await asyncio.sleep(0)
            task.cancel()
        for found in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(found, BaseException):
                assert isinstance(found, (asyncio.CancelledError, OcrError)), found


@pytest.mark.parametrize("transport", [None, "aiohttp"])
@pytest.mark.parametrize("kind", ["key", "password"])
async def test_cancelled_calls_leave_nothing_behind(
    kind: str, transport: str | None, emu: Emulator
) -> None:
    """After thousands of cancellations a client with few slots serves as many calls as it has."""
    emu.reset()
    keys = AkSk(emu.ak, emu.sk) if kind == "key" else PasswordToken(**emu.user)
    async with AsyncOcrClient(
        region="ap-southeast-1",
        endpoint=emu.url,
        credentials=keys,
        rate_limiter=RateLimiter(concurrency=5),
        max_connections=5,
        transport=transport,
        trust_env=False,
        deadline=10,
    ) as client:
        await cancelled_calls(client, random.Random(kind), CALLS)
        # Five slots for calls and five connections are left, or these wait for ever.
        good = await asyncio.gather(
            *(client.recognize_passport(images.FILES["PNG"]) for _ in range(20))
        )
        assert len(good) == 20
