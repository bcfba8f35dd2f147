"""Recognizer of identity documents' types: which of nine, where, and what is wrong with the image.

Options and response: API Reference 4.3, tables 4-30 to 4-34, and D-035 of the deviations.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from ocr_emulator.contract.unread import Unread
from ocr_emulator.engine.base import Engine, Line, Page
from ocr_emulator.engine.identity import Finding, classify
from ocr_emulator.engine.outline import (
    ID1_ASPECT,
    Outline,
    Source,
    find_outline,
    rectified,
    side_lengths,
)
from ocr_emulator.engine.quality import ALARM, NOT_EVALUATED, Quality, assess, score
from ocr_emulator.engine.scripts.engine import ScriptEngine
from ocr_emulator.engine.scripts.lookalikes import is_lookalike
from ocr_emulator.engine.scripts.reader import ReaderUnavailableError
from ocr_emulator.recognizers.base import Options, Recognized, Result
from ocr_emulator.recognizers.places import location, scale_of

if TYPE_CHECKING:
    from huawei_ocr_api.payloads import (
        IdDocumentClassificationAlarms,
        IdDocumentClassificationResult,
        IdDocumentClassificationScores,
    )
    from PIL import Image

_FOREIGN = 0.5
"""Part of the lines that are look-alikes on a card in a script that the engine does not know."""
_CARD_LIKE = 0.25
"""Logarithm of how far the proportions of a card may be off."""
_MOST_LINES = 40
_LEGIBLE_WIDTH = 1100
"""Pixels of the width of a card whose small print Tesseract reads."""
_SURE_KIND = 1.6
"""Weight of the texts from which the kind is beyond doubt."""
_UNKNOWN = "no document of the nine types was recognized"
_NOT_EVALUATED = ("detect_blocking_within_border_result", "detect_reproduce_result")


def classify_id_document(image: Image.Image, options: Options, engine: Engine) -> Recognized:
    """Classify the identity document of an image.

    An image with several documents has one result: that of the document whose texts tell most.
    """
    page = engine.read(image, orient=True, characters=True, mixed=False)
    finding = classify(page.lines)
    outline = _outline(image, page, finding)
    install = ""
    if finding is None and outline is not None and _is_illegible_card(page, outline):
        finding, outline, install = _in_burmese(image, engine, outline)
    result: IdDocumentClassificationResult = {"type": "", "location": [], "confidence": 0.0}
    unread: list[Unread] = []
    if finding is None or outline is None:
        unread.append(Unread("type", _UNKNOWN, install))
    else:
        result["type"] = finding.kind.name
        result["location"] = location(outline.corners, scale_of(image))
        result["confidence"] = _confidence(finding, outline)
    if options.get("alarm"):
        areas = [line.polygon for line in page.lines]
        if finding is None:
            quality = assess(image, outline, areas)
        else:
            quality = assess(image, outline, areas, finding.kind.aspect)
        result["alarm_result"] = _alarms(quality)
        result["alarm_confidence"] = _scores(quality)
        unread += [Unread(part, NOT_EVALUATED) for part in _NOT_EVALUATED]
    return Recognized(cast("Result", result), tuple(unread))


def _is_illegible_card(page: Page, outline: Outline) -> bool:
    """Return whether a card stands out whose text is in a script that the engine does not know.

    Reading a whole page another time would take many seconds, so its shape has to be a card's.
    """
    wide, high = side_lengths(outline.corners)
    is_card = abs(math.log(max(wide, 1.0) / max(high, 1.0) / ID1_ASPECT)) < _CARD_LIKE
    if outline.source is Source.TEXT or not is_card or not 0 < len(page.lines) <= _MOST_LINES:
        return False
    foreign = sum(is_lookalike(line) for line in page.lines)
    return foreign >= _FOREIGN * len(page.lines)


def _in_burmese(
    image: Image.Image, engine: Engine, outline: Outline
) -> tuple[Finding | None, Outline, str]:
    """Read a card in Burmese, the only type without other texts.

    Look-alikes do not show which way is up, so the card is read upright and upside down.
    Returns the finding, the outline in the direction of the text, and what to install where
    Burmese cannot be read here.
    """
    try:
        reader = ScriptEngine(engine, "my")
    except ReaderUnavailableError as error:
        return None, outline, error.requirement
    width = max(round(side_lengths(outline.corners)[0]), _LEGIBLE_WIDTH)
    a, b, c, d = outline.corners
    cut = tuple(sorted((side + 2) % 4 for side in outline.cut_sides))
    for turned in (outline, replace(outline, corners=(c, d, a, b), cut_sides=cut)):
        card = rectified(image, turned.corners, width)
        finding = classify((), reader.read(card, orient=False, mixed=False).lines)
        if finding is not None:
            return finding, turned, ""
    return None, outline, ""


def _outline(image: Image.Image, page: Page, finding: Finding | None) -> Outline | None:
    """Return where the document lies.

    Text beside the document, on the desk or on another paper, hides it: the lines that told
    the kind are certainly on it.
    """
    found = find_outline(image, [line.polygon for line in page.lines], page.angle)
    if finding is None or (found is not None and found.source is not Source.TEXT):
        return found
    telling: tuple[Line, ...] = finding.lines
    again = find_outline(image, [line.polygon for line in telling], page.angle)
    return again if again is not None and again.source is Source.EDGES else found


def _confidence(finding: Finding, outline: Outline) -> float:
    """Return the confidence of the place, less where the kind is in doubt."""
    return round(outline.confidence * min(1.0, 0.5 + 0.5 * finding.weight / _SURE_KIND), 4)


def _alarms(quality: Quality) -> IdDocumentClassificationAlarms:
    return {
        "detect_blur_result": quality.blur > ALARM,
        "detect_glare_result": quality.glare > ALARM,
        "detect_blocking_within_border_result": None,
        "detect_insufficient_lighting_result": quality.darkness > ALARM,
        "detect_copy_result": quality.copy > ALARM,
        "detect_border_integrity_result": quality.cropping > ALARM,
        "detect_reproduce_result": None,
    }


def _scores(quality: Quality) -> IdDocumentClassificationScores:
    return {
        "blur_score": score(quality.blur),
        "glare_score": score(quality.glare),
        "blocking_within_border_score": None,
        "insufficient_lighting_score": score(quality.darkness),
        "copy_score": score(quality.copy),
        "border_integrity_score": score(quality.cropping),
        "reproduce_score": None,
    }
