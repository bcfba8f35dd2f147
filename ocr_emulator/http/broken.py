"""Broken responses: written to the transport, past the HTTP library.

An HTTP library takes care that a response is well formed; a fault needs the opposite.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Sequence
from typing import Any

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from ocr_emulator.messages import ApiResponse
from ocr_emulator.scripting.faults import Fault
from ocr_emulator.state.clock import http_date


class DropConnection(Exception):  # noqa: N818  (a signal to the pipeline, not an error)
    """Raised to end a connection without a response; the fault says how, the note why."""

    def __init__(self, fault: Fault, note: str = "") -> None:
        super().__init__(note or fault.kind)
        self.fault = fault
        self.note = note


def html_page(status: int) -> bytes:
    """Return the kind of page a proxy in front of the gateway sends when it fails."""
    return (
        f"<html>\r\n<head><title>{status} gateway failure</title></head>\r\n"
        f"<body>\r\n<center><h1>{status}</h1></center>\r\n<hr>\r\n</body>\r\n</html>\r\n"
    ).encode()


class BrokenResponse(web.StreamResponse):
    """A response of byte pieces that go to the transport as they are."""

    def __init__(self, pieces: Sequence[bytes], *, pause: float = 0.0, reset: bool = False) -> None:
        super().__init__()
        self._pieces = pieces
        self._pause = pause
        self._reset = reset

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Write the pieces, then close or reset the connection."""
        transport = request.transport
        if transport is None:
            raise ConnectionResetError("the client has left")
        for index, piece in enumerate(self._pieces):
            if index and self._pause:
                await asyncio.sleep(self._pause)
            if transport.is_closing():
                break
            transport.write(piece)
        if self._reset:
            sock: Any = transport.get_extra_info("socket")
            if sock is not None:
                # Linger of 0 s: the kernel sends RST instead of FIN.
                with contextlib.suppress(OSError):
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
        else:
            transport.close()
        # Makes aiohttp write nothing more and forget the connection.
        raise ConnectionResetError("closed on purpose")


def _head(response: ApiResponse, now: float, length: int, extra: dict[str, str]) -> bytes:
    headers = {
        "Date": http_date(now),
        **response.headers,
        **extra,
        "Content-Length": str(length),
        "Connection": "close",
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {response.status} X\r\n{lines}\r\n".encode("latin-1", "replace")


def broken(response: ApiResponse, fault: Fault, now: float) -> web.StreamResponse:
    """Return a response broken as the fault says; a complete `response` is the raw material."""
    body = response.body
    match fault.kind:
        case "reset-before" | "reset-after":
            return BrokenResponse([], reset=True)
        case "empty":
            return BrokenResponse([])
        case "truncate":
            cut = len(body) // 2 if fault.size is None else fault.size
            return BrokenResponse([_head(response, now, len(body), {}), body[:-1][:cut]])
        case "bad-json":
            cut_body = body[: max(1, len(body) * 2 // 3)]
            return BrokenResponse([_head(response, now, len(cut_body), {}), cut_body])
        case "wrong-length":
            by = 10 if fault.size is None else fault.size
            return BrokenResponse([_head(response, now, max(0, len(body) + by), {}), body])
        case "wrong-gzip":
            return BrokenResponse(
                [_head(response, now, len(body), {"Content-Encoding": "gzip"}), body]
            )
        case "dribble":
            size = max(1, fault.size or 16)
            pieces = [body[i : i + size] for i in range(0, len(body), size)]
            return BrokenResponse(
                [_head(response, now, len(body), {}), *pieces], pause=max(0.0, fault.delay)
            )
        case _:
            raise ValueError(f"fault {fault.kind!r} does not break a response")
