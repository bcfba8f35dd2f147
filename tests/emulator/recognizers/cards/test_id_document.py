"""The withdrawn recognizer of many documents: countries, kinds, and the form of its response."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from PIL import Image

from ocr_emulator.engine.base import Line, Polygon
from ocr_emulator.recognizers import RecognitionError
from ocr_emulator.recognizers.cards.south_east_asia import reading
from ocr_emulator.recognizers.cards.withdrawn.id_document import recognize_id_document
from ocr_emulator.recognizers.cards.withdrawn.passports import PrintedDay
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
THAILAND: tuple[Text, ...] = (
    (200, 20, "Thai National ID Card"),
    (200, 60, "Identification Number 1 2345 67890 12 1"),
    (200, 140, "Name Mr. Thotsop"),
    (200, 180, "Last name Tuayang"),
    (200, 220, "Date of Birth 14 Oct. 1990"),
    (100, 330, "ที่อยู่ 99 หมู่ที่ 3 ต.ช้างเผือก"),
    (60, 420, "5 Jan. 2020"),
    (500, 420, "13 Oct. 2028"),
    (60, 450, "Date of Issue"),
    (500, 450, "Date of Expiry"),
)
VIETNAM_BACK: tuple[Text, ...] = (
    (60, 20, "Đặc điểm nhận dạng / Personal identification:"),
    (60, 50, "Nốt ruồi cách 1cm dưới mép trái"),
    (300, 100, "Ngày, tháng, năm / Date, month, year: 10/05/2021"),
    (300, 140, "CỤC TRƯỞNG CỤC CẢNH SÁT"),
)
VIETNAM_LICENSE: tuple[Text, ...] = (
    (60, 20, "BỘ GTVT"),
    (300, 60, "GIẤY PHÉP LÁI XE / DRIVER'S LICENSE"),
    (340, 100, "Số/No: 012345678901"),
    (300, 140, "Họ tên/Full name: NGUYỄN VĂN HÙNG"),
    (300, 180, "Ngày sinh/Date of Birth: 01/02/1990"),
    (300, 220, "Quốc tịch/Nationality: VIỆT NAM"),
    (300, 260, "Nơi cư trú/Address: P. Tân Phú, TP. Đà Nẵng"),
    (360, 330, "Đà Nẵng, ngày/date 05 tháng/month 10 năm/year 2015"),
    (60, 400, "Có giá trị đến/Expires: 05/10/2025"),
)
PASSPORT: tuple[Text, ...] = (
    (10, 20, "REPUBLIKA E SHQIPERISE"),
    (310, 300, "Data e lëshimit / Date of issue"),
    (310, 324, "05 JUL 2021"),
    (310, 360, "Autoriteti / Authority"),
    (310, 384, "MB/TIRANË"),
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


def test_passport_is_read_from_its_zone_and_its_print() -> None:
    """The print has the date of issue and the authority; the date is written YYYY-MM-DD."""
    found = recognize_id_document(BLANK, {}, engine(PASSPORT))
    result: Any = found.result
    assert (result["issue_date"], result["issuing_authority"]) == ("2021-07-05", "MB/TIRANË")
    assert found.unread == ()
    assert (result["country_region"], result["id_type"]) == ("ALB", "PP")
    assert (result["last_name"], result["first_name"]) == ("SHEHU", "MARA ELENE")
    assert (result["birth_date"], result["sex"]) == ("1984-02-19", "F")


@pytest.mark.parametrize("printed", ["05 JUL 2033", "05 JUL 1980"])
def test_date_of_issue_that_contradicts_the_zone_is_empty(printed: str) -> None:
    """A passport is issued after its holder's birth and before it expires."""
    texts = [(x, y, printed if text == "05 JUL 2021" else text) for x, y, text in PASSPORT]
    found = recognize_id_document(BLANK, {}, engine(texts))
    result: Any = found.result
    assert (result["issue_date"], result["confidence"]["issue_date"]) == ("", 0)
    assert [part.part for part in found.unread] == ["issue_date"]


@pytest.mark.parametrize(
    ("printed", "is_usual"), [("05 JUL 2021", True), ("05 MAR 2021", False), ("05 2021", False)]
)
def test_date_of_issue_is_sure_a_whole_number_of_years_before_the_expiry(
    printed: str, is_usual: bool
) -> None:
    """Another day may be misread, and a text that is no date is none."""
    texts = [(x, y, printed if text == "05 JUL 2021" else text) for x, y, text in PASSPORT]
    found: Any = recognize_id_document(BLANK, {}, engine(texts)).result
    assert (found["confidence"]["issue_date"] >= 0.9) is is_usual
    assert bool(found["issue_date"]) is (printed != "05 2021")


def test_authority_in_cyrillic_letters_is_reported() -> None:
    """What the engine makes of them are look-alikes."""
    texts = [
        (x, y, text.replace("P<ALB", "P<RUS").replace("8ALB84", "8RUS84"))
        for x, y, text in PASSPORT
    ]
    found = recognize_id_document(BLANK, {}, engine(texts))
    result: Any = found.result
    assert (result["country_region"], result["issuing_authority"]) == ("RUS", "")
    assert [(part.part, "Cyrillic" in part.reason) for part in found.unread] == [
        ("issuing_authority", True)
    ]


