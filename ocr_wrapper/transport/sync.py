"""Perform a flow in a thread: send, sleep and wait as it says."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from typing import Any, TypeVar

from ocr_wrapper.attempts.messages import (
    Command,
    Failure,
    Reply,
    Request,
    Response,
    Send,
    Sleep,
    Wait,
)
from ocr_wrapper.concurrency import register_at_fork
from ocr_wrapper.transport import adapters
from ocr_wrapper.transport.pool import Connections, TransportSettings

T = TypeVar("T")

_left_to_parent: list[Any] = []
"""Connections of the parent process: kept, because closing them would end the parent's."""


class SyncSession:
    """Hold the connections of a blocking client, opened when first needed."""

    def __init__(self, settings: TransportSettings) -> None:
        self._settings = settings
        self._connections = Connections(settings, awaited=False)
        self._used = False
        register_at_fork(self)

    def after_fork(self) -> None:
        """Leave the connections to the parent and open others when needed."""
        _left_to_parent.append(self._connections)
        self._connections = Connections(self._settings, awaited=False)
        self._used = False

    @property
    def is_open(self) -> bool:
        """Whether there may be connections to close."""
        return self._used

    def close(self) -> None:
        """Close every connection; the next request opens new ones."""
        self._used = False
        for way in self._connections.take():
            way.close()

    def send(self, request: Request, until: float | None) -> Response | Failure:
        """Send one request and receive its answer whole, by ``until`` on the monotonic clock."""
        import httpx

        left = None if until is None else until - time.monotonic()
        if left is not None and left <= 0:
            return Failure("connect", "deadline")
        scheme = request.url.partition(":")[0]
        way = self._connections.way(scheme, request.headers["host"])
        self._used = True
        received: adapters.Received | None = None
        content = adapters.content(request.body)
        with adapters.Sending(until):
            try:
                response = way.handle_request(adapters.make_request(request, content, left))
                try:
                    received = adapters.Received(response)
                    for part in response.stream:
                        if not received.add(part):
                            break
                finally:
                    response.close()
            except (httpx.HTTPError, httpx.StreamError, OSError) as error:
                found = adapters.failure(error, content)
                if received is None or found.kind == "timeout":
                    return found
                return received.response(f"it broke off ({found.reason})")
        return received.response()


def run(session: SyncSession, flow: Generator[Command, Reply, T]) -> T:
    """Perform a flow and return what it returns; raise what it raises.

    Whatever ends it early, the flow is closed, so that it gives back what it holds.
    """
    reply: Reply = None
    try:
        while True:
            command = flow.send(reply)
            reply = None
            if isinstance(command, Send):
                reply = session.send(command.request, command.deadline)
            elif isinstance(command, Sleep):
                time.sleep(command.seconds)
            else:
                _park(command)
    except StopIteration as stop:
        value: T = stop.value
        return value
    finally:
        flow.close()


def _park(command: Wait) -> None:
    """Wait until woken or until the time is over."""
    woken = threading.Event()
    command.waiter.attach(woken.set)
    woken.wait(command.seconds)
