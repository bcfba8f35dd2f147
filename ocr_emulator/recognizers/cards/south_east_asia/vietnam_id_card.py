"""Recognizer of Vietnamese identity cards: nine digits, twelve digits, chip, and that of 2024.

Options and response: API Reference 4.14, tables 4-114 to 4-116; dates as printed (D-082), fields
of the back on the back alone (D-090).
"""

from __future__ import annotations

from dataclasses import replace

from PIL import Image

from ocr_emulator.engine.base import Engine
from ocr_emulator.engine.cards.card import BELOW_OR_RIGHT, RIGHT_OR_BELOW, Card, Face, Field, Place
from ocr_emulator.engine.cards.kinds import Choice, Code, Name, Text
from ocr_emulator.recognizers.base import Options, Recognized
from ocr_emulator.recognizers.cards.south_east_asia.kinds import Marks, WordedDate
from ocr_emulator.recognizers.cards.south_east_asia.reading import read_in_language, side_response

_DATE = WordedDate()
_CODES = ("machine_code1", "machine_code2", "machine_code3")
_SEX = Choice({"Nam": ("Nam",), "Nữ": ("Nữ", "Nu")})
_NAME_LABELS = (
    "Họ và tên / Full name",
    "Họ và tên",
    "Họ tên",
    "Họ, chữ đệm và tên khai sinh / Full name",
)
_BIRTH_LABELS = (
    "Ngày sinh / Date of birth",
    "Ngày, tháng, năm sinh / Date of birth",
    "Ngày, tháng, năm sinh",
    "Sinh ngày",
    "Ngày sinh",
)
_ORIGIN_LABELS = (
    "Quê quán / Place of origin",
    "Quê quán",
    "Nguyên quán",
    "Nơi đăng ký khai sinh / Place of birth",
)
_RESIDENCE_LABELS = (
    "Nơi thường trú / Place of residence",
    "Nơi thường trú",
    "Nơi ĐKHK thường trú",
    "Nơi cư trú / Place of residence",
)
_EXPIRY_LABELS = (
    "Có giá trị đến",
    "Date of expiry",
    "Ngày, tháng, năm hết hạn / Date of expiry",
)
_ISSUE_LABELS = (
    "Ngày, tháng, năm / Date, month, year",
    "Ngày, tháng, năm cấp / Date of issue",
)
_MARK_LABELS = (
    "Đặc điểm nhận dạng / Personal identification",
    "Đặc điểm nhận dạng",
    "Dấu vết riêng và dị hình",
)
_STATE = (
    "Cộng hòa xã hội chủ nghĩa Việt Nam",
    "Độc lập - Tự do - Hạnh phúc",
    "Socialist Republic of Viet Nam",
    "Independence - Freedom - Happiness",
)


def _text(name: str, labels: tuple[str, ...], lines: int = 1) -> Field:
    return Field(name, labels, Text(), RIGHT_OR_BELOW, lines=lines, script="vi")


_NAME = Field("full_name", _NAME_LABELS, Name(), RIGHT_OR_BELOW, script="vi")
_BIRTH = Field("birth_date", _BIRTH_LABELS, _DATE, RIGHT_OR_BELOW)
_ORIGIN = _text("origin_place", _ORIGIN_LABELS, 2)
_RESIDENCE = _text("residence_place", _RESIDENCE_LABELS, 3)
_HOLDER = (
    Field("sex", ("Giới tính / Sex", "Giới tính"), _SEX, RIGHT_OR_BELOW),
    Field(
        "nationality",
        ("Quốc tịch / Nationality", "Quốc tịch"),
        Name(),
        RIGHT_OR_BELOW,
        script="vi",
    ),
)
_EXPIRY = Field("expiry_date", _EXPIRY_LABELS, _DATE, RIGHT_OR_BELOW)
_MARKS = Field(
    "personal_identification", _MARK_LABELS, Marks(), RIGHT_OR_BELOW, lines=2, script="vi"
)
_TWELVE = Field(
    "number",
    (
        "Số / No.",
        "Số",
        "Số định danh cá nhân / Personal identification number",
    ),
    Code(("dddddddddddd",)),
    RIGHT_OR_BELOW,
    anywhere=True,
)

