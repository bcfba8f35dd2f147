"""Values on cards of South East Asia: dates and numbers in other digits, Zawgyi, provinces."""

from __future__ import annotations

import pytest

from ocr_emulator.engine.cards.kinds import Kind, Name, Part
from ocr_emulator.engine.cards.value import Value
from ocr_emulator.recognizers.cards.south_east_asia.kinds import (
    BUDDHIST_ERA,
    ENGLISH_MONTHS,
    KHMER_DIGITS,
    THAI_MONTHS,
    Marks,
    NamedDate,
    Native,
    NativeDate,
    NativeHeight,
    Pattern,
    TitledName,
    WordedDate,
)
from ocr_emulator.recognizers.cards.south_east_asia.myanmar.agreement import compared
from ocr_emulator.recognizers.cards.south_east_asia.myanmar.burmese import DATE, YEAR
from ocr_emulator.recognizers.cards.south_east_asia.myanmar.national_number import NRC, in_latin
from ocr_emulator.recognizers.cards.south_east_asia.myanmar.zawgyi import to_zawgyi
from ocr_emulator.recognizers.cards.south_east_asia.provinces import province
from ocr_emulator.recognizers.cards.withdrawn.passports import Authority

_LICENSE = ("nrc_id", "nrc_id_en", "birth", "birth_en", "expiried_date", "expiried_date_en",
            "blood_group", "blood_group_en")  # fmt: skip
THAI = NamedDate(THAI_MONTHS, BUDDHIST_ERA, forever="ตลอดชีพ")
ENGLISH = NamedDate(ENGLISH_MONTHS)
HEIGHT = NativeHeight(KHMER_DIGITS, "ស.ម")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (THAI, "เกิดวันที่ 14 ต.ค. 2533", "14 ต.ค. 2533"),
        (THAI, "8มี.ค.2566", "8 มี.ค. 2566"),
        (THAI, "ตลอดชีพ", "ตลอดชีพ"),
        (THAI, "31 ก.พ. 2533", None),
        (THAI, "14 ต.ค. 1990", None),
        (ENGLISH, "5 Feb 1950", "5 Feb. 1950"),
        (ENGLISH, "1 May 2001", "1 May 2001"),
        (ENGLISH, "5 Xyz 1950", None),
        (NativeDate(KHMER_DIGITS), "៖ ១៦.០២.១៩៥៨ ភេទ", "១៦.០២.១៩៥៨"),
        (NativeDate(KHMER_DIGITS), "១៦.៤២.១៩៥៨", None),
        (DATE, "၁၇.၁ဝ.၁၉၉၁", "၁၇.၁၀.၁၉၉၁"),
        (DATE, "၅-၅-၁၉၉၂", "၅-၅-၁၉၉၂"),
        (DATE, "၁၉၅၈", None),
        (YEAR, "၁၉၅၈", "၁၉၅၈"),
        (YEAR, "၂၉၅၈", None),
        (YEAR, "အမည်", None),
        (NRC, "၁၂/ဥကမ(နိုင်)၀၀၀ဝ၀၃", "၁၂/ဥကမ(နိုင်)၀၀၀၀၀၃"),
        (NRC, "၁၂/ဥကမ ၀၀၀၀၀၃", None),
        (NRC, "အမှတ် ၉/မခန(နိုင်)၂၅၁၉၅၉", "၉/မခန(နိုင်)၂၅၁၉၅၉"),
        (NRC, "၉/မခန{(နိုင)၂၅၁၉၅၉", "၉/မခန(နိုင်)၂၅၁၉၅၉"),
        (NRC, "၇/၀ဂန(ပြု)၀၀၀၀၀၁", "၇/ဝဂန(ပြု)၀၀၀၀၀၁"),
        (NRC, "၁၅/မခန(နိုင်)၂၅၁၉၅၉", None),
        (NRC, "၉/မခ(နိုင်)၂၅၁၉၅၉", None),
        (NRC, "၉/မခန(ကခဂ)၂၅၁၉၅၉", "၉/မခန(ကခဂ)၂၅၁၉၅၉"),
        (NRC, "၉/မခန(နိုင်)၂၂၅၁၉၅၉", None),
        (WordedDate(), "Ngày 03 tháng 04 năm 2020", "03/04/2020"),
        (WordedDate(), "08-08-1980", "08-08-1980"),
        (WordedDate(), "31/02/2020", None),
        (Native(), "់៖ ខេត្តកណ្តាល", "ខេត្តកណ្តាល"),
        (Marks(), "Seo chấm cách 2cm", "Sẹo chấm cách 2cm"),
        (Marks(), "Nôt ruồi cách 1cm", "Nốt ruồi cách 1cm"),
        (Marks(), "Seoul 3", "Seoul 3"),
        (Marks(), "-", None),
        (TitledName(("Mr.", "Miss")), "“Mr.Thotsop", "Mr. Thotsop"),
        (TitledName(("Mr.", "Miss")), "ao Miss Tuayang", "Miss Tuayang"),
        (TitledName(("Mr.", "Miss")), "Thotsop", "Thotsop"),
        (TitledName(("Mr.", "Miss")), "1 2 3", None),
        (Pattern("[ก-ฮ]{2}[0-9]{4}"), "ทะเบียน กข 1 234 x", "กข1234"),
        (Pattern("[ก-ฮ]{2}[0-9]{4}"), "กข 123", None),
        (Authority(), "(MB/TIRANË)", "MB/TIRANË"),
        (Authority(), "05 JUL 2021", None),
        (Authority(), "--", None),
        (Part(Name(), 0), "LEE, Chi Nan", "LEE"),
        (Part(Name(), 1), "LEE, Chi Nan", "Chi Nan"),
        (Part(Name(), 1), "LEE, Chi, Nan", None),
        (Part(Name(), 1), "LEE, 1", None),
        (Native("อยู่"), "อยู่ 99 หมู่ที่ 3", "99 หมู่ที่ 3"),
        (Native(), "9 หมู่ที่ 3", "9 หมู่ที่ 3"),
        (Native(own_digits=True), "2 ភូមិគំរូ", "ភូមិគំរូ"),
        (Native(own_digits=True), "២ ភូមិគំរូ", "២ ភូមិគំរូ"),
        (Native(), "ម៖ ជា បុប្ផា", "ជា បុប្ផា"),
        (Native(), "៖", None),
        (HEIGHT, "១ ១៧៣ សម", "១៧៣ ស.ម"),
        (HEIGHT, "៖ ១៧៣ ស.ម", "១៧៣ ស.ម"),
        (HEIGHT, "១៧៣", "១៧៣"),
        (HEIGHT, "១១៧៣ ស.ម", None),
    ],
)
def test_value_is_found_by_its_form(kind: Kind, text: str, value: str | None) -> None:
    """A value that the calendar or the form does not have is no value."""
    match = kind.find(text)
    assert (None if match is None else match.value) == value


