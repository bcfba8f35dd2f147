"""Calls of the page, made without a browser."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from ocr_emulator.emulator import Emulator
from tests.emulator.signer import Response, send


def token_of(emu: Emulator) -> str:
    """Return the token that stands in the page of a server on loopback."""
    page = send("GET", emu.url + "/").body.decode()
    match = re.search(r'name="playground-token" content="([^"]*)"', page)
    assert match is not None
    return match[1]


def page_call(emu: Emulator, path: str, body: Any = None, **headers: str) -> Response:
    """Send a call of the page with its token; `body` is JSON unless it is bytes."""
    payload = body if isinstance(body, bytes) else json.dumps(body).encode() if body else b""
    names = {"X-Playground-Token": token_of(emu)} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return send("POST", f"{emu.url}/_emulator/{path}", names, payload)


class EventReader:
    """A reader of server-sent events on a plain socket."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._file = connection.makefile("rb")

    def next(self) -> tuple[str, str, Any]:
        """Return id, name and data of the next event."""
        fields: dict[str, str] = {}
        while "data" not in fields or fields.get("end") is None:
            line = self._file.readline().decode().rstrip("\r\n")
            name, _, value = line.partition(": ")
            if name in ("id", "event", "data"):
                fields[name] = value
            elif not line and "data" in fields:
                fields["end"] = ""
        return fields["id"], fields["event"], json.loads(fields["data"])

    @property
    def ended(self) -> bool:
        """Whether the server closes the stream, whatever it still sends."""
        while True:
            try:
                if not self._connection.recv(65536):
                    return True
            except ConnectionError:
                return True


@contextmanager
def events(emu: Emulator, last: str = "", *, query: str = "") -> Iterator[EventReader]:
    """Open the live journal; `last` is the id of the last event seen."""
    parts = urlsplit(emu.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        head = f"GET /_emulator/journal/events{query} HTTP/1.0\r\nHost: {parts.netloc}\r\n"
        if last:
            head += f"Last-Event-ID: {last}\r\n"
        connection.sendall(head.encode() + b"\r\n")
        yield EventReader(connection)
