"""Layouts of Peru: the blue card with its zone on the front, and the electronic card."""

from __future__ import annotations

import random

from benchmarks.accuracy.cards.people import TOWNS, Person, digits, person
from benchmarks.accuracy.cards.sheet import Ink, Sheet, inks
from benchmarks.accuracy.cards.zones import CardZone

_CODES = ("machine_code1", "machine_code2", "machine_code3")
_DATE = "{D} {N} {Y}"
_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
_SERIES = "67890112345"
_BLUE, _DARK = (46, 84, 138), (30, 32, 44)


def peru(rng: random.Random) -> Sheet:
    """Draw one side of a Peruvian card."""
    who = person(rng)
    number = digits(rng, 8)
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=True))
    check = _SERIES[(11 - total % 11) % 11]
    layout = rng.choice((_blue_front, _blue_front, _blue_back, _electronic_front, _electronic_back))
    return layout(rng, who, number, check)


def _zone(who: Person, number: str) -> tuple[str, str, str]:
    expiry = who.issue.later(8).zone()
    zone = CardZone("I", "PER", number, who.birth.zone(), who.sex, expiry,
                    who.first_surname.replace("Ñ", "N"), who.given)  # fmt: skip
    return zone.lines()


def _title(sheet: Sheet, lines: tuple[str, ...], ink: Ink) -> None:
    for row, line in enumerate(lines):
        sheet.text(18, 4.4 + 2.7 * row, line, ink)


def _blue_front(rng: random.Random, who: Person, number: str, check: str) -> Sheet:
    sheet = Sheet(rng, "blue", "front", (214, 228, 242))
    sheet.guilloche(((168, 196, 226), (226, 206, 214)))
    label, value = inks(rng, "latin", label=_BLUE, ink=_DARK)
    value = Ink(value.family, 2.5, _DARK, bold=value.bold)
    bold = Ink(label.family, 1.9, _BLUE, bold=True)
    sheet.emblem(10, 5.4, 3.6, (170, 60, 60))
    registry = "REGISTRO NACIONAL DE IDENTIFICACIÓN Y ESTADO CIVIL"
    _title(sheet, ("REPÚBLICA DEL PERÚ", registry), Ink(label.family, 1.6, _BLUE, bold=True))
    sheet.text(18, 9.9, "DOCUMENTO NACIONAL DE IDENTIDAD", bold)
    dash = rng.choice(("-", " - "))
    red = Ink(label.family, 2.8, (186, 44, 48), bold=True)
    cui = f"{number}{dash}{check}"
    sheet.text(61.5, 9.9, "DNI", red, anchor="rs")
    sheet.value("cui_number", (63, 9.9), cui, red, true=cui.replace(" ", ""))
    sheet.portrait((3, 11.5, 23, 36.5))
    column = (
        (26, 13.2, "Primer Apellido", "first_surname", who.first_surname),
        (26, 18.8, "Segundo Apellido", "second_surname", who.second_surname),
        (26, 24.4, rng.choice(("Prenombres", "Pre Nombres")), "given_name", who.given),
    )
    sheet.labelled(column, label, value, gap=2.7)
    sheet.text(26, 30, "Nacimiento: Fecha y Ubigeo", label)
    end = sheet.value("birth_date", (26, 32.7), who.birth.written(_DATE), value)
    place = f"{rng.randint(1, 25):02}{rng.randint(1, 12):02}{rng.randint(1, 20):02}"
    sheet.value("birth_place", (max(end + 3, 44), 32.7), place, value)
    row = ((26, 35.3, "Sexo", "sex", who.sex),
           (36, 35.3, "Estado Civil", "marital_status", rng.choice("SCVD")))  # fmt: skip
    sheet.labelled(row, label, value, gap=2.6)
    registered = who.birth.later(18).written(_DATE)
    dates = (
        (63, 13.2, "Fecha Inscripción", "registration_date", registered),
        (63, 18.8, "Fecha Emisión", "issue_date", who.issue.written(_DATE)),
        (63, 24.4, "Fecha Caducidad", "expiry_date", who.issue.later(8).written(_DATE)),
    )
    sheet.labelled(dates, label, value, gap=2.7)
    sheet.portrait((70, 28.5, 79, 39), ghost=True)
    sheet.signature(48, 37, 12)
    sheet.zone(_zone(who, number), top=44.2, names=_CODES)
    return sheet


def _address(rng: random.Random) -> dict[str, str]:
    street = rng.choice(("LOS ALISOS", "SAN MARTIN", "LAS FLORES", "TUPAC AMARU", "28 DE JULIO"))
    way = rng.choice(("JR.", "AV.", "CALLE", "PSJE."))
    department, province, district = rng.sample(TOWNS, 3)
    return {
        "address": f"{way} {street} {rng.randint(100, 1900)}",
        "department": department,
        "province": province,
        "district": district,
    }


