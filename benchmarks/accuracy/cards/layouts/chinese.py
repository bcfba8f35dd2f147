"""Layouts of China, Hong Kong and Macao."""

from __future__ import annotations

import random

from benchmarks.accuracy.cards.fonts import Family, family
from benchmarks.accuracy.cards.people import Day, birthday, digits, issued
from benchmarks.accuracy.cards.sheet import Ink, Sheet, inks

_SURNAMES = (
    ("陳", "CHAN"),
    ("李", "LEE"),
    ("黃", "WONG"),
    ("張", "CHEUNG"),
    ("林", "LAM"),
    ("吳", "NG"),
)
_GIVEN = (("智能", "Chi Nan"), ("美玲", "Mei Ling"), ("家豪", "Ka Ho"), ("詠詩", "Wing Sze"),
          ("國強", "Kwok Keung"), ("麗華", "Lai Wah"))  # fmt: skip
_NAMES = ("王丽华", "李建国", "张晓明", "刘洋", "陈静", "赵志强", "黄海燕", "周杰")
_NATIONS = ("汉", "汉", "汉", "满", "回", "壮")
_CITIES = (
    "北京市海淀区",
    "上海市浦东新区",
    "广东省深圳市南山区",
    "浙江省杭州市西湖区",
    "四川省成都市武侯区",
)
_STREETS = ("中关村大街", "人民路", "科技园南路", "文三路", "建设北路")
_AREAS = ("110108", "310115", "440305", "330106", "510107")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_DARK, _TEAL, _RED = (28, 28, 34), (30, 96, 120), (190, 50, 50)


def _resident_number(rng: random.Random, area: str, birth: Day, *, woman: bool) -> str:
    """Invent a resident identity number (GB 11643) with its check character."""
    order = rng.randint(1, 49) * 2 + (0 if woman else 1)
    number = f"{area}{birth.written('{Y}{N}{D}')}{order:03}"
    total = sum(int(d) * weight for d, weight in zip(number, _WEIGHTS, strict=True))
    return number + "10X98765432"[total % 11]


def china(rng: random.Random) -> Sheet:
    """Draw one side of a resident identity card of China."""
    han, latin = family("han", rng), family("latin", rng)
    if rng.random() < 0.3:
        return _china_back(rng, han, latin)
    sheet = Sheet(rng, "second generation", "front", (222, 234, 242))
    sheet.guilloche(((188, 212, 232), (236, 206, 212)))
    label, value = Ink(han, 2.7, _TEAL), Ink(han, 3.1, _DARK)
    number = Ink(latin, 3, _DARK)
    woman, birth = rng.random() < 0.5, birthday(rng)
    city = rng.randrange(len(_CITIES))
    sheet.text(6, 10, "姓名", label)
    sheet.value("name", (16, 10), rng.choice(_NAMES), value)
    sheet.text(6, 17, "性别", label)
    sheet.value("sex", (16, 17), "女" if woman else "男", value)
    sheet.text(26, 17, "民族", label)
    sheet.value("ethnicity", (36, 17), rng.choice(_NATIONS), value)
    sheet.text(6, 23.6, "出生", label)
    for x, text, ink in (
        (16, str(birth.year), number), (25, "年", label), (30, str(birth.month), number),
        (35, "月", label), (40, str(birth.day), number), (45, "日", label),
    ):  # fmt: skip
        sheet.text(x, 23.6, text, ink)
    sheet.fields["birth"] = birth.written("{Y}-{m}-{d}")
    sheet.text(6, 30.2, "住址", label)
    sheet.value("address", (16, 30.2), _CITIES[city], value)
    end = sheet.value("address", (16, 34.6), rng.choice(_STREETS), value)
    end = sheet.value("address", (end + 0.4, 34.6), str(rng.randint(1, 300)), number)
    sheet.value("address", (end + 0.4, 34.6), "号", value)
    sheet.portrait((58, 7, 80, 36))
    sheet.text(6, 47.6, "公民身份号码", label)
    text = _resident_number(rng, _AREAS[city], birth, woman=woman)
    sheet.value("number", (28, 47.6), text, Ink(latin, 3.7, _DARK))
    return sheet


