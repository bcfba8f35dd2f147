"""Recognizer of general text: every line of an image with its place, in reading order.

Options and response: API Reference 4.13, tables 4-48 to 4-52.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PIL import Image

from ocr_emulator.contract.unread import Unread
from ocr_emulator.engine.base import Character, Engine, Line, Page
from ocr_emulator.engine.geometry import frame
from ocr_emulator.engine.scripts.text import line_engine, read_text
from ocr_emulator.recognizers.base import Options, Recognized, Result
from ocr_emulator.recognizers.places import (
    checked_language,
    lines_left_out,
    location,
    scale_of,
)

if TYPE_CHECKING:
    from huawei_ocr_api.payloads import GeneralTextChar, GeneralTextResult, GeneralTextWordsBlock

# The quick mode is for one line that fills most of the image (table 4-48): an image that is
# less wide, or has less confidence as one line, is recognized in the usual way.
_QUICK_RATIO = 2.0
_QUICK_CONFIDENCE = 0.9


def recognize_general_text(
    image: Image.Image, options: Options, engine: Engine
) -> GeneralTextResult | Recognized:
    """Recognize all text of an image.

    Lines in a script that is not read here are left out and reported, because the engine would
    return look-alike letters for them.

    Raises:
        RecognitionError: AIS.0105 for a language that neither engine nor extra reads.
    """
    language = checked_language(options, engine)
    detect_direction = bool(options.get("detect_direction"))
    characters = bool(options.get("character_mode"))
    page: Page | None = None
    unread: list[Unread] = []
    if options.get("quick_mode"):
        page = _quick(image, engine, language, characters=characters)
    if page is None:
        text = read_text(
            engine,
            image,
            language=language,
            orient=detect_direction,
            characters=characters,
            mixed=not options.get("single_orientation_mode"),
        )
        page = text.page
        unread = lines_left_out(text, "words_block_list")
    # Coordinates are those of the file, also where a smaller copy was recognized.
    scale = scale_of(image)
    blocks = [_block(line, scale, characters=characters) for line in page.lines]
    result: GeneralTextResult = {
        # Rounding must not leave the range of 0 to 359.9999.
        "direction": round(page.angle, 4) % 360 if detect_direction else -1,
        "words_block_count": len(blocks),
        "words_block_list": blocks,
    }
    if options.get("return_markdown_result"):
        result["markdown_result"] = markdown(page)
    return Recognized(cast("Result", result), tuple(unread)) if unread else result


def markdown(page: Page) -> str:
    """Join the lines of a page: a tab within a row, a line feed between rows."""
    return "\n".join("\t".join(line.text for line in row) for row in page.rows)


def _quick(
    image: Image.Image, engine: Engine, language: str | None, *, characters: bool
) -> Page | None:
    if image.width < _QUICK_RATIO * image.height:
        return None
    reader = line_engine(engine, language)
    if reader is None:
        return None
    (line,) = reader.recognize(image, [frame(image.size)], characters=characters)
    if not line.text or line.confidence < _QUICK_CONFIDENCE:
        return None
    return Page(image.width, image.height, 0.0, ((line,),))


def _block(line: Line, scale: float, *, characters: bool) -> GeneralTextWordsBlock:
    block: GeneralTextWordsBlock = {
        "words": line.text,
        "confidence": round(line.confidence, 4),
        "location": location(line.polygon, scale),
    }
    if characters:
        block["char_list"] = [_character(character, scale) for character in line.characters]
    return block


def _character(character: Character, scale: float) -> GeneralTextChar:
    return {
        "char": character.text,
        "char_location": location(character.polygon, scale),
        "char_confidence": round(character.confidence, 4),
    }
