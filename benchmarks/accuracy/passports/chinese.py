"""Drawn data pages of Chinese passports: labels and values in Chinese and English.

The layout is that of the ordinary electronic passport of 2012; holders are invented. Needs Debian's
fonts-noto-cjk and fonts-liberation beside the fonts of the samples.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from benchmarks.accuracy.passports.documents import write_line
from benchmarks.accuracy.passports.pattern import guilloche
from ocr_emulator.engine.mrz.zone import check_digit
from scripts.draw_samples import BOLD, HAN, INK, SANS

_SURNAMES = (("乔", "QIAO"), ("张", "ZHANG"), ("欧阳", "OUYANG"), ("李", "LI"), ("陈", "CHEN"),
             ("赵", "ZHAO"), ("林", "LIN"), ("徐", "XU"), ("黄", "HUANG"), ("吴", "WU"),
             ("司马", "SIMA"), ("吕", "LYU"), ("曾", "ZENG"), ("魏", "WEI"),
             ("谢", "XIE"))  # fmt: skip
_GIVEN = (("云帆", "YUNFAN"), ("丽", "LI"), ("建国", "JIANGUO"), ("小雨", "XIAOYU"), ("明", "MING"),
          ("雅琴", "YAQIN"), ("海峰", "HAIFENG"), ("静怡", "JINGYI"), ("子涵", "ZIHAN"),
          ("国强", "GUOQIANG"), ("秀英", "XIUYING"), ("晨", "CHEN"), ("思源", "SIYUAN"),
          ("志鹏", "ZHIPENG"), ("婉婷", "WANTING"))  # fmt: skip
_PLACES = (("湖南", "HUNAN"), ("广东", "GUANGDONG"), ("北京", "BEIJING"), ("上海", "SHANGHAI"),
           ("四川", "SICHUAN"), ("浙江", "ZHEJIANG"), ("内蒙古", "NEIMENGGU"), ("陕西", "SHAANXI"),
           ("黑龙江", "HEILONGJIANG"), ("山东", "SHANDONG"), ("福建", "FUJIAN"),
           ("江苏", "JIANGSU"), ("新疆", "XINJIANG"), ("重庆", "CHONGQING"), ("辽宁", "LIAONING"),
           ("甘肃", "GANSU"))  # fmt: skip
_ABROAD = (("法国", "FRANCE", "巴黎", "PARIS"), ("日本", "Japan", "东京", "TOKYO"),
           ("德国", "Germany", "柏林", "BERLIN"))  # fmt: skip
"""Country and seat of embassies, in Chinese and in English."""
_AT_HOME = (
    ("公安部出入境管理局", "MPS Exit & Entry Administration", "MPS Exit & Entry Administration"),
    ("国家移民管理局", "National Immigration Administration, PRC",
     "National Immigration Administration, P.R.China"),
)  # fmt: skip
"""Authorities in Chinese, in English as printed, and in English as the service writes it."""
_LIBERATION = "/usr/share/fonts/truetype/liberation/Liberation{}.ttf"
_NOTO = "/usr/share/fonts/opentype/noto/Noto{}CJK-{}.ttc"
_SIMPLIFIED = 2
"""Number of the face for simplified characters in a collection of Noto."""
_HAN_FACES = (
    (HAN, 0), (_NOTO.format("Sans", "Regular"), _SIMPLIFIED),
    (_NOTO.format("Sans", "Bold"), _SIMPLIFIED), (_NOTO.format("Serif", "Regular"), _SIMPLIFIED),
    (_NOTO.format("Serif", "Bold"), _SIMPLIFIED),
)  # fmt: skip
_LATIN_FACES = (
    SANS, BOLD, _LIBERATION.format("Sans-Regular"), _LIBERATION.format("Sans-Bold"),
    _LIBERATION.format("Serif-Regular"),
)  # fmt: skip
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
    local, printed, authority = rng.choice(_AT_HOME)
    if rng.random() < 0.25:
        country, name, *seat = rng.choice(_ABROAD)
        issued = (seat[0], seat[1])
        local = f"中华人民共和国驻{country}大使馆"
        authority = f"Embassy of P.R.China in {name}"
        printed = authority.replace("P.R.China", rng.choice(("P.R.C.", "P.R.China", "PRC")))
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


@dataclass(frozen=True, slots=True)
class _Print:
    """Fonts, sizes and inks of one page."""

    draw: ImageDraw.ImageDraw
    scale: float
    han: tuple[str, int]
    latin: str
    ink: tuple[int, int, int]
    label_ink: tuple[int, int, int]
    label_size: float
    size: float

    def text(self, x: float, y: float, text: str, size: float, ink: tuple[int, int, int]) -> None:
        """Write a line from its top left corner in millimetres, Chinese in its own font."""
        left, base = x * self.scale, (y + size) * self.scale
        for character in text:
            path, number = self.han if character >= "\u2e80" else (self.latin, 0)
            face = ImageFont.truetype(path, size * self.scale, number)
            self.draw.text((left, base), character, font=face, fill=ink, anchor="ls")
            left += face.getlength(character)

    def entry(self, x: float, y: float, label: str, *values: str) -> None:
        """Write a label with its values below."""
        self.text(x, y, label, self.label_size, self.label_ink)
        for i, value in enumerate(values):
            self.text(
                x, y + self.label_size + 0.7 + i * (self.size + 1.7), value, self.size, self.ink
            )


def _drawn(
    fields: dict[str, str],
    authority: str,
    days: tuple[tuple[int, int, int], ...],
    lines: tuple[str, str],
    rng: random.Random,
) -> Image.Image:
    scale = rng.uniform(6.5, 13)
    paper = tuple(rng.randint(225, 246) for _ in range(3))
    page = Image.new("RGB", (round(125 * scale), round(88 * scale)), paper)
    if rng.random() < 0.6:
        page = guilloche(page, scale, rng, rng.uniform(0.05, 0.3))
    draw = ImageDraw.Draw(page)
    draw.rectangle((6 * scale, 13 * scale, 35 * scale, 50 * scale), fill=(206, 214, 218))
    draw.ellipse((14 * scale, 19 * scale, 27 * scale, 35 * scale), fill=(150, 158, 166))
    grey = rng.randint(60, 130)
    _write_print(
        _Print(
            draw, scale, rng.choice(_HAN_FACES), rng.choice(_LATIN_FACES), INK,
            (grey, grey + rng.randint(0, 20), grey + rng.randint(0, 40)), rng.uniform(1.6, 2.1),
            rng.uniform(2.5, 3.1),
        ),
        fields, authority, days, rng,
    )  # fmt: skip
    for line, base in zip(lines, (74.0, 80.5), strict=True):
        write_line(draw, line, (6.0, base), scale)
    return page


def _write_print(
    page: _Print,
    fields: dict[str, str],
    authority: str,
    days: tuple[tuple[int, int, int], ...],
    rng: random.Random,
) -> None:
    bilingual = rng.random() < 0.5

    def dated(day: tuple[int, int, int]) -> str:
        month = _MONTHS[day[1] - 1]
        number = f"{day[1]}月/" if bilingual else ""
        return f"{day[2]:02} {number}{month} {day[0]}"

    def both(name: str) -> str:
        return f"{fields['local ' + name]}/{fields[name]}"

    birth, issue, expiry = map(dated, days)
    name = f"{fields['surname']}, {fields['given_name']}"
    left, middle, right = (x + rng.uniform(-1.5, 1.5) for x in (40, 59, 88))
    top = rng.uniform(-1, 1)
    page.text(left, top + 4, "中华人民共和国", 3.2, page.ink)
    page.text(left + 33, top + 4, "PEOPLE'S REPUBLIC OF CHINA", 2.6, page.ink)
    page.text(8, top + 4, "护照 PASSPORT", 3.0, page.ink)
    page.entry(left, top + 10, "类型/Type", "P")
    page.entry(middle, top + 10, "国家码/Country Code", "CHN")
    page.entry(right, top + 10, "护照号/Passport No.", fields["passport_number"])
    page.entry(left, top + 17.5, "姓名/Name", fields["local name"], name)
    page.entry(left, top + 29, "性别/Sex", both("sex"))
    page.entry(middle, top + 29, "国籍/Nationality", both("nationality"))
    page.entry(right, top + 29, "出生日期/Date of birth", birth)
    page.entry(left, top + 37, "出生地点/Place of birth", both("place_of_birth"))
    page.entry(right, top + 37, "签发日期/Date of issue", issue)
    page.entry(left, top + 45, "签发地点/Place of issue", both("place_of_issue"))
    page.entry(right, top + 45, "有效期至/Date of expiry", expiry)
    office = fields["local issuing_authority"]
    page.entry(left, top + 53, "签发机关/Authority", office, authority)
    if rng.random() < 0.8:
        page.entry(97, top + 53, "持照人签名/Bearer's signature")
