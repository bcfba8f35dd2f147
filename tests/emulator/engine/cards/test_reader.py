"""Reading of described cards from given texts: labels, places, sides, and what stays unread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from ocr_emulator.engine.cards.card import Card, Face, Field, Place
from ocr_emulator.engine.cards.dates import Date
from ocr_emulator.engine.cards.kinds import Name, choice
from ocr_emulator.engine.cards.reader import Reading, Scripts, read_card
from ocr_emulator.recognizers.cards.latin_america.chile_id_card import CHILE
from ocr_emulator.recognizers.cards.latin_america.colombia_id_card import COLOMBIA
from ocr_emulator.recognizers.cards.latin_america.peru_id_card import PERU
from tests.emulator.engine.cards.drawing import (
    BLANK,
    COLOMBIA_FRONT,
    PERU_FIELDS,
    PERU_FRONT,
    Text,
    engine,
)
from tests.emulator.engine.fakes import FakeEngine, line


def read(card: Card, texts: Sequence[Text], **options: Any) -> Reading:
    """Read a card that is one of its country."""
    reading = read_card(engine(texts), BLANK, card, **options)
    assert reading is not None
    return reading


def values(reading: Reading) -> dict[str, str]:
    return {name: value.text for name, value in reading.values.items() if value.text}


def test_values_below_labels_are_found() -> None:
    """A card with columns is read whole, and its side and make are known."""
    reading = read(PERU, PERU_FRONT)
    assert values(reading) == PERU_FIELDS
    assert (reading.face.side, reading.face.make) == ("front", "electronic")


def test_values_above_labels_are_found() -> None:
    """On the yellow card the label stands below its value."""
    reading = read(COLOMBIA, COLOMBIA_FRONT)
    assert values(reading) == {
        "number": "1.000.000.001",
        "last_name": "EJEMPLO FICTICIO",
        "name": "AURORA INÉS",
    }


def test_same_labels_with_values_below_are_found() -> None:
    """Where the values stand is found out for each card: a print with labels first is read."""
    labels = ("APELLIDOS", "NOMBRES")
    moved = [(x, y - 48 if text in labels else y, text) for x, y, text in COLOMBIA_FRONT]
    found = values(read(COLOMBIA, moved))
    assert (found["last_name"], found["name"]) == ("EJEMPLO FICTICIO", "AURORA INÉS")


def test_name_away_from_its_usual_place_is_never_sure() -> None:
    """Where a line was lost, the name beside a label may be that of the next label."""
    labels = ("APELLIDOS", "NOMBRES")
    moved = [(x, y - 48 if text in labels else y, text) for x, y, text in COLOMBIA_FRONT]
    usual, other = read(COLOMBIA, COLOMBIA_FRONT).values, read(COLOMBIA, moved).values
    assert usual["last_name"].confidence > 0.9
    assert max(other[name].confidence for name in ("last_name", "name")) < 0.9


def test_phrase_that_begins_left_of_its_label_stays_whole() -> None:
    """A label that is centred above a line begins to the right of it."""
    field = Field("marks", ("Distinguishing marks",), Name())
    card = Card("UTO", (Face("back", (field,)),), ("Distinguishing marks",))
    texts = [(300, 20, "Distinguishing marks"), (180, 48, "SCAR UNDER THE LEFT EYE")]
    assert read(card, texts).values["marks"].text == "SCAR UNDER THE LEFT EYE"


def test_labels_with_errors_are_found() -> None:
    """Accents are lost, letters misread, and blanks missing."""
    wrong = {"Primer Apellido": "PrimerApe1lido", "Fecha de Emisión": "Fecha de Emislon"}
    texts = [(x, y, wrong.get(text, text)) for x, y, text in PERU_FRONT]
    assert values(read(PERU, texts)) == PERU_FIELDS


def test_two_values_of_one_label_are_divided() -> None:
    """Date and code below one label are told by their forms, however far apart they stand."""
    texts = [
        (60, 20, "REPÚBLICA DEL PERÚ"),
        (60, 60, "Nacimiento: Fecha y Ubigeo"),
        (60, 84, "25 09 1950"),
        (340, 84, "140618"),
    ]
    found = values(read(PERU, texts))
    assert (found["birth_date"], found["birth_place"]) == ("25 09 1950", "140618")


def test_values_on_one_line_with_the_label_are_found() -> None:
    """A detector joins label and value, and the values of a row."""
    texts = [entry for entry in PERU_FRONT if entry[1] not in (80, 104, 260, 284)]
    texts += [(300, 104, "Primer Apellido: SEPULVEDA")]
    texts += [(300, 260, "Nacionalidad      Sexo    Estado Civil")]
    texts += [(300, 284, "PER               M       V")]
    assert values(read(PERU, texts)) == PERU_FIELDS


def test_unread_field_is_empty_with_confidence_zero() -> None:
    """A value that has no possible form is not returned, and the reason is told."""
    texts = [(x, y, "99 99 2004" if t == "15 02 2004" else t) for x, y, t in PERU_FRONT]
    value = read(PERU, texts).values["birth_date"]
    assert (value.text, value.confidence) == ("", 0.0)
    assert value.reason == "no legible value stands beside its label"


def test_missing_label_is_told() -> None:
    """A field whose label was not found is empty, whatever else is printed."""
    texts = [entry for entry in PERU_FRONT if entry[2] != "Estado Civil"]
    value = read(PERU, texts).values["marital_status"]
    assert (value.text, value.reason) == ("", "its label was not found")


@pytest.mark.parametrize("card", [CHILE, COLOMBIA], ids=["chile", "colombia"])
def test_card_of_another_country_is_none(card: Card) -> None:
    """Labels that countries share do not make a card."""
    assert read_card(engine(PERU_FRONT), BLANK, card) is None


def test_image_without_text_is_none() -> None:
    """There is no card without its texts."""
    assert read_card(engine([]), BLANK, PERU) is None


def test_side_that_is_given_is_the_one_that_is_read() -> None:
    """A front is no back."""
    assert read(PERU, PERU_FRONT, side="front").face.side == "front"
    assert read_card(engine(PERU_FRONT), BLANK, PERU, side="back") is None


def test_both_sides_of_one_image_are_read_together() -> None:
    """The fields of a back below a front are returned with it, where that is allowed."""
    back = [(x, y + 460, t) for x, y, t in (
        (60, 0, "Grupo de Votación"), (60, 24, "000001"), (360, 0, "Donación de Órganos"),
        (360, 24, "NO"), (60, 60, "Departamento"), (60, 84, "JUNIN"), (360, 60, "Provincia"),
        (360, 84, "HUANCAYO"), (600, 60, "Distrito"), (600, 84, "EL TAMBO"),
        (60, 120, "Dirección"), (60, 144, "JR. LOS ALISOS 100"),
    )]  # fmt: skip
    found = values(read(PERU, [*PERU_FRONT, *back], both=True))
    assert found.items() >= PERU_FIELDS.items()
    assert found["address"] == "JR. LOS ALISOS 100"
    assert found["voting_group"] == "000001"
    assert "address" not in values(read(PERU, [*PERU_FRONT, *back]))


def test_doubtful_value_is_read_again() -> None:
    """Where crops disagree, most of them decide, and the confidence says so."""
    doubtful = line("CÁSTAÑEDA", 300, 164, doubts={1: 0.4})
    known = engine(PERU_FRONT, again={"CÁSTAÑEDA": line("CASTAÑEDA", 300, 164)})
    known.rows = [
        [doubtful] if row[0].text == "CASTAÑEDA" else row for row in known.rows
    ]  # fmt: skip
    reading = read_card(known, BLANK, PERU)
    assert reading is not None
    value = reading.values["second_surname"]
    assert value.text == "CASTAÑEDA"
    assert 0.8 < value.confidence < 1


THAI = Card(
    country="UTO",
    marks=("Utopia",),
    faces=(
        Face(
            "front",
            (
                Field("name", ("Name of holder",), Name(), script="th"),
                Field("birth", ("Date of birth",), Date()),
            ),
            titles=("Republic of Utopia",),
        ),
    ),
)
THAI_CARD = (
    (60, 20, "REPUBLIC OF UTOPIA"),
    (60, 60, "Name of holder"),
    (60, 84, "VISUUO"),
    (60, 120, "Date of birth"),
    (60, 144, "01 02 1990"),
)


def test_value_in_another_script_is_read_by_its_engine() -> None:
    """The engine of the script gets the area of the value, and nothing else is taken from it."""
    scripts = Scripts({"th": engine([(60, 84, "สมชาย")])}, "ocr-wrapper[scripts]")
    reading = read(THAI, THAI_CARD, scripts=scripts)
    assert values(reading) == {"name": "สมชาย", "birth": "01 02 1990"}


@pytest.mark.parametrize(("text", "expected"), [("สมชาย ใจดี", "สมชาย ใจดี สมชาย ใจดี"), ("1234", "")])
def test_value_of_two_lines_is_read_by_the_engine_of_its_script(text: str, expected: str) -> None:
    """Each line is an area of its own; what has no possible form is not returned."""
    name, birth = THAI.faces[0].fields
    card = replace(THAI, faces=(replace(THAI.faces[0], fields=(replace(name, lines=2), birth)),))
    texts = [*THAI_CARD[:3], (60, 104, "SRISUK"), *((x, y + 24, t) for x, y, t in THAI_CARD[3:])]
    scripts = Scripts({"th": FakeEngine(single=line(text))}, "ocr-wrapper[scripts]")
    value = read(card, texts, scripts=scripts).values["name"]
    assert value.text == expected
    assert (value.confidence > 0, bool(value.reason)) == (bool(expected), not expected)


def test_value_in_an_unknown_script_is_unread() -> None:
    """Without an engine of the script the look-alikes are not returned, and the remedy is named."""
    value = read(THAI, THAI_CARD, scripts=Scripts({}, "ocr-wrapper[scripts]")).values["name"]
    assert (value.text, value.confidence, value.install) == ("", 0.0, "ocr-wrapper[scripts]")


def test_value_at_another_place_than_described_is_no_value() -> None:
    """A field that is printed right of its label is not taken from below it."""
    card = Card("UTO", (Face("front", (Field("sex", ("Sex of holder",), choice("F", "M"),
                (Place.RIGHT,)),), ("Republic of Utopia",)),), ("Utopia",))  # fmt: skip
    texts = [(60, 20, "REPUBLIC OF UTOPIA"), (60, 60, "Sex of holder"), (60, 84, "F")]
    assert read(card, texts).values["sex"].text == ""