def _china_back(rng: random.Random, han: Family, latin: Family) -> Sheet:
    sheet = Sheet(rng, "second generation", "back", (230, 236, 232))
    sheet.guilloche(((196, 216, 208), (232, 214, 196)))
    sheet.emblem(15, 13, 8, _RED)
    sheet.text(52, 13, "中华人民共和国", Ink(han, 5, _DARK), anchor="ms")
    sheet.text(52, 23, "居 民 身 份 证", Ink(han, 6.4, _DARK), anchor="ms")
    label, value = Ink(han, 2.7, _DARK), Ink(han, 3, _DARK)
    sheet.text(20, 41, "签发机关", label)
    office = f"{rng.choice(('海淀', '浦东', '南山', '西湖', '武侯'))}公安分局"
    sheet.value("authority", (35, 41), office, value)
    sheet.text(20, 48, "有效期限", label)
    issue = issued(rng)
    period = f"{issue.written('{Y}.{N}.{D}')}-{issue.later(20).written('{Y}.{N}.{D}')}"
    sheet.value("period", (35, 48), period, Ink(latin, 2.9, _DARK))
    return sheet


def hongkong(rng: random.Random) -> Sheet:
    """Draw the front of a Hong Kong identity card, of 2003 or 2018."""
    new = rng.random() < 0.5
    sheet = Sheet(rng, "2018" if new else "2003", "front", (216, 232, 226))
    sheet.guilloche(((180, 214, 200), (232, 206, 206), (196, 206, 232)))
    label, value = inks(rng, "latin", label=(70, 90, 92), ink=_DARK)
    label, value = Ink(label.family, 1.9, label.colour), Ink(value.family, 2.6, _DARK)
    han = family("han", rng)
    small, big = Ink(han, 2.1, label.colour), Ink(han, 4, _DARK)
    permanent = rng.random() < 0.7
    title = "香港永久性居民身份證" if permanent else "香港居民身份證"
    sheet.text(44, 5.4, title, Ink(han, 3.2, _DARK), anchor="ms")
    english = "HONG KONG PERMANENT IDENTITY CARD" if permanent else "HONG KONG IDENTITY CARD"
    sheet.text(44, 8.8, english, Ink(label.family, 2.3, _DARK, bold=True), anchor="ms")
    (surname, surname_en), (given, given_en) = rng.choice(_SURNAMES), rng.choice(_GIVEN)
    sheet.text(32, 15, surname + given, big)
    sheet.text(32, 19.2, f"{surname_en}, {given_en}", value)
    sheet.fields |= {"last_name": surname_en, "first_name": given_en.upper()}
    code = "  ".join(digits(rng, 4) for _ in range(1 + len(given)))
    sheet.text(32, 23.2, code, Ink(value.family, 2.2, _DARK))
    end = sheet.text(32, 28, "出生日期", small)
    sheet.text(end + 0.8, 28, "Date of Birth", label)
    birth, issue = birthday(rng), issued(rng)
    sheet.value("birth_date", (32, 31.6), birth.written("{D}-{N}-{Y}"), value,
                true=birth.written("{Y}-{N}-{D}"))  # fmt: skip
    woman = rng.random() < 0.5
    end = sheet.text(56, 31.6, "女" if woman else "男", Ink(han, 2.7, _DARK))
    sheet.value("sex", (end + 0.8, 31.6), "F" if woman else "M", value)
    sheet.text(32, 35.6, f"***{rng.choice(('AZ', 'CO', 'AX', 'RZ'))}", value)
    end = sheet.text(32, 40, "簽發日期", small)
    sheet.text(end + 0.8, 40, "Date of Issue", label)
    sheet.text(32, 43.4, issue.later(-9).written("({N}-") + f"{issue.year % 100:02})", value)
    sheet.value("issue_date", (32, 47.2), issue.written("{D}-{N}-") + f"{issue.year % 100:02}",
                value, true=issue.written("{Y}-{N}-{D}"))  # fmt: skip
    letter = rng.choice("ABCDEFGHKMPRVYZ")
    body = f"{letter}{digits(rng, 6)}"
    total = 36 * 9 + (ord(letter) - 55) * 8
    total += sum(int(d) * w for d, w in zip(body[1:], range(7, 1, -1), strict=True))
    check = "0123456789A"[(11 - total % 11) % 11]
    number = Ink(value.family, 3.6, _DARK, bold=True)
    sheet.value("document_number", (80, 50.6), f"{body}({check})", number, anchor="rs")
    sheet.portrait((4, 12, 27, 42))
    sheet.portrait((66, 12, 78, 27), ghost=True)
    return sheet


