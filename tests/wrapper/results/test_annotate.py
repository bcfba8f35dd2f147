"""Recognized text is drawn at its position, which may come from a separate text recognition."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image, ImageChops

from ocr_wrapper.results import annotate
from ocr_wrapper.results.fields import Field
from ocr_wrapper.results.lines import Line
from ocr_wrapper.results.locate import locate
from ocr_wrapper.results.recognition import Recognition
from tests.pixels import color

BOX = [[40, 40], [160, 40], [160, 70], [40, 70]]


def text_result(*blocks: tuple[str, float, list[Any]]) -> Recognition[Any]:
    words = [{"words": w, "confidence": c, "location": corners} for w, c, corners in blocks]
    return Recognition("recognize_general_text", {"result": {"words_block_list": words}})


@pytest.mark.parametrize(
    ("confidence", "strongest"), [(0.99, "green"), (0.8, "red and green"), (0.2, "red")]
)
def test_colour_shows_confidence(confidence: float, strongest: str) -> None:
    """A box is green, amber or red, depending on the confidence."""
    drawn = text_result(("x", confidence, BOX)).annotate(Image.new("RGB", (300, 200), "white"))
    red, green, blue = drawn.getpixel((100, 40))  # type: ignore[misc]
    assert {
        "green": green > red,
        "red and green": red > green > blue + 60,
        "red": red > green + 100,
    }[strongest]


def test_original_is_not_changed() -> None:
    """The caller's image is not drawn on."""
    image = Image.new("RGB", (300, 200), "white")
    drawn = text_result(("x", 0.9, BOX)).annotate(image)
    assert image.getextrema() == ((255, 255),) * 3
    assert drawn.size == image.size


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "CMYK", "I;16"])
def test_every_mode_can_be_annotated(mode: str) -> None:
    """Palette, grey, transparent and 16-bit images are annotated in colour."""
    drawn = text_result(("x", 0.9, BOX)).annotate(Image.new(mode, (300, 200)))
    assert drawn.mode == "RGB"
    red, green, _ = drawn.getpixel((100, 40))  # type: ignore[misc]
    assert green > red


def test_path_is_refused_with_what_to_give() -> None:
    """Drawing needs the pixels, and says so; calls take a path as well."""
    result = text_result(("a", 0.9, [[5, 5], [50, 5], [50, 20], [5, 20]]))
    path: Any = "scan.png"
    with pytest.raises(TypeError, match=r"is a str: .*read_bytes"):
        result.annotate(path)
    with pytest.raises(TypeError, match=r"is a str: .*read_bytes"):
        result.with_image(path)._repr_html_()


