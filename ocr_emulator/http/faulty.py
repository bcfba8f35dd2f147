"""Put an answer on the wire, whole or broken in the way a fault wants it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Sequence
from typing import Any

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from ocr_emulator.messages import Reply
from ocr_emulator.scripting.faults import Fault
from ocr_emulator.state.clock import http_date

__all__ = ["Broken", "broken", "html_page", "whole"]


def html_page(status: int) -> bytes:
    """Return the kind of page a proxy in front of the gateway sends when it fails."""
    return (
        f"<html>\r\n<head><title>{status} gateway failure</title></head>\r\n"
        f"<body>\r\n<center><h1>{status}</h1></center>\r\n<hr>\r\n</body>\r\n</html>\r\n"
    ).encode()


def whole(reply: Reply, now: float) -> web.StreamResponse:
    """Return the answer as it should be."""
    headers = {"Date": http_date(now), "Server": "ocr-emulator", **reply.headers}
    response = web.Response(status=reply.status, body=reply.body, headers=headers)
    if reply.close:
        response.force_close()
    return response


class Broken(web.StreamResponse):
    """An answer written by hand, past all the care that an HTTP library takes."""

    def __init__(self, pieces: Sequence[bytes], *, pause: float = 0.0, reset: bool = False) -> None:
        super().__init__()
        self._pieces = pieces
        self._pause = pause
        self._reset = reset

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Write the pieces, then close or reset the connection."""
        transport = request.transport
        if transport is None:
            raise ConnectionResetError("the client has gone")
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
        # Tells aiohttp that there is nothing left to write and no connection to keep.
        raise ConnectionResetError("closed on purpose")


def _head(reply: Reply, now: float, length: int, extra: dict[str, str]) -> bytes:
    headers = {
        "Date": http_date(now),
        **reply.headers,
        **extra,
        "Content-Length": str(length),
        "Connection": "close",
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {reply.status} X\r\n{lines}\r\n".encode("latin-1", "replace")


def broken(reply: Reply, fault: Fault, now: float) -> web.StreamResponse:
    """Return the answer broken as the fault says; a good `reply` is its raw material."""
    body = reply.body
    match fault.kind:
        case "reset-before" | "reset-after":
            return Broken([], reset=True)
        case "empty":
            return Broken([])
        case "truncate":
            cut = len(body) // 2 if fault.size is None else min(fault.size, len(body))
            return Broken([_head(reply, now, len(body), {}), body[:cut]])
        case "bad-json":
            cut_body = body[: max(1, len(body) * 2 // 3)]
            return Broken([_head(reply, now, len(cut_body), {}), cut_body])
        case "wrong-length":
            by = 10 if fault.size is None else fault.size
            return Broken([_head(reply, now, max(0, len(body) + by), {}), body])
        case "wrong-gzip":
            return Broken([_head(reply, now, len(body), {"Content-Encoding": "gzip"}), body])
        case "dribble":
            size = max(1, fault.size or 16)
            pieces = [body[i : i + size] for i in range(0, len(body), size)]
            return Broken([_head(reply, now, len(body), {}), *pieces], pause=max(0.0, fault.delay))
        case _:
            raise ValueError(f"fault {fault.kind!r} does not shape an answer")
