"""Drawn data pages of Chinese passports: labels and values in Chinese and English.

The layout is that of the ordinary electronic passport of 2012; holders are invented.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from PIL import Image, ImageDraw

from benchmarks.accuracy.passports.documents import write_line
from ocr_emulator.engine.mrz.zone import check_digit
from scripts.draw_samples import BOLD, HAN, INK, SANS, font

_SURNAMES = (("乔", "QIAO"), ("张", "ZHANG"), ("欧阳", "OUYANG"), ("李", "LI"), ("陈", "CHEN"),
             ("赵", "ZHAO"), ("林", "LIN"), ("徐", "XU"))  # fmt: skip
_GIVEN = (("云帆", "YUNFAN"), ("丽", "LI"), ("建国", "JIANGUO"), ("小雨", "XIAOYU"), ("明", "MING"),
          ("雅琴", "YAQIN"), ("海峰", "HAIFENG"), ("静怡", "JINGYI"))  # fmt: skip
_PLACES = (("湖南", "HUNAN"), ("广东", "GUANGDONG"), ("北京", "BEIJING"), ("上海", "SHANGHAI"),
           ("四川", "SICHUAN"), ("浙江", "ZHEJIANG"), ("内蒙古", "NEIMENGGU"), ("陕西", "SHAANXI"),
           ("黑龙江", "HEILONGJIANG"))  # fmt: skip
_AUTHORITIES = (
    ("公安部出入境管理局", "MPS Exit & Entry Administration", "MPS Exit & Entry Administration"),
    ("国家移民管理局", "National Immigration Administration, PRC",
     "National Immigration Administration, P.R.China"),
    ("中华人民共和国驻法国大使馆", "Embassy of P.R.C. in France", "Embassy of P.R.China in France"),
)  # fmt: skip
"""In Chinese, in English as printed, and in English as the service writes it."""
_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class ChinesePassport:
    """A drawn page, its two lines and its fields; those in Chinese begin with `local `."""

    image: Image.Image
    lines: tuple[str, str]
    fields: dict[str, str]


def chinese_passport(rng: random.Random) -> ChinesePassport:
    """Draw a page with an invented holder."""
    surname, given = rng.choice(_SURNAMES), rng.choice(_GIVEN)
    born, issued = rng.choice(_PLACES), rng.choice(_PLACES)
    local, printed, authority = rng.choice(_AUTHORITIES)
    sex = rng.choice("MF")
    letters = rng.choice(("E", "G", "EA", "EH", "EJ"))
    number = letters + "".join(rng.choice("0123456789") for _ in range(9 - len(letters)))
    birth = (rng.randint(1945, 2005), rng.randint(1, 12), rng.randint(1, 28))
    issue = (rng.randint(2016, 2025), rng.randint(1, 12), rng.randint(2, 28))
    expiry = (issue[0] + 10, issue[1], issue[2] - 1)
    fields = {
        "passport_type": "P", "country_code": "CHN", "passport_number": number,
        "nationality": "CHINESE", "surname": surname[1], "given_name": given[1], "sex": sex,
        "date_of_birth": _iso(birth), "date_of_expiry": _iso(expiry), "date_of_issue": _iso(issue),
        "place_of_birth": born[1], "place_of_issue": issued[1], "issuing_authority": authority,
        "local name": surname[0] + given[0], "local sex": "男" if sex == "M" else "女",
        "local place_of_birth": born[0], "local place_of_issue": issued[0],
        "local issuing_authority": local, "local nationality": "中国",
    }  # fmt: skip
    first = f"POCHN{surname[1]}<<{given[1]}".ljust(44, "<")
    second = f"{number}{check_digit(number)}CHN{_short(birth)}{sex}{_short(expiry)}"
    optional = "<" * 14 if rng.random() < 0.5 else "LAPBMBMN" + "<" * 6
    second += optional + check_digit(optional)
    second += check_digit(second[0:10] + second[13:20] + second[21:43])
    page = _drawn(fields, printed, (birth, issue, expiry), (first, second), rng)
    return ChinesePassport(page, (first, second), fields)


def _iso(day: tuple[int, int, int]) -> str:
    return f"{day[0]}-{day[1]:02}-{day[2]:02}"


def _short(day: tuple[int, int, int]) -> str:
    text = f"{day[0] % 100:02}{day[1]:02}{day[2]:02}"
    return text + check_digit(text)


def _drawn(
    fields: dict[str, str],
    authority: str,
    days: tuple[tuple[int, int, int], ...],
    lines: tuple[str, str],
    rng: random.Random,
) -> Image.Image:
    scale = rng.uniform(8, 13)
    page = Image.new("RGB", (round(125 * scale), round(88 * scale)), (239, 240, 234))
    draw = ImageDraw.Draw(page)
    bilingual = rng.random() < 0.5

    def dated(day: tuple[int, int, int]) -> str:
        month = _MONTHS[day[1] - 1]
        return (
            f"{day[2]:02} {day[1]}月/{month} {day[0]}"
            if bilingual
            else f"{day[2]:02} {month} {day[0]}"
        )

    def both(name: str) -> str:
        return f"{fields['local ' + name]}/{fields[name]}"

    birth, issue, expiry = map(dated, days)
    entries = (
        (40, 10, "类型/Type", "P"), (58, 10, "国家码/Country Code", "CHN"),
        (88, 10, "护照号/Passport No.", fields["passport_number"]),
        (40, 17.5, "姓名/Name", fields["local name"]),
        (40, 29, "性别/Sex", both("sex")), (58, 29, "国籍/Nationality", both("nationality")),
        (88, 29, "出生日期/Date of birth", birth),
        (40, 37, "出生地点/Place of birth", both("place_of_birth")),
        (88, 37, "签发日期/Date of issue", issue),
        (40, 45, "签发地点/Place of issue", both("place_of_issue")),
        (88, 45, "有效期至/Date of expiry", expiry),
        (40, 53, "签发机关/Authority", fields["local issuing_authority"]),
        (97, 53, "持照人签名/Bearer's signature", ""),
    )  # fmt: skip
    _text(draw, (40, 4), "中华人民共和国", 3.4, scale)
    _text(draw, (74, 4), "PEOPLE'S REPUBLIC OF CHINA", 2.6, scale)
    _text(draw, (8, 4), "护照 PASSPORT", 3.0, scale)
    for x, y, label, value in entries:
        _text(draw, (x, y), label, 1.8, scale, (92, 104, 120))
        _text(draw, (x, y + 2.5), value, 2.9, scale)
    _text(draw, (40, 24), f"{fields['surname']}, {fields['given_name']}", 2.9, scale)
    _text(draw, (40, 59.5), authority, 2.6, scale)
    draw.rectangle((6 * scale, 13 * scale, 35 * scale, 50 * scale), fill=(206, 214, 218))
    draw.ellipse((14 * scale, 19 * scale, 27 * scale, 35 * scale), fill=(150, 158, 166))
    for line, base in zip(lines, (74.0, 80.5), strict=True):
        write_line(draw, line, (6.0, base), scale)
    return page


def _text(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    size: float,
    scale: float,
    ink: tuple[int, int, int] = INK,
) -> None:
    """Write a line from its top left corner in millimetres, Chinese in its own font."""
    x, y = at[0] * scale, (at[1] + size) * scale
    for character in text:
        path = HAN if character >= "\u2e80" else BOLD if size > 2.8 else SANS
        face = font(path, size * scale)
        draw.text((x, y), character, font=face, fill=ink, anchor="ls")
        x += face.getlength(character)
