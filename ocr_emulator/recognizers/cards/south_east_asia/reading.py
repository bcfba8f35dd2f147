"""Reading of cards in another script: with the reader of its language, where it is installed.

Without it the Latin texts of a card are read all the same; fields in the other script stay empty
and say what to install.
"""

from __future__ import annotations

from dataclasses import replace

from PIL import Image

from ocr_emulator.engine.base import Engine
from ocr_emulator.engine.cards.card import Card
from ocr_emulator.engine.cards.reader import Reading, Scripts
from ocr_emulator.engine.scripts.catalog import LANGUAGES
from ocr_emulator.engine.scripts.engine import ScriptEngine
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
    # The whole page is read in both scripts, so that no value is read another time.
    faces = tuple(
        replace(face, fields=tuple(replace(field, script="") for field in face.fields))
        for face in card.faces
    )
    return read(ScriptEngine(engine, language), image, replace(card, faces=faces), side=side)


def side_response(reading: Reading, image: Image.Image, options: Options) -> CardResponse:
    """Build the response of one side of a card, which it names."""
    response = card_response(Photo(reading, image), options)
    response.result["side"] = reading.face.side
    return response
