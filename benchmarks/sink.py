"""Minimal HTTP server for benchmarks: accepts any request and responds at once or late.

It checks nothing and keeps nothing, so that what is measured is the client. Its first line on
stdout names its addresses and its CA file; it ends when its stdin does.
"""

from __future__ import annotations

import asyncio
import json
import re
import ssl
import sys
import threading

from ocr_emulator.http.tls import Authority

HOST = "127.0.0.1"
PROJECT = "0123456789abcdef0123456789abcdef"
BLOCKS = 1000
CHARACTERS = 15
DELAY = 0.2
_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)


def _passport() -> object:
    return {
        "result": {
            "passport_type": "P",
            "country_code": "UTO",
            "passport_number": "X00000000",
            "surname": "SAMPLE",
            "given_name": "INVENTED",
            "confidence": {"surname": 0.99, "given_name": 0.98},
        }
    }


def _text() -> object:
    """Return a page of many blocks, each character with its place."""

    def box(left: int, top: int, width: int) -> list[list[int]]:
        right, bottom = left + width, top + 20
        return [[left, top], [right, top], [right, bottom], [left, bottom]]

    blocks = []
    for number in range(BLOCKS):
        left, top = number % 4 * 200, number // 4 * 30
        blocks.append(
            {
                "words": "abcdefghijklmno"[:CHARACTERS],
                "confidence": 0.9876,
                "location": box(left, top, 10 * CHARACTERS),
                "char_list": [
                    {
                        "char": chr(97 + place),
                        "char_location": box(left + 10 * place, top, 10),
                        "char_confidence": 0.9321,
                    }
                    for place in range(CHARACTERS)
                ],
            }
        )
    return {"result": {"direction": 0.0, "words_block_count": BLOCKS, "words_block_list": blocks}}


def _response(value: object) -> bytes:
    body = json.dumps(value).encode()
    head = (
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Request-Id: sink\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


PASSPORT = _response(_passport())
TEXT = _response(_text())
PROJECTS = _response({"projects": [{"id": PROJECT, "name": "ap-southeast-1"}]})


class _Connection(asyncio.Protocol):
    """Count the bytes of each request and respond when all have arrived."""

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._head = b""
        self._missing = -1
        self._response = PASSPORT

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if self._missing < 0:
            self._head += data
            end = self._head.find(b"\r\n\r\n")
            if end < 0:
                return
            length = _LENGTH.search(self._head, 0, end + 2)
            self._missing = end + 4 + (int(length[1]) if length else 0) - len(self._head)
            line = self._head[: self._head.index(b"\r\n")]
            self._response = TEXT if b"general-text" in line else PASSPORT
            if line.startswith(b"GET"):
                self._response = PROJECTS
            self._head = b""
        else:
            self._missing -= len(data)
        if self._missing <= 0:
            self._missing = -1
            self._respond()

    def _respond(self) -> None:
        if self._delay:
            loop = asyncio.get_running_loop()
            loop.call_later(self._delay, self._transport.write, self._response)
        else:
            self._transport.write(self._response)


async def _listen(delay: float, context: ssl.SSLContext | None) -> int:
    server = await asyncio.get_running_loop().create_server(
        lambda: _Connection(delay), HOST, 0, ssl=context, backlog=1024
    )
    port: int = server.sockets[0].getsockname()[1]
    return port


async def _serve(authority: Authority) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()

    def watch() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=watch, daemon=True).start()
    info = {
        "secure": f"https://{HOST}:{await _listen(0, authority.server_context())}",
        "plain": f"http://{HOST}:{await _listen(0, None)}",
        "late": f"http://{HOST}:{await _listen(DELAY, None)}",
        "ca_file": str(authority.ca_file),
    }
    print(json.dumps(info), flush=True)
    await ended.wait()


def main() -> None:
    """Listen on free ports of the loopback address until stdin ends."""
    authority = Authority(HOST)
    asyncio.run(_serve(authority))
    authority.close()


if __name__ == "__main__":
    main()
