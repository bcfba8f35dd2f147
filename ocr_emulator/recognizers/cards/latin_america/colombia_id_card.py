"""Recognizer of Colombian identity cards: both sides of the yellow card, front of the digital one.

Response: API Reference 4.9, tables 4-80 and 4-81. On the yellow card the labels stand below their
values.
"""

from __future__ import annotations

from PIL import Image

from ocr_emulator.engine.base import Engine
from ocr_emulator.engine.cards.card import ANY_PLACE, RIGHT_OR_BELOW, Card, Face, Field, Place
from ocr_emulator.engine.cards.dates import SPANISH_MONTHS, Date
from ocr_emulator.engine.cards.kinds import Code, Name, Text, choice
from ocr_emulator.recognizers.base import Options, Recognized
from ocr_emulator.recognizers.cards.response import Photo, card_response, read

_UNDER = (Place.ABOVE, Place.BELOW, Place.RIGHT)
_NUMBER = Code(("d.ddd.ddd.ddd", "ddd.ddd.ddd", "dd.ddd.ddd", "d.ddd.ddd", "ddd.ddd"))
_DATE = Date(SPANISH_MONTHS, joiner="-")
_NEW_DATE = Date(SPANISH_MONTHS)
_GROUP = choice("O+", "O-", "A+", "A-", "B+", "B-", "AB+", "AB-")
_HEIGHT = Code(("d.dd",))
_TITLES = ("República de Colombia", "Cédula de Ciudadanía", "Identificación Personal")

COLOMBIA = Card(
    country="COL",
    faces=(
        Face(
            side="front",
            make="yellow",
            titles=(*_TITLES, "Firma"),
            fields=(
                Field("number", ("Número",), _NUMBER, RIGHT_OR_BELOW, anywhere=True),
                Field("last_name", ("Apellidos",), Name(), _UNDER, lines=2),
                Field("name", ("Nombres",), Name(), _UNDER, lines=2),
            ),
        ),
        Face(
            side="back",
            make="yellow",
            titles=("Índice Derecho", "Registrador Nacional"),
            fields=(
                Field(
                    "birth_date",
                    ("Fecha de Nacimiento",),
                    _DATE,
                    (Place.RIGHT, Place.BELOW, Place.ABOVE),
                ),
                Field("birth_place", ("Lugar de Nacimiento",), Text(2), _UNDER, lines=2),
                Field("height", ("Estatura",), _HEIGHT, _UNDER),
                Field("blood_type", ("G.S. RH", "G.S.", "G.S. / RH"), _GROUP, _UNDER),
                Field("gender", ("Sexo",), choice("M", "F"), _UNDER),
                Field("issue_date", ("Fecha y Lugar de Expedición",), _DATE, _UNDER),
                Field("issue_authority", ("Fecha y Lugar de Expedición",), Name(), _UNDER),
                Field(
                    "citizen_code1",
                    kind=Code(("A-ddddddd-dddddddd-A-dddddddddd-dddddddd",)),
                    anywhere=True,
                ),
                Field("citizen_code2", kind=Code(("ddddddddddA d",)), anywhere=True),
                Field("citizen_code3", kind=Code(("dddddddddd", "dddddddd")), anywhere=True),
            ),
        ),
        Face(
            side="front",
            make="digital",
            titles=(*_TITLES, "Firma", "Nacionalidad", "Fecha de Expiración"),
            fields=(
                Field("number", ("NUIP",), _NUMBER, RIGHT_OR_BELOW, anywhere=True),
                Field("last_name", ("Apellidos",), Name(), ANY_PLACE, lines=2),
                Field("name", ("Nombres",), Name(), ANY_PLACE, lines=2),
                Field("birth_date", ("Fecha de Nacimiento",), _NEW_DATE, ANY_PLACE),
                Field("birth_place", ("Lugar de Nacimiento",), Text(2), ANY_PLACE, lines=2),
                Field("gender", ("Sexo",), choice("M", "F"), ANY_PLACE),
                Field("blood_type", ("G.S.", "G.S. RH"), _GROUP, ANY_PLACE),
                Field("height", ("Estatura",), _HEIGHT, ANY_PLACE),
                Field("issue_date", ("Fecha y Lugar de Expedición",), _NEW_DATE, ANY_PLACE),
                Field("issue_authority", ("Fecha y Lugar de Expedición",), Name(), ANY_PLACE),
            ),
        ),
    ),
    marks=(
        "República de Colombia",
        "Cédula de Ciudadanía",
        "NUIP",
        "Fecha y Lugar de Expedición",
        "Registrador Nacional",
        "G.S. RH",
    ),
)


def recognize_colombia_id_card(image: Image.Image, options: Options, engine: Engine) -> Recognized:
    """Recognize one side of a card.

    Raises:
        RecognitionError: AIS.0104 when the image shows no Colombian card.
    """
    reading = read(engine, image, COLOMBIA)
    response = card_response(Photo(reading, image), options)
    response.result["side"] = reading.face.side
    return response.recognized()
