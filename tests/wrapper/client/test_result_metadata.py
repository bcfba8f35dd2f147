"""What the transport adds to a result: examples of an emulator, request ids, slow input."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ocr_emulator import Emulator
from ocr_wrapper import AkSk, AsyncOcrClient, DeadlineExceededError, Environment, OcrClient
from ocr_wrapper.attempts.responses import request_id_of
from tests.paths import IMAGES

IMAGE = IMAGES / "passport.png"


def settings(emulator: Emulator) -> dict[str, Any]:
    return {
        "region": "ap-southeast-1",
        "endpoint": emulator.url,
        "credentials": AkSk(emulator.ak, emulator.sk),
        "project_id": emulator.projects,
        "environment": Environment(),
    }


async def test_example_of_an_emulator_is_marked() -> None:
    """An example is marked in the result of both clients, and in what is saved."""
    with Emulator(engine=None) as emulator:
        with OcrClient(**settings(emulator)) as client:
            found = client.recognize_passport(IMAGE)
        async with AsyncOcrClient(**settings(emulator)) as awaited:
            other = await awaited.recognize_passport(IMAGE)
    assert found.is_example
    assert other.is_example
    assert found.to_dict()["example"] is True


async def test_result_of_a_fitted_image_knows_what_was_sent() -> None:
    """Positions refer to the image that was sent; its size is kept if `fit` changed the image."""
    wide, small = Image.new("1", (9000, 3000)), Image.new("1", (90, 60))
    with Emulator(engine=None) as emulator:
        with OcrClient(**settings(emulator)) as client:
            found = [client.recognize_passport(one, fit=True) for one in (wide, small)]
        async with AsyncOcrClient(**settings(emulator)) as awaited:
            other = await awaited.recognize_passport(wide, fit=True)
    assert [one.sent_size for one in (*found, other)] == [(8192, 2730), None, (8192, 2730)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
async def test_deadline_of_a_call_covers_a_named_pipe(tmp_path: Path) -> None:
    """A pipe without a writer ends at the deadline of the call, and nothing is sent."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with Emulator(engine=None) as emulator:
        with (
            OcrClient(**settings(emulator), deadline=0.05) as client,
            pytest.raises(DeadlineExceededError, match="nothing was sent"),
        ):
            client.recognize_passport(path)
        async with AsyncOcrClient(**settings(emulator)) as awaited:
            with pytest.raises(DeadlineExceededError):
                await awaited.call("recognize_passport", path, timeout=0.05)
        assert len(emulator.journal) == 0
    os.close(os.open(path, os.O_WRONLY))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("", None),
        ("25db41fa8c2f42f9", "25db41fa8c2f42f9"),
        ("a\x1b[2Jb\u202ec\ud800", "a [2Jb c"),
        ("x" * 1000, "x" * 127 + "…"),
    ],
)
def test_request_ids_are_bounded_and_printable(header: str | None, expected: str | None) -> None:
    """A request id cannot control a terminal, flood a log or fail to be encoded."""
    headers = {} if header is None else {"x-request-id": header}
    assert request_id_of(headers) == expected
