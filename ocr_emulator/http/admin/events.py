"""Admin route for the live journal: server-sent events.

The journal's ring is the only buffer: a slow reader reads from it later, and is told how many
entries it missed. After a lost connection the browser sends `Last-Event-ID` and the stream
goes on where it ended.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from aiohttp import web

from ocr_emulator.http.admin.request import AdminError, AdminRequest
from ocr_emulator.scripting.journal import Batch, Journal, Position

MAX_STREAMS = 32
_KEEP_ALIVE_SECONDS = 15.0
_WRITE_SECONDS = 30.0
"""A reader that takes nothing for so long is disconnected."""
_EVENT_ID = re.compile(r"([0-9a-f]{1,32})-([0-9]{1,12})")


class EventStreams:
    """The open streams of one server, limited in number and ended when it stops."""

    def __init__(self) -> None:
        self._open: set[asyncio.Event] = set()
        self._closing = False

    def close(self) -> None:
        """End all streams; called in the event loop when the server stops."""
        self._closing = True
        for changed in self._open:
            changed.set()

    def open(self) -> None:
        """Accept streams again, for a server that was started again."""
        self._closing = False

    async def serve(self, request: AdminRequest) -> web.StreamResponse:
        """Send the entries of the journal as they are recorded, those already there first."""
        journal = request.namespace.journal
        position = _parse_id(request.http.headers.get("Last-Event-ID", ""))
        if len(self._open) >= MAX_STREAMS:
            raise AdminError(503, f"{MAX_STREAMS} readers of the journal are connected already")
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream",
                "Cache-Control": "no-store",
                "X-Content-Type-Options": "nosniff",
            }
        )
        # The connection ends with the stream; the response has no length. A reader may leave at any
        # time, also before the first byte.
        with self._subscription(journal) as changed, suppress(ConnectionError, TimeoutError):
            await response.prepare(request.http)
            await self._send(response, journal, position, changed)
        return response

    @contextmanager
    def _subscription(self, journal: Journal) -> Iterator[asyncio.Event]:
        loop, changed = asyncio.get_running_loop(), asyncio.Event()
        self._open.add(changed)
        try:
            with journal.subscribe(lambda: loop.call_soon_threadsafe(changed.set)):
                yield changed
        finally:
            self._open.discard(changed)

    async def _send(
        self,
        response: web.StreamResponse,
        journal: Journal,
        position: Position,
        changed: asyncio.Event,
    ) -> None:
        await _write(response, "retry: 1000\n\n")
        while not self._closing:
            changed.clear()
            batch = journal.after(position)
            position = batch.position
            text = "".join(_events(batch))
            if text:
                await _write(response, text)
                continue
            try:
                async with asyncio.timeout(_KEEP_ALIVE_SECONDS):
                    await changed.wait()
            except TimeoutError:
                # A comment: proxies and browsers close connections that are silent.
                await _write(response, ": keep-alive\n\n")


async def _write(response: web.StreamResponse, text: str) -> None:
    async with asyncio.timeout(_WRITE_SECONDS):
        await response.write(text.encode())


def _events(batch: Batch) -> Iterator[str]:
    if batch.cleared:
        yield _event(batch.position.epoch, 0, "cleared", {})
    if batch.missed:
        first = batch.entries[0].number - 1 if batch.entries else batch.position.number
        yield _event(batch.position.epoch, first, "missed", {"count": batch.missed})
    for entry in batch.entries:
        yield _event(batch.position.epoch, entry.number, "entry", entry.to_dict())


def _event(epoch: str, number: int, name: str, data: dict[str, object]) -> str:
    # JSON has no bare line break, so one `data:` line is enough.
    return f"id: {epoch}-{number}\nevent: {name}\ndata: {json.dumps(data, default=str)}\n\n"


def _parse_id(text: str) -> Position:
    match = _EVENT_ID.fullmatch(text.strip())
    return Position(match[1], int(match[2])) if match else Position()
