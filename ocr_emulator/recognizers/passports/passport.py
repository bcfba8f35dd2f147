"""Recognizer of passports: the machine-readable zone of a data page and its fields.

Response: API Reference 4.7 and D-001 of the deviations. The seven fields of the zone are
returned for every passport, and the others for those of the Chinese mainland.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PIL import Image

from ocr_emulator.contract.unread import Unread
from ocr_emulator.engine.base import Engine
from ocr_emulator.engine.mrz.formats import MRV_A, MRV_B, TD1, TD2, TD3, Format
from ocr_emulator.engine.mrz.locate import Search, search_zones
from ocr_emulator.engine.mrz.reading import read_document
from ocr_emulator.engine.mrz.result import FieldName, Zone
from ocr_emulator.recognizers.base import Options, RecognitionError, Recognized
from ocr_emulator.recognizers.passports.chinese import add_printed_fields, is_mainland

if TYPE_CHECKING:
    from huawei_ocr_api.payloads import PassportResult

_DOCUMENTS: dict[Format, str] = {
    TD3: "a passport",
    TD1: "an identity card (TD1)",
    TD2: "an identity document (TD2)",
    MRV_A: "a visa (MRV-A)",
    MRV_B: "a visa (MRV-B)",
}
_ZONE_ONLY = "GENERAL"
_OTHER_ZONE = "other_zone"
"""Name of the part of the header that reports a further document."""
_FIELDS: dict[str, FieldName] = {
    "country_code": "issuer",
    "surname": "surname",
    "given_name": "given_names",
    "passport_number": "number",
    "date_of_birth": "birth",
    "sex": "sex",
    "date_of_expiry": "expiry",
}
"""The seven fields that are taken from the zone."""


def recognize_passport(
    image: Image.Image,
    options: Options,
    engine: Engine,
) -> Recognized:
    """Recognize a passport in any rotation.

    The option `country_code` is `GENERAL` for the zone alone; otherwise the printed fields of a
    passport of the Chinese mainland are read as well, and no passport is refused for its issuer.
    Of several passports in one image the one with the largest zone is read; the other documents
    with a zone are reported as unread.

    Raises:
        RecognitionError: AIS.0104 when there is no zone of a passport; the detail names the
            document that was found instead.
    """
    page = read_document(engine, image)
    others = (MRV_A, TD1, TD2, MRV_B)
    found = search_zones(engine, image, page, (TD3,), noticed=others)
    if found.zone is None:
        raise RecognitionError("AIS.0104", _reason(found))
    result = passport_result(found.zone)
    unread = [_unread(kind) for kind in found.others]
    if options.get("country_code") != _ZONE_ONLY and is_mainland(found.zone, page):
        unread += add_printed_fields(result, found.zone, engine, image, page)
    return Recognized(result, tuple(unread))


def _reason(found: Search) -> str:
    if not found.others:
        return "no machine-readable zone of a passport was found"
    return f"the machine-readable zone is that of {_DOCUMENTS[found.others[0]]}, not of a passport"


def _unread(kind: Format) -> Unread:
    return Unread(
        _OTHER_ZONE, f"the image also shows {_DOCUMENTS[kind]}; only the largest passport is read"
    )


def passport_result(zone: Zone, today: date | None = None) -> PassportResult:
    """Return the seven fields of a zone as the service writes them; `today` decides centuries.

    A date that is unknown in part, and an unknown sex, are empty. Values that cannot be, such
    as a day 32 or a sex of "7", are empty with confidence 0.
    """
    fields = {name: zone.read(source, today) for name, source in _FIELDS.items()}
    return {
        "country_code": fields["country_code"].text,
        "surname": fields["surname"].text,
        "given_name": fields["given_name"].text,
        "passport_number": fields["passport_number"].text,
        "date_of_birth": fields["date_of_birth"].text,
        "sex": fields["sex"].text,
        "date_of_expiry": fields["date_of_expiry"].text,
        "machine_code": zone.lines[0],
        "machine_code2": zone.lines[1],
        "extra_info": {},
        "confidence": {name: round(found.confidence, 4) for name, found in fields.items()},
    }
