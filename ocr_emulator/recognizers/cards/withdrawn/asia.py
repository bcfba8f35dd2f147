"""Documents of Thailand and Vietnam, as the withdrawn operation returns their fields.

The cards have operations of their own with more fields; this one names a person by given names and
family name, and writes sexes as letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ocr_emulator.engine.cards.card import ANY_PLACE, RIGHT_OR_BELOW, Card, Face, Field
from ocr_emulator.engine.cards.kinds import Code, Match, Name, Text, choice
from ocr_emulator.engine.cards.value import Value
from ocr_emulator.recognizers.cards.south_east_asia.kinds import Phrase, WordedDate
from ocr_emulator.recognizers.cards.south_east_asia.thailand.agreement import checked
from ocr_emulator.recognizers.cards.south_east_asia.thailand.thailand_id_card import (
    CALENDARS,
    THAILAND,
)
from ocr_emulator.recognizers.cards.south_east_asia.vietnam_id_card import VIETNAM
from ocr_emulator.recognizers.cards.withdrawn.document import Document

_SEX_BY_TITLE = choice(M="Mr|Master", F="Mrs|Miss|Ms")
_SEX = choice(M="Nam", F="Nữ|Nu")
_OFFICES = Phrase(("Cục trưởng cục cảnh sát", "Bộ công an", "Giám đốc CA", "Giám đốc công an"))


@dataclass(frozen=True)
class FirstWord:
    """The first word of a name: Vietnamese names begin with the family name."""

    free: bool = False

    def find(self, text: str) -> Match | None:
        """Return the first word of letters."""
        match = Name().find(text)
        if match is None:
            return None
        word = match.value.split()[0]
        return Match(word, match.start, match.start + len(word), match.exchanged)


# --- Thailand ----------------------------------------------------------------------------

_THAI_NAMES = {
    "id_number": "document_number",
    "last_name_en": "last_name",
    "date_of_birth_en": "birth_date",
    "date_of_issue_en": "issue_date",
    "date_of_expiry_en": "expiry_date",
    "address_th": "address",
    # Not in the response: what the other dates are compared with.
    "date_of_birth_th": "birth_date_th",
    "date_of_issue_th": "issue_date_th",
    "date_of_expiry_th": "expiry_date_th",
}
_PINK_NAMES = {"date_of_issue_th": "issue_date", "date_of_expiry_th": "expiry_date"}
_THAI_NUMBER = Code(("d dddd ddddd dd d",), written=False)


def _thai(face: Face) -> Face:
    """Return a face with the fields of this operation."""
    names = _THAI_NAMES | (_PINK_NAMES if face.make == "pink" else {})
    fields: list[Field] = []
    for f in face.fields:
        if f.name in ("first_name_en", "name_en"):
            # The title before the name tells the sex, and is no part of the name.
            fields.append(replace(f, name="sex", kind=_SEX_BY_TITLE, optional=True))
            fields.append(replace(f, name="first_name"))
        elif f.name == "id_number":
            fields.append(replace(f, name="document_number", kind=_THAI_NUMBER))
        elif f.name in names:
            fields.append(replace(f, name=names[f.name]))
    return replace(face, fields=tuple(fields))


THAI_CARD = Document(
    replace(THAILAND, faces=tuple(_thai(face) for face in THAILAND.faces)), "THA", "ID", "th"
)

_OWN_NAMES = {name: own for own, name in _THAI_NAMES.items()}


def checked_thai(values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values of a Thai card, compared with what it states another time."""
    own = {_OWN_NAMES.get(name, name): value for name, value in values.items()}
    found = checked(own, CALENDARS)
    return {name: found[_OWN_NAMES.get(name, name)] for name in values}


# --- Vietnam -----------------------------------------------------------------------------

_VIETNAMESE_NAMES = {
    "number": "document_number",
    "birth_date": "birth_date",
    "nationality": "nationality",
    "residence_place": "address",
    "issue_date": "issue_date",
    "expiry_date": "expiry_date",
}


def _vietnamese(face: Face) -> Face:
    """Return a face with the fields of this operation."""
    fields: list[Field] = []
    for f in face.fields:
        if f.name == "full_name":
            fields += _names(f)
        elif f.name == "sex":
            fields.append(replace(f, kind=_SEX))
        elif f.name in _VIETNAMESE_NAMES:
            fields.append(replace(f, name=_VIETNAMESE_NAMES[f.name]))
    if face.side == "back":
        fields.append(
            Field("issuing_authority", (), _OFFICES, anywhere=True, optional=True, script="vi")
        )
    # The office that signed is a value here, and no text that is left out.
    titles = tuple(title for title in face.titles if _OFFICES.find(title) is None)
    return replace(face, fields=tuple(fields), titles=titles, zone_lines=())


def _names(f: Field) -> tuple[Field, Field]:
    return replace(f, name="last_name", kind=FirstWord()), replace(f, name="first_name")


VIETNAMESE_CARD = Document(
    replace(VIETNAM, faces=tuple(_vietnamese(face) for face in VIETNAM.faces)), "VNM", "ID", "vi"
)

_DATE = WordedDate()
_FULL_NAME = Field("full_name", ("Họ tên/Full name", "Họ tên"), Name(), RIGHT_OR_BELOW, script="vi")

VIETNAMESE_LICENSE = Document(
    Card(
        country="VNM",
        marks=("Giấy phép lái xe", "Giấy phép lái xe/Driver's license"),
        faces=(
            Face(
                side="front",
                titles=(
                    "Cộng hòa xã hội chủ nghĩa Việt Nam",
                    "Độc lập - Tự do - Hạnh phúc",
                    "Giấy phép lái xe/Driver's license",
                    "MOT",
                    "Hạng/Class",
                ),
                fields=(
                    Field(
                        "document_number",
                        ("Số/No", "Số"),
                        Code(("dddddddddddd",)),
                        RIGHT_OR_BELOW,
                        anywhere=True,
                    ),
                    *_names(_FULL_NAME),
                    Field(
                        "birth_date", ("Ngày sinh/Date of Birth", "Ngày sinh"), _DATE,
                        RIGHT_OR_BELOW,
                    ),
                    Field(
                        "nationality", ("Quốc tịch/Nationality", "Quốc tịch"), Name(),
                        RIGHT_OR_BELOW, script="vi",
                    ),
                    Field(
                        "address", ("Nơi cư trú/Address", "Nơi cư trú"), Text(), RIGHT_OR_BELOW,
                        lines=2, script="vi",
                    ),
                    Field(
                        "expiry_date", ("Có giá trị đến/Expires", "Có giá trị đến"), _DATE,
                        ANY_PLACE, optional=True,
                    ),
                    Field(
                        "issue_date", (), WordedDate(in_words=True), anywhere=True, optional=True
                    ),
                    Field(
                        "issuing_authority", (), Phrase(("Bộ GTVT", "Sở GTVT")), anywhere=True,
                        optional=True, script="vi",
                    ),
                ),
            ),
        ),
    ),
    "VNM",
    "DL",
    "vi",
)  # fmt: skip
"""The plastic license of 2012; one without an end (`Không thời hạn`) has no date of expiry."""
