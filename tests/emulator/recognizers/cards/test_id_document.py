"""The withdrawn recognizer of many documents: countries, kinds, and the form of its response."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from ocr_emulator.recognizers import RecognitionError
from ocr_emulator.recognizers.cards.withdrawn.id_document import recognize_id_document
from tests.emulator.engine.cards.drawing import BLANK, CHILE_FRONT, PERU_FRONT, Text, engine

ALBANIA: tuple[Text, ...] = (
    (200, 20, "REPUBLIKA E SHQIPËRISË / REPUBLIC OF ALBANIA"),
    (280, 50, "LETËRNJOFTIM / IDENTITY CARD"),
    (300, 100, "Mbiemri / Surname"),
    (300, 124, "SHEHU"),
    (300, 160, "Emri / Given name(s)"),
    (300, 184, "MARA ELENE"),
    (600, 160, "Nr. i letërnjoftimit / Card No."),
    (600, 184, "031415926"),
    (300, 220, "Shtetësia / Nationality"),
    (300, 244, "SHQIPTARE/ALBANIAN"),
    (300, 280, "Datëlindja / Date of birth"),
    (600, 280, "Gjinia / Sex"),
    (300, 304, "19.02.1984"),
    (600, 304, "F"),
    (600, 340, "Autoriteti / Authority"),
    (600, 364, "MB/MOI"),
    (300, 400, "Data e lëshimit / Date of issue"),
    (620, 400, "Data e skadimit / Date of expiry"),
    (300, 424, "05.07.2021"),
    (620, 424, "05.07.2031"),
)
LICENSE: tuple[Text, ...] = (
    (200, 20, "LEJE DREJTIMI   REPUBLIKA E SHQIPËRISË"),
    (200, 44, "DRIVING LICENCE   REPUBLIC OF ALBANIA"),
    (300, 100, "1. SHEHU"),
    (300, 140, "2. MARA ELENE"),
    (300, 180, "3. 19.02.1984"),
    (300, 220, "4a. 05.07.2021"),
    (300, 260, "4b. 04.07.2031"),
    (560, 260, "4c. DPSHTRR TIRANË"),
    (300, 300, "5. A31415926"),
    (300, 440, "9.  AM  B1  B"),
)
HONG_KONG: tuple[Text, ...] = (
    (250, 20, "HONG KONG PERMANENT IDENTITY CARD"),
    (300, 90, "LEE, Chi Nan"),
    (300, 150, "出生日期 Date of Birth"),
    (300, 180, "01-01-1985"),
    (470, 180, "男M"),
    (300, 240, "簽發日期 Date of Issue"),
    (300, 270, "(06-96)"),
    (300, 300, "26-11-18"),
    (700, 440, "C668668(E)"),
)
PHILIPPINES: tuple[Text, ...] = (
    (250, 20, "REPUBLIC OF THE PHILIPPINES"),
    (250, 44, "LAND TRANSPORTATION OFFICE"),
    (300, 74, "DRIVER'S LICENSE"),
    (300, 120, "Last Name, First Name, Middle Name"),
    (300, 144, "SANTOR, MARIA LUZ CRUZ"),
    (300, 190, "Nationality"),
    (480, 190, "Sex"),
    (600, 190, "Date of Birth"),
    (300, 214, "PHL"),
    (480, 214, "F"),
    (600, 214, "1984/02/19"),
    (300, 260, "Address"),
    (300, 284, "12 MABINI ST, QUEZON CITY"),
    (300, 330, "License No."),
    (600, 330, "Expiration Date"),
    (300, 354, "N03-14-159265"),
    (600, 354, "2031/02/19"),
)
PASSPORT: tuple[Text, ...] = (
    (10, 20, "REPUBLIKA E SHQIPERISE"),
    (10, 460, "P<ALBSHEHU<<MARA<ELENE".ljust(44, "<")),
    (10, 500, "BX31415928ALB8402196F3107046<<<<<<<<<<<<<<02"),
)


def recognize(texts: Sequence[Text], **options: Any) -> dict[str, Any]:
    found: Any = recognize_id_document(BLANK, options, engine(texts)).result
    return {name: value for name, value in found.items() if name != "confidence"}


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (
            ALBANIA,
            "ALB ID front MARA ELENE|SHEHU|F|SHQIPTARE/ALBANIAN|1984-02-19|2021-07-05|2031-07-05"
            "|031415926||MB/MOI",
        ),
        (
            LICENSE,
            "ALB DL front MARA ELENE|SHEHU|||1984-02-19|2021-07-05|2031-07-04|A31415926"
            "||DPSHTRR TIRANË",
        ),
        (
            HONG_KONG,
            "HKG ID front Chi Nan|LEE|M||1985-01-01|2018-11-26||C668668(E)||",
        ),
        (
            PHILIPPINES,
            "PHL DL front MARIA LUZ CRUZ|SANTOR|F|PHL|1984-02-19||2031-02-19|N03-14-159265"
            "|12 MABINI ST, QUEZON CITY|",
        ),
        (
            CHILE_FRONT,
            "CHL ID front ISIDORA PAZ|ARAVENAL QUIROGUEZ|F|CHILENA|1982-02-21|2013-09-01|2023-08-10"
            "|100000001||",
        ),
    ],
    ids=["albania", "license", "hongkong", "philippines", "chile"],
)
def test_document_is_found_out_and_read(texts: Sequence[Text], expected: str) -> None:
    """The response names country and kind, and has dates as YYYY-MM-DD."""
    result = recognize(texts)
    names = (
        "first_name", "last_name", "sex", "nationality", "birth_date", "issue_date", "expiry_date",
        "document_number", "address", "issuing_authority",
    )  # fmt: skip
    head = " ".join(result.pop(name) for name in ("country_region", "id_type", "side"))
    assert f"{head} " + "|".join(result.pop(name, "") for name in names) == expected
    assert result == {}


def test_passport_is_read_from_its_zone() -> None:
    """What only the print has is empty with confidence 0, and named."""
    found = recognize_id_document(BLANK, {}, engine(PASSPORT))
    result: Any = found.result
    assert (result["country_region"], result["id_type"]) == ("ALB", "PP")
    assert (result["last_name"], result["first_name"]) == ("SHEHU", "MARA ELENE")
    assert (result["birth_date"], result["sex"]) == ("1984-02-19", "F")
    assert (result["issue_date"], result["confidence"]["issue_date"]) == ("", 0)
    assert [part.part for part in found.unread] == ["issue_date", "issuing_authority"]


@pytest.mark.parametrize(
    "options",
    [{"country_region": ["CHL"]}, {"id_type": ["DL"]}, {"country_region": ["PHL"]}],
)
def test_document_outside_the_options_is_refused(options: dict[str, Any]) -> None:
    """Only documents of the named countries and kinds are read."""
    with pytest.raises(RecognitionError, match=r"AIS\.0104"):
        recognize(ALBANIA, **options)


def test_empty_options_admit_all() -> None:
    """An empty list is the same as none."""
    assert recognize(ALBANIA, country_region=[], id_type=[])["country_region"] == "ALB"
    assert recognize(ALBANIA, country_region=["ALB", "CHL"], id_type=["ID"])["id_type"] == "ID"


def test_document_of_another_country_is_refused() -> None:
    """Peru is not one of the fifteen."""
    with pytest.raises(RecognitionError, match=r"AIS\.0104"):
        recognize(PERU_FRONT)
