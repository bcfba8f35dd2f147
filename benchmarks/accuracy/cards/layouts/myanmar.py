"""Layouts of Myanmar: the national registration card and the driver's license."""

from __future__ import annotations

import random
from dataclasses import dataclass

from benchmarks.accuracy.cards.fonts import family
from benchmarks.accuracy.cards.people import Day, birthday, issued
from benchmarks.accuracy.cards.sheet import Ink, Sheet, inks

_DIGITS = str.maketrans("0123456789", "၀၁၂၃၄၅၆၇၈၉")
_MEN = (("လင်းထက်နောင်", "LIN HTET NAUNG"), ("အောင်ထွန်းလှ", "AUNG TUN HLA"),
        ("စမ်းလင်း", "SAN LIN"), ("မင်းသူ", "MIN THU"), ("ကျော်ဇော", "KYAW ZAW"))  # fmt: skip
_WOMEN = (("နွယ်နွယ်စမ်း", "NWE NWE SAN"), ("သီတာအောင်", "THIDA AUNG"), ("ခင်မေ", "KHIN MAY"),
          ("စုစုလှိုင်", "SU SU HLAING"), ("ဝင်းမာ", "WIN MAR"))  # fmt: skip
_TOWNSHIPS = (("မခန", "MAKHANA"), ("ပသန", "PATHANA"), ("ဥကမ", "OUKAMA"), ("ဒဂန", "DAGANA"),
              ("လမန", "LAMANA"))  # fmt: skip
_BLOOD = (("အို", "O"), ("အေ", "A"), ("ဘီ", "B"), ("အေဘီ", "AB"))
_PEOPLES = ("ဗမာ/ဗုဒ္ဓ", "ရှမ်း/ဗုဒ္ဓ", "ကရင်/ခရစ်ယာန်", "မွန်/ဗုဒ္ဓ")
_JOBS = ("ကျောင်းဆရာမ", "လယ်သမား", "ဝန်ထမ်း", "ကျောင်းသား")
_ADDRESSES = ("အမှတ် ၁၂၊ ပန်းလမ်း၊ မန္တလေး", "အမှတ် ၄၅၊ သစ္စာလမ်း၊ ရန်ကုန်", "အမှတ် ၇၊ စံပယ်လမ်း၊ ပဲခူး")
_DARK, _GREEN, _RED = (32, 34, 42), (44, 92, 74), (170, 50, 56)
_LICENSE_TITLE = "ယာဉ်မောင်းလိုင်စင်"


@dataclass(frozen=True, slots=True)
class _Holder:
    """An invented citizen of Myanmar; the second of a pair is in Latin letters."""

    name: tuple[str, str]
    father: str
    nrc: tuple[str, str]
    birth: Day
    issue: Day


def _holder(rng: random.Random) -> _Holder:
    man = rng.random() < 0.5
    title = (
        rng.choice((("ကို", "KO"), ("ဦး", "U"))) if man else rng.choice((("မ", "MA"), ("ဒေါ်", "DAW")))
    )
    name = rng.choice(_MEN if man else _WOMEN)
    state, serial = str(rng.randint(1, 14)), f"{rng.randint(1, 999999):06}"
    township = rng.choice(_TOWNSHIPS)
    nrc = f"{state.translate(_DIGITS)}/{township[0]}(နိုင်){serial.translate(_DIGITS)}"
    return _Holder(
        name=(title[0] + name[0], f"{title[1]} {name[1]}"),
        father=f"ဦး{rng.choice(_MEN)[0]}",
        nrc=(nrc, f"{state}/{township[1]}(N){serial}"),
        birth=birthday(rng),
        issue=issued(rng),
    )


def myanmar_card(rng: random.Random) -> Sheet:
    """Draw one side of a registration card, of the new or the old make."""
    return rng.choice((_front, _front, _front, _old_front, _back))(rng, _holder(rng))