def _blue_back(rng: random.Random, who: Person, number: str, check: str) -> Sheet:  # noqa: ARG001
    sheet = Sheet(rng, "blue", "back", (222, 232, 240))
    sheet.guilloche(((180, 204, 228), (214, 222, 200)), strength=0.4)
    label, value = inks(rng, "latin", label=_BLUE, ink=_DARK)
    where = _address(rng)
    column = (
        (4, 6, "Departamento", "department", where["department"]),
        (30, 6, "Provincia", "province", where["province"]),
        (4, 12.4, "Distrito", "district", where["district"]),
        (4, 18.8, "Dirección", "address", where["address"]),
        (4, 25.2, "Donación de Órganos", "organ_donation", rng.choice(("SI", "NO"))),
        (30, 25.2, "Grupo de Votación", "voting_group", f"{rng.randint(1, 299999):06}"),
    )
    sheet.labelled(column, label, value)
    sheet.text(4, 31.6, "Observaciones", label)
    if rng.random() < 0.3:
        sheet.value("remarks", (4, 34.5), rng.choice(("USA LENTES", "RECTIFICADO")), value)
    sheet.text(58, 6, "Constancia de Sufragio", label)
    for row in range(3):
        for column_ in range(3):
            left, top = 58 + 8 * column_, 8 + 6.5 * row
            sheet.frame((left, top, left + 8, top + 6.5), (120, 140, 170))
    sheet.fingerprint((64, 29, 76, 43))
    sheet.text(64, 46, "Índice Derecho", label)
    sheet.modules((4, 39, 56, 50), (0.34, 0.7))
    return sheet


def _electronic_front(rng: random.Random, who: Person, number: str, check: str) -> Sheet:
    sheet = Sheet(rng, "electronic", "front", (236, 232, 226))
    sheet.guilloche(((214, 180, 190), (180, 206, 220), (230, 214, 170)))
    red = (168, 40, 52)
    label, value = inks(rng, "latin", label=(96, 72, 80), ink=_DARK)
    value = Ink(value.family, 2.5, _DARK, bold=value.bold)
    sheet.emblem(6, 5.4, 3.4, red)
    bold = Ink(label.family, 2.3, red, bold=True)
    sheet.text(12, 5, "REPÚBLICA DEL PERÚ", bold)
    sheet.text(12, 8, "DOCUMENTO NACIONAL DE IDENTIDAD", Ink(label.family, 2, red))
    sheet.text(62, 5.2, "CUI", bold)
    number_ink = Ink(label.family, 2.5, _DARK, bold=True)
    sheet.value("cui_number", (67.5, 5.4), f"{number}-{check}", number_ink)
    sheet.chip(5, 13)
    sheet.portrait((4, 24, 24, 49))
    rows = (
        (27, 13, "Primer Apellido", "first_surname", who.first_surname),
        (27, 19, "Segundo Apellido", "second_surname", who.second_surname),
        (27, 25, "Prenombres", "given_name", who.given),
        (27, 31, "Nacionalidad", "nationality", "PER"),
        (43, 31, "Sexo", "sex", who.sex),
        (51, 31, "Estado Civil", "marital_status", rng.choice("SCVD")),
        (27, 37, "Fecha de Nacimiento", "birth_date", who.birth.written(_DATE)),
        (27, 43, "Fecha de Emisión", "issue_date", who.issue.written(_DATE)),
        (51, 43, "Fecha de Caducidad", "expiry_date", who.issue.later(8).written(_DATE)),
    )
    sheet.labelled(rows, label, value)
    sheet.portrait((70, 27, 80, 40), ghost=True)
    sheet.signature(66, 49, 14)
    return sheet


def _electronic_back(rng: random.Random, who: Person, number: str, check: str) -> Sheet:  # noqa: ARG001
    sheet = Sheet(rng, "electronic", "back", (238, 236, 230))
    sheet.guilloche(((214, 190, 190), (190, 212, 220)), strength=0.4)
    label, value = inks(rng, "latin", label=(96, 72, 80), ink=_DARK)
    value = Ink(value.family, 2.4, _DARK, bold=value.bold)
    where = _address(rng)
    place = f"{rng.randint(1, 25):02}{rng.randint(1, 12):02}{rng.randint(1, 20):02}"
    registered = who.birth.later(18).written(_DATE)
    donor = rng.choice(("SI", "NO"))
    rows = (
        (4, 5, "Departamento", "department", where["department"]),
        (32, 5, "Provincia", "province", where["province"]),
        (4, 11, "Distrito", "district", where["district"]),
        (32, 11, "Grupo de Votación", "voting_group", f"{rng.randint(1, 299999):06}"),
        (4, 17, "Dirección", "address", where["address"]),
        (4, 23, "Fecha de Inscripción", "registration_date", registered),
        (32, 23, "Lugar de Nacimiento (Ubigeo)", "birth_place", place),
        (4, 29, "Donación de Órganos", "organ_donation", donor),
        (32, 29, "Observaciones", "remarks", ""),
    )
    sheet.labelled(rows, label, value)
    sheet.fields = {name: text for name, text in sheet.fields.items() if text}
    sheet.places.pop("remarks", None)
    sheet.modules((68, 5, 80, 17), (0.4, 0.4))
    sheet.zone(_zone(who, number), top=41.5, names=_CODES)
    return sheet
