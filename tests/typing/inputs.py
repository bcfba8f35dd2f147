"""What a type checker accepts and refuses as input, options and settings of a call.

Nothing here is run. Each line with `type: ignore` has to be an error: both checkers report the
comments that they do not need.
"""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any, assert_type

from PIL import Image

from ocr_wrapper import (
    AkSk,
    AsyncOcrClient,
    Credentials,
    EcsAgency,
    Environment,
    Event,
    ImageInput,
    OcrClient,
    PasswordToken,
    RateLimiter,
    Recognition,
    Token,
)


def sources(client: OcrClient) -> None:
    """Every kind of input that the documents name."""
    client.recognize_passport("scan.png")
    client.recognize_passport(Path("scan.png"))
    client.recognize_passport(b"bytes")
    client.recognize_passport(bytearray())
    client.recognize_passport(memoryview(b""))
    client.recognize_passport(io.BytesIO())
    client.recognize_passport(Image.new("L", (20, 20)))
    client.recognize_passport(url="https://example.com/scan.png")
    with Path("scan.png").open("rb") as file, gzip.open("scan.png.gz") as packed:
        client.recognize_passport(file)
        client.recognize_passport(packed)
    with zipfile.ZipFile("scans.zip") as archive, tempfile.TemporaryFile() as temporary:
        client.recognize_passport(archive.open("scan.png"))
        client.recognize_passport(temporary)
    chosen: ImageInput = "scan.png"
    client.recognize_passport(chosen)
    client.recognize_passport(7)  # type: ignore[arg-type]
    client.recognize_passport(io.StringIO())  # type: ignore[arg-type]


def options(client: OcrClient) -> None:
    """Options are typed, with the values of the contract."""
    client.recognize_passport(
        "scan.png", country_code="GENERAL", timeout=5, region="ap-southeast-1"
    )
    client.recognize_general_text("scan.png", language="auto", detect_direction=True, fit=True)
    client.recognize_passport("scan.png", country_code="MARS")  # type: ignore[arg-type]
    client.recognize_passport("scan.png", county_code="GENERAL")  # type: ignore[call-arg]
    client.recognize_general_text("scan.png", detect_direction="yes")  # type: ignore[arg-type]
    assert_type(client.call("recognize_passport", "scan.png"), Recognition[Any])
    assert_type(client.request("/v2/{project_id}/ocr/new", {"image": b""}), Recognition[Any])


def watch(event: Event) -> None:
    """A hook."""
    assert_type(event.attempt, int)
    assert_type(event.status, int | None)


def settings(credentials: Credentials) -> None:
    """The settings of a client, by keyword; region and credentials also by position."""
    OcrClient()
    OcrClient("ap-southeast-1", AkSk("ak", "sk"))
    OcrClient(region="ap-southeast-1", credentials=credentials, hooks=watch)
    OcrClient(regions=["ap-southeast-1"], credentials=Token("token"), hooks=[watch])
    AsyncOcrClient(transport="aiohttp", credentials=EcsAgency(), max_connections=9)
    AsyncOcrClient(
        credentials=PasswordToken("user", "password", "domain"),
        endpoint="http://127.0.0.1:8787",
        project_id={"ap-southeast-1": "0" * 32},
        deadline=None,
        max_attempts=1,
        rate_limiter=RateLimiter(600),
        environment=Environment(),
    )
    OcrClient(regoin="ap-southeast-1")  # type: ignore[call-arg]
    OcrClient(credentials=("ak", "sk"))  # type: ignore[arg-type]
    OcrClient("ap-southeast-1", AkSk("ak", "sk"), ["ap-southeast-1"])  # type: ignore[call-arg]


async def blocks() -> None:
    """A client in a block is of its own class."""
    with OcrClient() as client:
        assert_type(client, OcrClient)
        assert_type(client.regions, tuple[str, ...])
    async with AsyncOcrClient() as other:
        assert_type(other, AsyncOcrClient)
        await other.recognize_passport("scan.png")
    with AsyncOcrClient():  # type: ignore[attr-defined]
        pass