def test_exchanged_lookalike_is_counted() -> None:
    """A letter taken for a digit lowers the confidence of the value."""
    found = DATE.find("၁၇.၁ဝ.၁၉၉၁")
    assert found is not None
    assert found.exchanged == 1


def test_mended_number_is_doubtful() -> None:
    """Each letter that was exchanged or left out is counted."""
    clear, mended = (NRC.find(text) for text in ("၉/မခန(နိုင်)၂၅၁၉၅၉", "၉/မခန(နိုင)၂၅၁၉၅၉"))
    assert clear is not None
    assert mended is not None
    assert (clear.exchanged, mended.exchanged) == (0, 1)


@pytest.mark.parametrize(
    ("number", "latin"),
    [
        ("၉/မခန(နိုင်)၂၅၁၉၅၉", "9/MaKhaNa(C)251959"),
        ("၁၂/ဥကမ(နိုင်)၀၀၀၀၀၃", "12/ဥကမ(C)000003"),
        ("၁၄/ပသန(ပြု)၀၀၀၀၀၃", "14/PaThaNa(ပြု)000003"),
        ("", ""),
    ],
)
def test_number_is_written_in_latin_letters(number: str, latin: str) -> None:
    """Parts of which the spelling is not certain stay in Burmese script."""
    assert in_latin(number) == latin


def test_date_in_other_digits_is_compared_with_a_zone() -> None:
    """A date is written as the card prints it, and a printed one is told in figures."""
    khmer = NativeDate(KHMER_DIGITS)
    assert khmer.written("1966-03-08") == "០៨.០៣.១៩៦៦"
    assert khmer.iso("០៨.០៣.១៩៦៦") == "1966-03-08"
    assert khmer.iso("០៨.០៣") == ""


@pytest.mark.parametrize(
    ("burmese", "latin", "expected"),
    [
        (("", 0.0), ("18-1-2025", 0.99), ("၁၈-၁-၂၀၂၅", 0.89)),
        (("၁၈-၁-၂၀၂၅", 0.6), ("18-1-2025", 0.9), ("၁၈-၁-၂၀၂၅", 0.96)),
        (("၁၃-၁-၂၀၂၅", 0.7), ("18-1-2025", 0.99), ("၁၈-၁-၂၀၂၅", 0.89)),
        (("၁၃-၁-၂၀၂၅", 0.95), ("18-1-2025", 0.99), ("၁၃-၁-၂၀၂၅", 0.57)),
        (("၁၃-၁-၂၀၂၅", 0.95), ("", 0.0), ("၁၃-၁-၂၀၂၅", 0.95)),
    ],
)
def test_date_of_a_license_is_compared_in_both_scripts(
    burmese: tuple[str, float], latin: tuple[str, float], expected: tuple[str, float]
) -> None:
    """Both state the same day; what only one states, or both differently, is doubtful."""
    values = {name: Value("", 0.0) for name in _LICENSE}
    values |= {"birth": Value(*burmese), "birth_en": Value(*latin)}
    found = compared(values)["birth"]
    assert (found.text, round(found.confidence, 2)) == expected


