"""Layouts of Thailand: the identity card, the pink card of foreigners, and license plates."""

from __future__ import annotations

import random
from dataclasses import replace

from benchmarks.accuracy.cards.fonts import family
from benchmarks.accuracy.cards.people import Day, birthday, digits, issued
from benchmarks.accuracy.cards.sheet import SCALE, Colour, Ink, Sheet, inks

_MONTHS = "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.".split()  # noqa: SIM905
_ENGLISH = "Jan. Feb. Mar. Apr. May Jun. Jul. Aug. Sep. Oct. Nov. Dec.".split()  # noqa: SIM905
_MEN = (("ทดสอบ", "Thotsop"), ("สมชาย", "Somchai"), ("ธนกร", "Thanakorn"), ("วิชัย", "Wichai"),
        ("ณัฐพล", "Nattapon"), ("อนุชา", "Anucha"))  # fmt: skip
_WOMEN = (("สมหญิง", "Somying"), ("มาลี", "Malee"), ("กนกวรรณ", "Kanokwan"), ("ปราณี", "Pranee"),
          ("วรรณา", "Wanna"), ("สุดารัตน์", "Sudarat"))  # fmt: skip
_FAMILIES = (("ตัวอย่าง", "Tuayang"), ("ใจดี", "Jaidee"), ("ศรีสุข", "Srisuk"), ("ทองคำ", "Thongkham"),
             ("บุญมา", "Bunma"), ("แก้วมณี", "Kaewmanee"), ("วงศ์สวัสดิ์", "Wongsawat"))  # fmt: skip
_FOREIGN = (("มารา ลินด์ควิสต์", "MARA LINDQVIST"), ("ออง โซ", "AUNG SOE"),
            ("เดวิด มิลเลอร์", "DAVID MILLER"), ("คำ สมพอน", "KHAM SOMPHON"))  # fmt: skip
_DISTRICTS = ("เมืองเชียงใหม่", "บางละมุง", "หาดใหญ่", "ปากเกร็ด", "ศรีราชา", "เมืองขอนแก่น")
_SUBDISTRICTS = ("ช้างเผือก", "หนองปรือ", "คอหงส์", "บางพูด", "สุรศักดิ์", "ในเมือง")
PROVINCES = ("กรุงเทพมหานคร", "เชียงใหม่", "ชลบุรี", "สงขลา", "นนทบุรี", "ขอนแก่น", "ภูเก็ต",
             "มหาสารคาม", "นครราชสีมา", "อุดรธานี", "สุราษฎร์ธานี", "ระยอง")  # fmt: skip
_DARK, _BLUE = (30, 30, 38), (40, 70, 130)
_ISSUE = ("date_of_issue", "วันออกบัตร", "Date of Issue")
_EXPIRY = ("date_of_expiry", "วันบัตรหมดอายุ", "Date of Expiry")
_THAI_DATE, _ENGLISH_DATE = "{d} {M} {B}", "{d} {M} {Y}"


def id_number(rng: random.Random, first: str) -> str:
    """Invent an identification number with its check digit (modulus 11), grouped as printed."""
    number = first + "".join(rng.choice("0123456789") for _ in range(11))
    total = sum(int(digit) * (13 - place) for place, digit in enumerate(number))
    number += str((11 - total % 11) % 10)
    return f"{number[0]} {number[1:5]} {number[5:10]} {number[10:12]} {number[12]}"


def _address(rng: random.Random) -> str:
    house = f"{rng.randint(1, 299)}/{rng.randint(1, 99)}" if rng.random() < 0.6 else "99"
    return (
        f"{house} หมู่ที่ {rng.randint(1, 15)} ต.{rng.choice(_SUBDISTRICTS)} "
        f"อ.{rng.choice(_DISTRICTS)} จ.{rng.choice(PROVINCES[1:])}"
    )


def thailand(rng: random.Random) -> Sheet:
    """Draw one side of a Thai card."""
    return rng.choice((_front, _front, _front, _front, _back, _pink))(rng)


