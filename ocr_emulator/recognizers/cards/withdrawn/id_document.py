"""Recognizer of identity documents of several countries: passports, driver's licenses, cards.

Options and response: ID Document page of the China site and API Reference 4.2; the operation was
withdrawn in 2025. Dates are written YYYY-MM-DD.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ocr_emulator.engine.base import Engine
from ocr_emulator.engine.cards.dates import Date
from ocr_emulator.engine.cards.places.printed import Print
from ocr_emulator.engine.cards.reader import Reading, likeliest, read_card, read_print
from ocr_emulator.engine.cards.value import Value
from ocr_emulator.engine.mrz.formats import TD3
from ocr_emulator.engine.mrz.locate import find_zone
from ocr_emulator.recognizers.base import Options, RecognitionError, Recognized
from ocr_emulator.recognizers.cards.response import (
    CardResponse,
    Photo,
    add_portrait,
    card_response,
    joined,
)
from ocr_emulator.recognizers.cards.south_east_asia.kinds import NamedDate, WordedDate
from ocr_emulator.recognizers.cards.south_east_asia.reading import read_in_language
from ocr_emulator.recognizers.cards.withdrawn.asia import THAI_CARD, checked_thai
from ocr_emulator.recognizers.cards.withdrawn.document import Document
from ocr_emulator.recognizers.cards.withdrawn.documents import DOCUMENTS
from ocr_emulator.recognizers.cards.withdrawn.passports import PASSPORTS, printed_fields

if TYPE_CHECKING:
    from PIL import Image

    from ocr_emulator.engine.mrz.result import FieldName, Zone

_ZONE_FIELDS: dict[str, FieldName] = {
    "first_name": "given_names",
    "last_name": "surname",
    "sex": "sex",
    "nationality": "nationality",
    "birth_date": "birth",
    "expiry_date": "expiry",
    "document_number": "number",
}
_BESIDE_ZONE = ("issue_date", "issuing_authority")
"""Fields that passports print and their zone does not have."""


def recognize_id_document(image: Image.Image, options: Options, engine: Engine) -> Recognized:
    """Recognize one document of the countries and kinds that the options name.

    Raises:
        RecognitionError: AIS.0104 when the image shows none of them.
    """
    text = read_print(engine, image)
    response = _passport(image, text, options, engine) or _card(image, text, options, engine)
    if response is None:
        raise RecognitionError("AIS.0104", "no document of these countries and kinds was found")
    return response.recognized()


def _wanted(options: Options, country: str, kind: str) -> bool:
    """Return whether the options admit a document; an empty list admits all."""
    countries = options.get("country_region") or [country]
    kinds = options.get("id_type") or [kind]
    return country in countries and kind in kinds


def _passport(
    image: Image.Image, text: Print, options: Options, engine: Engine
) -> CardResponse | None:
    if not any(_wanted(options, country, "PP") for country in PASSPORTS):
        return None
    if not any("<<" in run.text for run in text.runs):
        return None
    zone = find_zone(engine, image, text.page, (TD3,))
    if zone is None:
        return None
    country = zone.read("issuer").text
    if country not in PASSPORTS or not _wanted(options, country, "PP"):
        return None
    response = _started(country, "PP", "front")
    _add_zone(response, zone)
    printed = printed_fields(engine, image, text, zone)
    for name in _BESIDE_ZONE:
        _add_value(response, name, printed[name])
    add_portrait(response, image, text, text.area, options)
    return response


def _add_zone(response: CardResponse, zone: Zone) -> None:
    for name, source in _ZONE_FIELDS.items():
        found = zone.read(source)
        response.result[name] = found.text
        response.confidence[name] = round(found.confidence, 4)


def _add_value(response: CardResponse, name: str, value: Value) -> None:
    response.result[name] = value.text
    response.confidence[name] = round(value.confidence, 4)
    if value.reason:
        response.miss(name, value.reason, value.install)


def _card(image: Image.Image, text: Print, options: Options, engine: Engine) -> CardResponse | None:
    documents = [one for one in DOCUMENTS if _wanted(options, one.country, one.kind)]
    card = likeliest([one.card for one in documents], text)
    document = next((one for one in documents if one.card is card), None)
    reading = _read(engine, image, document, text) if document is not None else None
    if document is None or reading is None:
        return None
    response = card_response(Photo(reading, image), options)
    _convert_dates(response, reading)
    for name, parts in document.parts.items():
        joined(response, name, parts)
        response.result[name] = " ".join(map(str, _listed(response.result[name])))
    started = _started(document.country, document.kind, reading.face.side)
    kept = {name: value for name, value in response.result.items() if name in _RESPONSE_FIELDS}
    started.result.update(kept)
    started.confidence.update(
        {name: rate for name, rate in response.confidence.items() if name in _RESPONSE_FIELDS}
    )
    started.unread += [part for part in response.unread if part.part in _RESPONSE_FIELDS]
    return started


def _read(engine: Engine, image: Image.Image, document: Document, text: Print) -> Reading | None:
    """Read a document with the reader of its language."""
    if not document.language:
        return read_card(engine, image, document.card, text=text)
    try:
        reading = read_in_language(engine, image, document.card, document.language)
    except RecognitionError:
        return None
    if document is THAI_CARD:
        return replace(reading, values=checked_thai(reading.values))
    return reading


_RESPONSE_FIELDS = frozenset([*_ZONE_FIELDS, *_BESIDE_ZONE, "address", "portrait_image"])


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else [value]


def _started(country: str, kind: str, side: str) -> CardResponse:
    return CardResponse({"country_region": country, "id_type": kind, "side": side}, {})


def _convert_dates(response: CardResponse, reading: Reading) -> None:
    """Write all dates as YYYY-MM-DD."""
    for f in reading.face.fields:
        text = response.result.get(f.name)
        if isinstance(f.kind, Date | NamedDate | WordedDate) and isinstance(text, str) and text:
            response.result[f.name] = f.kind.iso(text)
