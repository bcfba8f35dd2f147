"""Recognizers of Peruvian, Chilean and Colombian cards, from given texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from ocr_emulator.recognizers import RECOGNIZERS, RecognitionError
from tests.emulator.engine.cards.drawing import (
    BLANK,
    CHILE_FRONT,
    COLOMBIA_FRONT,
    PERU_FIELDS,
    PERU_FRONT,
    Text,
    engine,
)

COLOMBIA_BACK: tuple[Text, ...] = (
    (260, 30, "FECHA DE NACIMIENTO"),
    (520, 30, "01-ENE-1990"),
    (260, 70, "VILLA INVENTADA"),
    (260, 94, "(ANTIOQUIA)"),
    (260, 118, "LUGAR DE NACIMIENTO"),
    (260, 160, "1.65"),
    (440, 160, "O+"),
    (620, 160, "F"),
    (260, 184, "ESTATURA"),
    (440, 184, "G.S. RH"),
    (620, 184, "SEXO"),
    (260, 224, "15-MAR-2008"),
    (384, 224, "VILLA INVENTADA"),
    (260, 248, "FECHA Y LUGAR DE EXPEDICIÓN"),
    (40, 300, "ÍNDICE DERECHO"),
    (500, 330, "REGISTRADOR NACIONAL"),
    (40, 480, "A-0000000-00000000-F-1000000001-20080315 0000000000A 1 1000000001"),
)


def recognize(name: str, texts: Sequence[Text], **options: Any) -> Any:
    return RECOGNIZERS[f"recognize_{name}_id_card"](BLANK, options, engine(texts))


def test_peruvian_front_is_returned_without_fields_of_the_back() -> None:
    """The response has the fields that the image shows, and that the card is no duplicate."""
    result = recognize("peru", PERU_FRONT).result
    confidence = result.pop("confidence")
    assert result == {**PERU_FIELDS, "duplicate": False}
    assert set(confidence) == set(PERU_FIELDS)


def test_peruvian_duplicate_is_told() -> None:
    """The word on the front decides."""
    assert recognize("peru", [*PERU_FRONT, (640, 60, "DUPLICADO")]).result["duplicate"] is True


def test_chilean_surnames_are_a_list() -> None:
    """The document number is returned without points, as the service does; the RUN has them."""
    result = recognize("chile", CHILE_FRONT).result
    confidence = result.pop("confidence")
    assert result == {
        "surname": ["ARAVENAL", "QUIROGUEZ"],
        "given_name": "ISIDORA PAZ",
        "nationality": "CHILENA",
        "sex": "F",
        "birth": "21 FEB 1982",
        "document_number": "100000001",
        "issue_date": "1 SEP 2013",
        "expiry_date": "10 AGO 2023",
        "number": "10.000.001-K",
    }
    assert confidence == dict.fromkeys(result, 1.0)


def test_single_surname_of_a_foreigner_is_a_list_of_one() -> None:
    """A second surname that is not printed is not missing."""
    texts = [entry for entry in CHILE_FRONT if entry[2] != "QUIROGUEZ"]
    found = recognize("chile", texts)
    assert found.result["surname"] == ["ARAVENAL"]
    assert found.unread == ()


def test_unread_surnames_are_an_empty_list() -> None:
    """They are named once, by the key of the response."""
    texts = [entry for entry in CHILE_FRONT if entry[2] not in ("QUIROGUEZ", "ARAVENAL")]
    found = recognize("chile", texts)
    assert found.result["surname"] == []
    assert found.result["confidence"]["surname"] == 0
    assert [part.part for part in found.unread] == ["surname"]


def test_colombian_front_has_three_fields() -> None:
    """The side is found out."""
    result = recognize("colombia", COLOMBIA_FRONT).result
    del result["confidence"]
    assert result == {
        "number": "1.000.000.001",
        "last_name": "EJEMPLO FICTICIO",
        "name": "AURORA INÉS",
        "side": "front",
    }


def test_colombian_back_is_read() -> None:
    """Values stand right of and above their labels, and three codes have no label."""
    result = recognize("colombia", COLOMBIA_BACK).result
    del result["confidence"]
    assert result == {
        "birth_date": "01-ENE-1990",
        "birth_place": "VILLA INVENTADA (ANTIOQUIA)",
        "height": "1.65",
        "blood_type": "O+",
        "gender": "F",
        "issue_date": "15-MAR-2008",
        "issue_authority": "VILLA INVENTADA",
        "citizen_code1": "A-0000000-00000000-F-1000000001-20080315",
        "citizen_code2": "0000000000A 1",
        "citizen_code3": "1000000001",
        "side": "back",
    }


@pytest.mark.parametrize("name", ["peru", "chile", "colombia"])
def test_image_without_a_card_is_refused(name: str) -> None:
    """The error is that of an image that the service cannot read."""
    with pytest.raises(RecognitionError) as caught:
        recognize(name, [(40, 40, "Invoice 2024"), (40, 80, "Apellidos"), (40, 104, "ROJAS")])
    assert caught.value.code == "AIS.0104"


def test_portrait_that_is_not_found_is_named() -> None:
    """Parts that were asked for are reported; without the options nothing is searched."""
    found = recognize("peru", PERU_FRONT, return_portrait_image=True, return_portrait_location=True)
    assert [part.part for part in found.unread] == ["portrait_image", "portrait_location"]
    assert "portrait_image" not in found.result
    assert recognize("peru", PERU_FRONT).unread == ()
