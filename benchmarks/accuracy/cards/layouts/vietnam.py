"""Layouts of Vietnam: nine digits, twelve digits, the chip card of 2021, the card of 2024."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass

from benchmarks.accuracy.cards.people import Day, birthday, digits, issued
from benchmarks.accuracy.cards.sheet import Ink, Sheet, inks
from benchmarks.accuracy.cards.zones import CardZone

_CODES = ("machine_code1", "machine_code2", "machine_code3")
_SURNAMES = "NGUYỄN TRẦN LÊ PHẠM HUỲNH PHAN VŨ ĐẶNG BÙI ĐỖ HỒ NGÔ DƯƠNG LÝ".split()  # noqa: SIM905
_MIDDLE_MEN = "VĂN HỮU ĐỨC QUỐC MINH CÔNG".split()  # noqa: SIM905
_MIDDLE_WOMEN = "THỊ NGỌC THU KIM BÍCH NGÂN".split()  # noqa: SIM905
_MEN = "HÙNG DŨNG TUẤN THẮNG SƠN ĐẠT KHÁNH PHÚC".split()  # noqa: SIM905
_WOMEN = "HẠC HƯƠNG LAN THẢO YẾN TRANG QUỲNH NHUNG".split()  # noqa: SIM905
_COMMUNES = ("Giới Phiên", "Đông Ngạc", "Tân Phú", "Hòa Khánh Bắc", "Vĩnh Hải", "Mỹ Đình")
_DISTRICTS = ("Thành phố Yên Bái", "Bắc Từ Liêm", "Liên Chiểu", "Nha Trang", "Thủ Đức")
_PROVINCES = ("Yên Bái", "Hà Nội", "Đà Nẵng", "Khánh Hòa", "TP. Hồ Chí Minh", "Nghệ An")
_HAMLETS = ("Thôn Ngòi Châu", "Tổ 12", "Số 45 Lê Lợi", "Khu phố 3", "Ấp Bình Hòa")
_MARKS = (
    "Nốt ruồi cách 1cm dưới mép trái",
    "Sẹo chấm cách 2cm trên sau cánh mũi phải",
    "Nốt ruồi cách 3cm sau đuôi mắt trái",
    "Sẹo chấm ngay dưới đuôi lông mày phải",
)
_RED, _DARK, _GREEN = (188, 44, 46), (36, 38, 44), (52, 96, 78)


@dataclass(frozen=True, slots=True)
class _Holder:
    """An invented citizen of Vietnam."""

    name: str
    woman: bool
    birth: Day
    issue: Day
    number: str
    origin: str
    residence: str

    @property
    def sex(self) -> str:
        return "Nữ" if self.woman else "Nam"


def _holder(rng: random.Random) -> _Holder:
    woman = rng.random() < 0.5
    middle, given = (_MIDDLE_WOMEN, _WOMEN) if woman else (_MIDDLE_MEN, _MEN)
    name = f"{rng.choice(_SURNAMES)} {rng.choice(middle)} {rng.choice(given)}"
    birth = birthday(rng)
    century = (birth.year // 100 - 19) * 2 + woman
    number = f"{rng.randint(1, 96):03}{century}{birth.year % 100:02}{rng.randint(0, 999999):06}"
    place = f"{rng.choice(_COMMUNES)}, {rng.choice(_DISTRICTS)}, {rng.choice(_PROVINCES)}"
    home = f"{rng.choice(_COMMUNES)}, {rng.choice(_DISTRICTS)}, {rng.choice(_PROVINCES)}"
    residence = f"{rng.choice(_HAMLETS)}, {home}"
    return _Holder(name, woman, birth, issued(rng), number, place, residence)


def vietnam(rng: random.Random) -> Sheet:
    """Draw one side of a Vietnamese card."""
    layouts = (_old_front, _old_back, _barcode_front, _barcode_back, _chip_front, _chip_front,
               _chip_back, _chip_back, _new_front, _new_back)  # fmt: skip
    return rng.choice(layouts)(rng, _holder(rng))


def _zone(who: _Holder) -> tuple[str, str, str]:
    plain = unicodedata.normalize("NFD", who.name.replace("Đ", "D"))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    surname, _, given = letters.partition(" ")
    expiry = who.issue.later(10).zone()
    sex = "F" if who.woman else "M"
    zone = CardZone("ID", "VNM", who.number[3:], who.birth.zone(), sex, expiry, surname, given,
                    who.number)  # fmt: skip
    return zone.lines()


def _heading(sheet: Sheet, ink: Ink, x: float, *, english: bool) -> float:
    """Print the state's title; returns the last baseline."""
    bold = Ink(ink.family, ink.size, ink.colour, bold=True)
    lines = [("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold), ("Độc lập - Tự do - Hạnh phúc", bold)]
    if english:
        small = Ink(ink.family, ink.size * 0.82, ink.colour)
        lines.insert(1, ("SOCIALIST REPUBLIC OF VIET NAM", small))
        lines.append(("Independence - Freedom - Happiness", small))
    y = 2.2
    for text, kind in lines:
        y += 2.5
        sheet.text(x, y, text, kind, anchor="ms")
    return y


def _old_front(rng: random.Random, who: _Holder) -> Sheet:
    sheet = Sheet(rng, "nine digits", "front", (214, 230, 214))
    sheet.guilloche(((176, 208, 184), (196, 214, 190)))
    label, value = inks(rng, "vietnamese", label=_GREEN, ink=_DARK)
    label, value = Ink(label.family, 2.1, _GREEN), Ink(value.family, 2.7, _DARK, bold=value.bold)
    _heading(sheet, Ink(label.family, 2.1, _DARK), 54, english=False)
    sheet.text(54, 11.6, "GIẤY CHỨNG MINH NHÂN DÂN", Ink(label.family, 3, _RED, bold=True),
               anchor="ms")  # fmt: skip
    sheet.emblem(14, 10.5, 7, (196, 130, 60))
    sheet.portrait((4, 20, 24, 48))
    number = Ink(value.family, 3.4, _RED, bold=True)
    end = sheet.text(40, 16.4, "SỐ", number)
    sheet.value("number", (end + 2, 16.4), digits(rng, 9), number)
    end = sheet.text(28, 21.6, "Họ tên:", label)
    sheet.value("full_name", (end + 2, 21.6), who.name, value)
    end = sheet.text(28, 27.2, "Sinh ngày:", label)
    sheet.value("birth_date", (end + 2, 27.2), who.birth.written("{D}-{N}-{Y}"), value)
    end = sheet.text(28, 32.8, "Nguyên quán:", label)
    y = sheet.wrapped("origin_place", (end + 1.5, 32.8), who.origin, value, until=82, step=4.4,
                      indent=28)  # fmt: skip
    end = sheet.text(28, max(y, 37.2) + 5, "Nơi ĐKHK thường trú:", label)
    sheet.wrapped("residence_place", (end + 1.5, max(y, 37.2) + 5), who.residence, value, until=82,
                  step=4.4, indent=28)  # fmt: skip
    return sheet


def _signed(sheet: Sheet, who: _Holder, label: Ink, value: Ink, office: str) -> None:
    """Print the date and the office that signed."""
    day, month, year = who.issue.written("{D} {N} {Y}").split()
    true = who.issue.written("{D}/{N}/{Y}")
    sheet.value("issue_date", (62, 32), f"Ngày {day} tháng {month} năm {year}", value, true=true,
                anchor="ms")  # fmt: skip
    sheet.text(62, 35.6, office, Ink(label.family, 1.9, label.colour, bold=True), anchor="ms")
    sheet.signature(54, 42, 16)


def _old_back(rng: random.Random, who: _Holder) -> Sheet:
    sheet = Sheet(rng, "nine digits", "back", (216, 230, 216))
    sheet.guilloche(((180, 208, 188),), strength=0.4)
    label, value = inks(rng, "vietnamese", label=_GREEN, ink=_DARK)
    label, value = Ink(label.family, 2, _GREEN), Ink(value.family, 2.3, _DARK)
    sheet.text(4, 6.4, f"Dân tộc: {rng.choice(('Kinh', 'Tày', 'Mường'))}", value)
    sheet.text(44, 6.4, f"Tôn giáo: {rng.choice(('Không', 'Phật giáo'))}", value)
    sheet.fingerprint((5, 12, 18, 28))
    sheet.fingerprint((5, 33, 18, 49))
    sheet.text(4, 11, "NGÓN TRỎ TRÁI", label)
    sheet.text(4, 32, "NGÓN TRỎ PHẢI", label)
    sheet.text(52, 12, "DẤU VẾT RIÊNG VÀ DỊ HÌNH", Ink(label.family, 2, _GREEN, bold=True),
               anchor="ms")  # fmt: skip
    sheet.wrapped("personal_identification", (26, 17), rng.choice(_MARKS), value, until=80, step=4)
    _signed(sheet, who, label, value, "GIÁM ĐỐC CA TỈNH")
    return sheet


def _barcode_front(rng: random.Random, who: _Holder) -> Sheet:
    sheet = Sheet(rng, "twelve digits", "front", (226, 232, 216))
    sheet.guilloche(((190, 212, 190), (230, 206, 180)))
    label, value = inks(rng, "vietnamese", label=_GREEN, ink=_DARK)
    label, value = Ink(label.family, 2, _GREEN), Ink(value.family, 2.5, _DARK, bold=value.bold)
    _heading(sheet, Ink(label.family, 2.1, _DARK), 54, english=False)
    sheet.text(54, 12, "CĂN CƯỚC CÔNG DÂN", Ink(label.family, 3.2, _RED, bold=True), anchor="ms")
    sheet.emblem(14, 9.5, 6, (196, 60, 50))
    sheet.portrait((4, 17.5, 24, 44))
    number = Ink(value.family, 3.1, _DARK, bold=True)
    rows = (
        (17, "Số:", "number", who.number, number),
        (21.8, "Họ và tên:", "full_name", who.name, value),
        (26.4, "Ngày, tháng, năm sinh:", "birth_date", who.birth.written("{D}/{N}/{Y}"), value),
    )
    for y, caption, name, text, ink in rows:
        end = sheet.text(28, y, caption, label)
        sheet.value(name, (end + 1.5, y), text, ink)
    end = sheet.text(28, 30.8, "Giới tính:", label)
    end = sheet.value("sex", (end + 1.5, 30.8), who.sex, value)
    end = sheet.text(max(end + 4, 52), 30.8, "Quốc tịch:", label)
    sheet.value("nationality", (end + 1.5, 30.8), "Việt Nam", value)
    end = sheet.text(28, 35.2, "Quê quán:", label)
    y = sheet.wrapped("origin_place", (end + 1.5, 35.2), who.origin, value, until=82, step=3.6,
                      indent=28)  # fmt: skip
    end = sheet.text(28, y + 4.4, "Nơi thường trú:", label)
    sheet.wrapped("residence_place", (end + 1.5, y + 4.4), who.residence, value, until=82, step=3.6,
                  indent=28)  # fmt: skip
    sheet.text(4, 48, "Có giá trị đến:", Ink(label.family, 1.7, _GREEN))
    expiry = who.issue.later(10).written("{D}/{N}/{Y}")
    sheet.value("expiry_date", (4, 51), expiry, Ink(value.family, 2.1, _DARK))
    return sheet


def _barcode_back(rng: random.Random, who: _Holder) -> Sheet:
    sheet = Sheet(rng, "twelve digits", "back", (228, 234, 222))
    sheet.guilloche(((196, 214, 194),), strength=0.4)
    label, value = inks(rng, "vietnamese", label=_GREEN, ink=_DARK)
    label, value = Ink(label.family, 2, _GREEN), Ink(value.family, 2.4, _DARK)
    sheet.modules((40, 3, 80, 9), (0.4, 6))
    end = sheet.text(26, 15, "Đặc điểm nhận dạng:", label)
    sheet.wrapped("personal_identification", (end + 1.5, 15), rng.choice(_MARKS), value, until=81,
                  step=4, indent=26)  # fmt: skip
    sheet.fingerprint((5, 14, 18, 29))
    sheet.fingerprint((5, 34, 18, 49))
    sheet.text(4, 12.4, "Ngón trỏ trái", label)
    sheet.text(4, 32.6, "Ngón trỏ phải", label)
    _signed(sheet, who, label, value, "CỤC TRƯỞNG CỤC CẢNH SÁT ĐKQL CƯ TRÚ")
    return sheet


def _chip_front(rng: random.Random, who: _Holder) -> Sheet:
    sheet = Sheet(rng, "chip", "front", (222, 234, 226))
    sheet.guilloche(((182, 214, 200), (230, 214, 170), (196, 214, 226)))
    label, value = inks(rng, "vietnamese", label=_GREEN, ink=_DARK)
    label, value = Ink(label.family, 1.75, _GREEN), Ink(value.family, 2.3, _DARK, bold=value.bold)
    y = _heading(sheet, Ink(label.family, 1.7, _DARK), 50, english=True)
    sheet.text(50, y + 3.8, "CĂN CƯỚC CÔNG DÂN", Ink(label.family, 3, _RED, bold=True), anchor="ms")
    sheet.text(50, y + 6.4, "Citizen Identity Card", Ink(label.family, 1.9, _RED), anchor="ms")
    sheet.emblem(14, 9.5, 6, (206, 60, 50))
    sheet.modules((72.5, 3.5, 82.5, 13.5), (0.35, 0.35))
    sheet.portrait((4, 18, 24, 44))
    end = sheet.text(28, 22, "Số / No.:", label)
    sheet.value("number", (end + 1.5, 22), who.number, Ink(value.family, 3.1, _DARK, bold=True))
    sheet.text(28, 25, "Họ và tên / Full name:", label)
    sheet.value("full_name", (28, 28), who.name, value)
    end = sheet.text(28, 31.4, "Ngày sinh / Date of birth:", label)
    sheet.value("birth_date", (end + 1.5, 31.4), who.birth.written("{D}/{N}/{Y}"), value)
    end = sheet.text(28, 34.6, "Giới tính / Sex:", label)
    end = sheet.value("sex", (end + 1.5, 34.6), who.sex, value)
    end = sheet.text(max(end + 3, 50), 34.6, "Quốc tịch / Nationality:", label)
    sheet.value("nationality", (end + 1.2, 34.6), "Việt Nam", value)
    sheet.text(28, 37.7, "Quê quán / Place of origin:", label)
    sheet.value("origin_place", (28, 40.8), who.origin, value)
    end = sheet.text(28, 44, "Nơi thường trú / Place of residence:", label)
    first, _, rest = who.residence.partition(", ")
    sheet.value("residence_place", (end + 1.5, 44), f"{first},", value)
    sheet.value("residence_place", (28, 47.2), rest, value)
    small = Ink(label.family, 1.5, _GREEN)
    end = sheet.text(4, 47.5, "Có giá trị đến:", small)
    expiry = who.issue.later(10).written("{D}/{N}/{Y}")
    sheet.value("expiry_date", (end + 0.8, 47.5), expiry, Ink(value.family, 1.8, _DARK))
    sheet.text(4, 49.8, "Date of expiry", small)
    return sheet


def _chip_back(rng: random.Random, who: _Holder) -> Sheet:
    sheet = Sheet(rng, "chip", "back", (226, 236, 230))
    sheet.guilloche(((190, 216, 204), (226, 216, 186)), strength=0.4)
    label, value = inks(rng, "vietnamese", label=_GREEN, ink=_DARK)
    label, value = Ink(label.family, 1.5, _GREEN), Ink(value.family, 2, _DARK)
    sheet.text(4, 5, "Đặc điểm nhận dạng / Personal identification:", label)
    sheet.value("personal_identification", (4, 8), rng.choice(_MARKS), value)
    sheet.chip(6, 14)
    end = sheet.text(19, 12.4, "Ngày, tháng, năm / Date, month, year:", label)
    sheet.value("issue_date", (end + 1.2, 12.4), who.issue.written("{D}/{N}/{Y}"), value)
    bold = Ink(label.family, 1.4, _GREEN, bold=True)
    for row, line in enumerate(
        ("CỤC TRƯỞNG CỤC CẢNH SÁT", "QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI",
         "DIRECTOR GENERAL OF THE POLICE DEPARTMENT",
         "FOR ADMINISTRATIVE MANAGEMENT OF SOCIAL ORDER")
    ):  # fmt: skip
        sheet.text(42, 15.4 + 2.1 * row, line, bold, anchor="ms")
    sheet.signature(34, 27, 16)
    sheet.fingerprint((63.5, 8, 71.5, 19))
    sheet.fingerprint((74.5, 8, 82.5, 19))
    tiny = Ink(label.family, 1.2, _GREEN)
    for x, vietnamese, english in (
        (67.5, "Ngón trỏ trái", "Left index finger"),
        (78.5, "Ngón trỏ phải", "Right index finger"),
    ):
        sheet.text(x, 22, vietnamese, tiny, anchor="ms")
        sheet.text(x, 24, english, tiny, anchor="ms")
    sheet.zone(_zone(who), top=39.5, names=_CODES)
    return sheet


def _new_front(rng: random.Random, who: _Holder) -> Sheet:
    sheet = Sheet(rng, "2024", "front", (224, 236, 236))
    sheet.guilloche(((186, 214, 218), (232, 214, 180)))
    label, value = inks(rng, "vietnamese", label=_GREEN, ink=_DARK)
    label, value = Ink(label.family, 1.75, _GREEN), Ink(value.family, 2.5, _DARK, bold=value.bold)
    y = _heading(sheet, Ink(label.family, 1.7, _DARK), 50, english=True)
    sheet.text(50, y + 3.8, "CĂN CƯỚC", Ink(label.family, 3.2, _RED, bold=True), anchor="ms")
    sheet.text(50, y + 6.4, "IDENTITY CARD", Ink(label.family, 1.9, _RED), anchor="ms")
    sheet.emblem(14, 9.5, 6, (206, 60, 50))
    sheet.chip(70, 6)
    sheet.portrait((4, 18, 24, 44))
    number = Ink(value.family, 3.1, _DARK, bold=True)
    sheet.text(28, 23, "Số định danh cá nhân / Personal identification number", label)
    sheet.value("number", (28, 26.4), who.number, number)
    sheet.text(28, 30, "Họ, chữ đệm và tên khai sinh / Full name", label)
    sheet.value("full_name", (28, 33.2), who.name, value)
    rows = (
        (28, 36.8, "Ngày, tháng, năm sinh / Date of birth", "birth_date",
         who.birth.written("{D}/{N}/{Y}")),
        (64, 36.8, "Giới tính / Sex", "sex", who.sex),
        (28, 43.4, "Quốc tịch / Nationality", "nationality", "Việt Nam"),
    )  # fmt: skip
    sheet.labelled(rows, label, value)
    return sheet


def _new_back(rng: random.Random, who: _Holder) -> Sheet:
    sheet = Sheet(rng, "2024", "back", (228, 236, 236))
    sheet.guilloche(((190, 214, 218), (226, 216, 190)), strength=0.4)
    label, value = inks(rng, "vietnamese", label=_GREEN, ink=_DARK)
    label, value = Ink(label.family, 1.6, _GREEN), Ink(value.family, 2.1, _DARK)
    rows = (
        (4, 5, "Nơi cư trú / Place of residence", "residence_place", who.residence),
        (4, 11.4, "Nơi đăng ký khai sinh / Place of birth", "origin_place", who.origin),
        (4, 17.8, "Ngày, tháng, năm cấp / Date of issue", "issue_date",
         who.issue.written("{D}/{N}/{Y}")),
        (4, 24.2, "Ngày, tháng, năm hết hạn / Date of expiry", "expiry_date",
         who.issue.later(10).written("{D}/{N}/{Y}")),
    )  # fmt: skip
    sheet.labelled(rows, label, value)
    sheet.text(66, 28, "BỘ CÔNG AN", Ink(label.family, 1.9, _RED, bold=True), anchor="ms")
    sheet.text(66, 30.4, "MINISTRY OF PUBLIC SECURITY", label, anchor="ms")
    sheet.modules((70, 12, 82, 24), (0.4, 0.4))
    sheet.zone(_zone(who), top=39.5, names=_CODES)
    return sheet
