"""Response of a card: fields with confidences, and the parts that the options ask for.

The options have the same names in all operations of cards, so one builder serves them all.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from PIL import Image

from ocr_emulator.contract.unread import Unread
from ocr_emulator.engine.base import Engine, Polygon
from ocr_emulator.engine.cards.card import Card
from ocr_emulator.engine.cards.places.printed import Print
from ocr_emulator.engine.cards.reader import NO_SCRIPTS, Reading, Scripts, read_card
from ocr_emulator.recognizers.base import Options, RecognitionError, Recognized
from ocr_emulator.recognizers.places import location, scale_of

if TYPE_CHECKING:
    from ocr_emulator.engine.outline import Outline
    from ocr_emulator.engine.quality import Quality

_QUALITY = 90
_PORTRAIT = ("portrait_image", "portrait_location")
_NO_PORTRAIT = "no face was found on the side that the image shows"


@dataclass
class CardResponse:
    """The result of a card that is being built."""

    result: dict[str, object] = field(repr=False)
    confidence: dict[str, float]
    unread: list[Unread] = field(default_factory=list)

    def miss(self, part: str, reason: str, install: str = "") -> None:
        """Report a part that was not read."""
        self.unread.append(Unread(part, reason, install))

    def recognized(self) -> Recognized:
        """Return the result in the form that the emulator sends."""
        return Recognized({**self.result, "confidence": self.confidence}, tuple(self.unread))


def read(
    engine: Engine,
    image: Image.Image,
    card: Card,
    *,
    side: str = "",
    both: bool = False,
    scripts: Scripts = NO_SCRIPTS,
) -> Reading:
    """Read a card; raises `RecognitionError` with AIS.0104 for an image without one."""
    reading = read_card(engine, image, card, side=side, both=both, scripts=scripts)
    if reading is None:
        which = f"{side} of a card" if side else "card"
        raise RecognitionError("AIS.0104", f"no {which} of this kind ({card.country}) was found")
    return reading


@dataclass(frozen=True)
class Photo:
    """The image of a card that was read. What takes time is measured when it is used, and once."""

    reading: Reading
    image: Image.Image = field(repr=False)

    @cached_property
    def outline(self) -> Outline | None:
        """Where the card lies in the image; None if it was not found."""
        from ocr_emulator.engine.outline import find_outline

        return find_outline(self.image, self._areas, self.reading.printed.page.angle)

    @cached_property
    def quality(self) -> Quality:
        """What is wrong with the image."""
        from ocr_emulator.engine.quality import assess

        return assess(self.image, self.outline, self._areas)

    @property
    def is_copy(self) -> bool:
        """Whether it is a copy in black and white; a photo of a screen is not told from a card."""
        from ocr_emulator.engine.quality import ALARM

        return self.quality.copy > ALARM

    @property
    def _areas(self) -> list[Polygon]:
        return [line.polygon for line in self.reading.printed.page.lines]


def card_response(photo: Photo, options: Options) -> CardResponse:
    """Build the response of a card, with what the options ask for."""
    reading, image = photo.reading, photo.image
    response = CardResponse({}, {})
    for name, value in reading.values.items():
        response.result[name] = value.text
        response.confidence[name] = round(value.confidence, 4)
        if value.reason:
            response.miss(name, value.reason, value.install)
    area = reading.area if "front" in reading.sides else None
    add_portrait(response, image, reading.printed, area, options)
    if options.get("return_idcard_type"):
        response.result["idcard_type"] = "copy" if photo.is_copy else "normal"
    if options.get("return_adjusted_image"):
        _add_adjusted(response, photo)
    if options.get("return_text_location"):
        scale = scale_of(image)
        response.result["text_location"] = {
            name: location(value.polygon, scale)
            for name, value in reading.values.items()
            if value.polygon is not None
        }
    return response


def _add_adjusted(response: CardResponse, photo: Photo) -> None:
    """Add the card alone, upright and without perspective."""
    from ocr_emulator.engine.outline import rectified

    if photo.outline is None:
        response.miss("adjusted_image", "the edges of the card were not found")
        return
    response.result["adjusted_image"] = encoded_jpeg(rectified(photo.image, photo.outline.corners))


def add_portrait(
    response: CardResponse, image: Image.Image, text: Print, area: Polygon | None, options: Options
) -> None:
    """Add the portrait and its place, as far as they were asked for.

    It is looked for near `area`; None for a side of a card that has no portrait.
    """
    from ocr_emulator.engine.cards.portrait import cut_out, find_portrait

    asked = [name for name in _PORTRAIT if options.get(f"return_{name}")]
    found = None
    if asked and area is not None:
        found = find_portrait(text, area)
    for name in asked:
        if found is None:
            response.miss(name, _NO_PORTRAIT)
        elif name == "portrait_image":
            response.result[name] = encoded_jpeg(cut_out(image, found))
        else:
            response.result[name] = location(found, scale_of(image))


def encoded_jpeg(image: Image.Image) -> str:
    """Return an image as a JPEG file in Base64."""
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=_QUALITY)
    return base64.b64encode(stream.getvalue()).decode("ascii")


def joined(response: CardResponse, name: str, parts: Sequence[str]) -> None:
    """Replace fields by one that is the list of their values."""
    values = [str(response.result.pop(part)) for part in parts]
    rates = [response.confidence.pop(part) for part in parts]
    read = [rate for value, rate in zip(values, rates, strict=True) if value]
    response.result[name] = [value for value in values if value]
    response.confidence[name] = min(read, default=0.0)
    response.unread = [part for part in response.unread if part.part not in parts]
    if not read:
        response.miss(name, "no legible value stands beside its label")