VIETNAM = Card(
    country="VNM",
    faces=(
        Face(
            side="front",
            make="nine digits",
            titles=(*_STATE[:2], "Giấy chứng minh nhân dân"),
            fields=(
                Field("number", ("Số",), Code(("ddddddddd",)), RIGHT_OR_BELOW, anywhere=True),
                _NAME,
                _BIRTH,
                _ORIGIN,
                _RESIDENCE,
            ),
        ),
        Face(
            side="front",
            make="twelve digits",
            titles=(*_STATE[:2], "Căn cước công dân"),
            fields=(_TWELVE, _NAME, _BIRTH, *_HOLDER, _ORIGIN, _RESIDENCE, _EXPIRY),
        ),
        Face(
            side="front",
            make="chip",
            titles=(*_STATE, "Căn cước công dân", "Citizen Identity Card"),
            fields=(
                _TWELVE,
                replace(_NAME, places=BELOW_OR_RIGHT),
                _BIRTH,
                *_HOLDER,
                replace(_ORIGIN, places=BELOW_OR_RIGHT),
                # Its first line is beside the label, the second below.
                replace(_RESIDENCE, places=(Place.RIGHT,)),
                _EXPIRY,
            ),
        ),
        Face(
            side="front",
            make="2024",
            titles=(*_STATE, "Căn cước", "Identity Card"),
            fields=(_TWELVE, _NAME, _BIRTH, *_HOLDER),
        ),
        Face(
            side="back",
            make="nine or twelve digits",
            titles=(
                "Ngón trỏ trái",
                "Ngón trỏ phải",
                "Dân tộc",
                "Tôn giáo",
                "Giám đốc CA tỉnh",
                "Cục trưởng cục cảnh sát ĐKQL cư trú",
            ),
            fields=(_MARKS, Field("issue_date", ("Ngày tháng năm",), _DATE, anywhere=True)),
        ),
        Face(
            side="back",
            make="chip",
            titles=(
                "Ngón trỏ trái",
                "Ngón trỏ phải",
                "Left index finger",
                "Right index finger",
                "Cục trưởng cục cảnh sát",
                "Quản lý hành chính về trật tự xã hội",
                "Director general of the police department",
                "For administrative management of social order",
            ),
            zone_lines=_CODES,
            fields=(
                replace(_MARKS, places=BELOW_OR_RIGHT),
                Field("issue_date", _ISSUE_LABELS, _DATE, RIGHT_OR_BELOW),
            ),
        ),
        Face(
            side="back",
            make="2024",
            titles=("Bộ công an", "Ministry of public security"),
            zone_lines=_CODES,
            fields=(
                Field("residence_place", _RESIDENCE_LABELS, Text(), lines=2, script="vi"),
                Field("origin_place", _ORIGIN_LABELS, Text(), lines=2, script="vi"),
                Field("issue_date", _ISSUE_LABELS, _DATE),
                Field("expiry_date", _EXPIRY_LABELS, _DATE),
            ),
        ),
    ),
    marks=(
        *_STATE[::2],
        "Căn cước công dân",
        "Citizen Identity Card",
        "Giấy chứng minh nhân dân",
        "Đặc điểm nhận dạng",
        "Dấu vết riêng và dị hình",
        "Nơi đăng ký khai sinh",
        "Ministry of public security",
        "Ngón trỏ trái",
    ),
)


def recognize_vietnam_id_card(image: Image.Image, options: Options, engine: Engine) -> Recognized:
    """Recognize one side of a card.

    Raises:
        RecognitionError: AIS.0104 when the image shows no Vietnamese card, or not the given side.
    """
    side = options.get("side") or ""
    reading = read_in_language(engine, image, VIETNAM, "vi", side=side)
    return side_response(reading, image, options).recognized()
