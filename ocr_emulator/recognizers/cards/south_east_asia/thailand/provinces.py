"""Provinces of Thailand, the one that a reading means, and addresses that end with one.

License plates name provinces as addresses do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from ocr_emulator.engine.cards.kinds import Match
from ocr_emulator.recognizers.cards.south_east_asia.kinds import Native

PROVINCES = tuple(
    """
    กรุงเทพมหานคร กระบี่ กาญจนบุรี กาฬสินธุ์ กำแพงเพชร ขอนแก่น จันทบุรี ฉะเชิงเทรา ชลบุรี ชัยนาท ชัยภูมิ
    ชุมพร เชียงราย เชียงใหม่ ตรัง ตราด ตาก นครนายก นครปฐม นครพนม นครราชสีมา นครศรีธรรมราช
    นครสวรรค์ นนทบุรี นราธิวาส น่าน บึงกาฬ บุรีรัมย์ ปทุมธานี ประจวบคีรีขันธ์ ปราจีนบุรี ปัตตานี
    พระนครศรีอยุธยา พะเยา พังงา พัทลุง พิจิตร พิษณุโลก เพชรบุรี เพชรบูรณ์ แพร่ ภูเก็ต มหาสารคาม
    มุกดาหาร แม่ฮ่องสอน ยโสธร ยะลา ร้อยเอ็ด ระนอง ระยอง ราชบุรี ลพบุรี ลำปาง ลำพูน เลย ศรีสะเกษ
    สกลนคร สงขลา สตูล สมุทรปราการ สมุทรสงคราม สมุทรสาคร สระแก้ว สระบุรี สิงห์บุรี สุโขทัย สุพรรณบุรี
    สุราษฎร์ธานี สุรินทร์ หนองคาย หนองบัวลำภู อ่างทอง อำนาจเจริญ อุดรธานี อุตรดิตถ์ อุทัยธานี
    อุบลราชธานี เบตง
    """.split()  # noqa: SIM905
)
_LEAST = 75.0  # of 100: other texts of an image have less
_LEAD = 8.0  # by which the best province is more alike than the next
_MARK = "จ."  # before the province of an address
_HOUSE = re.compile(r"^(\d{1,4})[^\d\s/](\d{1,4})(?=\s)")
"""A house and its part, `221/3`: between the digits stands nothing but a slash."""
# The point and what is read for it: a vowel sign cannot follow it.
_MARKED = re.compile(r"(?P<before>(?:.*\.)?.*?)จ[.\u0e38-\u0e3a]+(?P<name>.+)$")
_CAPITAL = "กรุงเทพมหานคร"
"""Bangkok, which stands in addresses without a mark before it."""
_VILLAGE = re.compile(r"หมู[\u0e48\u0e49]?ท[\u0e34-\u0e37][\u0e48\u0e49]?(?=\s?\d)")
"""`หมู่ที่`, the number of the village, whose small marks are lost first."""


def province(text: str) -> tuple[str, float] | None:
    """Return the province that a text means and how alike both are; None when it is unclear."""
    letters = "".join(text.split())
    (name, score, _), (_, second, _) = process.extract(
        letters, PROVINCES, scorer=fuzz.ratio, limit=2
    )
    if score < _LEAST or score - second < _LEAD:
        return None
    return name, score / 100


@dataclass(frozen=True)
class Address:
    """An address in Thai: it ends with the province, and what follows is no part of it."""

    free: bool = True

    def find(self, text: str) -> Match | None:
        """Return the address with the province as the list of provinces has it."""
        match = _NATIVE.find(text)
        if match is None or not match.value[:1].isdigit():
            return None  # it begins with the house: without it, a line was lost
        value = _HOUSE.sub(r"\1/\2", _VILLAGE.sub("หมู่ที่", match.value))
        words = value.split()
        for last in range(len(words), 0, -1):
            known = _last_word(words[last - 1])
            if known:
                return Match(" ".join((*words[: last - 1], known)), match.start, match.end)
        return Match(value, match.start, match.end)


def _last_word(word: str) -> str:
    """Return the word that ends an address, with the province as it is listed; else nothing."""
    marked = _MARKED.match(word)
    known = province(marked["name"]) if marked else None
    if marked and known is not None:
        return f"{marked['before']}{_MARK}{known[0]}"
    return _CAPITAL if fuzz.ratio(word, _CAPITAL) >= _LEAST else ""


_NATIVE = Native("อยู่")
