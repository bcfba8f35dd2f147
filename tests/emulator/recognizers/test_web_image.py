"""Recognizer of web images, with a fake engine."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image

from ocr_emulator.contract.bundle import load
from ocr_emulator.contract.validation import check_response
from ocr_emulator.recognizers.base import Recognized
from ocr_emulator.recognizers.web_image import recognize_web_image
from tests.emulator.engine.fakes import FakeEngine, line

IMAGE = Image.new("RGB", (640, 400), "white")
LINES = ("收件人：王小明", "手机号码：13812345678", "浙江省杭州市西湖区文三路90号")


def read(
    options: dict[str, Any], *texts: str, image: Image.Image = IMAGE
) -> tuple[Recognized, FakeEngine]:
    rows = [[line(text, 10, 10 + 40 * i)] for i, text in enumerate(texts)]
    engine = FakeEngine(rows=rows)
    found = recognize_web_image(image, options, engine)
    contract = load()
    operation = contract.operations["recognize_web_image"]
    assert check_response(contract, operation, {"result": found.result}) is None
    return found, engine


def result_of(found: Recognized) -> dict[str, Any]:
    """Return the result, which is an object in the responses of this operation."""
    assert isinstance(found.result, dict)
    return found.result


def test_text_without_options() -> None:
    """Blocks with place and confidence; nothing is extracted that was not asked for."""
    found, _ = read({}, "Summer sale")
    assert found.result == {
        "words_block_count": 1,
        "words_block_list": [
            {
                "words": "Summer sale",
                "confidence": 1.0,
                "location": [[10, 10], [120, 10], [120, 30], [10, 30]],
            }
        ],
        "extracted_data": {},
    }
    assert found.unread == ()


def test_nothing_found_is_the_response_of_the_contract() -> None:
    """An image without text is no error."""
    found, _ = read({})
    expected = load().operations["recognize_web_image"].examples["nothing-found"]
    assert {"result": found.result} == expected


def test_image_size_is_that_of_the_file() -> None:
    """A very large image is recognized as a smaller copy; the size is not that of the copy."""
    image = IMAGE.copy()
    image.info["reduced_by"] = 2.0
    found, _ = read({"extract_type": ["image_size"]}, "text", image=image)
    assert result_of(found)["extracted_data"] == {"image_size": {"height": 800, "width": 1280}}


def test_contact_is_extracted() -> None:
    """Name, telephone and address are taken apart."""
    found, _ = read({"extract_type": ["contact_info"]}, *LINES)
    assert result_of(found)["extracted_data"]["contact_info"] == {
        "name": "王小明",
        "phone": "13812345678",
        "province": "浙江省",
        "city": "杭州市",
        "district": "西湖区",
        "detail_address": "文三路90号",
    }
    assert found.unread == ()


def test_missing_parts_of_contact_are_empty_and_reported() -> None:
    """What no text matches is not guessed."""
    found, _ = read({"extract_type": ["contact_info"]}, "Tel: +49 30 1234567")
    contact = result_of(found)["extracted_data"]["contact_info"]
    assert contact["phone"] == "+49 30 1234567"
    assert {value for name, value in contact.items() if name != "phone"} == {""}
    assert "contact_info.name" in [part.part for part in found.unread]


def test_fonts_are_not_invented() -> None:
    """Lettering is not compared with fonts, and the header says so."""
    found, _ = read({"detect_font": True}, "Summer sale")
    (block,) = result_of(found)["words_block_list"]
    assert (block["font_list"], block["font_scores"]) == ([], [])
    assert [part.part for part in found.unread] == ["font_list", "font_scores"]


@pytest.mark.parametrize(
    ("options", "orient", "mixed"),
    [
        ({}, False, True),
        ({"detect_direction": True}, True, True),
        ({"detect_text_direction": False}, False, False),
    ],
)
def test_directions_are_options_of_the_engine(
    options: dict[str, Any], orient: bool, mixed: bool
) -> None:
    """An image is straightened when asked for; pieces of text have their own directions."""
    _, engine = read(options, "text")
    assert engine.calls == [
        ("read", {"orient": orient, "characters": True, "mixed": mixed, "language": None})
    ]


def test_lookalikes_are_left_out() -> None:
    """A line in a script that is not read is named, and not returned as Latin letters."""
    doubts = dict(enumerate([0.5, 0.9, 0.6, 0.4, 0.7, 0.55, 0.8, 0.6, 0.7]))
    strange = line("anla07lva", 10, 10, confidence=0.64, doubts=doubts)
    engine = FakeEngine(rows=[[strange], [line("Summer sale", 10, 50)]])
    found = recognize_web_image(IMAGE, {}, engine)
    words = [block["words"] for block in result_of(found)["words_block_list"]]
    assert words == ["Summer sale"]
    assert [(part.part, part.install) for part in found.unread] == [
        ("words_block_list", "ocr-wrapper[scripts]")
    ]
