"""Layout of the front of a Cambodian card, with its zone at the foot."""

from __future__ import annotations

import random

from benchmarks.accuracy.cards.fonts import family
from benchmarks.accuracy.cards.people import Day, birthday, issued
from benchmarks.accuracy.cards.sheet import Ink, Sheet, inks
from benchmarks.accuracy.cards.zones import CardZone

_CODES = ("machine_code1", "machine_code2", "machine_code3")
_DIGITS = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
_FAMILIES = (("គំរូ", "KUMROU"), ("សុខ", "SOK"), ("ចាន់", "CHAN"), ("កែវ", "KEO"), ("ហេង", "HENG"),
             ("លី", "LY"), ("ជា", "CHEA"), ("នួន", "NUON"))  # fmt: skip
_MEN = (("សាកល្បង", "SAKLBANG"), ("វិបុល", "VIBOL"), ("ដារ៉ា", "DARA"), ("សុភ័ក្រ", "SOPHEAK"),
        ("រតនា", "RATANA"))  # fmt: skip
_WOMEN = (("ស្រីមុំ", "SREYMOM"), ("បុប្ផា", "BOPHA"), ("ចន្ថា", "CHANTHA"), ("សុជាតា", "SOCHEATA"),
          ("មាលា", "MEALEA"))  # fmt: skip
_PLACES = ("រាជធានីភ្នំពេញ", "ខេត្តកណ្តាល", "ខេត្តសៀមរាប", "ខេត្តបាត់ដំបង", "ខេត្តតាកែវ", "ខេត្តព្រៃវែង")
_VILLAGES = ("ភូមិត្រពាំង", "ភូមិអូរឫស្សី", "ភូមិព្រែក", "ភូមិគំរូ")
_COMMUNES = ("ឃុំសាកល្បង", "ឃុំព្រែកថ្មី", "ឃុំគោកធំ", "សង្កាត់បឹងកក់")
_DISTRICTS = ("ស្រុកគំរូ", "ស្រុកកៀនស្វាយ", "ស្រុកបាទី", "ខណ្ឌទួលគោក")
_MARKS = ("ប្រជ្រុយលើថ្ពាល់ស្តាំ", "ប្រជ្រុយក្រោមចិញ្ចើមឆ្វេង", "ស្នាមលើថ្ងាស")
_DARK, _BLUE = (30, 32, 40), (36, 62, 120)


def _date(day: Day) -> str:
    return day.written("{D}.{N}.{Y}").translate(_DIGITS)


def cambodia(rng: random.Random) -> Sheet:
    """Draw the front of a Cambodian card."""
    sheet = Sheet(rng, "zone", "front", (216, 230, 240))
    sheet.guilloche(((176, 204, 226), (226, 208, 206), (200, 222, 206)))
    label, value = inks(rng, "khmer", label=_BLUE, ink=_DARK)
    label, value = Ink(label.family, 1.85, _BLUE), Ink(value.family, 2.05, _DARK)
    latin = Ink(family("latin", rng), 2.4, _DARK, bold=True)
    man = rng.random() < 0.5
    (name, name_en), (given, given_en) = rng.choice(_FAMILIES), rng.choice(_MEN if man else _WOMEN)
    birth, issue = birthday(rng), issued(rng)
    number = f"0{rng.randint(10000000, 99999999)}"
    sheet.portrait((4, 8, 22, 31))
    id_ink = Ink(latin.family, 2.9, _DARK, bold=True)
    sheet.value("id_number", (13, 6.4), number, id_ink, anchor="ms")
    end = sheet.text(24, 6.4, "គោត្តនាម និងនាម៖", label)
    sheet.value("name_kh", (end + 1.4, 6.4), f"{name} {given}", Ink(value.family, 2.3, _DARK))
    sheet.value("name_en", (43, 10), f"{name_en} {given_en}", latin)
    end = sheet.text(24, 14, "ថ្ងៃខែឆ្នាំកំណើត៖", label)
    end = sheet.value("birth_date", (end + 1, 14), _date(birth), value)
    end = sheet.text(end + 1.6, 14, "ភេទ៖", label)
    end = sheet.value("sex", (end + 0.8, 14), "ប្រុស" if man else "ស្រី", value)
    end = sheet.text(end + 1.6, 14, "កំពស់៖", label)
    height = f"{rng.randint(148, 188)}".translate(_DIGITS)
    sheet.value("height", (end + 0.8, 14), f"{height} ស.ម", value)
    end = sheet.text(24, 18.2, "ទីកន្លែងកំណើត៖", label)
    sheet.value("birth_place", (end + 1, 18.2), rng.choice(_PLACES), value)
    end = sheet.text(24, 22.4, "អាសយដ្ឋាន៖", label)
    first = f"{rng.choice(_VILLAGES)} {rng.choice(_COMMUNES)}"
    sheet.value("address", (end + 1, 22.4), first, value)
    second = f"{rng.choice(_DISTRICTS)} {rng.choice(_PLACES)}"
    sheet.value("address", (24, 26.6), second, value)
    end = sheet.text(24, 30.8, "សុពលភាព៖", label)
    end = sheet.value("issue_date", (end + 1, 30.8), _date(issue), value)
    end = sheet.text(end + 1, 30.8, "ដល់ថ្ងៃ", label)
    sheet.value("expiry_date", (end + 1, 30.8), _date(issue.later(10)), value)
    end = sheet.text(24, 35, "ភិនភាគ៖", label)
    sheet.value("description", (end + 1, 35), rng.choice(_MARKS), value)
    sheet.signature(6, 35, 12)
    sex = "M" if man else "F"
    zone = CardZone("ID", "KHM", number, birth.zone(), sex, issue.later(10).zone(), name_en,
                    given_en)  # fmt: skip
    sheet.zone(zone.lines(), top=42.5, names=_CODES)
    return sheet
