"""Recognizer of Myanmar driver's licenses: each field in Burmese and in Latin letters.

Options and response: API Reference 4.12, tables 4-100 to 4-102; the names of the fields are the
service's own (D-077).
"""

from __future__ import annotations

from dataclasses import replace

from PIL import Image

from ocr_emulator.engine.base import Engine
from ocr_emulator.engine.cards.card import Card, Face, Field, Place
from ocr_emulator.engine.cards.dates import Date
from ocr_emulator.engine.cards.kinds import Choice, Kind, Name
from ocr_emulator.recognizers.base import Options, Recognized
from ocr_emulator.recognizers.cards.response import Photo, card_response
from ocr_emulator.recognizers.cards.south_east_asia.kinds import BURMESE_LOOKS, Native, Pattern
from ocr_emulator.recognizers.cards.south_east_asia.myanmar.agreement import compared
from ocr_emulator.recognizers.cards.south_east_asia.myanmar.burmese import (
    BLOOD_GROUP,
    BLOOD_GROUPS,
    DATE,
    DIGIT,
    in_encoding,
)
from ocr_emulator.recognizers.cards.south_east_asia.myanmar.national_number import (
    NRC,
    NationalNumber,
)
from ocr_emulator.recognizers.cards.south_east_asia.reading import read_in_language

_RIGHT = (Place.RIGHT,)


def _pair(name: str, labels: tuple[str, str], kind: Kind, kind_en: Kind) -> tuple[Field, Field]:
    """Return a field in Burmese and the same in Latin letters."""
    return (
        Field(name, labels[:1], kind, _RIGHT, anywhere=_is_form(kind), script="my"),
        Field(f"{name}_en", labels[1:], kind_en, _RIGHT, anywhere=_is_form(kind_en)),
    )


def _is_form(kind: Kind) -> bool:
    """Return whether nothing else on a license looks like a value of the kind."""
    return isinstance(kind, Pattern | NationalNumber)


LICENSE = Card(
    country="MMR",
    faces=(
        Face(
            side="front",
            titles=(
                "ပြည်ထောင်စုသမ္မတမြန်မာနိုင်ငံတော်",
                "The Republic of the Union of Myanmar",
                "ယာဉ်မောင်းလိုင်စင်",
                "Driving Licence",
            ),
            fields=(
                *_pair(
                    "card_number",
                    ("အမှတ်", "No."),
                    Pattern(f"[က-အ]/({DIGIT}{{5}})/({DIGIT}{{2}})", BURMESE_LOOKS),
                    Pattern("[A-Z]/[0-9]{5}/[0-9]{2}"),
                ),
                *_pair("name", ("အမည်", "Name"), Native(), Name()),
                *_pair(
                    "nrc_id",
                    ("မှတ်ပုံတင်အမှတ်", "NRC No."),
                    NRC,
                    Pattern(r"[0-9]{1,2}/[A-Z]{3,12}\([A-Z]{1,5}\)[0-9]{6}"),
                ),
                *_pair("birth", ("မွေးသက္ကရာဇ်", "Date of Birth"), DATE, Date()),
                *_pair(
                    "blood_group",
                    ("သွေးအုပ်စု", "Blood Type"),
                    BLOOD_GROUP,
                    Choice({name: (name,) for name in BLOOD_GROUPS.values()}),
                ),
                *_pair("expiried_date", ("ကုန်ဆုံးရက်", "Valid up to"), DATE, Date()),
            ),
        ),
    ),
    marks=("The Republic of the Union of Myanmar", "ယာဉ်မောင်းလိုင်စင်"),
)


def recognize_myanmar_driver_license(
    image: Image.Image, options: Options, engine: Engine
) -> Recognized:
    """Recognize the front of a license.

    Raises:
        RecognitionError: AIS.0104 when the image shows no driver's license of Myanmar.
    """
    reading = read_in_language(engine, image, LICENSE, "my")
    lines = (run.text for run in reading.printed.runs)
    reading = replace(reading, values=compared(reading.values, lines))
    return in_encoding(card_response(Photo(reading, image), options), options, with_confidence=True)
