"""A server that takes whatever comes and answers at once, in a process of its own.

It checks nothing and keeps nothing, so that what is measured is the client. One thread a
connection, one buffer a thread. Its first line on stdout is its address and its CA file; it
ends when its stdin does.
"""

from __future__ import annotations

import json
import re
import socket
import ssl
import sys
import threading

from ocr_emulator.http.tls import Authority

HOST = "127.0.0.1"
PROJECT = "0123456789abcdef0123456789abcdef"
ANSWER = json.dumps(
    {
        "result": {
            "passport_type": "P",
            "country_code": "UTO",
            "passport_number": "X00000000",
            "surname": "SAMPLE",
            "given_name": "INVENTED",
            "confidence": {"surname": 0.99, "given_name": 0.98},
        }
    }
).encode()
PROJECTS = json.dumps({"projects": [{"id": PROJECT, "name": "ap-southeast-1"}]}).encode()
_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)


def _reply(body: bytes) -> bytes:
    head = (
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Request-Id: sink\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _serve(plain: socket.socket, context: ssl.SSLContext) -> None:
    """Answer the requests of one connection until it closes."""
    answers = {b"POST": _reply(ANSWER), b"GET": _reply(PROJECTS)}
    buffer = bytearray(1 << 18)
    view = memoryview(buffer)
    try:
        with context.wrap_socket(plain, server_side=True) as link:
            filled = 0
            while True:
                end = buffer.find(b"\r\n\r\n", 0, filled)
                while end < 0:
                    count = link.recv_into(view[filled:])
                    if not count:
                        return
                    filled += count
                    end = buffer.find(b"\r\n\r\n", 0, filled)
                head = bytes(view[:end])
                told = _LENGTH.search(head)
                missing = (int(told[1]) if told else 0) - (filled - end - 4)
                while missing > 0:
                    count = link.recv_into(view, min(missing, len(view)))
                    if not count:
                        return
                    missing -= count
                link.sendall(answers[head.split(b" ", 1)[0]])
                filled = 0
    except OSError:
        return  # The client went away, which is its right.


def main() -> None:
    """Listen on a free port of the loopback address until stdin ends."""
    authority = Authority(HOST)
    context = authority.server_context()
    with socket.create_server((HOST, 0)) as listener:
        port = listener.getsockname()[1]
        print(json.dumps({"port": port, "ca_file": str(authority.ca_file)}), flush=True)

        def accept() -> None:
            while True:
                try:
                    plain, _ = listener.accept()
                except OSError:
                    return
                plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=_serve, args=(plain, context), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        sys.stdin.read()
    authority.close()


if __name__ == "__main__":
    main()
