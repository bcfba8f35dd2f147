"""Forged and damaged requests to the emulator: nothing but the signed request is served."""

from __future__ import annotations

import json
import random
import socket
from collections.abc import Iterator

import pytest

from ocr_emulator import Emulator
from tests.contract import images
from tests.emulator.signer import signed, stamp
from tests.hostile.depth import FULL

MUTATIONS = 2_500 if FULL else 250
SERVED = (200, 201)


@pytest.fixture(scope="module")
def emu() -> Iterator[Emulator]:
    with Emulator(engine=None, journal_size=10, idle_timeout=1.0, body_timeout=1.0) as running:
        running.clock.freeze()
        yield running


def request(emu: Emulator) -> bytes:
    """Return a small signed call that is served."""
    project = emu.projects["ap-southeast-1"]
    target = f"/v2/{project}/ocr/passport"
    body = json.dumps({"image": images.ENCODED[0]}).encode()
    headers = signed(
        "POST", emu.url + target, body, emu.ak, emu.sk, stamp(emu.clock.now()),
        {"x-project-id": project},
    )  # fmt: skip
    lines = [f"POST {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    lines += [f"content-length: {len(body)}", "connection: close"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def exchange(emu: Emulator, data: bytes) -> int | None:
    """Send bytes; return the status, None when none came."""
    received = b""
    with socket.create_connection(("127.0.0.1", emu.port), timeout=10) as connection:
        try:
            connection.sendall(data)
            while len(received) < 12 and (part := connection.recv(4096)):
                received += part
        except (ConnectionError, BrokenPipeError):
            return None
    return int(received[9:12]) if received.startswith(b"HTTP/1.") else None


def mutated(data: bytes, rng: random.Random) -> bytes:
    """Return the bytes with one piece inserted, deleted, doubled, swapped or overwritten."""
    changed = bytearray(data)
    head = data.index(b"\r\n\r\n")
    # The body is most of the bytes; most of the meaning is in the head.
    at = rng.randrange(head if rng.random() < 0.8 else len(data))
    length = rng.choice((1, 1, 1, 2, 5, 20))
    piece = bytes(data[at : at + length])
    kind = rng.choice(("insert", "delete", "double", "swap", "overwrite"))
    if kind == "insert":
        changed[at:at] = rng.choice((b"\0", b" ", b"\r\n", b"%00", b"%2e%2e/", b"a", b";", b","))
    elif kind == "delete":
        del changed[at : at + length]
    elif kind == "double":
        changed[at:at] = piece
    elif kind == "swap":
        changed[at : at + length] = piece[::-1]
    else:
        changed[at : at + length] = bytes(rng.randrange(256) for _ in piece)
    return bytes(changed)


def meaning(data: bytes) -> tuple[bytes, frozenset[tuple[bytes, bytes]], bytes]:
    """Return the request line, the headers and the body, without what HTTP gives no meaning."""
    head, _, body = data.partition(b"\r\n\r\n")
    line, *headers = head.split(b"\r\n")
    pairs = (header.partition(b":") for header in headers)
    return line, frozenset((n.lower(), _plain(n, v)) for n, _, v in pairs), body


def _plain(name: bytes, value: bytes) -> bytes:
    """Return a header's value without blanks that say nothing."""
    parts = value.split(b",") if name.lower() == b"authorization" else [value]
    return b",".join(b" ".join(part.split()) for part in parts)


UNSIGNED = (b"content-length", b"connection", b"accept")
"""Headers of the request that are sent and not signed."""


def test_damaged_request_is_never_served(emu: Emulator) -> None:
    """Random damage anywhere in a signed request is refused, and the emulator goes on."""
    rng = random.Random(1)
    data = request(emu)
    assert exchange(emu, data) == 200
    served = []
    for _ in range(MUTATIONS):
        emu.account.restore()
        changed = mutated(data, rng)
        status = exchange(emu, changed)
        assert status is None or status < 500, changed[:400]
        if status in SERVED and not _means_the_same(data, changed):
            served.append(changed[:600])
    assert served == []
    emu.account.restore()
    assert exchange(emu, data) == 200


def _means_the_same(data: bytes, changed: bytes) -> bool:
    """Whether what is signed, and the body, say the same."""
    line, headers, body = meaning(data)
    other_line, other_headers, other_body = meaning(changed)
    differing = {name for name, _ in headers ^ other_headers}
    # A request line may end in blanks, and bytes behind the announced length are not read.
    same_line = line.split() == other_line.split() or line.replace(b"1.1", b"1.0") == other_line
    signed_names = {name for name, _ in headers} - set(UNSIGNED)
    return same_line and not differing & signed_names and other_body.startswith(body)


def _replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new, 1)