def _front(rng: random.Random) -> Sheet:
    sheet = Sheet(rng, "normal", "front", (206, 226, 240))
    sheet.guilloche(((168, 200, 226), (214, 204, 226), (190, 220, 214)))
    sheet.fields["type"] = "normal"
    label, value = inks(rng, "thai", label=_BLUE, ink=_DARK)
    label, value = Ink(label.family, 2.4, _BLUE), Ink(value.family, 3, _DARK, bold=True)
    english, small = Ink(label.family, 2.3, _BLUE), Ink(value.family, 2.6, _DARK, bold=True)
    end = sheet.text(16, 6, "บัตรประจำตัวประชาชน", Ink(label.family, 3.3, _DARK, bold=True))
    heading = Ink(label.family, 2.7, _BLUE, bold=True)
    sheet.text(end + 2, 6, "Thai National ID Card", heading)
    sheet.emblem(9, 7, 4.6, (180, 60, 60))
    sheet.text(16, 9.4, "เลขประจำตัวประชาชน", Ink(label.family, 2.2, _BLUE))
    sheet.text(16, 12.2, "Identification Number", Ink(label.family, 2.2, _BLUE))
    sheet.value("id_number", (44, 11.4), id_number(rng, rng.choice("1235")), value)
    man = rng.random() < 0.5
    (given, given_en), (name, name_en) = rng.choice(_MEN if man else _WOMEN), rng.choice(_FAMILIES)
    title, title_en = ("นาย", "Mr.") if man else rng.choice((("นาง", "Mrs."), ("น.ส.", "Miss")))
    end = sheet.text(16, 17.2, "ชื่อตัวและชื่อสกุล", label)
    sheet.value("name_th", (end + 2, 17.2), f"{title} {given} {name}", value)
    sheet.chip(4, 17)
    end = sheet.text(28, 21.4, "Name", english)
    sheet.value("first_name_en", (end + 2, 21.4), f"{title_en} {given_en}", small)
    end = sheet.text(28, 25, "Last name", english)
    sheet.value("last_name_en", (end + 2, 25), name_en, small)
    birth, issue = birthday(rng), issued(rng)
    end = sheet.text(28, 29, "เกิดวันที่", label)
    sheet.value("date_of_birth_th", (end + 2, 29), birth.written(_THAI_DATE, _MONTHS), small)
    end = sheet.text(28, 32.4, "Date of Birth", english)
    sheet.value("date_of_birth_en", (end + 2, 32.4), birth.written(_ENGLISH_DATE, _ENGLISH), small)
    end = sheet.text(28, 35.8, "ศาสนา", label)
    sheet.value("religion_th", (end + 2, 35.8), rng.choice(("พุทธ", "พุทธ", "อิสลาม", "คริสต์")), small)
    end = sheet.text(4, 39.6, "ที่อยู่", label)
    address = Ink(value.family, 2.4, _DARK)
    sheet.wrapped("address_th", (end + 1.5, 39.6), _address(rng), address, until=60, step=2.9)
    stamp, caption = Ink(value.family, 2.1, _DARK), Ink(label.family, 1.7, _BLUE)
    _stamp(sheet, 14, issue, _ISSUE, stamp, caption)
    _stamp(sheet, 52, issue.later(8), _EXPIRY, stamp, caption)
    sheet.text(33, 52.4, "เจ้าพนักงานออกบัตร", Ink(label.family, 1.7, _BLUE), anchor="ms")
    sheet.signature(28, 48.4, 10)
    sheet.portrait((64, 17, 81.5, 39.5))
    serial = f"{rng.randint(1000, 9999)}-{rng.randint(1, 12):02}-{rng.randint(0, 99999999):08}"
    sheet.value("serial_number", (73, 50.6), serial, Ink(value.family, 1.9, _DARK), anchor="ms")
    return sheet


def _stamp(
    sheet: Sheet, x: float, day: Day, names: tuple[str, str, str], value: Ink, label: Ink
) -> None:
    """Print a date in Thai and in English, each above its label."""
    field, caption, caption_en = names
    sheet.value(f"{field}_th", (x, 45.2), day.written(_THAI_DATE, _MONTHS), value, anchor="ms")
    sheet.text(x, 47.3, caption, label, anchor="ms")
    sheet.value(f"{field}_en", (x, 50), day.written(_ENGLISH_DATE, _ENGLISH), value, anchor="ms")
    sheet.text(x, 52, caption_en, label, anchor="ms")


def _back(rng: random.Random) -> Sheet:
    sheet = Sheet(rng, "normal", "back", (222, 230, 238))
    sheet.guilloche(((186, 204, 224), (214, 214, 226)), strength=0.4)
    sheet.fields["type"] = "normal"
    label, value = inks(rng, "thai", label=_BLUE, ink=_DARK)
    label, value = Ink(label.family, 2.5, _BLUE), Ink(value.family, 3, _DARK)
    sheet.emblem(43, 13, 6, (150, 160, 190))
    sheet.text(43, 24, "กรมการปกครอง กระทรวงมหาดไทย", label, anchor="ms")
    sheet.text(43, 28, "Department of Provincial Administration", label, anchor="ms")
    laser = f"{rng.choice('JM')}{rng.choice('ETC')}{digits(rng, rng.choice((1, 2)))}"
    laser += f"-{rng.randint(0, 9999999):07}-{rng.randint(0, 99):02}"
    sheet.value("laser_number", (80, 49), laser, value, anchor="rs")
    card = f"{rng.randint(0, 9999):04}-{rng.randint(0, 999):03}-{rng.randint(0, 99):02}"
    sheet.value("card_number", (5, 49), card, value)
    sheet.band((0, 33, 85.6, 42), (52, 48, 50))
    return sheet