def test_exif_rotation_is_not_applied() -> None:
    """The bytes that were sent are annotated as stored, and keep their EXIF block."""
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(buffer, "JPEG", exif=exif)
    drawn = text_result(("x", 0.9, BOX)).annotate(buffer.getvalue())
    written = io.BytesIO()
    annotate.save(drawn, written, ".png")
    again = Image.open(io.BytesIO(written.getvalue()))
    assert (again.size, again.getexif()[0x0112]) == ((300, 200), 6)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_tiff_is_annotated_as_stored(orientation: int) -> None:
    """Pillow turns a TIFF by its EXIF block; the boxes lie on the pixels that were sent."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    page = Image.new("RGB", (300, 200), "white")
    page.paste("black", (40, 40, 160, 70))
    buffer = io.BytesIO()
    page.save(buffer, "TIFF", exif=exif)
    drawn = text_result(("x", 0.9, BOX)).annotate(buffer.getvalue())
    assert drawn.size == (300, 200)
    assert color(drawn, (100, 55)) < (90, 90, 90)
    assert color(drawn, (100, 130)) == (255, 255, 255)
    written = io.BytesIO()
    annotate.save(drawn, written, ".jpg")
    assert Image.open(io.BytesIO(written.getvalue())).getexif().get(0x0112, 1) == orientation


def test_annotated_photo_keeps_its_orientation_as_jpeg() -> None:
    """An EXIF block that a JPEG stores in another way, or cannot hold, costs no orientation."""
    for form, description in (("WEBP", "x"), ("PNG", "x" * 70_000)):
        exif = Image.Exif()
        exif[0x0112], exif[0x010E] = 6, description
        buffer = io.BytesIO()
        Image.new("RGB", (300, 200), "white").save(buffer, form, exif=exif)
        written = io.BytesIO()
        drawn = text_result(("x", 0.9, BOX)).annotate(buffer.getvalue())
        annotate.save(drawn, written, ".jpg")
        assert Image.open(io.BytesIO(written.getvalue())).getexif()[0x0112] == 6


def test_annotated_image_has_no_profile_of_other_colours() -> None:
    """Colours of print become those of a screen, and their profile is not the one of the file."""
    buffer = io.BytesIO()
    Image.new("CMYK", (300, 200)).save(buffer, "JPEG", icc_profile=bytes(16) + b"CMYK" + bytes(108))
    written = io.BytesIO()
    annotate.save(text_result(("x", 0.9, BOX)).annotate(buffer.getvalue()), written, ".png")
    assert "icc_profile" not in Image.open(io.BytesIO(written.getvalue())).info


def test_positions_outside_the_image() -> None:
    """Corners far outside, or a single point, are drawn as far as possible."""
    far = [[-900, -900], [9000, -900], [9000, 9000], [-900, 9000]]
    drawn = text_result(("x", 0.9, far), ("y", 0.9, [[5, 5], [5, 5]])).annotate(
        Image.new("RGB", (30, 20), "white")
    )
    assert drawn.size == (30, 20)


@pytest.mark.parametrize("size", [(300, 200), (600, 300), (150, 100)])
def test_positions_are_scaled_to_the_given_image(size: tuple[int, int]) -> None:
    """After `fit` a result can be drawn on the original, and on the image that was sent as well."""
    found = text_result(("x", 0.9, BOX))
    found.sent_size = (300, 200)
    drawn = found.annotate(Image.new("RGB", size, "white"))
    box = ImageChops.difference(drawn, Image.new("RGB", size, "white")).getbbox()
    assert box is not None
    left, top, right, bottom = (
        side * size[n % 2] / found.sent_size[n % 2] for n, side in enumerate((40, 40, 160, 70))
    )
    assert abs(box[2] - right) <= 2
    assert abs(box[3] - bottom) <= 2
    x, y = round((left + right) / 2), round(top)
    assert drawn.getpixel((x, y)) != (255, 255, 255)


def test_fields_and_their_text_may_come_from_images_of_different_size() -> None:
    """Operations have different limits: each position is scaled from the image it refers to."""
    card: Recognition[Any] = Recognition(
        "recognize_peru_id_card", {"result": {"name": "EVA", "portrait_location": [[1, 1], [2, 2]]}}
    )
    text = text_result(("EVA", 0.9, BOX))
    card.sent_size, text.sent_size = (100, 100), (200, 400)
    marks = annotate.marks(card, text)
    assert [annotate.placed(mark, (200, 200)) for mark in marks] == [
        ((2, 2), (4, 4)),
        ((40, 20), (160, 20), (160, 35), (40, 35)),
    ]


def test_everything_with_a_position_is_marked() -> None:
    """Tables, cells, portraits and plates are marked with their names; a row has one number."""
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
    rows = annotate.marks(text_result(("a", 0.9, BOX), ("b", 0.9, right)))
    tables = annotate.marks(Recognition("recognize_general_table", {"result": table}))
    areas = annotate.marks(Recognition("recognize_peru_id_card", {"result": card}))
    assert [mark.label for mark in rows] == ["1", ""]
    assert [mark.label for mark in tables] == ["", "table 1"]
    assert [mark.label for mark in areas] == ["name", "portrait"]
    assert annotate.marks(Recognition("recognize_passport", {"result": {"surname": "A"}})) == []


def test_fields_are_drawn_at_their_text() -> None:
    """With the recognized text, fields are marked with their own confidence."""
    passport: Recognition[Any] = Recognition(
        "recognize_passport", {"result": {"surname": "LINDQVIST", "confidence": {"surname": 0.6}}}
    )
    text = text_result(("LINDQVIST", 0.99, BOX), ("other", 0.99, [[0, 0], [9, 0], [9, 9], [0, 9]]))
    marks = annotate.marks(passport, text)
    assert [(mark.label, mark.confidence, mark.kind) for mark in marks] == [
        ("", None, "text"),
        ("surname", 0.6, "line"),
    ]


CORNERS = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))


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
def test_values_are_found(value: object, line: str) -> None:
    """A value is found in any printed form, and with one wrong character in a long one."""
    lines = [Line("OFFICE", CORNERS), Line(line, CORNERS), Line("nothing", CORNERS)]
    assert locate([Field("x", value)], lines) == {"x": lines[1]}


@pytest.mark.parametrize("value", ["", None, "F", "XYZ", "nowhere at all", "1984-99-99", True])
def test_missing_values_are_not_found(value: object) -> None:
    """A value that is not in the text is not found, and a letter is not found inside a word."""
    assert locate([Field("x", value)], [Line("OFFICE", CORNERS), Line("", CORNERS)]) == {}


def test_shortest_line_with_position_is_used() -> None:
    """The line with the least other text is used; a line without position is ignored."""
    lines = [Line("MARA ELENE LINDQVIST", CORNERS), Line("LINDQVIST", CORNERS), Line("LINDQVIST")]
    assert locate([Field("x", "LINDQVIST")], lines) == {"x": lines[1]}
