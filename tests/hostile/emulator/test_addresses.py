"""Spellings of internal addresses as image URLs: the emulator connects to none of them."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

import pytest

from ocr_emulator.images.fetch import Fetcher
from ocr_emulator.images.sources import FetchError

INNER = ("127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1", "100.64.0.1", "0.0.0.0")
"""Loopback, private, metadata service, private, carrier, any."""


def spellings(address: str) -> Iterator[str]:
    """Yield hosts that some parser takes for this address."""
    number = int(IPv4Address(address))
    quads = [int(part) for part in address.split(".")]
    a, b, c, d = quads
    yield address
    yield f"{address}."
    yield str(number)
    yield hex(number)
    yield f"0{number:o}"
    yield f"{a}.{number & 0xFFFFFF}"
    yield f"{a}.{b}.{c << 8 | d}"
    yield ".".join(hex(part) for part in quads)
    yield ".".join(f"0{part:o}" for part in quads)
    yield ".".join(f"{part:03d}" for part in quads)
    yield f"{a + 256}.{b}.{c}.{d}"
    yield "".join(
        chr(ord(character) + 0xFEE0) if character.isdigit() else character for character in address
    )
    yield address.replace(".", "\u3002")
    yield "".join(f"%{ord(character):02x}" for character in address)
    yield f"[::ffff:{address}]"
    yield f"[::ffff:{number >> 16:x}:{number & 0xFFFF:x}]"
    yield f"[::{address}]"
    yield f"[64:ff9b::{address}]"
    yield f"[2002:{number >> 16:x}:{number & 0xFFFF:x}::1]"
    yield f"[2001:db8::5efe:{address}]"
    yield f"[fe80::{number >> 16:x}:{number & 0xFFFF:x}%25eth0]"
    yield f"example.com@{address}"
    yield f"{address}#example.com"
    yield f"{address}\\@example.com"
    yield f"example.com\t@{address}"
    yield f"{address}:80:80"
    yield f"{address}:22"
    yield f"{address}%00.example.com"
    yield f" {address}"
    yield f"{address.replace('.', '%2e')}"


NAMES = (
    *("localhost", "LOCALHOST", "localhost.", "localhost.localdomain", "ip6-localhost"),
    *("metadata", "printer.local", "db.internal", "intranet", "xn--.localhost", "a.localhost"),
    *("[::1]", "[::]", "[fd00::1]", "[fe80::1]", "[ff02::1]"),
)
HOSTS = sorted({*(host for address in INNER for host in spellings(address)), *NAMES})


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_internal_address_is_refused_in_every_spelling(scheme: str) -> None:
    """Each is refused by its spelling or its address; no name is resolved, nothing is opened."""
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[IPv4Address | IPv6Address]:
        asked.append(host)
        return [IPv4Address("127.0.0.1")]

    fetcher = Fetcher(resolve=resolve)
    for host in HOSTS:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(f"{scheme}://{host}/latest/meta-data")
        assert caught.value.code in ("ModelArts.4601", "ModelArts.4603"), host
    assert asked == []