def _pink(rng: random.Random) -> Sheet:
    sheet = Sheet(rng, "pink", "front", (246, 214, 222))
    sheet.guilloche(((232, 176, 194), (240, 206, 190)))
    sheet.fields["type"] = "pink"
    red = (140, 50, 84)
    label, value = inks(rng, "thai", label=red, ink=_DARK)
    label, value = Ink(label.family, 2.5, red), Ink(value.family, 2.9, _DARK, bold=True)
    sheet.emblem(9, 7, 4.6, (180, 60, 60))
    bold = Ink(label.family, 2.9, _DARK, bold=True)
    sheet.text(16, 5.6, "บัตรประจำตัวคนซึ่งไม่มีสัญชาติไทย", bold)
    sheet.text(16, 9, "Non-Thai Identification Card", Ink(label.family, 2.3, red))
    end = sheet.text(16, 13.2, "เลขประจำตัว", label)
    sheet.value("id_number", (end + 2, 13.2), id_number(rng, rng.choice("067")), value)
    name_th, name_en = rng.choice(_FOREIGN)
    end = sheet.text(16, 18, "ชื่อ", label)
    sheet.value("name_th", (end + 2, 18), name_th, value)
    end = sheet.text(16, 22, "Name", label)
    sheet.value("name_en", (end + 2, 22), name_en, value)
    birth, issue = birthday(rng), issued(rng)
    end = sheet.text(16, 26.2, "เกิดวันที่", label)
    sheet.value("date_of_birth_th", (end + 2, 26.2), birth.written(_THAI_DATE, _MONTHS), value)
    end = sheet.text(16, 30.2, "Date of Birth", label)
    sheet.value("date_of_birth_en", (end + 2, 30.2), birth.written(_ENGLISH_DATE, _ENGLISH), value)
    end = sheet.text(4, 35, "ที่อยู่", label)
    address = Ink(value.family, 2.4, _DARK)
    sheet.wrapped("address_th", (end + 1.5, 35), _address(rng), address, until=60, step=2.9)
    small = Ink(value.family, 2.3, _DARK)
    for x, field, caption, day in (
        (5, "date_of_issue_th", "วันออกบัตร", issue),
        (32, "date_of_expiry_th", "วันบัตรหมดอายุ", issue.later(10)),
    ):
        sheet.value(field, (x, 45.4), day.written(_THAI_DATE, _MONTHS), small)
        sheet.text(x, 48.6, caption, Ink(label.family, 2, red))
    sheet.portrait((64, 15, 81.5, 38))
    reference = f"{digits(rng, 2)}-{digits(rng, 4)}-{digits(rng, 6)}"
    sheet.value("ref_number", (64, 46), reference, Ink(value.family, 1.9, _DARK))
    return sheet


_PLATES: tuple[tuple[str, Colour, Colour], ...] = (
    ("private", (244, 244, 240), (24, 24, 28)),
    ("private", (250, 250, 246), (24, 24, 28)),
    ("van", (244, 244, 240), (24, 60, 150)),
    ("pickup", (246, 246, 242), (16, 104, 60)),
    ("taxi", (246, 206, 40), (24, 24, 28)),
)
_LETTERS = "กขคฆงจฉชฌญฎฐฒณตถทธนพภมยรลวศษสฬอฮ"


def plate(rng: random.Random) -> Sheet:
    """Draw a license plate of a car (340 by 150 mm) or of a motorcycle (172 by 220 mm).

    The plate is drawn at a quarter of its size, to have the pixels of a card.
    """
    make, ground, ink = rng.choice(_PLATES)
    two_wheels = rng.random() < 0.2
    size = (43.0, 55.0) if two_wheels else (85.0, 37.5)
    sheet = Sheet(rng, "motorcycle" if two_wheels else make, "front", ground, size)
    letters = "".join(rng.sample(_LETTERS, 2))
    if rng.random() < 0.6 or two_wheels:
        letters = f"{rng.randint(1, 9)}{letters}"
    number, province = str(rng.randint(1, 9999)), rng.choice(PROVINCES)
    kind = family("thai plate", rng)
    width, height = size
    text = max(letters, number, key=len) if two_wheels else f"{letters} {number}"
    big = _fitting(Ink(kind, height * (0.34 if two_wheels else 0.62), ink, bold=True), text, width)
    small = Ink(kind, height * (0.14 if two_wheels else 0.27), ink, bold=True)
    small = _fitting(small, province, width)
    middle = width / 2
    sheet.fields["plate_number"] = f"{letters} {number}"
    if two_wheels:
        for y, text in ((height * 0.36, letters), (height * 0.86, number)):
            sheet.text(middle, y, text, big, anchor="ms")
        sheet.value("province", (middle, height * 0.55), province, small, anchor="ms")
    else:
        sheet.text(middle, height * 0.56, f"{letters} {number}", big, anchor="ms")
        sheet.value("province", (middle, height * 0.88), province, small, anchor="ms")
    sheet.frame((0.8, 0.8, width - 0.8, height - 0.8), ink)
    return sheet


def _fitting(ink: Ink, text: str, width: float) -> Ink:
    """Return ink in which a text fills at most 88 percent of a width."""
    wide = ink.family.font(ink.size * SCALE, bold=ink.bold).getlength(text) / SCALE
    return replace(ink, size=ink.size * min(1.0, width * 0.88 / wide))
