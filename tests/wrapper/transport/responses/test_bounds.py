"""Bounds of an exchange over connections of our own: length of a response, deadline, held bytes."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from ocr_wrapper import AsyncOcrClient, ConfigurationError, InvalidResponseError
from ocr_wrapper.attempts.body import json_body
from ocr_wrapper.attempts.messages import Failure, Request
from ocr_wrapper.transport import replies
from ocr_wrapper.transport.asynchronous import AsyncSession
from ocr_wrapper.transport.settings import TransportSettings
from ocr_wrapper.transport.streams.loop import LoopStream
from ocr_wrapper.transport.sync import SyncSession
from tests.wrapper.conftest import NOWHERE
from tests.wrapper.transport.drivers import DRIVERS, runner_for, transport_of
from tests.wrapper.transport.raw_server import OK, serving
from tests.wrapper.transport.test_reuse import KEYS, Calls

LIMIT = 10_000
LONG = b"HTTP/1.1 200 OK\r\nContent-Length: 400000\r\n\r\n" + b" " * 400_000


@DRIVERS
def test_response_beyond_the_limit_is_not_kept(
    driver: str, image: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error says so, and the rest is not taken for the response to the next call."""
    monkeypatch.setattr(replies, "MAX_RESPONSE_BYTES", LIMIT)
    with (
        serving(lambda number: LONG if number == 0 else OK) as server,
        Calls(driver, server) as call,
    ):
        with pytest.raises(InvalidResponseError, match="longer than"):
            call(image)
        assert call(image).raw == {"result": {}}
        assert server.connections == 2


@DRIVERS
def test_nothing_is_sent_after_the_deadline(driver: str) -> None:
    """No connection is opened for a request that would be late."""
    request = Request("POST", "http://127.0.0.1:9/v2/p1/ocr/passport", {}, json_body({"image": ""}))
    late = time.monotonic() - 1
    if driver == "threads":
        session = SyncSession(TransportSettings())
        assert (session.send(request, late), session.is_open) == (
            Failure("connect", "deadline"),
            False,
        )
        return

    async def run() -> None:
        session = AsyncSession(TransportSettings(transport=transport_of(driver)))
        assert await session.sender().send(request, late) == Failure("connect", "deadline")
        assert not session.is_open

    with runner_for(driver) as runner:
        runner.run(run())


@DRIVERS
def test_deadline_may_be_months_away(driver: str, image: bytes) -> None:
    """Longer than the system can wait at once; the response was paid for."""
    with serving(lambda _: OK) as server, Calls(driver, server, deadline=1e8) as call:
        assert call(image).raw == {"result": {}}


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"transport": "http2"}, "transport is text"),
        ({"transport": "aiohttp", "proxy": "socks5://127.0.0.1:9"}, "does not support a SOCKS"),
    ],
)
async def test_transport_that_cannot_be_used_is_refused(
    image: bytes, settings: dict[str, Any], words: str
) -> None:
    """Before anything is sent, and not by going around the proxy."""
    with pytest.raises(ConfigurationError, match=words):
        async with AsyncOcrClient(
            "ap-southeast-1", KEYS, project_id="p1", environment=NOWHERE, **settings
        ) as ocr:
            await ocr.recognize_passport(image)


class Transport(asyncio.Transport):
    """A socket that notes whether it is read."""

    def __init__(self) -> None:
        super().__init__()
        self.reading = True

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        pass

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True


async def test_server_that_floods_is_not_read_further() -> None:
    """What nobody takes is bounded, and reading goes on when it was taken."""
    stream, transport = LoopStream(), Transport()
    stream.connection_made(transport)
    stream.begin(json_body({}))
    for _ in range(4):
        stream.data_received(b" " * (1 << 16))
    assert transport.reading
    stream.data_received(b" ")
    assert not transport.reading
    while stream.received:
        await stream.read(1 << 16)
    assert transport.reading