def test_blood_group_is_taken_from_its_latin_letter() -> None:
    """A group of one letter is hardly found among Burmese words."""
    values = {name: Value("", 0.0) for name in _LICENSE} | {"blood_group_en": Value("AB", 0.97)}
    assert compared(values)["blood_group"] == Value("အေဘီ", 0.89)


def test_what_is_read_in_burmese_alone_is_stated_in_latin_letters() -> None:
    """A single Latin letter is often lost; it is less sure than one that was read."""
    values = {name: Value("", 0.0) for name in _LICENSE}
    values |= {"blood_group": Value("အို", 0.96), "birth": Value("၁-၁၁-၁၉၉၅", 0.8)}
    found = compared(values)
    assert found["blood_group_en"] == Value("O", 0.89)
    assert found["birth_en"] == Value("1-11-1995", 0.8)
    assert found["expiried_date_en"] == Value("", 0.0)


@pytest.mark.parametrize(
    ("line", "latin", "expected"),
    [
        ("မှတ်ပုံတင်အမှတ် ၄/ဒဂန(နိုင်)၆ ၂၅၄ 19", ("4/DAGANA(N)625424", 0.95), "၄/ဒဂန(နိုင်)၆၂၅၄၂၄"),
        ("/ပသန(နိုင်)၇၈၄၆၄၆", ("2/PATHANA(N)784646", 0.95), "၂/ပသန(နိုင်)၇၈၄၆၄၆"),
        ("/ပသန(နိုင်)၇၈၄၆၄၆", ("2/PATHANA(N)784646", 0.85), ""),
        ("/ပသန(နိုင်)၇၈၄၆၄၆", ("2/DAGANA(N)784646", 0.95), ""),
        ("/ဥကမ(နိုင်)၇၈၄၆၄၆", ("2/OUKAMA(N)784646", 0.95), ""),
        ("/ပသန(နိုင်)၇၈၄၆၄၆", ("15/PATHANA(N)784646", 0.95), ""),
        ("/ပသန(နိုင်)၇၈၄၆၄၆", ("784646", 0.95), ""),
        ("ကုန်ဆုံးရက် ၅-၆-၂၀၂၄", ("2/PATHANA(N)784646", 0.95), ""),
    ],
)
def test_number_read_in_part_is_completed_with_sure_latin_digits(
    line: str, latin: tuple[str, float], expected: str
) -> None:
    """The letters of the township have to be the same in both scripts."""
    values = {name: Value("", 0.0) for name in _LICENSE} | {"nrc_id_en": Value(*latin)}
    found = compared(values, ["အမည် မခင်မေ", line])["nrc_id"]
    assert found == Value(expected, 0.89 if expected else 0.0)


@pytest.mark.parametrize(
    ("unicode", "zawgyi"),
    [
        # The first five are the contract's own example.
        ("၉/မခန(နိုင်)၀၀၀၀၀၁", "၉/မခန(ႏိုင္)၀၀၀၀၀၁"),
        ("မနွယ်နွယ်စမ်း", "မႏြယ္ႏြယ္စမ္း"),
        ("ဦးစမ်းလင်း", "ဦးစမ္းလင္း"),
        ("ဗမာ/ဗုဒ္ဓ", "ဗမာ/ဗုဒၶ"),
        ("ကိုလင်းထက်နောင်", "ကိုလင္းထက္ေနာင္"),
        ("မြို့", "\u107f\u1019\u102d\u1033\u1095"),
        ("ပြည်", "\u103b\u1015\u100a\u1039"),
        ("အင်္ဂလိပ်", "\u1021\u1002\u1064\u101c\u102d\u1015\u1039"),
        ("KO LIN 14/1992", "KO LIN 14/1992"),
    ],
)
def test_burmese_is_written_in_zawgyi(unicode: str, zawgyi: str) -> None:
    """Signs stand in the order and in the codes of the older encoding."""
    assert to_zawgyi(unicode) == zawgyi


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("มหาสารคาม", "มหาสารคาม"),
        ("เชียงไหม่", "เชียงใหม่"),
        ("สุราษฎธานี", "สุราษฎร์ธานี"),
        ("สมุทร", None),
        ("ขายด่วน", None),
    ],
)
def test_province_is_returned_when_it_is_clear(text: str, name: str | None) -> None:
    """A wrong letter is forgiven, and a text between two provinces is none."""
    found = province(text)
    assert (None if found is None else found[0]) == name