def _date(day: Day, separator: str) -> str:
    return separator.join((str(day.day), str(day.month), str(day.year))).translate(_DIGITS)


def _titles(sheet: Sheet, label: Ink, colour: tuple[int, int, int], state: str) -> None:
    sheet.text(43, 5.6, state, Ink(label.family, 2.6, colour, bold=True), anchor="ms")
    title = Ink(label.family, 3, colour, bold=True)
    sheet.text(43, 10, "နိုင်ငံသားစိစစ်ရေးကတ်ပြား", title, anchor="ms")


def _front(rng: random.Random, who: _Holder) -> Sheet:
    sheet = Sheet(rng, "new_version", "front", (244, 216, 220))
    sheet.guilloche(((230, 176, 188), (238, 208, 190)))
    label, value = inks(rng, "burmese", label=_RED, ink=_DARK)
    label, value = Ink(label.family, 2.5, _RED), Ink(value.family, 2.8, _DARK)
    _titles(sheet, label, _RED, "ပြည်ထောင်စုသမ္မတမြန်မာနိုင်ငံတော်")
    sheet.emblem(8, 7, 4, _RED)
    sheet.fields["class"] = "new_version"
    feet = f"{rng.randint(4, 6)}'{rng.randint(0, 11)}\"".translate(_DIGITS)
    rows = (
        (15.4, "အမှတ်", "nrc_id", who.nrc[0]),
        (19.8, "ရက်စွဲ", "issue_date", _date(who.issue, ".")),
        (24.2, "အမည်", "name", who.name[0]),
        (28.6, "အဘအမည်", "father_name", who.father),
        (33, "မွေးသက္ကရာဇ်", "birth", _date(who.birth, ".")),
        (37.4, "လူမျိုး/ဘာသာ", "bloodlines_religion", rng.choice(_PEOPLES)),
        (41.8, "အရပ်", "height", feet),
        (46.2, "သွေးအုပ်စု", "blood_group", rng.choice(_BLOOD)[0]),
    )
    for y, caption, name, text in rows:
        sheet.text(29, y, caption, label)
        sheet.value(name, (50, y), text, value)
    end = sheet.text(29, 50.6, "ထင်ရှားသည့်အမှတ်အသား", label)
    sheet.text(end + 2, 50.6, "ယာဘက်ပါးမှဲ့", value)
    sheet.portrait((4, 15, 25, 43))
    return sheet


def _old_front(rng: random.Random, who: _Holder) -> Sheet:
    sheet = Sheet(rng, "old_version", "front", (214, 226, 206))
    sheet.guilloche(((182, 204, 176),), strength=0.4)
    label, value = inks(rng, "burmese", label=_GREEN, ink=_DARK)
    label, value = Ink(label.family, 2.5, _GREEN), Ink(value.family, 3, (40, 50, 110))
    _titles(sheet, label, _GREEN, "ပြည်ထောင်စုဆိုရှယ်လစ်သမ္မတမြန်မာနိုင်ငံတော်")
    sheet.fields["class"] = "old_version"
    rows = (
        (17, "အမှတ်", "nrc_id", who.nrc[0]),
        (22.6, "အမည်", "name", who.name[0]),
        (28.2, "အဘအမည်", "father_name", who.father),
        (33.8, "မွေးသက္ကရာဇ်", "birth", str(who.birth.year).translate(_DIGITS)),
        (39.4, "လူမျိုး/ဘာသာ", "bloodlines_religion", rng.choice(_PEOPLES)),
    )
    for y, caption, name, text in rows:
        sheet.text(29, y, caption, label)
        sheet.value(name, (50, y), text, value)
    sheet.portrait((4, 15, 25, 43))
    sheet.signature(52, 46, 16)
    return sheet


