"""Layouts of passports: a data page with a portrait, and those of the withdrawn operation."""

from __future__ import annotations

import random

from benchmarks.accuracy.cards.people import Day, birthday, issued
from benchmarks.accuracy.cards.sheet import Ink, Sheet, inks
from benchmarks.accuracy.words import GIVEN, SURNAMES
from scripts.draw_samples import Holder

_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()  # noqa: SIM905
_STATES = (("PER", "REPÚBLICA DEL PERÚ", "PASAPORTE", "PERUANA"),
           ("THA", "THAILAND", "PASSPORT", "THAI"),
           ("GBR", "UNITED KINGDOM", "PASSPORT", "BRITISH CITIZEN"),
           ("KHM", "KINGDOM OF CAMBODIA", "PASSPORT", "CAMBODIAN"),
           ("FRA", "RÉPUBLIQUE FRANÇAISE", "PASSEPORT", "FRANÇAISE"),
           ("UTO", "UTOPIA", "PASSPORT", "UTOPIAN"))  # fmt: skip
_GROUNDS = ((232, 226, 236), (222, 234, 226), (240, 230, 214), (220, 228, 240))
_DARK = (30, 32, 44)


def passport(rng: random.Random) -> Sheet:
    """Draw a data page of 125 by 88 mm (ICAO 9303 part 4)."""
    state, title, word, nation = rng.choice(_STATES)
    sheet = Sheet(rng, state, "front", rng.choice(_GROUNDS), (125.0, 88.0))
    sheet.guilloche(((206, 190, 214), (190, 210, 220), (226, 210, 186)))
    birth, issue = birthday(rng), issued(rng)
    expiry = issue.later(10)
    surname, given = rng.choice(SURNAMES), " ".join(rng.sample(GIVEN, rng.choice((1, 2))))
    number = f"{rng.choice('ACEKP')}{rng.randint(10000000, 99999999)}"
    sex = rng.choice("MF")
    holder = Holder(state, surname, given, number, birth.zone(), sex, expiry.zone())
    label, value = inks(rng, "latin", label=(88, 96, 120), ink=_DARK)
    label, value = Ink(label.family, 2, label.colour), Ink(value.family, 3.1, _DARK)
    sheet.text(42, 7, title, Ink(label.family, 3.6, (60, 70, 120), bold=True))
    sheet.text(6, 7, word, Ink(label.family, 3.4, (60, 70, 120), bold=True))
    pattern = "{D} {M} {Y}"
    rows = (
        (42, 13, "Type / Type", "P"), (60, 13, "Code of issuing state", state),
        (88, 13, "Passport No. / No. du passeport", number),
        (42, 21, "Surname / Nom", surname), (42, 29, "Given names / Prénoms", given),
        (42, 37, "Nationality / Nationalité", nation),
        (42, 45, "Date of birth / Date de naissance", birth.written(pattern, _MONTHS)),
        (88, 45, "Sex / Sexe", sex),
        (42, 53, "Date of issue", issue.written(pattern, _MONTHS)),
        (88, 53, "Date of expiry", expiry.written(pattern, _MONTHS)),
    )  # fmt: skip
    for x, y, caption, text in rows:
        sheet.text(x, y, caption, label)
        sheet.text(x, y + 3.6, text, value)
    sheet.portrait((6, 12, 38, 54))
    sheet.band((0, 63.5, 125, 88), (246, 246, 244))
    lines = holder.zone()
    sheet.zone(lines, top=72.1, names=("machine_code", "machine_code2"), step=6.5)
    sheet.fields |= {
        "country_code": state, "surname": surname, "given_name": given, "passport_number": number,
        "date_of_birth": birth.written("{Y}-{N}-{D}"), "sex": sex,
        "date_of_expiry": expiry.written("{Y}-{N}-{D}"),
    }  # fmt: skip
    return sheet


