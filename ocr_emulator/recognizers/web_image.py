"""Recognizer of web images: lines of text, the size of the image, and a postal contact.

Options and response: API Reference 4.6, tables 4-56 to 4-62.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, cast

from ocr_emulator.contract.unread import Unread
from ocr_emulator.engine.base import Engine, Line
from ocr_emulator.engine.document.contacts import find_contact
from ocr_emulator.engine.scripts.text import read_text
from ocr_emulator.recognizers.base import Options, Recognized, Result
from ocr_emulator.recognizers.places import lines_left_out, location, scale_of

if TYPE_CHECKING:
    from huawei_ocr_api.payloads import (
        WebImageContactInfo,
        WebImageExtractedData,
        WebImageResult,
        WebImageWordsBlock,
    )
    from PIL import Image

_NO_FONTS = "the engine compares no fonts"


def recognize_web_image(image: Image.Image, options: Options, engine: Engine) -> Recognized:
    """Recognize the text of an image, and what `extract_type` asks for.

    Lines in a script that is not read here are left out and reported.
    """
    text = read_text(
        engine,
        image,
        orient=bool(options.get("detect_direction")),
        mixed=options.get("detect_text_direction") is not False,
    )
    page = text.page
    scale = scale_of(image)
    fonts = bool(options.get("detect_font"))
    blocks = [_block(line, scale, fonts=fonts) for line in page.lines]
    result: WebImageResult = {
        "words_block_count": len(blocks),
        "words_block_list": blocks,
        "extracted_data": {},
    }
    unread = lines_left_out(text, "words_block_list")
    if fonts:
        unread += [Unread("font_list", _NO_FONTS), Unread("font_scores", _NO_FONTS)]
    extracted: WebImageExtractedData = {}
    wanted = options.get("extract_type") or []
    if "contact_info" in wanted:
        rows = ["  ".join(line.text for line in row) for row in page.rows]
        contact = asdict(find_contact(rows))
        extracted["contact_info"] = cast("WebImageContactInfo", contact)
        unread += [
            Unread(f"contact_info.{name}", "no text of the image matches it")
            for name, value in contact.items()
            if not value
        ]
    if "image_size" in wanted:
        extracted["image_size"] = {
            "height": round(image.height * scale),
            "width": round(image.width * scale),
        }
    result["extracted_data"] = extracted
    return Recognized(cast("Result", result), tuple(unread))


def _block(line: Line, scale: float, *, fonts: bool) -> WebImageWordsBlock:
    block: WebImageWordsBlock = {
        "words": line.text,
        "confidence": round(line.confidence, 4),
        "location": location(line.polygon, scale),
    }
    if fonts:
        block["font_list"], block["font_scores"] = [], []
    return block
