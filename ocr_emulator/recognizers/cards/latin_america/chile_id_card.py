"""Recognizer of Chilean identity cards: the front of the makes of 2002, 2013 and 2024.

Options and response: API Reference 4.13, tables 4-107 to 4-110; dates as printed (D-082).
"""

from __future__ import annotations

from PIL import Image

from ocr_emulator.engine.base import Engine
from ocr_emulator.engine.cards.card import RIGHT_OR_BELOW, Card, Face, Field
from ocr_emulator.engine.cards.dates import SPANISH_MONTHS, Date
from ocr_emulator.engine.cards.kinds import Code, Name, choice
from ocr_emulator.recognizers.base import Options, Recognized
from ocr_emulator.recognizers.cards.response import Photo, card_response, joined, read

_DATE = Date(SPANISH_MONTHS)
_SURNAMES = ("first_surname", "second_surname")
_RUN = Code(("dd.ddd.ddd-K", "d.ddd.ddd-K"))

CHILE = Card(
    country="CHL",
    faces=(
        Face(
            side="front",
            titles=(
                "República de Chile",
                "Servicio de Registro Civil e Identificación",
                "Registro Civil e Identificación",
                "Cédula de Identidad",
                "Firma del Titular",
            ),
            fields=(
                Field("first_surname", ("Apellidos",), Name(), line=0),
                Field("second_surname", ("Apellidos",), Name(), line=1, optional=True),
                Field("given_name", ("Nombres",), Name(), lines=2),
                Field("nationality", ("Nacionalidad", "País de Nacionalidad"), Name()),
                Field("sex", ("Sexo",), choice("F", "M", "X")),
                Field("birth", ("Fecha de Nacimiento",), _DATE),
                Field(
                    "document_number",
                    ("Número Documento", "Número de Documento", "N° Documento", "Nro. Documento"),
                    # Printed with points or without; the service returns none (4.13, example).
                    Code(("ddd.ddd.ddd", "Add.ddd.ddd"), written=False),
                ),
                Field("issue_date", ("Fecha de Emisión", "Fecha Emisión"), _DATE),
                Field("expiry_date", ("Fecha de Vencimiento", "Fecha Vencimiento"), _DATE),
                Field("number", ("RUN", "R.U.N."), _RUN, RIGHT_OR_BELOW, anywhere=True),
            ),
        ),
    ),
    marks=(
        "República de Chile",
        "Servicio de Registro Civil e Identificación",
        "Registro Civil e Identificación",
        "Número Documento",
        "RUN",
    ),
)


def recognize_chile_id_card(
    image: Image.Image,
    options: Options,
    engine: Engine,
) -> Recognized:
    """Recognize the front of a card.

    Raises:
        RecognitionError: AIS.0104 when the image shows no front of a Chilean card.
    """
    response = card_response(Photo(read(engine, image, CHILE), image), options)
    # The response has the surnames as a list, the father's first.
    joined(response, "surname", _SURNAMES)
    return response.recognized()