def macao(rng: random.Random) -> Sheet:
    """Draw the front of a Macao identity card, in Chinese and Portuguese."""
    sheet = Sheet(rng, "2013", "front", (222, 234, 222))
    sheet.guilloche(((190, 216, 190), (226, 210, 190)))
    label, value = inks(rng, "latin", label=(60, 90, 70), ink=_DARK)
    label, value = Ink(label.family, 1.6, label.colour), Ink(value.family, 2.5, _DARK)
    han = family("han", rng)
    small, big = Ink(han, 1.9, label.colour), Ink(han, 3.2, _DARK)
    sheet.text(48, 4.6, "中華人民共和國澳門特別行政區", Ink(han, 2.5, _DARK), anchor="ms")
    region = "REGIÃO ADMINISTRATIVA ESPECIAL DE MACAU"
    sheet.text(48, 7.2, region, Ink(label.family, 1.9, _DARK), anchor="ms")
    permanent = rng.random() < 0.7
    title = "永久性居民身份證" if permanent else "非永久性居民身份證"
    sheet.text(48, 10.8, title, Ink(han, 2.9, _DARK), anchor="ms")
    kind = "PERMANENTE" if permanent else "NÃO PERMANENTE"
    portuguese = f"BILHETE DE IDENTIDADE DE RESIDENTE {kind}"
    sheet.text(48, 13.4, portuguese, Ink(label.family, 1.8, _DARK, bold=True), anchor="ms")
    sheet.chip(6, 6)
    (surname, surname_en), (given, given_en) = rng.choice(_SURNAMES), rng.choice(_GIVEN)
    birth, issue = birthday(rng), issued(rng)
    expiry = issue.later(10).written("{D}-{N}-{Y}")
    for y, chinese, caption, name, text in (
        (17.4, "姓", "Apelido(s)", surname, surname_en),
        (24.4, "名", "Nome(s)", given, given_en.upper()),
    ):
        end = sheet.text(30, y, chinese, small)
        sheet.text(end + 0.8, y, caption, label)
        end = sheet.text(30, y + 3.6, name, big)
        sheet.text(end + 3, y + 3.6, text, value)
    for x, y, chinese, caption, text in (
        (30, 31.4, "出生日期", "Data de nasc.", birth.written("{D}-{N}-{Y}")),
        (56, 31.4, "性別", "Sexo", rng.choice("MF")),
        (70, 31.4, "身高", "Altura", f"1.{rng.randint(48, 90)}"),
        (30, 38.4, "簽發日期", "Data de emissão", issue.written("{D}-{N}-{Y}")),
        (56, 38.4, "有效期至", "Válido até", expiry),
    ):
        end = sheet.text(x, y, chinese, small)
        sheet.text(end + 0.6, y, caption, label)
        sheet.text(x, y + 3.4, text, value)
    end = sheet.text(30, 45.4, "證件編號", small)
    sheet.text(end + 0.6, 45.4, "BIR N.º", label)
    number = f"{rng.choice('157')}{digits(rng, 6)}({rng.randint(0, 9)})"
    sheet.value("number", (30, 49.6), number, Ink(value.family, 3.4, _DARK, bold=True))
    sheet.portrait((4, 18, 26, 47))
    return sheet
