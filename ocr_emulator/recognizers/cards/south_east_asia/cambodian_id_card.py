"""Recognizer of Cambodian identity cards: the front, with its zone at the foot.

Options and response: API Reference 4.10, tables 4-85 to 4-88; digits as printed (D-082).
"""

from __future__ import annotations

from PIL import Image

from ocr_emulator.engine.base import Engine
from ocr_emulator.engine.cards.card import RIGHT_OR_BELOW, Card, Face, Field, Place
from ocr_emulator.engine.cards.kinds import Choice, Code, Name
from ocr_emulator.recognizers.base import Options, Recognized
from ocr_emulator.recognizers.cards.checks import add_checks
from ocr_emulator.recognizers.cards.response import Photo, card_response
from ocr_emulator.recognizers.cards.south_east_asia.kinds import (
    KHMER_DIGITS,
    Native,
    NativeDate,
)
from ocr_emulator.recognizers.cards.south_east_asia.reading import read_in_language

_DATE = NativeDate(KHMER_DIGITS)
_BESIDE = (Place.RIGHT,)
_NAME_LABELS = ("គោត្តនាម និងនាម", "គោត្តនាមនិងនាម", "នាមត្រកូល និងនាមខ្លួន")
_FIRST, _SECOND = ("សុពលភាព",), ("ដល់ថ្ងៃ", "ដល់ថ្ងៃទី")

CAMBODIA = Card(
    country="KHM",
    faces=(
        Face(
            side="front",
            zone_lines=("machine_code1", "machine_code2", "machine_code3"),
            fields=(
                Field("id_number", (), Code(("ddddddddd",)), anywhere=True),
                Field("name_kh", _NAME_LABELS, Native(), _BESIDE, script="km"),
                Field("name_en", _NAME_LABELS, Name(), (Place.BELOW,)),
                Field("birth_date", ("ថ្ងៃខែឆ្នាំកំណើត",), _DATE, _BESIDE, script="km"),
                Field(
                    "sex",
                    ("ភេទ",),
                    Choice({"ប្រុស": ("ប្រុស",), "ស្រី": ("ស្រី",)}),
                    _BESIDE,
                    script="km",
                ),
                Field("height", ("កំពស់", "កម្ពស់"), Native(), _BESIDE, script="km"),
                Field("birth_place", ("ទីកន្លែងកំណើត",), Native(), _BESIDE, lines=2, script="km"),
                Field("address", ("អាសយដ្ឋាន",), Native(), RIGHT_OR_BELOW, lines=2, script="km"),
                Field("issue_date", _FIRST, _DATE, _BESIDE, script="km"),
                Field("expiry_date", _SECOND, _DATE, _BESIDE, script="km"),
                Field("description", ("ភិនភាគ",), Native(), _BESIDE, lines=2, script="km"),
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
    reading = read_in_language(engine, image, CAMBODIA, "km")
    photo = Photo(reading, image)
    response = card_response(photo, options)
    add_checks(response, options, photo)
    return response.recognized()
