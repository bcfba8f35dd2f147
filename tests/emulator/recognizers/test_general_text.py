"""Recognizer of general text, with a fake engine."""

from __future__ import annotations

from typing import Any, cast

import pytest
from PIL import Image

from ocr_emulator.engine.base import Line
from ocr_emulator.engine.scripts import detect, tessdata, text
from ocr_emulator.engine.scripts.catalog import LANGUAGES
from ocr_emulator.recognizers import RECOGNIZERS, RecognitionError
from ocr_emulator.recognizers.base import Recognized, recognized
from ocr_emulator.recognizers.general_text import recognize_general_text
from tests.emulator.engine.fakes import FakeEngine, line

PAGE = Image.new("RGB", (600, 400), "white")
LOOKALIKE = dict(enumerate([0.5, 0.9, 0.6, 0.4, 0.7, 0.55, 0.8, 0.6, 0.7]))
ROWS = [[line("Rye bread", 10, 10), line("7.80", 300, 10)], [line("Total", 10, 50)]]


def fields_of(found: Recognized) -> dict[str, Any]:
    """Return a result as it is sent."""
    return cast("dict[str, Any]", found.result)


def fields(image: Image.Image, options: dict[str, Any], engine: FakeEngine) -> dict[str, Any]:
    """Return the result of an image of which everything was read."""
    return fields_of(recognized(recognize_general_text(image, options, engine)))


def test_blocks_in_reading_order() -> None:
    """Each line is a block with its text, whole-pixel corners and confidence."""
    engine = FakeEngine(rows=[[line("Rye bread", 10.4, 9.6, confidence=0.98765)]])
    assert fields(PAGE, {}, engine) == {
        "direction": -1,
        "words_block_count": 1,
        "words_block_list": [
            {
                "words": "Rye bread",
                "confidence": 0.9877,
                "location": [[10, 10], [100, 10], [100, 30], [10, 30]],
            }
        ],
    }


def test_blank_page_has_no_blocks() -> None:
    """An image without text is a result, not an error."""
    result = fields(PAGE, {"return_markdown_result": True}, FakeEngine())
    assert result == {
        "direction": -1,
        "words_block_count": 0,
        "words_block_list": [],
        "markdown_result": "",
    }


@pytest.mark.parametrize(("angle", "direction"), [(0.0, 0), (12.34567, 12.3457), (359.99999, 0)])
def test_direction_is_returned_when_requested(angle: float, direction: float) -> None:
    """The angle of the page is rounded, and below 360."""
    engine = FakeEngine(angle=angle)
    assert fields(PAGE, {"detect_direction": True}, engine)["direction"] == direction
    assert engine.calls[-1][1]["orient"] is True


def test_markdown_has_tabs_in_rows_and_line_feeds_between() -> None:
    """Blocks of one height are joined by a tab."""
    result = fields(PAGE, {"return_markdown_result": True}, FakeEngine(rows=ROWS))
    assert result["markdown_result"] == "Rye bread\t7.80\nTotal"


def test_characters_only_when_requested() -> None:
    """The single-character mode adds a list to each block; blanks are not characters."""
    plain = fields(PAGE, {}, FakeEngine(rows=ROWS))
    assert not any("char_list" in block for block in plain["words_block_list"])
    full = fields(PAGE, {"character_mode": True}, FakeEngine(rows=ROWS))
    characters = full["words_block_list"][0]["char_list"]
    assert "".join(c["char"] for c in characters) == "Ryebread"
    assert characters[0] == {
        "char": "R",
        "char_location": [[10, 10], [20, 10], [20, 30], [10, 30]],
        "char_confidence": 1.0,
    }


@pytest.mark.parametrize("single", [True, False])
def test_single_orientation_is_passed_to_engine(single: bool) -> None:
    """One direction for all lines is requested from the engine."""
    engine = FakeEngine(rows=ROWS)
    fields(PAGE, {"single_orientation_mode": single}, engine)
    assert engine.calls[-1][1]["mixed"] is not single


def test_line_of_a_language_without_its_reader_is_not_guessed() -> None:
    """Also where the image is a single line, which is else read without a search for text."""
    engine = FakeEngine(rows=[[line("Inuuaug", 10, 5)]])
    image = Image.new("RGB", (900, 40), "white")
    found = recognized(recognize_general_text(image, {"language": "th"}, engine))
    assert cast("dict[str, Any]", found.result)["words_block_list"] == []
    assert [part.install for part in found.unread] == ["ocr-wrapper[scripts]"]


def test_unsupported_language_is_refused() -> None:
    """A language that no reader is known for is an error."""
    with pytest.raises(RecognitionError, match=r"AIS\.0105.*'eo'") as caught:
        fields(PAGE, {"language": "eo"}, FakeEngine())
    assert caught.value.code == "AIS.0105"


