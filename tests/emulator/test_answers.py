"""Pictures read by an engine, with a small one that stands in for a real one."""

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
from ocr_emulator.images.inspect import decode, inspect
from ocr_emulator.recognizers import RecognitionError
from tests.emulator.conftest import call, encoded, image_bytes
from tests.emulator.contract.test_validation import bomb
from tests.emulator.signer import Response

PASSPORT = "recognize_passport"
TEXT = "recognize_general_text"


class Ruler:
    """An engine that reads nothing; the recognizers of these tests measure instead."""

    name = "ruler"
    languages: frozenset[str] = frozenset()


def measure(image: Image.Image, body: Mapping[str, Any], engine: Any) -> Any:
    return {"surname": f"{image.mode} {image.width}x{image.height} {engine.name}", **odd(body)}


def odd(body: Mapping[str, Any]) -> dict[str, Any]:
    if body.get("country_code") == "CHN":
        raise RecognitionError("AIS.0104", "no zone was found")
    return {"confidence": "high"} if body.get("country_code") == "GENERAL" else {}


def emulator(**recognizers: Any) -> Emulator:
    return Emulator(engine=Ruler(), recognizers=recognizers)


def test_a_picture_is_read_by_the_operations_recognizer() -> None:
    """The recognizer gets an RGB picture, the request and the engine; its word is the result."""
    with emulator(recognize_passport=measure) as emu:
        answer = call(emu, PASSPORT, {"image": encoded(image_bytes(40, 30))})
        assert answer.json == {"result": {"surname": "RGB 40x30 ruler"}}
        assert answer.headers["x-emulator-answer"] == "engine ruler"


def test_an_operation_without_a_recognizer_gets_its_example() -> None:
    """What no recognizer reads is answered from the contract, and says so."""
    with emulator(recognize_passport=measure) as emu:
        answer = call(emu, TEXT)
        assert answer.headers["x-emulator-answer"] == "example default"


def test_a_recognizers_refusal_is_the_services() -> None:
    """RecognitionError carries the vendor's code, and the reason goes into the header."""
    with emulator(recognize_passport=measure) as emu:
        answer = call(emu, PASSPORT, {"image": encoded(), "country_code": "CHN"})
        assert (answer.status, answer.code) == (400, "AIS.0104")
        assert "no zone was found" in answer.headers["x-emulator-violation"]


def test_an_answer_outside_the_contract_is_not_sent() -> None:
    """The emulator holds itself to the contract too, and says where it left it."""
    with emulator(recognize_passport=measure) as emu:
        answer = call(emu, PASSPORT, {"image": encoded(), "country_code": "GENERAL"})
        assert (answer.status, answer.code) == (500, "ModelArts.4505")
        assert answer.violation["pointer"] == "response/result/confidence"


def test_a_defect_of_a_recognizer_is_not_the_services(caplog: pytest.LogCaptureFixture) -> None:
    """An unforeseen exception is told as the emulator's own, and logged without its words."""

    def broken(*_: Any) -> Any:
        raise LookupError("a name that was read")

    with emulator(recognize_passport=broken) as emu:
        answer = call(emu, PASSPORT)
        assert (answer.status, answer.code) == (500, "EMULATOR")
    assert "the emulator failed" in caplog.text
    assert "LookupError" in caplog.text
    assert "a name" not in caplog.text.replace('raise LookupError("a name that was read")', "")


def while_one_is_read(**options: Any) -> tuple[Response, list[int]]:
    """Call once while another call's picture is being read; returns both answers."""
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


def test_pictures_wait_in_a_bounded_queue() -> None:
    """With one worker busy and no room to wait the next is ModelArts.4401."""
    second, others = while_one_is_read(workers=1, queue=0)
    assert (second.status, second.code, others) == (429, "ModelArts.4401", [200, 200])


def test_calls_at_once_are_limited() -> None:
    """Beyond the quota a call gets ModelArts.4401 while the first still runs."""
    second, others = while_one_is_read(concurrency=1)
    assert (second.status, second.code, others) == (429, "ModelArts.4401", [200, 200])


def test_a_damaged_picture_is_refused_when_it_is_read() -> None:
    """A whole header over cut pixels is AIS.0104."""
    data = image_bytes(200, 200, "JPEG", "red")
    with emulator(recognize_passport=measure) as emu:
        answer = call(emu, PASSPORT, {"image": encoded(data[: len(data) * 9 // 10])})
        assert (answer.status, answer.code) == (400, "AIS.0104")


def test_transparent_pictures_are_laid_on_white() -> None:
    """Black text on nothing stays black on white."""
    stream = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(stream, "PNG")
    data = stream.getvalue()
    found = inspect(data, load().operations[PASSPORT])
    assert decode(data, found).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_sixteen_bits_a_pixel_keep_their_shades(form: str) -> None:
    """Half as bright as white comes out half as bright."""
    stream = io.BytesIO()
    Image.frombytes("I;16", (20, 20), b"\x80\x80" * 400).save(stream, form)
    data = stream.getvalue()
    found = inspect(data, load().operations[PASSPORT])
    assert decode(data, found).getpixel((5, 5)) == (128, 128, 128)


def test_pixels_out_of_proportion_to_the_file_are_not_unfolded() -> None:
    """A few kilobytes that unfold to 192 MB stay folded."""
    data = bomb(8_000, 8_000)
    found = inspect(data, load().operations[PASSPORT])
    with pytest.raises(ImageError, match="emulator's limit"):
        decode(data, found)


def test_an_engine_that_is_not_there_is_named() -> None:
    """Asking for an engine by a name that nothing has fails at the first use."""
    answers = Answers(load(), "no-such-engine")
    with pytest.raises(RuntimeError, match="no-such-engine"):
        answers.engine()
    with Emulator(engine="no-such-engine") as emu:
        answer = call(emu)
        assert (answer.status, answer.code) == (500, "EMULATOR")
        assert "no-such-engine" in answer.json["error_msg"]


async def test_an_example_outside_the_contract_would_be_refused() -> None:
    """Examples pass the same check as readings."""
    operation = load().operations[PASSPORT]
    answers = Answers(load(), Ruler(), recognizers={PASSPORT: lambda *_: {"surname": 5}})
    data = image_bytes()
    try:
        with pytest.raises(ApiError, match=r"ModelArts\.4505"):
            await answers.answer(operation, data, inspect(data, operation), {})
    finally:
        answers.close()
