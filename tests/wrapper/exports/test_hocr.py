"""hOCR is read by the parser of ocrmypdf, page by page, and is well-formed XML."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from ocrmypdf.hocrtransform.hocr_parser import HocrParser
from ocrmypdf.models.ocr_element import OcrElement

from ocr_wrapper import exports
from ocr_wrapper.exports.exporter import Entry
from tests.wrapper.results.samples import PASSPORT, block, recognition

HTML = "{http://www.w3.org/1999/xhtml}"
HOSTILE = "</span><script>alert(1)</script>&amp;\x00\x1b\ud800]]> \"' 中文"


def parsed(tmp_path: Path, entry: Entry) -> OcrElement:
    return HocrParser(exports.save(entry, tmp_path / "a.hocr")).parse()


def text_entry(*blocks: dict[str, Any], image: bytes | None = None) -> Entry:
    result = recognition("recognize_general_text", {"words_block_list": list(blocks)})
    return Entry(result, "a.png", image)


def place(element: OcrElement) -> tuple[float, float, float, float]:
    box = element.bbox
    assert box is not None
    return box.left, box.top, box.right, box.bottom


def test_words_have_positions_and_confidences(tmp_path: Path, image: bytes) -> None:
    """Another program reads the same words at the same places."""
    page = parsed(tmp_path, text_entry(block("ab cdef", 10, 20, width=70), image=image))
    (line,) = page.lines
    assert place(page)[2:] == (120, 120)
    assert [word.text for word in line.words] == ["ab", "cdef"]
    assert [place(word) for word in line.words] == [
        (10, 20, 30, 40),
        (40, 20, 80, 40),
    ]
    assert [word.confidence for word in line.words] == [0.9, 0.9]


@pytest.mark.parametrize("degrees", [0, 7, 90, 180, 270, 352])
def test_rotation_is_the_angle_of_the_text(degrees: int, tmp_path: Path) -> None:
    """`textangle` counts counterclockwise, as hOCR says."""
    angle = math.radians(degrees)
    along, down = (math.cos(angle), -math.sin(angle)), (math.sin(angle), math.cos(angle))
    corners = [
        [200 + 100 * x * along[0] + 20 * y * down[0], 200 + 100 * x * along[1] + 20 * y * down[1]]
        for x, y in [(0, 0), (1, 0), (1, 1), (0, 1)]
    ]
    entry = text_entry({"words": "text", "location": corners})
    (line,) = parsed(tmp_path, entry).lines
    assert (line.textangle or 0) == pytest.approx(degrees, abs=0.1)


def test_several_results_are_several_pages(tmp_path: Path) -> None:
    """Each page has its number and the name of its image; all ids are different."""
    entry = text_entry(block("a b", 0, 0), block("c", 0, 50))
    path = exports.save([entry, entry], tmp_path / "a.hocr")
    root = ElementTree.parse(path).getroot()
    pages = [item for item in root.iter(f"{HTML}div") if item.get("class") == "ocr_page"]
    assert [page.get("title", "").split("; ")[-1] for page in pages] == ["ppageno 0", "ppageno 1"]
    ids = [item.get("id") for item in root.iter() if item.get("id")]
    assert len(ids) == len(set(ids)) == 2 * (1 + 2 + 2 + 3)


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    """Markup, control characters and quotes in text and file name do not leave their place."""
    entry = text_entry(block(HOSTILE, 0, 0))
    path = exports.save(Entry(entry.recognition, f'x" onclick="a{HOSTILE}'), tmp_path / "a.hocr")
    root = ElementTree.parse(path).getroot()
    assert [item.tag for item in root.iter() if "script" in item.tag] == []
    assert {name for item in root.iter() for name in item.attrib} <= {
        "class", "id", "title", "content", "name", "http-equiv",
    }  # fmt: skip
    assert "<script>alert(1)</script>&amp;" in "".join(root.itertext())


@pytest.mark.parametrize("value", [1e308, -1e308, -5, 1e5])
def test_positions_outside_are_moved_to_the_page(
    value: float, tmp_path: Path, image: bytes
) -> None:
    """hOCR has whole, positive numbers; a hostile coordinate is moved to the edge."""
    corners = [[0, 0], [value, 0], [value, 20], [0, 20]]
    entry = text_entry({"words": "a", "location": corners}, block("b", 0, 0), image=image)
    page = parsed(tmp_path, entry)
    for line in page.lines:
        left, _, right, _ = place(line)
        assert 0 <= left <= right <= 120


def test_fields_without_positions_are_still_text(tmp_path: Path) -> None:
    """A passport has no coordinates: its values are there, without a box."""
    path = exports.save(recognition("recognize_passport", PASSPORT), tmp_path / "a.hocr")
    root = ElementTree.parse(path).getroot()
    words = [item for item in root.iter(f"{HTML}span") if item.get("class") == "ocrx_word"]
    assert "MUSTERFRAU" in [word.text for word in words]
    assert all("bbox" not in word.get("title", "") for word in words)


def test_right_to_left_lines_say_so(tmp_path: Path) -> None:
    """Hebrew and Arabic have the direction that HTML needs."""
    (line,) = parsed(tmp_path, text_entry(block("שלום עולם", 0, 0))).lines
    assert line.direction == "rtl"


def test_example_is_marked(tmp_path: Path) -> None:
    """An example of an emulator is not the content of the image."""
    result = recognition("recognize_passport", PASSPORT, is_example=True)
    assert b"EXAMPLE" in exports.save(result, tmp_path / "a.hocr").read_bytes()
