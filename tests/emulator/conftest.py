from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image

from ocr_emulator.emulator import Emulator
from tests.emulator.signer import Response, send, signed, stamp


def image_bytes(
    width: int = 64, height: int = 32, kind: str = "PNG", colour: str = "white"
) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(stream, kind)
    return stream.getvalue()


def encoded(data: bytes | None = None) -> str:
    return base64.b64encode(image_bytes() if data is None else data).decode()


@pytest.fixture
def emu() -> Iterator[Emulator]:
    with Emulator(engine=None) as emulator:
        yield emulator


Caller = Callable[..., Response]


def call(
    emu: Any,
    operation: str = "recognize_passport",
    body: Any = None,
    *,
    url: str | None = None,
    region: str | None = None,
    ak: str | None = None,
    sk: str | None = None,
    project: str | None = None,
    extra: dict[str, str] | None = None,
    raw: bytes | None = None,
    date: str | None = None,
    server: Any = None,
) -> Response:
    """Send a signed request to a namespace; a white image by default."""
    server = server or emu
    found = server.contract.operations[operation]
    if body is None:
        body = {found.input_field: encoded()} if found.input_field else {}
    payload = json.dumps(body).encode() if raw is None else raw
    project = project or emu.projects[region or found.regions[0]]
    address = url or server.url + found.path.replace("{project_id}", project)
    headers = signed(
        "POST",
        address,
        payload,
        ak or emu.ak,
        sk or emu.sk,
        date or stamp(emu.clock.now()),
        extra,
    )
    return send("POST", address, headers, payload)
