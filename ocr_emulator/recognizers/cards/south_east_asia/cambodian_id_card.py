"""Recognizer of Cambodian identity cards: the front, with its zone at the foot.

Options and response: API Reference 4.10, tables 4-85 to 4-88; digits as printed (D-082).
"""

from __future__ import annotations

from dataclasses import replace

from PIL import Image

from ocr_emulator.engine.base import Engine
from ocr_emulator.engine.cards.card import RIGHT_OR_BELOW, Card, Face, Field, Place
from ocr_emulator.engine.cards.kinds import Choice, Code, Name
from ocr_emulator.engine.cards.reader import Reading
from ocr_emulator.engine.cards.value import Value
from ocr_emulator.engine.cards.zone import compared_name
from ocr_emulator.engine.mrz.result import ZoneField
from ocr_emulator.recognizers.base import Options, Recognized
from ocr_emulator.recognizers.cards.checks import add_checks
from ocr_emulator.recognizers.cards.response import Photo, card_response
from ocr_emulator.recognizers.cards.south_east_asia.khmer_names import agreed_name
from ocr_emulator.recognizers.cards.south_east_asia.kinds import (
    KHMER_DIGITS,
    Native,
    NativeDate,
    NativeHeight,
)
from ocr_emulator.recognizers.cards.south_east_asia.reading import read_in_language

_DATE = NativeDate(KHMER_DIGITS)
_WORDS = Native(own_digits=True)
_HEIGHT = NativeHeight(KHMER_DIGITS, "ស.ម")
_BESIDE = (Place.RIGHT,)
_NAME_LABELS = ("គោត្តនាម និងនាម", "គោត្តនាមនិងនាម", "នាមត្រកូល និងនាមខ្លួន")
_FIRST, _SECOND = ("សុពលភាព",), ("ដល់ថ្ងៃ", "ដល់ថ្ងៃទី")

_FOLLOWING = {"birth_place": ("អាសយដ្ឋាន",), "address": _FIRST}
"""Labels below fields of several lines."""
_UNBOUNDED = 0.6
_FILLER = "<"

CAMBODIA = Card(
    country="KHM",
    faces=(
        Face(
            side="front",
            zone_lines=("machine_code1", "machine_code2", "machine_code3"),
            fields=(
                Field("id_number", (), Code(("ddddddddd",)), anywhere=True, zone="number"),
                Field("name_kh", _NAME_LABELS, _WORDS, _BESIDE, script="km"),
                Field("name_en", _NAME_LABELS, Name(), (Place.BELOW,)),
                Field("birth_date", ("ថ្ងៃខែឆ្នាំកំណើត",), _DATE, _BESIDE, script="km", zone="birth"),
                Field(
                    "sex",
                    ("ភេទ",),
                    Choice({"ប្រុស": ("ប្រុស", "M"), "ស្រី": ("ស្រី", "F")}),
                    _BESIDE,
                    script="km",
                    zone="sex",
                ),
                Field("height", ("កំពស់", "កម្ពស់"), _HEIGHT, _BESIDE, script="km"),
                Field("birth_place", ("ទីកន្លែងកំណើត",), _WORDS, _BESIDE, lines=2, script="km"),
                Field("address", ("អាសយដ្ឋាន",), _WORDS, RIGHT_OR_BELOW, lines=2, script="km"),
                Field("issue_date", _FIRST, _DATE, _BESIDE, script="km"),
                Field("expiry_date", _SECOND, _DATE, _BESIDE, script="km", zone="expiry"),
                Field("description", ("ភិនភាគ",), _WORDS, _BESIDE, lines=2, script="km"),
            ),
        ),
    ),
    marks=("អត្តសញ្ញាណប័ណ្ណសញ្ជាតិខ្មែរ", *_NAME_LABELS[:2], "ថ្ងៃខែឆ្នាំកំណើត", "ទីកន្លែងកំណើត"),
)


def recognize_cambodian_id_card(image: Image.Image, options: Options, engine: Engine) -> Recognized:
    """Recognize the front of a card.

    Raises:
        RecognitionError: AIS.0104 when the image shows no front of a Cambodian card.
    """
    reading = checked(read_in_language(engine, image, CAMBODIA, "km"))
    photo = Photo(reading, image)
    response = card_response(photo, options)
    add_checks(response, options, photo)
    return response.recognized()


def checked(reading: Reading) -> Reading:
    """Return a reading whose names are compared, and with doubt where a label is missing."""
    values = dict(reading.values)
    values["name_en"] = _name(values["name_en"], values["machine_code3"])
    values["name_kh"] = agreed_name(values["name_kh"], values["name_en"])
    found = {caption.text for caption in reading.captions}
    for name, following in _FOLLOWING.items():
        value = values[name]
        if value.text and not found.intersection(following):
            # Lines behind it can belong to the field whose label was not read.
            values[name] = replace(value, confidence=min(value.confidence, _UNBOUNDED))
    return replace(reading, values=values)


def _name(printed: Value, line: Value) -> Value:
    """Compare the Latin name with the last line of the zone, which has the surname first."""
    names = line.text.rstrip(_FILLER)
    stated = ZoneField(" ".join(names.replace(_FILLER, " ").split()), line.confidence)
    if not stated.text:
        return printed
    if printed.text:
        return compared_name(printed, stated)
    is_cut = len(names) == len(line.text)
    return printed if is_cut else Value(stated.text, stated.confidence)
