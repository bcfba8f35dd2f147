"""Recognizer of Thai identity cards: the ordinary card, both sides, and the pink one of foreigners.

Options and response: API Reference 4.8, tables 4-72 to 4-75; `type` and `idcard_type` are two
things (D-056).
"""

from __future__ import annotations

from dataclasses import replace

from PIL import Image

from ocr_emulator.engine.base import Engine
from ocr_emulator.engine.cards.card import RIGHT_OR_BELOW, Card, Face, Field, Place
from ocr_emulator.engine.cards.kinds import Choice, Code, Name
from ocr_emulator.engine.cards.reader import Reading
from ocr_emulator.recognizers.base import Options, Recognized
from ocr_emulator.recognizers.cards.south_east_asia.kinds import (
    BUDDHIST_ERA,
    ENGLISH_MONTHS,
    THAI_MONTHS,
    NamedDate,
    TitledName,
)
from ocr_emulator.recognizers.cards.south_east_asia.reading import read_in_language, side_response
from ocr_emulator.recognizers.cards.south_east_asia.thailand.agreement import (
    TITLES,
    Calendars,
    checked,
)
from ocr_emulator.recognizers.cards.south_east_asia.thailand.provinces import Address

_THAI_DATE = NamedDate(THAI_MONTHS, BUDDHIST_ERA, forever="ตลอดชีพ")
_ENGLISH_DATE = NamedDate(ENGLISH_MONTHS, forever="LIFELONG")
_STAMPED = (Place.ABOVE,)
_RELIGIONS = ("พุทธ", "อิสลาม", "คริสต์", "ฮินดู", "ซิกข์", "พราหมณ์")
_NUMBER = Code(("d dddd ddddd dd d",))
_SERIAL = Code(("dddd-dd-dddddddd", "dddd-dd-ddddd"))
_BIRTH = (
    Field("date_of_birth_th", ("เกิดวันที่",), _THAI_DATE, RIGHT_OR_BELOW, script="th"),
    Field("date_of_birth_en", ("Date of Birth",), _ENGLISH_DATE, RIGHT_OR_BELOW),
)


def _name(name: str, *labels: str) -> Field:
    return Field(name, labels, Name(), RIGHT_OR_BELOW)


def _thai_name(*labels: str) -> Field:
    return Field("name_th", labels, TitledName(TITLES), RIGHT_OR_BELOW, script="th")


def _stamp(name: str, thai: str, english: str) -> tuple[Field, ...]:
    """Return a date that is printed above its label, in Thai and in English."""
    return (
        Field(f"{name}_th", (thai,), _THAI_DATE, _STAMPED, script="th"),
        Field(f"{name}_en", (english,), _ENGLISH_DATE, _STAMPED),
    )


_ADDRESS = Field("address_th", ("ที่อยู่",), Address(), RIGHT_OR_BELOW, lines=3, script="th")

THAILAND = Card(
    country="THA",
    faces=(
        Face(
            side="front",
            make="normal",
            titles=("บัตรประจำตัวประชาชน", "Thai National ID Card", "เจ้าพนักงานออกบัตร"),
            fields=(
                Field(
                    "id_number",
                    ("เลขประจำตัวประชาชน", "Identification Number"),
                    _NUMBER,
                    RIGHT_OR_BELOW,
                    anywhere=True,
                ),
                _thai_name("ชื่อตัวและชื่อสกุล"),
                _name("first_name_en", "Name"),
                _name("last_name_en", "Last name"),
                *_BIRTH,
                Field(
                    "religion_th",
                    ("ศาสนา",),
                    Choice({name: (name,) for name in _RELIGIONS}),
                    RIGHT_OR_BELOW,
                    script="th",
                    optional=True,
                ),
                _ADDRESS,
                *_stamp("date_of_issue", "วันออกบัตร", "Date of Issue"),
                *_stamp("date_of_expiry", "วันบัตรหมดอายุ", "Date of Expiry"),
                Field("serial_number", (), _SERIAL, anywhere=True),
            ),
        ),
        Face(
            side="front",
            make="pink",
            titles=("บัตรประจำตัวคนซึ่งไม่มีสัญชาติไทย", "Non-Thai Identification Card"),
            fields=(
                Field("id_number", ("เลขประจำตัว",), _NUMBER, RIGHT_OR_BELOW, anywhere=True),
                # The last two are what readers make of the first.
                _thai_name("ชื่อ", "ซื่อ", "รื่อ"),
                _name("name_en", "Name"),
                *_BIRTH,
                _ADDRESS,
                Field("date_of_issue_th", ("วันออกบัตร",), _THAI_DATE, _STAMPED, script="th"),
                Field("date_of_expiry_th", ("วันบัตรหมดอายุ",), _THAI_DATE, _STAMPED, script="th"),
                Field("ref_number", (), Code(("dd-dddd-dddddd",)), anywhere=True),
            ),
        ),
        Face(
            side="back",
            make="normal",
            titles=("กรมการปกครอง กระทรวงมหาดไทย", "Department of Provincial Administration"),
            fields=(
                Field("card_number", (), Code(("dddd-ddd-dd",)), anywhere=True),
                Field(
                    "laser_number", (), Code(("AAd-ddddddd-dd", "AAdd-ddddddd-dd")), anywhere=True
                ),
            ),
        ),
    ),
    marks=(
        "บัตรประจำตัวประชาชน",
        "Thai National ID Card",
        "บัตรประจำตัวคนซึ่งไม่มีสัญชาติไทย",
        "Non-Thai Identification Card",
        "กรมการปกครอง กระทรวงมหาดไทย",
        "Department of Provincial Administration",
    ),
)


CALENDARS = Calendars(_THAI_DATE, _ENGLISH_DATE)


def read_thai(engine: Engine, image: Image.Image, *, side: str = "") -> Reading:
    """Read a Thai card, and compare what it states twice; raises as `read` does."""
    reading = read_in_language(engine, image, THAILAND, "th", side=side)
    return replace(reading, values=checked(reading.values, CALENDARS))


def recognize_thailand_id_card(image: Image.Image, options: Options, engine: Engine) -> Recognized:
    """Recognize one side of a card.

    Raises:
        RecognitionError: AIS.0104 when the image shows no Thai card, or not the given side.
    """
    side = options.get("side") or ""
    reading = read_thai(engine, image, side=side)
    response = side_response(reading, image, options)
    response.result["type"] = reading.face.make
    return response.recognized()
