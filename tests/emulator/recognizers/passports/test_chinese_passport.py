"""Recognizer of passports on Chinese data pages: thirteen fields, six in Chinese as well."""

import pytest
from PIL import Image

from ocr_emulator.engine.base import Line
from ocr_emulator.engine.mrz.zone import check_digit
from ocr_emulator.recognizers.base import recognized
from ocr_emulator.recognizers.passports.chinese import with_country
from ocr_emulator.recognizers.passports.passport import recognize_passport
from ocr_emulator.recognizers.passports.patterns import HAN, LATIN, Day
from tests.emulator.engine.fakes import FakeEngine, line

IMAGE = Image.new("RGB", (975, 675), "white")
SCALE = 0.75
"""Pixels of the image by those of the places below: larger images are detected in two steps."""
PRINT = {
    (400, 40): "中华人民共和国",
    (700, 40): "PEOPLE'S REPUBLIC OF CHINA",
    (400, 100): "类型/Type", (400, 125): "P",
    (600, 100): "国家码/Country Code", (600, 125): "CHN",
    (900, 100): "护照号/Passport No.", (900, 125): "E00271828",
    (400, 180): "姓名/Name", (400, 205): "乔云帆", (400, 235): "QIAO, YUNFAN",
    (400, 290): "性别/Sex", (400, 315): "男/M",
    (600, 290): "国籍/Nationality", (600, 315): "中国/CHINESE",
    (900, 290): "出生日期/Date of birth", (900, 315): "23 11月/NOV 1991",
    (400, 370): "出生地点/Place of birth", (400, 395): "湖南/HUNAN",
    (900, 370): "签发日期/Date of issue", (900, 395): "17 MAY 2018",
    (400, 450): "签发地点/Place of issue", (400, 475): "广东/GUANGDONG",
    (900, 450): "有效期至/Date of expiry", (900, 475): "16 MAY 2028",
    (400, 530): "签发机关/Authority", (400, 555): "公安部出入境管理局",
    (400, 585): "MPS Exit & Entry Administration",
}  # fmt: skip
NUMBER = "E00271828"
WHOLE = {
    "passport_type": "P",
    "country_code": "CHN",
    "passport_number": NUMBER,
    "nationality": "CHINESE",
    "surname": "QIAO",
    "given_name": "YUNFAN",
    "sex": "M",
    "date_of_birth": "1991-11-23",
    "date_of_expiry": "2028-05-16",
    "date_of_issue": "2018-05-17",
    "place_of_birth": "HUNAN",
    "place_of_issue": "GUANGDONG",
    "issuing_authority": "MPS Exit & Entry Administration",
}
LOCAL = {
    "name": "乔云帆",
    "sex": "男",
    "place_of_birth": "湖南",
    "place_of_issue": "广东",
    "issuing_authority": "公安部出入境管理局",
    "nationality": "中国",
}


class PageEngine(FakeEngine):
    """Recognizes in an area what is printed there, and nothing where the page is empty."""

    def recognize(self, image, polygons, **options):
        found = []
        for polygon in polygons:
            x, y = (sum(corner[i] for corner in polygon) / 4 for i in (0, 1))
            inside = [
                one
                for row in self.rows
                for one in row
                if one.polygon[0][0] <= x <= one.polygon[1][0]
                and one.polygon[0][1] <= y <= one.polygon[2][1]
            ]
            found.append(inside[0] if inside else Line("", polygon, 0.0))
        return tuple(found)


def zone(code="PO", number=NUMBER, issuer="CHN", sex="M"):
    first = f"{code}{issuer}QIAO<<YUNFAN".ljust(44, "<")
    birth, expiry = "911123" + check_digit("911123"), "280516" + check_digit("280516")
    second = f"{number}{check_digit(number)}{issuer}{birth}{sex}{expiry}{'<' * 14}0"
    return first, second + check_digit(second[0:10] + second[13:20] + second[21:43])


def read(changes=None, option=None, **options):
    """Recognize a page on which some of the printed texts are others or missing."""
    printed = PRINT | (changes or {})
    texts = printed | {(200, 700 + 40 * i): text for i, text in enumerate(zone(**options))}
    rows = [
        [line(text, SCALE * x, SCALE * y, wide=10 * SCALE, tall=20 * SCALE)]
        for (x, y), text in texts.items()
        if text
    ]
    body = {} if option is None else {"country_code": option}
    return recognized(recognize_passport(IMAGE, body, PageEngine(rows=rows)))


def test_all_fields_of_chinese_page():
    """Thirteen fields with confidences, and six in Chinese characters."""
    found = read()
    assert {name: found.result[name] for name in WHOLE} == WHOLE
    assert found.result["extra_info"] == {"local_language": LOCAL}
    assert set(found.result["confidence"]) == set(WHOLE)
    assert min(found.result["confidence"].values()) == 1.0
    assert found.unread == ()


