"""Reading of cards in another script: with the reader of its language, where it is installed.

Without it the Latin texts of a card are read all the same; fields in the other script stay empty
and say what to install.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from ocr_emulator.engine.base import Engine, Line, Polygon
from ocr_emulator.engine.cards.card import Card
from ocr_emulator.engine.cards.reader import Reading, Scripts
from ocr_emulator.engine.crops import rgb_pixels
from ocr_emulator.engine.scripts.catalog import LANGUAGES, Attempt
from ocr_emulator.engine.scripts.engine import ScriptEngine, read_attempt
from ocr_emulator.engine.scripts.reader import line_reader
from ocr_emulator.engine.scripts.tessdata import requirement
from ocr_emulator.recognizers.base import Options, RecognitionError
from ocr_emulator.recognizers.cards.response import CardResponse, Photo, card_response, read


def read_in_language(
    engine: Engine, image: Image.Image, card: Card, language: str, *, side: str = ""
) -> Reading:
    """Read a card whose texts are in a language; raises `RecognitionError` as `read` does."""
    if language not in engine.languages:
        needed = requirement(LANGUAGES[language])
        try:
            return read(engine, image, card, side=side, scripts=Scripts(requirement=needed))
        except RecognitionError as error:
            # Its labels may be there, in letters that cannot be read.
            advice = f"{LANGUAGES[language].name} is read after pip install '{needed}'"
            raise RecognitionError(error.code, f"{error.detail}; {advice}") from None
    # The whole page is read in both scripts; values are read again by the reader of their script.
    scripts = Scripts(
        {language: ScriptEngine(engine, language)},
        language=language,
        readings={language: Preparations(language)},
    )
    return read(engine, image, card, side=side, scripts=scripts)


# Marks above letters are lost first, where a crop has no margin: the first two have most.
_PREPARATIONS = (
    Attempt(0.14, 44),
    Attempt(0.2, 60),
    Attempt(0.0, 48),
    Attempt(0.06, 64),
    Attempt(-0.08, 48),
    Attempt(0.06, 36),
    Attempt(0.12, 56),
)


@dataclass(frozen=True, slots=True)
class Preparations:
    """Readings of one line by the reader of a language, from crops of several sizes and margins."""

    language: str

    def readings(self, image: Image.Image, polygon: Polygon) -> Iterator[Line]:
        """Yield what each preparation is read as."""
        reader, pixels = line_reader(self.language), rgb_pixels(image)
        for attempt in _PREPARATIONS:
            yield read_attempt(reader, pixels, polygon, attempt)


def side_response(reading: Reading, image: Image.Image, options: Options) -> CardResponse:
    """Build the response of one side of a card, which it names."""
    response = card_response(Photo(reading, image), options)
    response.result["side"] = reading.face.side
    return response
