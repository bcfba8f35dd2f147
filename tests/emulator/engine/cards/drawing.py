"""Texts of cards as an engine returns them, for tests without an engine."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

from ocr_emulator.engine.base import Line
from tests.emulator.engine.fakes import FakeEngine, line

SIZE = (900, 560)
BLANK = Image.new("RGB", SIZE, "white")
Text = tuple[float, float, str]
"""Left, top, and the text of a line."""


def row(*texts: Text, tall: float = 20.0, doubts: dict[int, float] | None = None) -> list[Line]:
    """Make the lines of one row."""
    return [line(text, x, y, 10, tall, doubts=doubts) for x, y, text in texts]


def engine(texts: Sequence[Text], again: dict[str, Line] | None = None) -> FakeEngine:
    """Make an engine that reads these texts."""
    return FakeEngine(rows=[row(text) for text in texts], again=again or {})


PERU_FRONT: tuple[Text, ...] = (
    (300, 20, "REPÚBLICA DEL PERÚ"),
    (300, 45, "DOCUMENTO NACIONAL DE IDENTIDAD"),
    (640, 30, "CUI 41630923-5"),
    (300, 80, "Primer Apellido"),
    (300, 104, "SEPULVEDA"),
    (300, 140, "Segundo Apellido"),
    (300, 164, "CASTAÑEDA"),
    (300, 200, "Prenombres"),
    (300, 224, "OCTAVIO RAUL"),
    (300, 260, "Nacionalidad"),
    (480, 260, "Sexo"),
    (560, 260, "Estado Civil"),
    (300, 284, "PER"),
    (480, 284, "M"),
    (560, 284, "V"),
    (300, 320, "Fecha de Nacimiento"),
    (300, 344, "15 02 2004"),
    (300, 380, "Fecha de Emisión"),
    (560, 380, "Fecha de Caducidad"),
    (300, 404, "11 11 2015"),
    (560, 404, "11 11 2023"),
)
PERU_FIELDS = {
    "cui_number": "41630923-5",
    "first_surname": "SEPULVEDA",
    "second_surname": "CASTAÑEDA",
    "given_name": "OCTAVIO RAUL",
    "sex": "M",
    "marital_status": "V",
    "birth_date": "15 02 2004",
    "nationality": "PER",
    "issue_date": "11 11 2015",
    "expiry_date": "11 11 2023",
}
COLOMBIA_FRONT: tuple[Text, ...] = (
    (60, 30, "REPÚBLICA DE COLOMBIA"),
    (60, 60, "CÉDULA DE CIUDADANÍA"),
    (60, 110, "NÚMERO 1.000.000.001"),
    (60, 170, "EJEMPLO FICTICIO"),
    (60, 194, "APELLIDOS"),
    (60, 250, "AURORA INÉS"),
    (60, 274, "NOMBRES"),
    (60, 400, "FIRMA"),
)
CHILE_FRONT: tuple[Text, ...] = (
    (300, 20, "CÉDULA DE IDENTIDAD"),
    (600, 20, "REPÚBLICA DE CHILE"),
    (300, 60, "APELLIDOS"),
    (300, 84, "ARAVENAL"),
    (300, 108, "QUIROGUEZ"),
    (300, 150, "NOMBRES"),
    (300, 174, "ISIDORA PAZ"),
    (300, 210, "NACIONALIDAD"),
    (560, 210, "SEXO"),
    (300, 234, "CHILENA"),
    (560, 234, "F"),
    (300, 270, "FECHA DE NACIMIENTO"),
    (560, 270, "NÚMERO DOCUMENTO"),
    (300, 294, "21 FEB 1982"),
    (560, 294, "100.000.001"),
    (300, 330, "FECHA DE EMISIÓN"),
    (560, 330, "FECHA DE VENCIMIENTO"),
    (300, 354, "1 SEP 2013"),
    (560, 354, "10 AGO 2023"),
    (40, 500, "RUN 10.000.001-K"),
)
