"""Recognizer of Peruvian identity cards: the blue card and the electronic one, both sides.

Options and response: API Reference 4.15, tables 4-120 to 4-122; dates as printed (D-082).
"""

from __future__ import annotations

from PIL import Image

from ocr_emulator.engine.base import Engine
from ocr_emulator.engine.cards.card import RIGHT_OR_BELOW, Card, Face, Field
from ocr_emulator.engine.cards.dates import Date
from ocr_emulator.engine.cards.kinds import Code, Name, Text, choice
from ocr_emulator.recognizers.base import Options, Recognized
from ocr_emulator.recognizers.cards.response import Photo, card_response, read

_DATE = Date()
_BIRTH = ("Nacimiento: Fecha y Ubigeo", "Fecha y Ubigeo")
_NUMBER = Field(
    "cui_number",
    ("DNI", "CUI", "CUI / DNI", "DNI / CUI", "DNI N°", "CUI N°"),
    Code(("dddddddd-d",)),
    RIGHT_OR_BELOW,
    anywhere=True,
    zone="number",
)
_ZONE = ("machine_code1", "machine_code2", "machine_code3")
_HOLDER = (
    _NUMBER,
    Field(
        "first_surname",
        ("Primer Apellido", "Primer Apellido / First Surname"),
        Name(),
        zone="surname",
    ),
    Field("second_surname", ("Segundo Apellido", "Segundo Apellido / Second Surname"), Name()),
    Field(
        "given_name",
        ("Pre Nombres", "Prenombres", "Nombres", "Prenombres / Given Names"),
        Name(),
        lines=2,
        zone="given_names",
    ),
    Field("sex", ("Sexo", "Sexo / Sex"), choice("M", "F"), zone="sex"),
    Field("marital_status", ("Estado Civil",), choice("S", "C", "V", "D")),
)
_VALIDITY = (
    Field("issue_date", ("Fecha Emisión", "Fecha de Emisión", "F. Emisión", "Emisión"), _DATE),
    Field(
        "expiry_date",
        ("Fecha Caducidad", "Fecha de Caducidad", "F. Caducidad", "Caducidad"),
        _DATE,
        zone="expiry",
    ),
)
_REGISTERED = Field(
    "registration_date",
    ("Fecha Inscripción", "Fecha de Inscripción", "F. Inscripción", "Inscripción"),
    _DATE,
)
_BIRTH_PLACE = Code(("dddddd",))
_RESIDENCE = (
    Field("voting_group", ("Grupo de Votación",), Code(("dddddd",))),
    Field("organ_donation", ("Donación de Órganos",), choice(SI="SI", NO="NO")),
    Field("address", ("Dirección", "Domicilio"), Text(), lines=2),
    Field("department", ("Departamento",), Name()),
    Field("province", ("Provincia",), Name()),
    Field("district", ("Distrito",), Name()),
    Field("remarks", ("Observaciones", "Observación"), Text(2), lines=2, optional=True),
)
_TITLES = (
    "República del Perú",
    "Registro Nacional de Identificación y Estado Civil",
    "Documento Nacional de Identidad",
)

PERU = Card(
    country="PER",
    faces=(
        Face(
            side="front",
            make="blue",
            zone_lines=_ZONE,
            titles=(*_TITLES, "Firma", "Duplicado"),
            fields=(
                *_HOLDER,
                Field("birth_date", _BIRTH, _DATE, zone="birth"),
                Field("birth_place", _BIRTH, _BIRTH_PLACE),
                *_VALIDITY,
                _REGISTERED,
            ),
        ),
        Face(
            side="front",
            make="electronic",
            titles=(*_TITLES, "Firma", "Duplicado"),
            fields=(
                *_HOLDER,
                Field("birth_date", ("Fecha de Nacimiento", "Nacimiento"), _DATE),
                Field("nationality", ("Nacionalidad", "Nacionalidad / Nationality"), Name()),
                *_VALIDITY,
            ),
        ),
        Face(
            side="back",
            make="blue",
            titles=("Constancia de Sufragio", "Índice Derecho", "Restricción"),
            fields=_RESIDENCE,
        ),
        Face(
            side="back",
            make="electronic",
            zone_lines=_ZONE,
            fields=(
                *_RESIDENCE,
                _REGISTERED,
                Field(
                    "birth_place",
                    ("Lugar de Nacimiento (Ubigeo)", "Lugar de Nacimiento", "Ubigeo"),
                    _BIRTH_PLACE,
                ),
            ),
        ),
    ),
    marks=(
        "República del Perú",
        "Registro Nacional de Identificación y Estado Civil",
        "RENIEC",
        "Ubigeo",
        "Grupo de Votación",
        "Constancia de Sufragio",
        "Donación de Órganos",
    ),
)


def recognize_peru_id_card(image: Image.Image, options: Options, engine: Engine) -> Recognized:
    """Recognize what an image shows of a card: one side, or both.

    Raises:
        RecognitionError: AIS.0104 when the image shows no Peruvian card.
    """
    reading = read(engine, image, PERU, both=True)
    response = card_response(Photo(reading, image), options)
    if "front" in reading.sides:
        # Cards that replace a lost one have the word printed on the front.
        response.result["duplicate"] = any(c.text == "Duplicado" for c in reading.captions)
    return response.recognized()