def test_structural_forgeries_are_refused(emu: Emulator) -> None:
    """Other algorithms, empty proofs, shrunk header lists and doubled headers prove nothing."""
    data = request(emu)
    head = data.partition(b"\r\n\r\n")[0]
    authorization = next(h for h in head.split(b"\r\n") if h.lower().startswith(b"authorization"))
    names = authorization.partition(b"SignedHeaders=")[2].partition(b",")[0]
    proof = authorization.partition(b"Signature=")[2]
    forgeries = {
        "no algorithm": _replaced(data, b"SDK-HMAC-SHA256 ", b""),
        "none": _replaced(data, b"SDK-HMAC-SHA256", b"none"),
        "SHA-1": _replaced(data, b"SDK-HMAC-SHA256", b"SDK-HMAC-SHA1"),
        "another vendor's": _replaced(data, b"SDK-HMAC-SHA256", b"AWS4-HMAC-SHA256"),
        "empty signature": _replaced(data, proof, b""),
        "short signature": _replaced(data, proof, proof[:10]),
        "long signature": _replaced(data, proof, proof + b"00"),
        "zeros": _replaced(data, proof, b"0" * 64),
        "no signed headers": _replaced(data, names, b""),
        "host alone": _replaced(data, names, b"host"),
        "one header less": _replaced(data, names, names.partition(b";")[2]),
        "doubled header name": _replaced(data, names, names + b";" + names.split(b";")[0]),
        "unknown key": _replaced(data, emu.ak.encode(), b"EMU00000000000000000"),
        "second authorization": _replaced(
            data, authorization, authorization + b"\r\nAuthorization: x"
        ),
        "second date": _replaced(
            data, b"x-sdk-date", b"x-sdk-date: 20200101T000000Z\r\nx-sdk-date"
        ),
        "second host": _replaced(data, b"host: ", b"host: evil.example\r\nhost: "),
        "method": _replaced(data, b"POST ", b"PUT "),
        "another operation": _replaced(data, b"/ocr/passport", b"/ocr/general-text"),
        "query": _replaced(data, b" HTTP/1.1", b"?a=b HTTP/1.1"),
        "a dot segment": _replaced(data, b"/ocr/", b"/ocr/../ocr/"),
        "a doubled slash": _replaced(data, b"/ocr/", b"//ocr/"),
        "an encoded slash": _replaced(data, b"/ocr/", b"%2focr%2f"),
        "an absolute address": _replaced(data, b"POST /", b"POST http://evil.example/"),
    }
    for name, forged in forgeries.items():
        emu.account.restore()
        status = exchange(emu, forged)
        assert status is None or 400 <= status < 500, (name, status)
    emu.account.restore()
    assert exchange(emu, data) == 200


@pytest.mark.parametrize("minutes", [-16, 16, -1_000_000, 1_000_000])
def test_old_and_future_signatures_are_refused(emu: Emulator, minutes: int) -> None:
    """A signature is valid for fifteen minutes before and after its date."""
    data = request(emu)
    now = emu.clock.now()
    try:
        emu.clock.set(now + minutes * 60)
        emu.account.restore()
        assert exchange(emu, data) == 401
    finally:
        emu.clock.set(now)
        emu.account.restore()
