"""A notebook shows a result with everything escaped, and its image only when it is given."""

from __future__ import annotations

import base64
import io
import logging
import pickle
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from PIL import Image

from ocr_wrapper.results.recognition import Recognition
from tests.pixels import color
from tests.wrapper.results.samples import PASSPORT, TABLE, block, recognition

ATTACK = '<script>alert("x")</script><img src=x onerror=alert(1)>'


class _Tags(HTMLParser):
    """Collects the elements and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.open = 0

    def handle_starttag(self, tag: str, attrs: list[Any]) -> None:
        self.found.add(tag)
        self.found.update(f"{tag}@{name}" for name, _ in attrs)
        self.open += 1

    def handle_endtag(self, tag: str) -> None:
        self.open -= 1

    def handle_startendtag(self, tag: str, attrs: list[Any]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)


def tags(html: str) -> set[str]:
    parser = _Tags()
    parser.feed(html)
    parser.close()
    assert parser.open == 0
    return {name for name in parser.found if "@" not in name or name.split("@")[1][:2] == "on"}


def shown(result: object) -> str:
    html = result._repr_html_()  # type: ignore[attr-defined]
    assert isinstance(html, str)
    return html


def attacked() -> Recognition[Any]:
    return recognition(
        "recognize_" + ATTACK,
        {"words_block_list": [block(ATTACK, 10, 10)], ATTACK: ATTACK},
        request_id=ATTACK,
    )


def test_fields_tables_and_text_are_shown() -> None:
    """Everything that was recognized is on the page."""
    assert "MUSTERFRAU" in shown(recognition("recognize_passport", PASSPORT))
    assert "Lamp, large" in shown(recognition("recognize_general_table", TABLE))


def test_recognized_html_stays_text() -> None:
    """Text, field names, operation and request id are escaped; there is no script."""
    plain = Image.new("RGB", (200, 100))
    for html in (shown(attacked()), shown(attacked().with_image(plain))):
        assert tags(html) <= {
            "div", "p", "b", "i", "span", "table", "tr", "th", "td",
            "svg", "image", "polygon", "title",
        }  # fmt: skip
        assert "<script" not in html
        assert "&lt;script&gt;" in html


def test_fields_of_html_are_escaped() -> None:
    """The name and the value of a field come from the response."""
    html = shown(recognition("recognize_passport", {ATTACK: ATTACK}))
    assert tags(html) <= {"div", "p", "b", "span", "table", "tr", "th", "td"}


def test_image_is_shown_with_its_areas_only_when_it_is_given() -> None:
    """The result itself holds no image."""
    result = recognition("recognize_general_text", {"words_block_list": [block("x", 10, 10)]})
    assert "data:image" not in shown(result)
    html = shown(result.with_image(Image.new("RGB", (200, 100))))
    assert 'viewBox="0 0 200 100"' in html
    assert 'points="10,10 110,10 110,30 10,30"' in html
    assert "data:image/jpeg;base64," in html


def test_areas_are_scaled_to_the_given_image() -> None:
    """After `fit` the positions refer to the image that was sent, and the original is shown."""
    blocks = {"words_block_list": [block("x", 10, 10)]}
    result = recognition("recognize_general_text", blocks, sent_size=(100, 100))
    html = shown(result.with_image(Image.new("RGB", (200, 100))))
    assert 'points="20,10 220,10 220,30 20,30"' in html


@pytest.mark.parametrize("orientation", [3, 6])
def test_tiff_is_shown_as_stored(orientation: int) -> None:
    """Pillow turns a TIFF by its EXIF block; the areas lie on the pixels that were sent."""
    image = Image.new("L", (200, 100), "white")
    image.paste("black", (0, 0, 60, 30))
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    image.save(buffer, "TIFF", exif=exif)
    html = shown(recognition("recognize_passport", {}).with_image(buffer.getvalue()))
    (data,) = re.findall(r"base64,([^\"]+)", html)
    picture = Image.open(io.BytesIO(base64.b64decode(data)))
    assert 'viewBox="0 0 200 100"' in html
    assert picture.size == (200, 100)
    assert color(picture, (30, 15)) < (50, 50, 50)


def test_image_leaks_neither_into_repr_nor_log_nor_pickle(caplog: pytest.LogCaptureFixture) -> None:
    """What shows the image forgets it when it is copied or printed."""
    buffer = io.BytesIO()
    Image.effect_noise((200, 100), 90).save(buffer, "PNG")
    view = recognition("recognize_passport", PASSPORT).with_image(buffer.getvalue())
    logging.getLogger("test").warning("%r %s", view, view)
    assert "MUSTERFRAU" not in caplog.text
    assert "IHDR" not in caplog.text
    stored = pickle.dumps(view)
    assert b"IHDR" not in stored
    assert "data:image" not in shown(pickle.loads(stored))


def test_metadata_of_the_image_is_not_shown() -> None:
    """A notebook is shared: where a photo was taken is not part of it."""
    image = Image.new("RGB", (50, 50))
    exif = image.getexif()
    exif[0x010E] = "GPS-SECRET"
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif)
    html = shown(recognition("recognize_passport", {}).with_image(buffer.getvalue()))
    (data,) = re.findall(r"base64,([^\"]+)", html)
    assert b"GPS-SECRET" not in base64.b64decode(data)


def test_size_is_bounded() -> None:
    """A hostile response or a large image does not fill the notebook."""
    blocks = [block("y" * 5000, 0, 30 * index) for index in range(3000)]
    huge = recognition("recognize_general_text", {"words_block_list": blocks})
    noise = Image.effect_noise((4000, 3000), 90)
    html = shown(huge.with_image(noise))
    assert "more rows" in html
    assert len(html) < 3_000_000


def test_example_is_marked() -> None:
    """An example is not the content of the image."""
    result = recognition("recognize_passport", PASSPORT, is_example=True)
    assert "EXAMPLE" in shown(result)
