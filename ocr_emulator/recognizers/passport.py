"""Recognizer of passports: the machine-readable zone of a data page and its fields.

Response: API Reference 4.7 and D-001 of the deviations. The seven fields of the zone are
returned for every passport. The fields that the service returns for Chinese passports alone
stand outside the zone; they are not recognized here and are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from PIL import Image

from ocr_emulator.engine.base import Engine
from ocr_emulator.engine.mrz import zone as mrz
from ocr_emulator.engine.mrz.locate import find_zone
from ocr_emulator.recognizers.base import Options, RecognitionError

if TYPE_CHECKING:
    from huawei_ocr_api.payloads import PassportResult


_SEXES = ("M", "F", mrz.FILLER)
"""Values of the field; the filler is unspecified (ICAO 9303 part 4, section 4.2.2.2)."""


def recognize_passport(
    image: Image.Image,
    options: Options,  # noqa: ARG001  (part of the protocol)
    engine: Engine,
) -> PassportResult:
    """Recognize a passport in any rotation.

    The option `country_code` changes nothing: the zone is the same for every issuing state.

    Raises:
        RecognitionError: AIS.0104 when there is no zone of two lines of 44 characters.
    """
    page = engine.read(image, orient=True, characters=True, mixed=False)
    zone = find_zone(engine, image, page)
    if zone is None:
        raise RecognitionError("AIS.0104", "no machine-readable zone of a passport was found")
    return passport_result(zone, datetime.now(UTC).date())


def passport_result(zone: mrz.Zone, today: date) -> PassportResult:
    """Return the fields of a zone as the service writes them; `today` decides centuries.

    A date that is unknown in part, and an unknown sex, are empty. Values that cannot be, such
    as a day 32 or a sex of "7", are empty with confidence 0.
    """
    surname, given_name = mrz.names(zone.line1)
    text, right = zone.line2, zone.checks
    sex_known = text[mrz.SEX] in _SEXES
    birth = mrz.birth_date(text[mrz.BIRTH], today, zone.years)
    expiry = mrz.expiry_date(text[mrz.EXPIRY], today)
    birth_known = _is_possible(birth, text[mrz.BIRTH])
    expiry_known = _is_possible(expiry, text[mrz.EXPIRY])
    result: PassportResult = {
        "country_code": zone.line1[mrz.ISSUER].rstrip(mrz.FILLER),
        "surname": surname,
        "given_name": given_name,
        "passport_number": text[mrz.NUMBER].rstrip(mrz.FILLER),
        "date_of_birth": birth,
        "sex": text[mrz.SEX].rstrip(mrz.FILLER) if sex_known else "",
        "date_of_expiry": expiry,
        "machine_code": zone.line1,
        "machine_code2": text,
        "extra_info": {},
    }
    after_surname = mrz.NAME.start + len(zone.line1[mrz.NAME].partition("<<")[0])
    result["confidence"] = {
        "country_code": _rounded(zone, 1, _places(mrz.ISSUER)),
        "surname": _rounded(zone, 1, range(mrz.NAME.start, after_surname)),
        "given_name": _rounded(zone, 1, range(after_surname, len(zone.line1.rstrip("<")))),
        "passport_number": _rounded(zone, 2, _places(mrz.NUMBER), valid=right.number),
        "date_of_birth": birth_known * _rounded(zone, 2, _places(mrz.BIRTH), valid=right.birth),
        "sex": sex_known * _rounded(zone, 2, [mrz.SEX]),
        "date_of_expiry": expiry_known * _rounded(zone, 2, _places(mrz.EXPIRY), valid=right.expiry),
    }
    if result["country_code"] == "CHN" and zone.line1[1] in "<O":
        # `P<` and `PO` are ordinary passports; no page documents the value of other kinds.
        result["passport_type"] = "P"
    return result


def _is_possible(written: str, zone_date: str) -> bool:
    """Return whether a date was written, or is unknown in the zone itself."""
    return bool(written) or (mrz.FILLER in zone_date and mrz.is_date(zone_date))


def _places(part: slice) -> range:
    return range(part.start, part.stop)


def _rounded(zone: mrz.Zone, line: int, places: Iterable[int], *, valid: bool = True) -> float:
    return round(zone.confidence(line, places, valid=valid), 4)
