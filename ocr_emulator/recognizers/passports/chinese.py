"""Printed fields of Chinese data pages, in English and in Chinese characters (API Reference 4.7).

The zone has seven of the thirteen fields. The others stand under labels in both languages, and most
values are printed in both as well: `湖南/HUNAN`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from PIL import Image

from ocr_emulator.contract.unread import Unread
from ocr_emulator.engine.base import Engine, Page
from ocr_emulator.engine.cards.card import Card, Face, Field
from ocr_emulator.engine.cards.places.printed import printed
from ocr_emulator.engine.cards.reader import Reading, read_card
from ocr_emulator.engine.cards.value import Value
from ocr_emulator.engine.mrz.result import Zone
from ocr_emulator.recognizers.passports.patterns import HAN, LATIN, Day, Pattern
from ocr_emulator.recognizers.passports.provinces import PROVINCES

if TYPE_CHECKING:
    from huawei_ocr_api.payloads import PassportLocalLanguage, PassportResult

ISSUER = "CHN"
_TYPES = {"": "P", "O": "P", "P": "P", "D": "W", "S": "G"}
"""Kind of passport by the second letter of its code: ordinary, diplomatic, service.

The letters of codes are those of ICAO 9303 part 4; China prints `PO` on ordinary passports."""
_REGIONS = ("特别行政区", "SPECIALADMINISTRATIVE", "HONGKONGSPECIAL", "MACAOSPECIAL")
"""Print of passports of Hong Kong and Macao, of which the service reads the zone alone."""
_REGIONAL_NUMBERS = ("H", "K", "M")
_CONTRADICTED = 0.8
_VALIDITIES = (5, 10)  # years from issue to expiry
_SLACK = 3  # days, because the day before the anniversary is the last one

PrintedField = Literal[
    "nationality", "date_of_issue", "place_of_birth", "place_of_issue", "issuing_authority"
]
_PRINTED: tuple[PrintedField, ...] = (
    "nationality", "date_of_issue", "place_of_birth", "place_of_issue", "issuing_authority",
)  # fmt: skip
LocalField = Literal[
    "name", "sex", "place_of_birth", "place_of_issue", "issuing_authority", "nationality"
]
_LOCAL: tuple[LocalField, ...] = (
    "name", "sex", "place_of_birth", "place_of_issue", "issuing_authority", "nationality",
)  # fmt: skip
_LOCAL_PREFIX = "local_"


def _labels(chinese: str, english: str) -> tuple[str, ...]:
    return (f"{chinese}/{english}", english, chinese)


_NAME = _labels("姓名", "Name")
_SEX = _labels("性别", "Sex")
# The English word resembles the begin of "National Immigration Administration", an authority.
_NATIONALITY = ("国籍",)
_BIRTH_PLACE = _labels("出生地点", "Place of birth")
_ISSUE_PLACE = _labels("签发地点", "Place of issue")
_AUTHORITY = _labels("签发机关", "Authority")

DATA_PAGE = Card(
    country=ISSUER,
    faces=(
        Face(
            side="front",
            titles=(
                "中华人民共和国",
                "PEOPLE'S REPUBLIC OF CHINA",
                "护照",
                "PASSPORT",
                "持照人签名/Bearer's signature",
                "Bearer's signature",
                "持照人签名",
            ),
            fields=(
                Field("type", _labels("类型", "Type"), Pattern(r"\b[PDSGW][A-Z]?\b")),
                Field("country_code", _labels("国家码", "Country Code"), Pattern(r"\bCHN\b")),
                Field(
                    "number",
                    _labels("护照号", "Passport No."),
                    Pattern(r"\b[A-Z][A-Z0-9][0-9]{7}\b"),
                ),
                Field("local_name", _NAME, HAN),
                Field("name", _NAME, LATIN),
                Field("local_sex", _SEX, Pattern("[男女]")),
                Field("sex", _SEX, Pattern("[MF]")),
                Field("local_nationality", _NATIONALITY, Pattern("中国")),
                Field("nationality", _NATIONALITY, Pattern(r"\bCHINESE\b"), anywhere=True),
                Field("date_of_birth", _labels("出生日期", "Date of birth"), Day()),
                Field("local_place_of_birth", _BIRTH_PLACE, HAN),
                Field("place_of_birth", _BIRTH_PLACE, LATIN),
                Field("date_of_issue", _labels("签发日期", "Date of issue"), Day()),
                Field("local_place_of_issue", _ISSUE_PLACE, HAN),
                Field("place_of_issue", _ISSUE_PLACE, LATIN),
                Field("date_of_expiry", _labels("有效期至", "Date of expiry"), Day()),
                Field("local_issuing_authority", _AUTHORITY, HAN),
                Field("issuing_authority", _AUTHORITY, LATIN),
            ),
        ),
    ),
    marks=(
        "中华人民共和国",
        "PEOPLE'S REPUBLIC OF CHINA",
        "国家码/Country Code",
        "护照号/Passport No.",
        "Passport No.",
        "出生地点/Place of birth",
        "签发地点/Place of issue",
        "签发机关/Authority",
    ),
)
"""The data page of 2012 and later, described by its labels."""


def is_mainland(zone: Zone, page: Page) -> bool:
    """Return whether a passport is one of the Chinese mainland."""
    if zone.read("issuer").text != ISSUER:
        return False
    text = "".join("".join(line.text.upper().split()) for line in page.lines)
    regional = any(mark in text for mark in _REGIONS)
    return not regional and not zone.read("number").text.startswith(_REGIONAL_NUMBERS)


def add_printed_fields(
    result: PassportResult, zone: Zone, engine: Engine, image: Image.Image, page: Page
) -> list[Unread]:
    """Add the fields that only Chinese passports have; return what was not read of them."""
    reading = read_card(engine, image, DATA_PAGE, text=printed(image, page))
    found = _Printed(zone, reading)
    _add_type(result, zone)
    unread: list[Unread] = []
    for name in _PRINTED:
        value = found.value(name)
        result[name] = value.text
        _rate(result, name, value.confidence)
        if not value.text:
            unread.append(Unread(name, value.reason))
    local: PassportLocalLanguage = {}
    for part in _LOCAL:
        value = found.value(f"{_LOCAL_PREFIX}{part}")
        local[part] = value.text
        if not value.text:
            unread.append(Unread(f"extra_info.local_language.{part}", value.reason))
    result["extra_info"] = {"local_language": local}
    return unread


def _add_type(result: PassportResult, zone: Zone) -> None:
    """Add the kind of passport by the letter that the zone has for it."""
    code = zone.read("code")
    kind = _TYPES.get(code.text[1:], "")
    result["passport_type"] = kind
    _rate(result, "passport_type", code.confidence if kind else 0.0)


def _rate(result: PassportResult, name: str, confidence: float) -> None:
    result["confidence"] = {**(result["confidence"] or {}), name: round(confidence, 4)}


@dataclass(frozen=True)
class _Printed:
    """The values of the printed page, compared with one another and with the zone."""

    zone: Zone
    reading: Reading | None

    def value(self, name: str) -> Value:
        """Return a value in the spelling of the service."""
        if self.reading is None:
            return Value("", 0.0, reason="the labels of a Chinese data page were not found")
        found = self.reading.values[name]
        if not found.text:
            return self._unlabelled_nationality(found) if name == "local_nationality" else found
        if name == "date_of_issue":
            return self._issue(found)
        if name == "local_sex":
            return self._local_sex(found)
        if name in ("place_of_birth", "place_of_issue"):
            return self._place(name, found)
        if name == "issuing_authority":
            return _rated(found, with_country(self._whole_authority(found.text)), 1.0)
        return found

    def _unlabelled_nationality(self, unread: Value) -> Value:
        """Return the nationality by its words in both languages, where its label was not read."""
        for run in self.reading.printed.runs if self.reading else ():
            match = _NATIONALITIES.search(run.text)
            if match is not None:
                rate = min(g.confidence for g in run.between(*match.span("local")))
                return Value(match["local"], rate)
        return unread

    def _whole_authority(self, text: str) -> str:
        """Return an authority with the abbreviation of the country that ends its line.

        A long one reaches under the label of the signature, where the reader of cards ends it.
        """
        for run in self.reading.printed.runs if self.reading else ():
            match = re.search(re.escape(text) + _ENDING, run.text)
            if match is not None:
                return match.group()
        return text

    def _issue(self, found: Value) -> Value:
        """Return the date of issue; one that does not precede the expiry is a wrong reading."""
        birth, expiry = self.zone.read("birth").text, self.zone.read("expiry").text
        if (expiry and found.text >= expiry) or (birth and found.text < birth):
            return Value("", 0.0, reason="the date contradicts those of the zone")
        fits = not expiry or _is_validity(found.text, expiry)
        return _rated(found, found.text, 1.0 if fits else _CONTRADICTED)

    def _local_sex(self, found: Value) -> Value:
        sex = self.zone.read("sex").text
        if sex and {"男": "M", "女": "F"}[found.text] != sex:
            return Value("", 0.0, reason="the sex contradicts that of the zone")
        return found

    def _place(self, name: str, found: Value) -> Value:
        """Trust a place less whose Chinese name is a province of another name."""
        local = self.reading.values[f"{_LOCAL_PREFIX}{name}"].text if self.reading else ""
        known = PROVINCES.get(local)
        agrees = known is None or found.text.replace(" ", "") in known
        return _rated(found, found.text, 1.0 if agrees else _CONTRADICTED)


def _rated(found: Value, text: str, share: float) -> Value:
    return Value(text, found.confidence * share, found.polygon)


def _is_validity(issue: str, expiry: str) -> bool:
    """Return whether a passport is valid as long as Chinese ones are."""
    start, end = date.fromisoformat(issue), date.fromisoformat(expiry)
    return any(abs((end - start).days - years * 365.25) <= _SLACK for years in _VALIDITIES)


def with_country(authority: str) -> str:
    """Write the name of an authority as the service does, with its abbreviation of the country."""
    return _COUNTRY.sub("P.R.China", _AND.sub(" & ", authority))


_NATIONALITIES = re.compile(r"(?P<local>中国)\s*/?\s*CHINESE")
_AND = re.compile(r"\s*&\s*")
"""The recognizer loses blanks beside the sign."""
_ABBREVIATION = r"\bP\.?\s?R\.?\s?C(?:hina|HINA|\.|\b)"
_ENDING = r"[A-Za-z&, ]{,40}?" + _ABBREVIATION
_COUNTRY = re.compile(_ABBREVIATION, re.ASCII)
