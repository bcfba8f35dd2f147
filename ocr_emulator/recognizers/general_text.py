"""General text: every line of a picture with its place, in reading order.

Options and answer: API Reference 4.13, tables 4-48 to 4-52.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PIL import Image

from ocr_emulator.engine.base import Character, Engine, Line, Page, Polygon
from ocr_emulator.engine.geometry import frame
from ocr_emulator.recognizers.errors import RecognitionError

if TYPE_CHECKING:
    from huawei_ocr_api.payloads import GeneralTextChar, GeneralTextResult, GeneralTextWordsBlock

# The quick mode is for one line that fills most of the picture (table 4-48): what is
# less wide, or reads less surely as one line, is read the usual way.
_QUICK_RATIO = 2.0
_QUICK_CONFIDENCE = 0.9


def recognize_general_text(
    image: Image.Image, options: Mapping[str, Any], engine: Engine
) -> GeneralTextResult:
    """Read all text of a picture.

    Raises RecognitionError AIS.0105 for a language that the engine does not read: it would
    answer with look-alike letters and high confidence, which is worse than no answer.
    """
    language = options.get("language")
    if language is not None and language not in engine.languages:
        raise RecognitionError(
            "AIS.0105", f"the engine {engine.name} does not read the language {language!r}"
        )
    detect_direction = bool(options.get("detect_direction"))
    characters = bool(options.get("character_mode"))
    page = None
    if options.get("quick_mode"):
        page = _quick(image, engine, characters=characters)
    if page is None:
        page = engine.read(
            image,
            orient=detect_direction,
            characters=characters,
            mixed=not options.get("single_orientation_mode"),
            language=language,
        )
    blocks = [_block(line, characters=characters) for line in page.lines]
    result: GeneralTextResult = {
        # Rounding may not lead out of 0 to 359.9999 again.
        "direction": round(page.angle, 4) % 360 if detect_direction else -1,
        "words_block_count": len(blocks),
        "words_block_list": blocks,
    }
    if options.get("return_markdown_result"):
        result["markdown_result"] = markdown(page)
    return result


def markdown(page: Page) -> str:
    """Join the lines of a page: a tab within a row, a line feed between rows."""
    return "\n".join("\t".join(line.text for line in row) for row in page.rows)


def _quick(image: Image.Image, engine: Engine, *, characters: bool) -> Page | None:
    if image.width < _QUICK_RATIO * image.height:
        return None
    (line,) = engine.recognize(image, [frame(image.size)], characters=characters)
    if not line.text or line.confidence < _QUICK_CONFIDENCE:
        return None
    return Page(image.width, image.height, 0.0, ((line,),))


def _block(line: Line, *, characters: bool) -> GeneralTextWordsBlock:
    block: GeneralTextWordsBlock = {
        "words": line.text,
        "confidence": round(line.confidence, 4),
        "location": location(line.polygon),
    }
    if characters:
        block["char_list"] = [_character(character) for character in line.characters]
    return block


def _character(character: Character) -> GeneralTextChar:
    return {
        "char": character.text,
        "char_location": location(character.polygon),
        "char_confidence": round(character.confidence, 4),
    }


def location(polygon: Polygon) -> list[list[float]]:
    """Give corners as the wire has them: whole pixels (table 4-51)."""
    return [[round(x), round(y)] for x, y in polygon]