@pytest.mark.parametrize("option", ["CHN", ""])
def test_options_that_read_the_whole_page(option):
    """The reader for China, and the one that decides by the passport."""
    assert read(option=option).result["place_of_birth"] == "HUNAN"


@pytest.mark.parametrize(
    "options",
    [
        {"option": "GENERAL"},
        {"option": "CHN", "issuer": "UTO"},
        {"number": "K00271828"},
        {"number": "MA0271828"},
        {"changes": {(600, 60): "HONG KONG SPECIAL ADMINISTRATIVE REGION"}},
    ],
    ids=["zone alone", "foreign", "Hong Kong by number", "Macao by number", "Hong Kong by print"],
)
def test_other_passports_have_seven_fields(options):
    """Only passports of the mainland are read whole, and only if that is asked for."""
    result = read(**options).result
    assert result["extra_info"] == {}
    assert set(WHOLE) - set(result) == {
        "passport_type", "nationality", "date_of_issue", "place_of_birth", "place_of_issue",
        "issuing_authority",
    }  # fmt: skip
    assert len(result["confidence"]) == 7


@pytest.mark.parametrize(
    ("code", "kind"), [("P<", "P"), ("PO", "P"), ("PD", "W"), ("PS", "G"), ("PX", "")]
)
def test_type_by_letter_of_zone(code, kind):
    """Ordinary, diplomatic and service passports; an unknown letter gives no type."""
    result = read(code=code).result
    assert result["passport_type"] == kind
    assert (result["confidence"]["passport_type"] > 0) is bool(kind)


@pytest.mark.parametrize(
    ("place", "text", "missing"),
    [
        ((900, 395), "", ["date_of_issue"]),
        ((900, 395), "17 MAY 2029", ["date_of_issue"]),
        ((900, 395), "17 MAY 1981", ["date_of_issue"]),
        ((400, 395), "", ["place_of_birth", "extra_info.local_language.place_of_birth"]),
        ((400, 205), "", ["extra_info.local_language.name"]),
        ((400, 315), "女/M", ["extra_info.local_language.sex"]),
    ],
)
def test_unread_field_is_empty_and_reported(place, text, missing):
    """What is not legible, or contradicts the zone, is no guess."""
    found = read({place: text})
    assert [part.part for part in found.unread] == missing
    for name in missing:
        part = name.rpartition(".")[2]
        local = found.result["extra_info"]["local_language"]
        assert (local if "." in name else found.result)[part] == ""
        assert "." in name or found.result["confidence"][name] == 0


@pytest.mark.parametrize(
    ("place", "text", "field"),
    [((400, 395), "湖南/HUMAN", "place_of_birth"), ((900, 395), "17 MAY 2015", "date_of_issue")],
)
def test_contradicted_value_is_trusted_less(place, text, field):
    """The Chinese name of a province and the term of validity confirm what was read."""
    assert read({place: text}).result["confidence"][field] == 0.8


def test_zone_without_print_reports_all_printed_fields():
    """Where the page above the zone is missing, its fields are empty."""
    found = read(dict.fromkeys(PRINT, ""))
    assert found.result["passport_number"] == NUMBER
    assert found.result["place_of_birth"] == ""
    assert len(found.unread) == 11


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("P.R.C", "P.R.China"),
        ("PRC", "P.R.China"),
        ("P. R. CHINA", "P.R.China"),
        ("P.R.China", "P.R.China"),
        ("Embassy of P.R.C. in France", "Embassy of P.R.China in France"),
        ("Immigration Administration, PRC", "Immigration Administration, P.R.China"),
        ("MPS Exit & Entry Administration", "MPS Exit & Entry Administration"),
    ],
)  # fmt: skip
def test_abbreviation_of_country_is_that_of_the_service(printed, written):
    """All spellings of the country in an authority become one (API Reference 4.7)."""
    assert with_country(printed) == written


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("23 NOV 1991", "1991-11-23"),
        ("23 11月/NOV 1991", "1991-11-23"),
        ("2311月/N0V1991", "1991-11-23"),
        ("05 5月/M?Y 2018", None),
        ("05 5月/MXY 2018", "2018-05-05"),
        ("05 6月/MAY 2018", None),
        ("31 FEB 2018", None),
        ("05 XYZ 2018", None),
    ],
)
def test_day_with_month_in_words(text, day):
    """Name and number of the month confirm each other; what no calendar has is no date."""
    found = Day().find(text)
    assert (found and found.value) == day


def test_values_in_two_scripts_are_divided():
    """One line has the Chinese value and the Latin one."""
    assert HAN.find("内蒙古/NEI MENGGU").value == "内蒙古"
    assert LATIN.find("内蒙古/NEI MENGGU").value == "NEI MENGGU"
    assert HAN.find("HUNAN") is LATIN.find("湖南") is None
