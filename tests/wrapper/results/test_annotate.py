"""What was found is drawn where it stands, also when only a reading of the text tells where."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from ocr_wrapper.results import annotate
from ocr_wrapper.results.fields import Field
from ocr_wrapper.results.lines import Line
from ocr_wrapper.results.locate import locate
from ocr_wrapper.results.recognition import Recognition

BOX = [[40, 40], [160, 40], [160, 70], [40, 70]]


def text_answer(*blocks: tuple[str, float, list]) -> Recognition:
    words = [{"words": w, "confidence": c, "location": place} for w, c, place in blocks]
    return Recognition("recognize_general_text", {"result": {"words_block_list": words}})


@pytest.mark.parametrize(
    ("confidence", "strongest"), [(0.99, "green"), (0.8, "red and green"), (0.2, "red")]
)
def test_colour_tells_confidence(confidence: float, strongest: str):
    """A box is green, amber or red, by confidence."""
    drawn = text_answer(("x", confidence, BOX)).annotate(Image.new("RGB", (300, 200), "white"))
    red, green, blue = drawn.getpixel((100, 40))  # type: ignore[misc]
    assert {
        "green": green > red,
        "red and green": red > green > blue + 60,
        "red": red > green + 100,
    }[strongest]


def test_original_is_left_alone():
    """The caller's picture is not drawn on."""
    picture = Image.new("RGB", (300, 200), "white")
    drawn = text_answer(("x", 0.9, BOX)).annotate(picture)
    assert picture.getextrema() == ((255, 255),) * 3
    assert drawn.size == picture.size


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "CMYK", "I;16"])
def test_every_mode_can_be_drawn_on(mode: str):
    """Palette, grey, see-through and 16-bit pictures are drawn on in colour."""
    drawn = text_answer(("x", 0.9, BOX)).annotate(Image.new(mode, (300, 200)))
    assert drawn.mode == "RGB"
    red, green, _ = drawn.getpixel((100, 40))  # type: ignore[misc]
    assert green > red


def test_bytes_as_sent_and_not_turned():
    """The bytes that were sent are drawn on as stored, and keep their EXIF block."""
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(buffer, "JPEG", exif=exif)
    drawn = text_answer(("x", 0.9, BOX)).annotate(buffer.getvalue())
    written = io.BytesIO()
    annotate.save(drawn, written, ".png")
    again = Image.open(io.BytesIO(written.getvalue()))
    assert (again.size, again.getexif()[0x0112]) == ((300, 200), 6)


def test_places_outside_the_picture_do_no_harm():
    """Corners far outside, or a point, are drawn as far as they can be."""
    far = [[-900, -900], [9000, -900], [9000, 9000], [-900, 9000]]
    drawn = text_answer(("x", 0.9, far), ("y", 0.9, [[5, 5], [5, 5]])).annotate(
        Image.new("RGB", (30, 20), "white")
    )
    assert drawn.size == (30, 20)


def test_everything_with_a_place_is_marked():
    """Tables, cells, portraits and plates are marked with their names; rows get one number."""
    table = {
        "words_region_list": [
            {
                "type": "table",
                "location": BOX,
                "words_block_list": [
                    {"words": "a", "rows": [0], "columns": [0], "cell_location": BOX}
                ],
            }
        ]
    }
    card = {
        "name": "A",
        "portrait_location": [[1, 1], [2, 2]],
        "location": [[3, 3], [4, 4]],
        "confidence": {"name": 0.5},
    }
    right = [[x + 200, y] for x, y in BOX]
    rows = annotate.marks(text_answer(("a", 0.9, BOX), ("b", 0.9, right)))
    tables = annotate.marks(Recognition("recognize_general_table", {"result": table}))
    areas = annotate.marks(Recognition("recognize_peru_id_card", {"result": card}))
    assert [mark.label for mark in rows] == ["1", ""]
    assert [mark.label for mark in tables] == ["", "table 1"]
    assert [mark.label for mark in areas] == ["name", "portrait"]
    assert annotate.marks(Recognition("recognize_passport", {"result": {"surname": "A"}})) == []


def test_fields_are_drawn_where_their_text_stands():
    """With a reading of the text, fields are marked with their own confidence."""
    passport = Recognition(
        "recognize_passport", {"result": {"surname": "LINDQVIST", "confidence": {"surname": 0.6}}}
    )
    text = text_answer(("LINDQVIST", 0.99, BOX), ("other", 0.99, [[0, 0], [9, 0], [9, 9], [0, 9]]))
    marks = annotate.marks(passport, text)
    assert [(mark.label, mark.confidence, mark.kind) for mark in marks] == [
        ("", None, "text"),
        ("surname", 0.6, "line"),
    ]


PLACE = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("LINDQVIST", "Lindqvist"),
        ("MARA ELENE", "Given names: MARA  ELENE"),
        ("1984-02-19", "19 FEB 1984"),
        ("1984-02-09", "9 Feb 1984"),
        ("1984-02-19", "19 FEB 84"),
        ("1984-02-19", "19/02/1984"),
        ("1984-02-19", "1984.02.19"),
        ("F", "F"),
        ("UTO", "Code UTO"),
        ("X314159262UTO8402194F3107047<<<<<<<<<<<<<<<2", "X3I4159262UT08402194F3107047<<<<2"),
        (["MARA", "ELENE"], "MARA ELENE"),
        (240102, "No. 240102"),
    ],
)
def test_values_are_found(value: object, line: str):
    """A value is found however it is printed, and despite a slip in a long one."""
    lines = [Line("OFFICE", PLACE), Line(line, PLACE), Line("nothing", PLACE)]
    assert locate([Field("x", value)], lines) == {"x": lines[1]}


@pytest.mark.parametrize("value", ["", None, "F", "XYZ", "nowhere at all", "1984-99-99", True])
def test_values_that_are_not_there(value: object):
    """What does not stand in the text is not found, and a letter is not found in a word."""
    assert locate([Field("x", value)], [Line("OFFICE", PLACE), Line("", PLACE)]) == {}


def test_shortest_line_wins_and_places_are_needed():
    """The line with least else in it is taken; one without a place is of no use."""
    lines = [Line("MARA ELENE LINDQVIST", PLACE), Line("LINDQVIST", PLACE), Line("LINDQVIST")]
    assert locate([Field("x", "LINDQVIST")], lines) == {"x": lines[1]}
