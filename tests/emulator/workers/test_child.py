"""Tasks of a worker without its process: results, and what becomes of an error."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from ocr_emulator import recognizers
from ocr_emulator.contract.errors import ImageError
from ocr_emulator.contract.unread import Unread
from ocr_emulator.engine import base
from ocr_emulator.engine.base import EngineUnavailableError
from ocr_emulator.images.inspect import EmulatorLimitError
from ocr_emulator.recognizers.base import RecognitionError, Recognized
from ocr_emulator.workers import child
from ocr_emulator.workers.child import Worker, answer
from ocr_emulator.workers.protocol import Message
from tests.emulator.engine.fakes import FakeEngine
from tests.emulator.images.test_pdf import pages

OPERATION = "recognize_general_text"
SECRET = "K4R8291579"
MEMORY = 1 << 30
INFO = {"format": "PNG", "width": 60, "height": 40, "decoded_bytes": 7200}


@pytest.fixture(autouse=True)
def limits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note the limits of memory in place of setting them: this is the process of the tests."""
    noted: list[int] = []
    monkeypatch.setattr(child, "limit_memory", noted.append)
    return noted


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """Return the names of the engines that were loaded; each is one without a network."""
    names: list[str | None] = []

    def load(name: str | None) -> FakeEngine | None:
        names.append(name)
        return None if name == "missing" else FakeEngine()

    monkeypatch.setattr(base, "load_engine", load)
    return names


def png() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(stream, "PNG")
    return stream.getvalue()


def task(name: str, blob: bytes = b"", **header: Any) -> Message:
    return Message({"task": name, "memory_bytes": MEMORY, **header}, blob)


def recognition(engine: str = "auto") -> Message:
    """Return the task of reading an image."""
    return task("recognize", png(), operation=OPERATION, options={}, info=INFO, engine=engine)


def recognizing(monkeypatch: pytest.MonkeyPatch, outcome: object) -> Worker:
    """Return a worker whose recognizer returns or raises this."""

    def recognizer(image: Image.Image, options: Any, engine: Any) -> object:
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    monkeypatch.setattr(recognizers, "RECOGNIZERS", {OPERATION: recognizer})
    return Worker(lambda _: None)


def test_page_of_a_pdf_is_measured_and_drawn(limits: list[int]) -> None:
    """The sides, and the pixels of the page that was asked for, with a limit on memory."""
    worker = Worker(lambda _: None)
    measured = answer(worker, task("measure", pages("red", "blue"), page=2))
    assert measured.header == {"size": (300, 150)}
    drawn = answer(worker, task("draw", pages("red", "blue"), page=2))
    image = Image.frombytes("RGB", drawn.header["size"], drawn.blob)
    red, green, blue = image.resize((1, 1)).tobytes()
    assert (red < 5, green < 5, blue > 250) == (True, True, True)
    assert limits == [MEMORY, MEMORY]


def test_preview_is_a_png_with_the_number_of_pages(limits: list[int]) -> None:
    """What the playground shows for a format that browsers do not."""
    reply = answer(Worker(lambda _: None), task("preview", png(), info=INFO))
    assert reply.header == {"pages": 1}
    assert Image.open(io.BytesIO(reply.blob)).size == (60, 40)
    assert limits == [MEMORY]


def test_engine_is_loaded_once_for_each_name(loaded: list[str | None]) -> None:
    """A worker keeps its engine, and `auto` is the first that is installed."""
    worker = Worker(lambda _: None)
    for name in ("auto", "auto", "other"):
        assert answer(worker, task("load", engine=name)).header == {"engine": "fake"}
    assert loaded == [None, "other"]


def test_missing_engine_is_reported_by_load(loaded: list[str | None]) -> None:
    """The emulator then answers with examples."""
    reply = answer(Worker(lambda _: None), task("load", engine="missing"))
    assert reply.header == {"engine": None}


def test_result_comes_with_what_was_not_read(
    monkeypatch: pytest.MonkeyPatch, loaded: list[str | None], limits: list[int]
) -> None:
    """The engine is loaded before memory is limited: its models belong to no image."""
    stages: list[tuple[str, int]] = []
    found = Recognized({"words_block_count": 0}, (Unread("seal", "none was found"),))
    worker = recognizing(monkeypatch, found)
    worker._report_stage = lambda stage: stages.append((stage, len(limits)))
    reply = answer(worker, recognition())
    assert reply.header["result"] == {"words_block_count": 0}
    assert [part["part"] for part in reply.header["unread"]] == ["seal"]
    assert stages == [("decode", 0), ("load", 0), ("decode", 1), ("recognize", 1)]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (
            ImageError("AIS.0104", "text", "a blank page"),
            {"code": "AIS.0104", "expected": "text", "got": "a blank page", "message": ""},
        ),
        (
            EmulatorLimitError("AIS.0103", "less", "more", "The emulator reads up to 8 pages."),
            {
                "code": "AIS.0103",
                "expected": "less",
                "got": "more",
                "message": "The emulator reads up to 8 pages.",
            },
        ),
        (
            RecognitionError("AIS.0104", "no text was found"),
            {
                "code": "AIS.0104",
                "expected": "what this operation reads",
                "got": "no text was found",
                "message": "",
            },
        ),
        (EngineUnavailableError("pip install it"), {"unavailable": "pip install it"}),
        (MemoryError(), {"exhausted": "memory"}),
    ],
)
def test_error_becomes_a_message(
    monkeypatch: pytest.MonkeyPatch,
    loaded: list[str | None],
    error: Exception,
    expected: dict[str, str],
) -> None:
    """The emulator raises it again on its side, with code and reason."""
    reply = answer(recognizing(monkeypatch, error), recognition())
    assert reply.header == expected


def test_defect_of_a_recognizer_does_not_quote_the_image(
    monkeypatch: pytest.MonkeyPatch, loaded: list[str | None]
) -> None:
    """Kind and frames are reported; the text of the exception, perhaps of a document, is not."""
    reply = answer(recognizing(monkeypatch, ValueError(f"number {SECRET}")), recognition())
    assert reply.header["defect"] == "ValueError"
    assert "test_child.py" in reply.header["frames"]
    assert SECRET not in repr(dict(reply.header))


def test_recognition_without_an_engine_is_a_defect(loaded: list[str | None]) -> None:
    """The emulator asks for the engine before it sends such a task."""
    assert answer(Worker(lambda _: None), recognition("missing")).header["defect"] == "RuntimeError"
