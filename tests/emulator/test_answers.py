"""Responses from an engine, with a small fake one."""

from __future__ import annotations

import io
import threading
from collections.abc import Mapping
from typing import Any

import pytest
from PIL import Image

from ocr_emulator.answers import Answers
from ocr_emulator.contract.bundle import load
from ocr_emulator.contract.errors import ApiError, ImageError
from ocr_emulator.emulator import Emulator
from ocr_emulator.images.decode import decode
from ocr_emulator.images.inspect import inspect
from ocr_emulator.recognizers import RecognitionError
from tests.emulator.conftest import call, encoded, image_bytes
from tests.emulator.contract.test_validation import bomb
from tests.emulator.engine.fakes import FakeEngine
from tests.emulator.signer import Response

PASSPORT = "recognize_passport"
TEXT = "recognize_general_text"


class Ruler(FakeEngine):
    """An engine without text; the recognizers of these tests measure the image instead."""

    def __init__(self) -> None:
        super().__init__(name="ruler", languages=frozenset())


def measure(image: Image.Image, body: Mapping[str, Any], engine: Any) -> Any:
    return {"surname": f"{image.mode} {image.width}x{image.height} {engine.name}", **odd(body)}


def odd(body: Mapping[str, Any]) -> dict[str, Any]:
    if body.get("country_code") == "CHN":
        raise RecognitionError("AIS.0104", "no zone was found")
    return {"confidence": "high"} if body.get("country_code") == "GENERAL" else {}


def emulator(**recognizers: Any) -> Emulator:
    return Emulator(engine=Ruler(), recognizers=recognizers)


def test_image_is_read_by_recognizer_of_operation() -> None:
    """The recognizer gets an RGB image, the request and the engine; it returns the result."""
    with emulator(recognize_passport=measure) as emu:
        answer = call(emu, PASSPORT, {"image": encoded(image_bytes(40, 30))})
        assert answer.json == {"result": {"surname": "RGB 40x30 ruler"}}
        assert answer.headers["x-emulator-answer"] == "engine ruler"


def test_operation_without_recognizer_gets_example() -> None:
    """The example comes from the contract, and a header says so."""
    with emulator(recognize_passport=measure) as emu:
        answer = call(emu, TEXT)
        assert answer.headers["x-emulator-answer"] == "example default"


def test_recognizer_error_becomes_api_error() -> None:
    """RecognitionError carries the service's code, and the reason is in the header."""
    with emulator(recognize_passport=measure) as emu:
        answer = call(emu, PASSPORT, {"image": encoded(), "country_code": "CHN"})
        assert (answer.status, answer.code) == (400, "AIS.0104")
        assert "no zone was found" in answer.headers["x-emulator-violation"]


def test_response_outside_contract_is_not_sent() -> None:
    """The emulator checks its own responses, and says where one violates the contract."""
    with emulator(recognize_passport=measure) as emu:
        answer = call(emu, PASSPORT, {"image": encoded(), "country_code": "GENERAL"})
        assert (answer.status, answer.code) == (500, "ModelArts.4505")
        assert answer.violation["pointer"] == "response/result/confidence"


def test_unexpected_exception_is_emulator_error(caplog: pytest.LogCaptureFixture) -> None:
    """An unexpected exception is reported as the emulator's own, and logged without its text."""

    def broken(*_: Any) -> Any:
        raise LookupError("a name that was read")

    with emulator(recognize_passport=broken) as emu:
        answer = call(emu, PASSPORT)
        assert (answer.status, answer.code) == (500, "EMULATOR")
    assert "the emulator failed" in caplog.text
    assert "LookupError" in caplog.text
    assert "a name" not in caplog.text.replace('raise LookupError("a name that was read")', "")


def while_one_is_read(**options: Any) -> tuple[Response, list[int]]:
    """Call once while another call's image is being recognized; return both responses."""
    busy, done = threading.Event(), threading.Event()

    def slow(*_: Any) -> Any:
        busy.set()
        done.wait(10)
        return {}

    limit = options.pop("concurrency", None)
    with Emulator(engine=Ruler(), recognizers={PASSPORT: slow}, **options) as emu:
        emu.quotas.concurrency(limit)
        statuses: list[int] = []
        thread = threading.Thread(target=lambda: statuses.append(call(emu).status))
        thread.start()
        busy.wait(10)
        second = call(emu)
        done.set()
        thread.join()
        statuses.append(call(emu).status)
    return second, statuses


def test_queue_of_images_is_bounded() -> None:
    """With one worker busy and no place to wait the next is ModelArts.4401."""
    second, others = while_one_is_read(workers=1, queue=0)
    assert (second.status, second.code, others) == (429, "ModelArts.4401", [200, 200])


def test_concurrent_calls_are_limited() -> None:
    """Beyond the quota a call gets ModelArts.4401 while the first still runs."""
    second, others = while_one_is_read(concurrency=1)
    assert (second.status, second.code, others) == (429, "ModelArts.4401", [200, 200])


def test_damaged_image_is_refused() -> None:
    """A whole header over truncated pixels is AIS.0104."""
    data = image_bytes(200, 200, "JPEG", "red")
    with emulator(recognize_passport=measure) as emu:
        answer = call(emu, PASSPORT, {"image": encoded(data[: len(data) * 9 // 10])})
        assert (answer.status, answer.code) == (400, "AIS.0104")


def test_transparent_image_gets_white_background() -> None:
    """Black text on transparency stays black on white."""
    stream = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(stream, "PNG")
    data = stream.getvalue()
    found = inspect(data, load().operations[PASSPORT])
    assert decode(data, found).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_sixteen_bit_image_keeps_shades(form: str) -> None:
    """Half as bright as white comes out half as bright."""
    stream = io.BytesIO()
    Image.frombytes("I;16", (20, 20), b"\x80\x80" * 400).save(stream, form)
    data = stream.getvalue()
    found = inspect(data, load().operations[PASSPORT])
    assert decode(data, found).getpixel((5, 5)) == (128, 128, 128)


def test_decompression_bomb_is_not_decoded() -> None:
    """A few kilobytes that decode to 192 MB are refused."""
    data = bomb(8_000, 8_000)
    found = inspect(data, load().operations[PASSPORT])
    with pytest.raises(ImageError, match="emulator's limit"):
        decode(data, found)


def test_missing_engine_is_named() -> None:
    """An unknown engine name fails at the first use."""
    answers = Answers(load(), "no-such-engine")
    with pytest.raises(RuntimeError, match="no-such-engine"):
        _ = answers.source
    answers.close()
    with Emulator(engine="no-such-engine") as emu:
        answer = call(emu)
        assert (answer.status, answer.code) == (500, "EMULATOR")
        assert "no-such-engine" in answer.json["error_msg"]


async def test_invalid_result_is_refused() -> None:
    """Results of a recognizer pass the check of the contract."""
    operation = load().operations[PASSPORT]
    answers = Answers(load(), Ruler(), recognizers={PASSPORT: lambda *_: {"surname": 5}})
    data = image_bytes()
    try:
        with pytest.raises(ApiError, match=r"ModelArts\.4505"):
            await answers.answer(operation, data, inspect(data, operation), {})
    finally:
        answers.close()
