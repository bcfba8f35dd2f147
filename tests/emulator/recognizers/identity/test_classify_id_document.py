"""Recognizer of identity documents' types, with a fake engine."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("cv2")

from PIL import Image, ImageFilter

from ocr_emulator.contract.bundle import load
from ocr_emulator.contract.validation import check_response
from ocr_emulator.engine.base import Engine, Line, Page
from ocr_emulator.engine.scripts.catalog import LANGUAGES
from ocr_emulator.engine.scripts.reader import ReaderUnavailableError
from ocr_emulator.recognizers import classify_id_document as module
from ocr_emulator.recognizers.base import Recognized
from ocr_emulator.recognizers.classify_id_document import classify_id_document
from tests.emulator.engine.fakes import FakeEngine
from tests.emulator.engine.outline.drawing import placed

CORNERS = ((60, 50), (700, 50), (700, 454), (60, 454))
THAI = ("Thai National ID Card", "Identification Number", "1 2345 67890 12 1")
EVALUATED = {"blur", "glare", "insufficient_lighting", "copy", "border_integrity"}


def classified(image: Image.Image, options: dict[str, Any], engine: Engine) -> Recognized:
    """Classify an image and hold the response to the contract."""
    found = classify_id_document(image, options, engine)
    contract = load()
    operation = contract.operations["classify_id_document"]
    assert check_response(contract, operation, {"result": found.result}) is None
    return found


def reading(*texts: str) -> tuple[Image.Image, FakeEngine]:
    """Return a card on a desk, and an engine that reads these lines on it."""
    image, areas = placed(CORNERS, (760, 504))
    rows = [[Line(text, area, 0.99)] for text, area in zip(texts, areas, strict=False)]
    return image, FakeEngine(rows=rows)


def test_type_and_corners_of_a_card() -> None:
    """Corners are whole pixels from the card's own top left; no alarms without the option."""
    image, engine = reading(*THAI)
    result: Any = classified(image, {}, engine).result
    assert result["type"] == "thailand_id_card"
    assert all(
        abs(found - true) <= 6
        for point, corner in zip(result["location"], CORNERS, strict=True)
        for found, true in zip(point, corner, strict=True)
    )
    assert result["confidence"] > 0.9
    assert set(result) == {"type", "location", "confidence"}


def test_corners_are_those_of_the_file() -> None:
    """A very large image is recognized as a smaller copy; its corners are not the copy's."""
    image, engine = reading(*THAI)
    small: Any = classified(image, {}, engine).result
    image.info["reduced_by"] = 2.0
    large: Any = classified(image, {}, engine).result
    assert large["location"][2][0] == pytest.approx(2 * small["location"][2][0], abs=2)


def test_alarms_are_results_with_scores() -> None:
    """A blurred card raises its alarm, and the others stay silent."""
    image, engine = reading(*THAI)
    result: Any = classified(
        image.filter(ImageFilter.GaussianBlur(5)), {"alarm": True}, engine
    ).result
    assert result["alarm_result"]["detect_blur_result"] is True
    assert result["alarm_confidence"]["blur_score"] > 50
    for fault in EVALUATED - {"blur"}:
        assert result["alarm_result"][f"detect_{fault}_result"] is False
        assert result["alarm_confidence"][f"{fault}_score"] <= 50


def test_faults_that_no_measure_tells_are_not_evaluated() -> None:
    """They are null, not false, and reported as unread."""
    image, engine = reading(*THAI)
    found = classified(image, {"alarm": True}, engine)
    result: Any = found.result
    missing = {name for name, value in result["alarm_result"].items() if value is None}
    assert missing == {part.part for part in found.unread}
    assert missing == {"detect_blocking_within_border_result", "detect_reproduce_result"}


def test_nothing_found_is_the_response_of_the_contract() -> None:
    """A card of another kind has no type, no place and confidence 0."""
    image, engine = reading("STAFF BADGE", "HARBOUR LOGISTICS")
    found = classified(image, {}, engine)
    expected = load().operations["classify_id_document"].examples["nothing-found"]["result"]
    assert found.result == {name: expected[name] for name in ("type", "location", "confidence")}
    assert [part.part for part in found.unread] == ["type"]


def test_faults_of_an_unknown_document_are_told() -> None:
    """They may be why it was not recognized."""
    image, engine = reading("STAFF BADGE", "HARBOUR LOGISTICS")
    result: Any = classified(image, {"alarm": True}, engine).result
    assert result["type"] == ""
    assert result["alarm_result"]["detect_blur_result"] is False
    assert result["alarm_confidence"]["blur_score"] < 0.5


def test_card_that_is_not_in_burmese_either_has_no_type(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another script that the engine cannot read looks the same until it is read."""

    class Reader:
        def __init__(self, engine: object, language: str) -> None:
            assert language == "my"

        def read(self, image: Image.Image, **options: bool) -> Page:
            return Page(*image.size, 0.0, ((Line("ထင", ((0, 0), (9, 0), (9, 9), (0, 9)), 0.9),),))

    monkeypatch.setattr(module, "is_lookalike", lambda line: True)
    monkeypatch.setattr(module, "ScriptEngine", Reader)
    image, engine = reading("cceε9", "ogee:åco", "gbec")
    found = classified(image, {}, engine)
    result: Any = found.result
    assert (result["type"], result["location"]) == ("", [])
    assert [(part.part, part.install) for part in found.unread] == [("type", "")]


def test_card_in_burmese_without_a_reader_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A card of look-alikes may be from Myanmar; nothing is guessed."""

    def unavailable(engine: object, language: str) -> None:
        raise ReaderUnavailableError(LANGUAGES[language])

    monkeypatch.setattr(module, "is_lookalike", lambda line: True)
    monkeypatch.setattr(module, "ScriptEngine", unavailable)
    image, engine = reading("cceε9", "ogee:åco", "gbec")
    (part,) = classified(image, {}, engine).unread
    assert (part.part, part.install) == ("type", "ocr-wrapper[scripts]")


@pytest.mark.parametrize("turned", [False, True])
def test_card_in_burmese_is_read_upright_and_upside_down(
    monkeypatch: pytest.MonkeyPatch, turned: bool
) -> None:
    """Look-alikes do not show which way is up, so both are tried; corners follow the text."""
    image, engine = reading("cceε9", "ogee:åco", "gbec")
    if turned:
        image = image.rotate(180)

    class Reader:
        def __init__(self, engine: object, language: str) -> None:
            assert language == "my"

        def read(self, image: Image.Image, **options: bool) -> Page:
            # The emblem of the card is at its top right.
            pixel: Any = image.getpixel((round(0.91 * image.width), round(0.11 * image.height)))
            found = "နိုင်ငံသားစိစစ်ရေးကတ်ပြား" if pixel[0] > 2 * pixel[2] else "ထင"
            area = ((200.0, 80.0), (600.0, 80.0), (600.0, 110.0), (200.0, 110.0))
            return Page(*image.size, 0.0, ((Line(found, area, 0.9),),))

    monkeypatch.setattr(module, "is_lookalike", lambda line: True)
    monkeypatch.setattr(module, "ScriptEngine", Reader)
    result: Any = classified(image, {}, engine).result
    assert result["type"] == "myanmar_id_card"
    first = CORNERS[2] if turned else CORNERS[0]
    assert result["location"][0] == pytest.approx(list(first), abs=8)