@pytest.mark.parametrize(("tesseract", "install"), [(False, "ocr-wrapper[scripts]"), (True, "")])
def test_text_of_unread_language_is_left_out(
    monkeypatch: pytest.MonkeyPatch, tesseract: bool, install: str
) -> None:
    """Look-alike letters are not returned as text; what to install is said instead."""
    monkeypatch.setattr(tessdata, "is_installed", lambda: tesseract)
    engine = FakeEngine(rows=ROWS)
    found = recognized(recognize_general_text(PAGE, {"language": "ru"}, engine))
    assert [block["words"] for block in fields_of(found)["words_block_list"]] == ["7.80"]
    (part,) = found.unread
    assert part.part == "words_block_list"
    assert part.reason == "2 lines were left out: Russian needs Tesseract with rus.traineddata"
    assert part.install == install
    assert engine.calls[-1][1]["language"] is None


def test_lookalikes_are_left_out_without_a_language() -> None:
    """A line of doubtful characters is another script; a line of sure ones is text."""
    rows = [[line("anla07lva", 10, 10, confidence=0.64, doubts=LOOKALIKE)], ROWS[1]]
    found = recognized(recognize_general_text(PAGE, {}, FakeEngine(rows=rows)))
    assert [block["words"] for block in fields_of(found)["words_block_list"]] == ["Total"]
    assert found.unread[0].install == "ocr-wrapper[scripts]"


def test_supported_language_is_passed_to_engine() -> None:
    """German is passed to the engine."""
    engine = FakeEngine()
    fields(PAGE, {"language": "de"}, engine)
    assert engine.calls[-1][1]["language"] == "de"


def test_quick_mode_skips_detection() -> None:
    """A flat image that is surely one line is one block."""
    flat = Image.new("RGB", (300, 40))
    engine = FakeEngine(single=line("QUICK 4711"))
    result = fields(flat, {"quick_mode": True}, engine)
    assert [block["words"] for block in result["words_block_list"]] == ["QUICK 4711"]
    assert [name for name, _ in engine.calls] == ["recognize"]


@pytest.mark.parametrize(
    ("size", "single"), [((300, 300), line("x")), ((300, 40), line("x", confidence=0.6))]
)
def test_quick_mode_falls_back_to_detection(size: tuple[int, int], single: Line) -> None:
    """A page, or a line of low confidence, is read in the usual way."""
    engine = FakeEngine(rows=ROWS, single=single)
    result = fields(Image.new("RGB", size), {"quick_mode": True}, engine)
    assert result["words_block_count"] == 3


def test_recognizers_are_named_by_operation_id() -> None:
    """The mapping has the ids of operations."""
    assert {"recognize_general_text", "recognize_passport"} <= set(RECOGNIZERS)


def test_error_text_has_code_and_detail() -> None:
    """The code comes first."""
    assert str(RecognitionError("AIS.0104")) == "AIS.0104"
    assert str(RecognitionError("AIS.0104", "no zone")) == "AIS.0104: no zone"


def test_auto_reads_text_in_the_script_that_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page with look-alikes is read again by the reader of their script."""
    monkeypatch.setattr(detect, "detected_language", lambda *_, **__: LANGUAGES["th"])
    rows = [[line("anla07lva", 10, 10, confidence=0.64, doubts=LOOKALIKE)]]
    engine = FakeEngine(rows=rows, languages=frozenset({"auto", "th"}))
    monkeypatch.setattr(text, "line_engine", lambda engine, _: engine)
    recognize_general_text(PAGE, {"language": "auto"}, engine)
    assert [options["language"] for _, options in engine.calls] == ["auto", "th"]


def test_auto_reads_a_page_without_lookalikes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Latin and Chinese pages cost what they cost without the option."""
    monkeypatch.setattr(detect, "detected_language", pytest.fail)
    engine = FakeEngine(rows=ROWS, languages=frozenset({"auto", "th"}))
    recognize_general_text(PAGE, {"language": "auto"}, engine)
    assert len(engine.calls) == 1


def test_auto_leaves_burmese_to_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operation has no Burmese, so its lines are left out and named."""
    monkeypatch.setattr(detect, "detected_language", lambda *_, **__: LANGUAGES["my"])
    rows = [[line("anla07lva", 10, 10, confidence=0.64, doubts=LOOKALIKE)], ROWS[1]]
    engine = FakeEngine(rows=rows, languages=frozenset({"auto", "my"}))
    found = recognized(recognize_general_text(PAGE, {"language": "auto"}, engine))
    assert found.unread[0].reason == "1 line was left out: Burmese is read on cards only"


def test_quick_mode_returns_no_lookalikes(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line of another script is not returned as Latin letters either."""
    strange = line("anla07lva", 10, 10, confidence=0.95, doubts=dict.fromkeys(range(9), 0.6))
    engine = FakeEngine(rows=[[strange]], single=strange)
    wide = Image.new("RGB", (400, 50), "white")
    assert fields(wide, {"quick_mode": True}, engine)["words_block_list"] == []
