"""A signature covers every bit of what it covers: on the wire, one flipped bit at a time."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from ocr_emulator.emulator import Emulator
from tests.contract import images
from tests.contract.fuzz.signing import authorization
from tests.emulator.signer import send, signed, stamp

PARTS = ("method", "target", "host", "x-sdk-date", "content-type", "x-project-id",
         "enterprise-project-id", "x-security-token", "body")  # fmt: skip


@dataclass(frozen=True)
class Wire:
    """One signed request as bytes, and where its parts lie."""

    data: bytes
    spans: dict[str, tuple[int, int]]

    def flips(self, part: str) -> Iterator[tuple[int, bytes]]:
        """Yield the request with each bit of a part flipped, and where."""
        start, end = self.spans[part]
        for position in range(start, end):
            for bit in range(8):
                changed = bytearray(self.data)
                changed[position] ^= 1 << bit
                yield position, bytes(changed)


def _wire(emu: Emulator) -> Wire:
    """Sign a small good call, with a query and every header that can be signed."""
    project = emu.projects["ap-southeast-1"]
    target = f"/v2/{project}/ocr/passport?trace=a%2Fb%20c&n=1"
    body = json.dumps({"image": images.encoded(images.drawn(15, 15))}).encode()
    key = emu.temporary_key(3600)
    extra = {
        "x-project-id": project,
        "enterprise-project-id": "abc-123",
        "x-security-token": key.security_token or "",
    }
    headers = signed("POST", emu.url + target, body, key.ak, key.sk, stamp(emu.clock.now()), extra)
    data, spans = b"", {}

    def add(text: str, part: str = "") -> None:
        nonlocal data
        start = len(data)
        data += text.encode()
        if part:
            spans[part] = (start, len(data))

    add("POST", "method")
    add(" ")
    add(target, "target")
    add(" HTTP/1.1\r\n")
    for name, value in headers.items():
        add(f"{name}:{value}", name)
        add("\r\n")
    add(f"content-length: {len(body)}\r\nconnection: close\r\n\r\n")
    add(body.decode(), "body")
    return Wire(data, spans)


def _status(emu: Emulator, data: bytes) -> int | None:
    """Send bytes; return the status, None when the server sends nothing."""
    with socket.create_connection(("127.0.0.1", emu.port), timeout=10) as sock:
        sock.sendall(data)
        try:
            response = sock.recv(4096)
        except ConnectionError:
            return None
    return int(response[9:12]) if response.startswith(b"HTTP/1.1 ") else None


def _same(wire: Wire, part: str, position: int, changed: bytes) -> bool:
    """Whether a changed bit changes nothing: the case of a header's name or of an escape."""
    start, end = wire.spans[part]
    before, after = wire.data[start:end], changed[start:end]
    if before.lower() != after.lower():
        return False
    if part == "target":
        escapes = [m.span() for m in re.finditer(rb"%[0-9A-Fa-f]{2}", before)]
        return any(low < position - start < high for low, high in escapes)
    return part not in ("method", "body") and position - start < before.index(b":")


@pytest.mark.parametrize("part", PARTS)
def test_any_flipped_bit_of_a_signed_part_is_refused(part: str) -> None:
    """Every flipped bit of method, path, query, signed headers, date and body is refused."""
    with Emulator(engine=None, journal_size=10) as emu:
        emu.clock.freeze()
        wire = _wire(emu)
        assert _status(emu, wire.data) == 200
        accepted = []
        for position, changed in wire.flips(part):
            # Or the sixth refusal would lock the pair, and all others with it.
            emu.account.restore()
            status = _status(emu, changed)
            if status == 200 and not _same(wire, part, position, changed):
                accepted.append(changed[slice(*wire.spans[part])])
        assert accepted == []
        emu.account.restore()
        assert _status(emu, wire.data) == 200


def test_any_flipped_bit_of_the_signature_is_refused() -> None:
    """Key, list of signed headers and signature are checked to the last bit."""
    with Emulator(engine=None, journal_size=10) as emu:
        emu.clock.freeze()
        wire = _wire(emu)
        assert _status(emu, wire.data) == 200
        for position, changed in wire.flips("authorization"):
            emu.account.restore()
            status = _status(emu, changed)
            if status == 200:
                assert _same(wire, "authorization", position, changed)


@pytest.mark.parametrize("name", ["host", "x-sdk-date", "x-security-token"])
def test_unsigned_security_header_is_refused(name: str) -> None:
    """A security header that is sent but not signed is refused."""
    with Emulator(engine=None) as emu:
        key = emu.temporary_key(3600)
        target = f"/v2/{emu.projects['ap-southeast-1']}/ocr/passport"
        body = json.dumps({"image": images.ENCODED[0]}).encode()
        values = {
            "host": f"127.0.0.1:{emu.port}",
            "x-sdk-date": stamp(emu.clock.now()),
            "x-security-token": key.security_token or "",
            "content-type": "application/json",
        }
        for signs_all, status in ((True, 200), (False, 401)):
            covered = {n: v for n, v in values.items() if signs_all or n != name}
            proof = authorization(
                "POST", target, covered, body, key.ak, key.sk, values["x-sdk-date"]
            )
            response = send("POST", emu.url + target, {**values, "authorization": proof}, body)
            assert response.status == status