_PRINTED = (
    ("ALB", "REPUBLIKA E SHQIPËRISË", "SHQIPTARE/ALBANIAN", "Data e lëshimit / Date of issue",
     "Autoriteti / Authority", "{D} {M} {Y}", ("MB/TIRANË", "MB/DURRËS")),
    ("BRA", "REPÚBLICA FEDERATIVA DO BRASIL", "BRASILEIRO(A)", "Data de expedição / Date of issue",
     "Autoridade / Authority", "{D} {M}/{M} {Y}", ("DPF/SP", "SR/DPF/RJ")),
    ("CHL", "REPÚBLICA DE CHILE", "CHILENA", "Fecha de emisión / Date of issue",
     "Autoridad / Authority", "{D} {M} {Y}", ("SERVICIO DE REGISTRO CIVIL",)),
    ("IDN", "REPUBLIK INDONESIA", "INDONESIA", "Tgl. pengeluaran / Date of issue",
     "Kantor yang mengeluarkan / Issuing office", "{D} {M} {Y}", ("JAKARTA SELATAN", "DENPASAR")),
    ("IND", "REPUBLIC OF INDIA", "INDIAN", "Date of Issue", "", "{D}/{N}/{Y}", ()),
    ("MYS", "MALAYSIA", "MALAYSIA", "Tarikh dikeluarkan / Date of issue",
     "Pejabat yang mengeluarkan / Issuing office", "{D} {M} {Y}", ("PUTRAJAYA", "KUCHING")),
    ("NGA", "FEDERAL REPUBLIC OF NIGERIA", "NIGERIAN", "Date of issue / Date de délivrance",
     "Authority / Autorité", "{D} {M} / {M} {y}", ("IKOYI, LAGOS", "ABUJA")),
    ("PAK", "ISLAMIC REPUBLIC OF PAKISTAN", "PAKISTANI", "Date of Issue", "Issuing Authority",
     "{D} {M} {Y}", ("PAKISTAN",)),
    ("PHL", "REPUBLIKA NG PILIPINAS", "FILIPINO", "Petsa ng pagkaloob / Date of issue",
     "Maykapangyarihang nagkaloob / Issuing authority", "{D} {M} {Y}", ("DFA MANILA", "DFA CEBU")),
    ("THA", "THAILAND", "THAI", "Date of issue", "Issuing authority", "{D} {M} {Y}",
     ("MINISTRY OF FOREIGN AFFAIRS", "BANGKOK")),
    ("TWN", "REPUBLIC OF CHINA", "TAIWAN", "Date of issue", "Authority", "{D} {M} {Y}",
     ("MINISTRY OF FOREIGN AFFAIRS",)),
    ("UKR", "UKRAINE", "UKRAINE", "Date of issue", "Authority", "{D} {M}/{M} {y}",
     ("1455", "8012")),
    ("VNM", "VIỆT NAM", "VIỆT NAM / VIETNAMESE", "Ngày cấp / Date of issue",
     "Nơi cấp / Issuing authority", "{D} / {N} / {Y}", ("Cục Quản lý xuất nhập cảnh",)),
)  # fmt: skip
"""State, title, nationality, two labels, form of dates, and offices."""


def issued_passport(rng: random.Random) -> Sheet:
    """Draw a passport of a state of the withdrawn operation, with date of issue and authority."""
    state, title, nation, issue_label, office_label, pattern, offices = rng.choice(_PRINTED)
    sheet = Sheet(rng, f"{state} PP", "front", rng.choice(_GROUNDS), (125.0, 88.0))
    sheet.guilloche(((206, 190, 214), (190, 210, 220), (226, 210, 186)))
    birth, issue = birthday(rng), issued(rng)
    expiry = issue.later(rng.choice((5, 10)))
    surname, given = rng.choice(SURNAMES), " ".join(rng.sample(GIVEN, rng.choice((1, 2))))
    number, sex = f"{rng.choice('ACEKP')}{rng.randint(10000000, 99999999)}", rng.choice("MF")
    holder = Holder(state, surname, given, number, birth.zone(), sex, expiry.zone())
    label, value = inks(rng, "vietnamese", label=(88, 96, 120), ink=_DARK)
    label, value = Ink(label.family, 2, label.colour), Ink(value.family, 3, _DARK)
    sheet.text(42, 7, title, Ink(label.family, 3.4, (60, 70, 120), bold=True))
    sheet.text(6, 7, "PASSPORT", Ink(label.family, 3.2, (60, 70, 120), bold=True))

    def day(one: Day) -> str:
        return one.written(pattern.replace("{y}", f"{one.year % 100:02}"), _MONTHS)

    rows = (
        (42, 13, "Type", "P"), (60, 13, "Code of state", state), (88, 13, "Passport No.", number),
        (42, 20.5, "Surname", surname), (42, 28, "Given names", given),
        (42, 35.5, "Nationality", nation), (42, 43, "Date of birth", day(birth)),
        (100, 43, "Sex", sex), (88, 50.5, "Date of expiry", day(expiry)),
    )  # fmt: skip
    for x, y, caption, text in rows:
        sheet.text(x, y, caption, label)
        sheet.text(x, y + 3.6, text, value)
    sheet.text(42, 50.5, issue_label, label)
    sheet.value("issue_date", (42, 54.1), day(issue), value, true=issue.written("{Y}-{N}-{D}"))
    if offices:
        sheet.text(42, 58, office_label, label)
        sheet.value("issuing_authority", (42, 61.6), rng.choice(offices), value)
    sheet.portrait((6, 12, 38, 54))
    sheet.band((0, 63.5, 125, 88), (246, 246, 244))
    sheet.zone(holder.zone(), top=72.1, names=("line1", "line2"), step=6.5)
    for name in ("line1", "line2"):
        del sheet.fields[name], sheet.places[name]
    sheet.fields |= {
        "country_region": state, "id_type": "PP", "side": "front", "last_name": surname,
        "first_name": given, "document_number": number, "sex": sex,
        "birth_date": birth.written("{Y}-{N}-{D}"), "expiry_date": expiry.written("{Y}-{N}-{D}"),
    }  # fmt: skip
    return sheet
