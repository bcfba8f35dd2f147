"""Contact extraction: the recipient's name, telephone number and address among lines of text.

Values are found by a label before them or by their own pattern, and returned as they are printed.
What matches nothing stays empty: no part is guessed from another one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

_MOST_LINES = 400
_MOST_TEXT = 300  # characters of a line that are looked at


@dataclass(frozen=True, slots=True)
class Contact:
    """A postal contact; parts that were not found are empty."""

    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    province: str = field(default="", repr=False)
    city: str = field(default="", repr=False)
    district: str = field(default="", repr=False)
    detail_address: str = field(default="", repr=False)


_NAME_LABEL = re.compile(
    r"(?:收件人|收货人|联系人|寄件人|姓\s*名|客户姓名|"
    r"\b(?:full\s+name|contact(?:\s+(?:name|person))?|recipient|consignee|receiver|"
    r"deliver\s+to|ship\s+to|attn|attention|name)\b\.?)"
    r"(?:\s*[:：]\s*|\s+(?=[\u4e00-\u9fff]))",
    re.IGNORECASE,
)
_PHONE_LABEL = re.compile(
    r"(?:手机号?码?|联系电话|联系方式|电话号?码?|"
    r"\b(?:mobile|cell|(?:tele)?phone|tel)(?:\s*(?:no|number))?\b\.?)\s*[:：]?\s*",
    re.IGNORECASE,
)
_ADDRESS_LABEL = re.compile(
    r"(?:收货地址|收件地址|详细地址|联系地址|所在地区|地\s*址|"
    r"\b(?:(?:shipping|delivery|postal|street)\s+)?address\b)\s*[:：]?\s*",
    re.IGNORECASE,
)
_REGION_LABEL = re.compile("所在地区")
_OTHER_LABEL = re.compile(r"^[^:：]{1,24}[:：]")
# A mobile number of mainland China, or digits with the separators of telephone numbers.
_MOBILE = re.compile(r"(?<![\d.,-])(?:\+?86[\s-]?)?(1[3-9]\d[\s-]?\d{4}[\s-]?\d{4})(?![\d.,-]?\d)")
# All groups of digits in a row: a part of a longer number could look like a telephone number.
_NUMBER = re.compile(r"(?<![\w.,/])\+?\(?\d(?:[\s().-]*+\d){6,}+(?![\w/])")
_DATE = re.compile(r"^\s*(?:\d{4}[-.]\d{1,2}[-.]\d{1,2}|\d{1,2}[-.]\d{1,2}[-.]\d{2,4})\s*$")
_MASKED = re.compile(r"(?<!\d)1[3-9]\d\*{4}\d{4}(?!\d)")
_PROVINCE = re.compile(
    r"([\u4e00-\u9fff]{2,7}?(?:省|自治区|特别行政区)|内蒙古|新疆|西藏|宁夏|广西|"
    r"(?:北京|天津|上海|重庆)市?)"
)
_MUNICIPALITY = re.compile(r"(?:北京|天津|上海|重庆)市?")
_CITY = re.compile(r"\s*([\u4e00-\u9fff]{2,9}?(?:市|自治州|地区|盟))")
_DISTRICT = re.compile(r"\s*([\u4e00-\u9fff]{1,9}?(?:区|县|旗|市))")
_HAN_NAME = re.compile(r"[\u4e00-\u9fff·]{2,6}")
_LATIN_NAME = re.compile(r"[^\W\d_][\w'.’-]*(?:\s+[^\W\d_][\w'.’-]*){0,4}")
_DIGITS = (7, 15)  # of a telephone number (E.164 has at most 15)


def find_contact(lines: Sequence[str]) -> Contact:
    """Return the contact that some lines, in reading order, contain."""
    texts = [line.strip()[:_MOST_TEXT] for line in lines[:_MOST_LINES]]
    contact, place = _address(texts)
    phone, row = _phone(texts)
    name = _labelled_name(texts)
    if not name and row is not None and (place is None or abs(place - row) <= 3):
        name = _name_beside(texts, row)
    return replace(contact, name=name, phone=phone)


# --- telephone -------------------------------------------------------------------------


def _phone(texts: Sequence[str]) -> tuple[str, int | None]:
    """Return the number and its line: one with a label first, then a mobile number."""
    for index, text in enumerate(texts):
        label = _PHONE_LABEL.search(text)
        if label is None:
            continue
        rest = text[label.end() :] or _next(texts, index)
        number = _number(rest)
        if number:
            return number, index
    for index, text in enumerate(texts):
        found = _MASKED.search(text) or _MOBILE.search(text)
        if found is not None:
            return found.group(found.lastindex or 0), index
    for index, text in enumerate(texts):
        found = _NUMBER.search(text)
        if found is not None and found.group().lstrip().startswith(("+", "(")):
            number = _number(found.group())
            if number:
                return number, index
    return "", None


def _number(text: str) -> str:
    """Return the telephone number that a text begins with."""
    masked = _MASKED.match(text.strip())
    if masked is not None:
        return masked.group()
    found = _NUMBER.search(text)
    if found is None or found.start() > 3 or _DATE.match(found.group()):
        return ""
    digits = sum(character.isdigit() for character in found.group())
    return found.group().strip() if _DIGITS[0] <= digits <= _DIGITS[1] else ""


def _next(texts: Sequence[str], index: int) -> str:
    return texts[index + 1] if index + 1 < len(texts) else ""


# --- name ------------------------------------------------------------------------------


def _labelled_name(texts: Sequence[str]) -> str:
    for index, text in enumerate(texts):
        label = _NAME_LABEL.search(text)
        if label is None:
            continue
        name = _name(text[label.end() :] or _next(texts, index))
        if name:
            return name
    return ""


def _name_beside(texts: Sequence[str], row: int) -> str:
    """Return the name printed with a telephone number: before it, or on the line above."""
    text = texts[row]
    found = _PHONE_LABEL.search(text) or _MASKED.search(text) or _MOBILE.search(text)
    before = text[: found.start()] if found is not None else ""
    after = ""
    if found is not None and not _PHONE_LABEL.search(text):
        after = text[found.end() :]
    for candidate in (before, after, texts[row - 1] if row and not before.strip() else ""):
        stripped = candidate.strip(" ,，;；()（）")
        if _HAN_NAME.fullmatch(stripped) and len(stripped) <= 4 and not _is_place(stripped):
            return stripped
    return ""


def _name(text: str) -> str:
    """Return the name that a text begins with; empty for anything else."""
    text = text.strip()
    han = _HAN_NAME.match(text)
    if han is not None and not _is_place(han.group()):
        return han.group()
    if _OTHER_LABEL.match(text):
        return ""
    latin = _LATIN_NAME.match(text)
    return latin.group().rstrip(" .-") if latin is not None else ""


def _is_place(text: str) -> bool:
    return bool(re.search(r"[省市区县路街号栋楼室]$|地址|电话|手机|姓名|客服|热线", text))


# --- address ---------------------------------------------------------------------------


def _address(texts: Sequence[str]) -> tuple[Contact, int | None]:
    """Return the parts of the address and its first line."""
    for index, text in enumerate(texts):
        label = _ADDRESS_LABEL.search(text)
        if label is None:
            continue
        rest = text[label.end() :].strip()
        first = index if rest else index + 1
        lines = [rest] if rest else [_next(texts, index)]
        lines += _continuation(texts, first + 1)
        if _REGION_LABEL.match(label.group()):
            lines += _labelled_details(texts, first + 1)
        if any(lines):
            return _parts(lines), index
    for index, text in enumerate(texts):
        start = _PROVINCE.search(text)
        if start is None:
            continue
        rest = text[start.end() :]
        if _CITY.match(rest) or _DISTRICT.match(rest):
            return _parts([text[start.start() :], *_continuation(texts, index + 1)]), index
    return Contact(), None


def _labelled_details(texts: Sequence[str], index: int) -> list[str]:
    """Return the address under a label of its own, after one that names the region alone."""
    for text in texts[index : index + 3]:
        label = _ADDRESS_LABEL.search(text)
        if label is not None and text[label.end() :].strip():
            return [text[label.end() :].strip()]
    return []


def _continuation(texts: Sequence[str], index: int) -> list[str]:
    """Return the next line where it goes on with an address."""
    text = _next(texts, index - 1)
    stops = (_OTHER_LABEL, _NAME_LABEL, _PHONE_LABEL, _MOBILE, _MASKED, _PROVINCE)
    if not text or any(pattern.search(text) for pattern in stops):
        return []
    goes_on = re.search(r"[路街道巷号弄栋幢楼层室村镇乡]|\d{5,6}\b|\b(?:road|street|st|ave|apt)\b",
                        text, re.IGNORECASE)  # fmt: skip
    return [text] if goes_on else []


def _parts(lines: Sequence[str]) -> Contact:
    """Divide an address where province, city and district are written out."""
    han = any("\u4e00" <= character <= "\u9fff" for line in lines for character in line)
    text = ("" if han else " ").join(line for line in lines if line).strip()
    if not han:
        return Contact(detail_address=text)
    province = _PROVINCE.match(text)
    rest = text[province.end() :] if province else text
    city = _CITY.match(rest)
    if city is None and province is not None and _MUNICIPALITY.fullmatch(province.group()):
        # A municipality is a province and a city at once.
        district = _DISTRICT.match(rest)
        end = district.end() if district else 0
        return Contact(
            province=province.group(),
            city=province.group(),
            district=district.group(1) if district else "",
            detail_address=rest[end:].strip(),
        )
    rest = rest[city.end() :] if city else rest
    district = _DISTRICT.match(rest) if province or city else None
    rest = rest[district.end() :] if district else rest
    return Contact(
        province=province.group(1) if province else "",
        city=city.group(1) if city else "",
        district=district.group(1) if district else "",
        detail_address=rest.strip(),
    )