def _back(rng: random.Random, who: _Holder) -> Sheet:
    sheet = Sheet(rng, "new_version", "back", (244, 222, 224))
    sheet.guilloche(((230, 190, 196),), strength=0.4)
    label, value = inks(rng, "burmese", label=_RED, ink=_DARK)
    label, value = Ink(label.family, 2.5, _RED), Ink(value.family, 2.8, _DARK)
    sheet.fields["class"] = "new_version"
    card = f"{rng.randint(0, 999999):06}".translate(_DIGITS)
    rows = (
        (8, "ကတ်အမှတ်", "card_id", card),
        (14, "မှတ်ပုံတင်အမှတ်", "nrc_id_back", who.nrc[0]),
        (20, "အလုပ်အကိုင်", "profession", rng.choice(_JOBS)),
        (26, "နေရပ်လိပ်စာ", "address", rng.choice(_ADDRESSES)),
    )
    for y, caption, name, text in rows:
        sheet.text(6, y, caption, label)
        sheet.value(name, (32, y), text, value)
    sheet.fingerprint((8, 33, 22, 50))
    sheet.signature(54, 40, 16)
    sheet.text(60, 46, "လက်မှတ်", label, anchor="ms")
    return sheet


def myanmar_license(rng: random.Random) -> Sheet:
    """Draw the front of a driver's license, each field in Burmese and in English."""
    who = _holder(rng)
    sheet = Sheet(rng, "card", "front", (222, 232, 242))
    sheet.guilloche(((184, 206, 230), (226, 214, 190)))
    label, value = inks(rng, "burmese", label=(50, 74, 120), ink=_DARK)
    label, value = Ink(label.family, 2.3, label.colour), Ink(value.family, 2.5, _DARK)
    kind = family("latin", rng)
    caption, latin = Ink(kind, 1.8, label.colour), Ink(kind, 2.1, _DARK, bold=True)
    sheet.emblem(8, 7, 4, (60, 90, 150))
    state = Ink(label.family, 2.3, _DARK, bold=True)
    sheet.text(48, 4.6, "ပြည်ထောင်စုသမ္မတမြန်မာနိုင်ငံတော်", state, anchor="ms")
    sheet.text(48, 7.4, "THE REPUBLIC OF THE UNION OF MYANMAR", caption, anchor="ms")
    sheet.text(38, 11, _LICENSE_TITLE, Ink(label.family, 2.7, _RED, bold=True), anchor="ms")
    title = Ink(kind, 2.3, _RED, bold=True)
    sheet.text(64, 11, rng.choice(("DRIVING LICENCE", "DRIVING LICENSE")), title, anchor="ms")
    letter = rng.choice((("က", "A"), ("ခ", "B"), ("ဃ", "D"), ("င", "E")))
    serial, year = f"{rng.randint(0, 99999):05}", f"{rng.randint(15, 24):02}"
    blood, expiry = rng.choice(_BLOOD), who.issue.later(5)
    number = f"/{serial}/{year}"
    rows = (
        ("အမှတ်", "No.", "card_number", letter[0] + number.translate(_DIGITS), letter[1] + number),
        ("အမည်", "Name", "name", *who.name),
        ("မှတ်ပုံတင်အမှတ်", "NRC No.", "nrc_id", *who.nrc),
        ("မွေးသက္ကရာဇ်", "Date of Birth", "birth", _date(who.birth, "-"),
         who.birth.written("{d}-{m}-{Y}")),
        ("သွေးအုပ်စု", "Blood Type", "blood_group", *blood),
        ("ကုန်ဆုံးရက်", "Valid up to", "expiried_date", _date(expiry, "-"),
         expiry.written("{d}-{m}-{Y}")),
    )  # fmt: skip
    for row, (burmese, english, name, text, text_en) in enumerate(rows):
        y = 16 + 6.3 * row
        sheet.text(27, y, burmese, label)
        sheet.value(name, (48, y), text, value)
        sheet.text(27, y + 2.9, english, caption)
        sheet.value(f"{name}_en", (48, y + 2.9), text_en, latin)
    sheet.portrait((4, 15, 24, 40))
    sheet.signature(6, 46, 14)
    return sheet
