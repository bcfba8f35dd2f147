"""A word of a searchable PDF is where its polygon is, at every rotation.

Read by two independent programs: pdfium, which Chrome uses, and poppler.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from tests.wrapper.exports.pdf.page import (
    HEIGHT,
    SCALE,
    WIDTH,
    Box,
    block,
    bounds,
    box_of,
    result,
    saved,
    text_of,
)

LATIN, CHINESE = (200, 200, 400, 40), (200, 300, 300, 50)
TOLERANCE = 0.6
"""Points; a letter of the test is eight points wide."""

POPPLER = shutil.which("pdftotext")
needs_poppler = pytest.mark.skipif(
    POPPLER is None, reason="pdftotext is not installed (Debian: poppler-utils); pdfium is tested"
)


def words(degrees: float) -> dict[str, Box]:
    """Return the boxes that the words of the test page should have."""
    latin, chinese = block("Hello wide world", LATIN, degrees), block("中文识别", CHINESE, degrees)
    found = {word.text: word.polygon for word in result(latin, chinese).words}
    return {text: bounds([list(p) for p in polygon or ()]) for text, polygon in found.items()}


def page(path: Path, degrees: float) -> Path:
    return saved(
        path, block("Hello wide world", LATIN, degrees), block("中文识别", CHINESE, degrees)
    )


@pytest.mark.parametrize("degrees", [0, 90, 180, 270, 3, 7, -5, 92, 45])
def test_box_of_each_word_is_its_polygon(degrees: float, tmp_path: Path) -> None:
    """pdfium finds every word and selects it where it is printed."""
    path = page(tmp_path / "a.pdf", degrees)
    expected = words(degrees)
    assert list(expected) == ["Hello", "wide", "world", "中文识别"]
    # pdfium surrounds each turned letter by an upright box, which is larger than the letter.
    slack = TOLERANCE if degrees % 90 == 0 else 9
    for text, box in expected.items():
        assert box_of(path, text).differs(box) < slack, text


@needs_poppler
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_poppler_finds_the_same_boxes(degrees: int, tmp_path: Path) -> None:
    """The page is shown upright; its boxes are those of the upright page."""
    listing = poppler(page(tmp_path / "a.pdf", degrees), "-bbox")
    sides = (WIDTH, HEIGHT) if degrees % 180 == 0 else (HEIGHT, WIDTH)
    numbers = r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)<'
    found = {text: Box(*map(float, box)) for *box, text in re.findall(numbers, listing)}
    # Turned around the middle, the upright page has its text at the same distance from there.
    dx, dy = (sides[0] - WIDTH) / 2 * SCALE, (sides[1] - HEIGHT) / 2 * SCALE
    height = HEIGHT * SCALE
    for text, box in words(0).items():
        upright = Box(
            box.left + dx, height - box.top + dy, box.right + dx, height - box.bottom + dy
        )
        assert found[text].differs(upright) < TOLERANCE, text


@needs_poppler
@pytest.mark.parametrize("degrees", [0, 3, 7, -5, 90, 94, 180, 270])
def test_poppler_keeps_words_whole(degrees: int, tmp_path: Path) -> None:
    """Words can be found in a tilted page too, where poppler would see single letters."""
    found = poppler(page(tmp_path / "a.pdf", degrees)).split()
    assert sorted(found) == sorted(["Hello", "wide", "world", "中文识别"])


@pytest.mark.parametrize("degrees", [0, 90, 180, 270, 5])
def test_text_can_be_copied(degrees: int, tmp_path: Path) -> None:
    """pdfium returns the text in its order, with spaces between the words."""
    text = text_of(page(tmp_path / "a.pdf", degrees))
    assert text.split() == ["Hello", "wide", "world", "中文识别"]


@pytest.mark.parametrize(
    ("degrees", "rotation"), [(0, 0), (7, 0), (90, 90), (95, 90), (180, 180), (270, 270)]
)
def test_page_is_shown_upright(degrees: int, rotation: int, tmp_path: Path) -> None:
    """A page that was scanned sideways is turned for the reader; the image is unchanged."""
    with pypdfium2.PdfDocument(page(tmp_path / "a.pdf", degrees)) as document:
        assert document[0].get_rotation() == rotation


@pytest.mark.parametrize(
    "text", ["שלום עולם", "مرحبا بالعالم", "สวัสดีชาวโลก", "Việt Nam", "Ελληνικά", "Кириллица"]
)
def test_other_scripts_are_found(text: str, tmp_path: Path) -> None:
    """Right-to-left scripts and combining marks keep their logical order."""
    path = saved(tmp_path / "a.pdf", block(text, LATIN))
    assert sorted(text_of(path).split()) == sorted(text.split())
    if POPPLER is not None:
        plain = re.sub("[\u202a-\u202e]", "", poppler(path))
        assert plain.split() == text.split()


def test_vertical_chinese_is_found(tmp_path: Path) -> None:
    """A column of Chinese is one text, from top to bottom along its box."""
    path = saved(tmp_path / "a.pdf", block("中文识别", (500, 100, 40, 200)))
    assert text_of(path).strip() == "中文识别"
    expected = Box(500 * SCALE, (HEIGHT - 300) * SCALE, 540 * SCALE, (HEIGHT - 100) * SCALE)
    assert box_of(path, "中文识别").differs(expected) < TOLERANCE


def test_text_is_invisible(tmp_path: Path) -> None:
    """The page looks exactly like its image, and the text says itself that it is not drawn."""
    path = page(tmp_path / "a.pdf", 0)
    with pypdfium2.PdfDocument(path) as document:
        assert document[0].render().to_pil().convert("L").getextrema() == (255, 255)
    with pikepdf.Pdf.open(path) as pdf:
        modes = [
            str(item.operands[0])
            for item in pikepdf.parse_content_stream(pdf.pages[0])
            if str(item.operator) == "Tr"
        ]
    assert modes == ["3"]


@pytest.mark.parametrize("degenerate", [[[5, 5]] * 4, [[0, 0], [9, 0]], [[1e308, 0]] * 4, None])
def test_degenerate_polygons_cost_nothing_else(degenerate: object, tmp_path: Path) -> None:
    """A box without area is left out, and the rest of the page is there."""
    bad = {"words": "bad", "location": degenerate}
    assert "good" in text_of(saved(tmp_path / "a.pdf", bad, block("good", LATIN)))


def poppler(path: Path, *options: str) -> str:
    command = ["pdftotext", *options, str(path), "-"]
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