@pytest.mark.parametrize(
    ("old", "new"), [("ALB", "UTO"), ("BX31415928ALB8402196F3107046", "BX3141592")]
)
def test_passport_that_cannot_be_told_is_refused(old: str, new: str) -> None:
    """One of another state, and one whose zone is not legible."""
    texts = [(x, y, text.replace(old, new)) for x, y, text in PASSPORT]
    with pytest.raises(RecognitionError, match=r"AIS\.0104"):
        recognize(texts)


def test_passport_without_labels_has_the_fields_of_its_zone() -> None:
    """What the print does not show is empty with confidence 0, and named."""
    found = recognize_id_document(BLANK, {}, engine([PASSPORT[0], *PASSPORT[-2:]]))
    result: Any = found.result
    assert result["document_number"] == "BX3141592"
    assert (result["issue_date"], result["confidence"]["issue_date"]) == ("", 0)
    assert [part.part for part in found.unread] == ["issue_date", "issuing_authority"]


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("05 ЛИП/JUL 21", "2021-07-05"),
        ("05 JUL/JUIL 2021", "2021-07-05"),
        ("O5 MEI/MAY 2019", "2019-05-05"),
        ("05/07/2021", "2021-07-05"),
        ("31 FEB 2021", None),
        ("AB123456", None),
    ],
)
def test_date_of_a_passport_is_found_in_each_form(printed: str, date: str | None) -> None:
    """States print the month in digits, or by name in one language or two."""
    match = PrintedDay().find(printed)
    assert (None if match is None else match.value) == date


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the fake engine the readers of Thai and Vietnamese."""
    monkeypatch.setattr(reading, "ScriptEngine", lambda base, language: base)
    monkeypatch.setattr(reading, "Preparations", lambda language: NoReadings())


class NoReadings:
    """Nothing is read another time."""

    def readings(self, image: Image.Image, polygon: Polygon) -> Iterator[Line]:
        return iter(())


def recognize_in_script(texts: Sequence[Text], language: str) -> dict[str, Any]:
    known = engine(texts)
    known.languages |= {language}
    found: Any = recognize_id_document(BLANK, {}, known).result
    return {name: value for name, value in found.items() if name != "confidence" and value}


@pytest.mark.usefixtures("readers")
def test_thai_card_is_returned_with_given_name_and_sex_by_title() -> None:
    """The title before the name says the sex; dates are those of the common calendar."""
    assert recognize_in_script(THAILAND, "th") == {
        "country_region": "THA",
        "id_type": "ID",
        "side": "front",
        "first_name": "Thotsop",
        "last_name": "Tuayang",
        "sex": "M",
        "birth_date": "1990-10-14",
        "issue_date": "2020-01-05",
        "expiry_date": "2028-10-13",
        "document_number": "1234567890121",
        "address": "99 หมู่ที่ 3 ต.ช้างเผือก",
    }


@pytest.mark.usefixtures("readers")
def test_thai_date_stands_in_for_an_english_one() -> None:
    """The card prints each date in both calendars; one reading alone is not sure."""
    texts = [
        (x, y, text.replace("Date of Birth 14 Oct. 1990", "เกิดวันที่ 14 ต.ค. 2533"))
        for x, y, text in THAILAND
    ]
    known = engine(texts)
    known.languages |= {"th"}
    found: Any = recognize_id_document(BLANK, {}, known).result
    assert found["birth_date"] == "1990-10-14"
    assert found["confidence"]["birth_date"] < 0.9


@pytest.mark.usefixtures("readers")
def test_back_of_a_vietnamese_card_has_date_and_authority() -> None:
    """The office that signed is a value in this operation."""
    assert recognize_in_script(VIETNAM_BACK, "vi") == {
        "country_region": "VNM",
        "id_type": "ID",
        "side": "back",
        "issue_date": "2021-05-10",
        "issuing_authority": "CỤC TRƯỞNG CỤC CẢNH SÁT",
    }


@pytest.mark.usefixtures("readers")
def test_vietnamese_license_is_read() -> None:
    """The family name stands first; the date of issue is printed in words."""
    assert recognize_in_script(VIETNAM_LICENSE, "vi") == {
        "country_region": "VNM",
        "id_type": "DL",
        "side": "front",
        "last_name": "NGUYỄN",
        "first_name": "VĂN HÙNG",
        "nationality": "VIỆT NAM",
        "birth_date": "1990-02-01",
        "issue_date": "2015-10-05",
        "expiry_date": "2025-10-05",
        "document_number": "012345678901",
        "address": "P. Tân Phú, TP. Đà Nẵng",
        "issuing_authority": "BỘ GTVT",
    }


def test_vietnamese_document_without_a_reader_names_what_to_install() -> None:
    """Numbers and dates are read all the same."""
    found = recognize_id_document(BLANK, {}, engine(VIETNAM_LICENSE))
    result: Any = found.result
    assert result["document_number"] == "012345678901"
    assert result["last_name"] == ""
    assert {part.install for part in found.unread if part.part == "last_name"} == {
        "ocr-wrapper[scripts]"
    }


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
