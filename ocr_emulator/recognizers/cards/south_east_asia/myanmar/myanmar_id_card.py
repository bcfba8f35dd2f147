"""Recognizer of Myanmar identity cards: the new and the old make, both sides.

Options and response: API Reference 4.11, tables 4-92 to 4-96; digits as printed (D-082). Names are
not transliterated: the card does not print them in Latin letters, and spellings are personal. The
response has them in Burmese then, as the service's where it has no translation.
"""

from __future__ import annotations

from dataclasses import replace

from PIL import Image

from ocr_emulator.engine.base import Engine
from ocr_emulator.engine.cards.card import Card, Face, Field, Place
from ocr_emulator.engine.cards.kinds import Kind
from ocr_emulator.recognizers.base import Options, Recognized
from ocr_emulator.recognizers.cards.south_east_asia.kinds import (
    BURMESE_LOOKS,
    Native,
    Pattern,
)
from ocr_emulator.recognizers.cards.south_east_asia.myanmar.burmese import (
    BLOOD_GROUP,
    DATE,
    DIGIT,
    YEAR,
    in_encoding,
    latin_digits,
)
from ocr_emulator.recognizers.cards.south_east_asia.myanmar.national_number import (
    NRC,
    in_latin,
)
from ocr_emulator.recognizers.cards.south_east_asia.reading import read_in_language, side_response

_WORDS = Native()
_RIGHT = (Place.RIGHT,)
_NO_LATIN = "names are not transliterated: it is the name in Burmese"


_HEIGHT = Pattern(f"({DIGIT})['’′]({DIGIT}{{1,2}})[\"”″]?", BURMESE_LOOKS)


def _field(name: str, label: str, kind: Kind = _WORDS, lines: int = 1) -> Field:
    return Field(name, (label,), kind, _RIGHT, lines, anywhere=kind is NRC, script="my")


_HOLDER = (
    _field("nrc_id", "အမှတ်", NRC),
    _field("name", "အမည်"),
    _field("father_name", "အဘအမည်"),
    _field("birth", "မွေးသက္ကရာဇ်", DATE),
    _field("bloodlines_religion", "လူမျိုး/ဘာသာ"),
)
_CITIZEN = "နိုင်ငံသားစိစစ်ရေးကတ်ပြား"

MYANMAR = Card(
    country="MMR",
    faces=(
        Face(
            side="front",
            make="new_version",
            titles=("ပြည်ထောင်စုသမ္မတမြန်မာနိုင်ငံတော်", _CITIZEN, "ထင်ရှားသည့်အမှတ်အသား"),
            fields=(
                *_HOLDER,
                _field("issue_date", "ရက်စွဲ", DATE),
                _field("height", "အရပ်", _HEIGHT),
                _field("blood_group", "သွေးအုပ်စု", BLOOD_GROUP),
            ),
        ),
        Face(
            side="front",
            make="old_version",
            titles=("ပြည်ထောင်စုဆိုရှယ်လစ်သမ္မတမြန်မာနိုင်ငံတော်", _CITIZEN),
            fields=(*_HOLDER[:3], replace(_HOLDER[3], kind=YEAR), _HOLDER[4]),
        ),
        Face(
            side="back",
            make="new_version",
            titles=("လက်မှတ်",),
            fields=(
                _field("card_id", "ကတ်အမှတ်", Pattern(f"({DIGIT}{{6}})", BURMESE_LOOKS)),
                _field("nrc_id_back", "မှတ်ပုံတင်အမှတ်", NRC),
                _field("profession", "အလုပ်အကိုင်"),
                _field("address", "နေရပ်လိပ်စာ", lines=3),
            ),
        ),
    ),
    marks=(_CITIZEN, "မှတ်ပုံတင်အမှတ်", "နေရပ်လိပ်စာ", "လူမျိုး/ဘာသာ"),
)


def recognize_myanmar_id_card(image: Image.Image, options: Options, engine: Engine) -> Recognized:
    """Recognize one side of a card.

    Raises:
        RecognitionError: AIS.0104 when the image shows no card of Myanmar, or no reader of
            Burmese is installed: all its texts are Burmese.
    """
    reading = read_in_language(engine, image, MYANMAR, "my", side=options.get("side") or "")
    response = side_response(reading, image, options)
    response.result["class"] = reading.face.make
    if options.get("return_translation") and reading.face.side == "front":
        response.result["translation_info"] = {
            "name_translation": response.result["name"],
            "father_name_translation": response.result["father_name"],
            "nrc_id_translation": in_latin(str(response.result["nrc_id"])),
            "birth_translation": latin_digits(str(response.result["birth"])),
        }
        for name in ("name_translation", "father_name_translation"):
            response.miss(f"translation_info.{name}", _NO_LATIN)
    return in_encoding(response, options, with_confidence=bool(options.get("return_confidence")))
