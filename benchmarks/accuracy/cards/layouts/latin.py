"""Layouts of Chile and Colombia."""

from __future__ import annotations

import random

from benchmarks.accuracy.cards.people import TOWNS, Person, digits, dotted, person
from benchmarks.accuracy.cards.sheet import Ink, Sheet, inks

_CHILE = "ENE FEB MAR ABR MAY JUN JUL AGO SEP OCT NOV DIC".split()  # noqa: SIM905
_DARK = (34, 34, 40)
_ACCENTED = {"INES": "INÉS", "TOMAS": "TOMÁS", "ANDRES": "ANDRÉS", "ROCIO": "ROCÍO",
             "SEBASTIAN": "SEBASTIÁN", "NICOLAS": "NICOLÁS", "RAUL": "RAÚL"}  # fmt: skip


def _run(rng: random.Random) -> str:
    """Invent a holder's number with its check digit (modulus 11)."""
    number = digits(rng, rng.choice((7, 8, 8)))
    total = sum(int(d) * (2 + place % 6) for place, d in enumerate(reversed(number)))
    check = 11 - total % 11
    return f"{dotted(number)}-{ {10: 'K', 11: '0'}.get(check, str(check)) }"


def chile(rng: random.Random) -> Sheet:
    """Draw the front of a Chilean card, of 2013 or of 2024."""
    who = person(rng)
    new = rng.random() < 0.35
    sheet = Sheet(rng, "2024" if new else "2013", "front", (228, 236, 240))
    sheet.guilloche(((176, 206, 216), (232, 204, 204), (208, 214, 236)))
    label, value = inks(rng, "latin", label=(70, 84, 108), ink=_DARK)
    label = Ink(label.family, 1.55, label.colour)
    title = Ink(label.family, 2.5, (36, 62, 120), bold=True)
    sheet.text(28, 5.6, "CÉDULA DE IDENTIDAD", title)
    state = Ink(label.family, 1.7, (36, 62, 120), bold=True)
    sheet.text(83, 5.2, "REPÚBLICA DE CHILE", state, anchor="rs")
    sheet.text(28, 8.3, "SERVICIO DE REGISTRO CIVIL E IDENTIFICACIÓN", label)
    sheet.portrait((3, 10, 25, 39.5))
    number = f"{rng.randint(100, 599)}{rng.randint(0, 999999):06}"
    printed = dotted(number) if rng.random() < 0.5 else number
    sheet.text(28, 11.8, "APELLIDOS", label)
    sheet.value("surname", (28, 14.6), who.first_surname, value)
    sheet.value("surname", (28, 17.7), who.second_surname, value)
    sheet.fields["surname"] = [who.first_surname, who.second_surname]
    nation = "CHILENA" if rng.random() < 0.8 else rng.choice(("PERUANA", "VENEZOLANA"))
    short = "{d} {M} {Y}" if rng.random() < 0.5 else "{D} {M} {Y}"
    rows = (
        (28, 20.4, "NOMBRES", "given_name", who.given),
        (28, 26.2, "NACIONALIDAD", "nationality", nation),
        (56, 26.2, "SEXO", "sex", who.sex),
        (28, 32, "FECHA DE NACIMIENTO", "birth", who.birth.written(short, _CHILE)),
        (28, 37.8, "FECHA DE EMISIÓN", "issue_date", who.issue.written(short, _CHILE)),
        (56, 37.8, "FECHA DE VENCIMIENTO", "expiry_date",
         who.issue.later(10).written(short, _CHILE)),
    )  # fmt: skip
    sheet.labelled(rows, label, value)
    sheet.text(56, 32, "NÚMERO DOCUMENTO", label)
    sheet.value("document_number", (56, 34.9), printed, value, true=number)
    sheet.text(28, 43.6, "FIRMA DEL TITULAR", label)
    sheet.signature(36, 48, 18)
    run = Ink(value.family, 2.5, _DARK, bold=True)
    end = sheet.text(3.5, 49.5 if new else 46, "RUN", run)
    sheet.value("number", (end + 1.2, 49.5 if new else 46), _run(rng), run)
    sheet.portrait((71, 11, 80, 22), ghost=True)
    if new:
        sheet.chip(66, 42)
    return sheet


def colombia(rng: random.Random) -> Sheet:
    """Draw one side of a Colombian card: yellow of 2000, or digital of 2020."""
    who = person(rng)
    return rng.choice((_yellow_front, _yellow_front, _yellow_back, _yellow_back, _digital))(
        rng, who
    )


def _accented(name: str) -> str:
    return " ".join(_ACCENTED.get(part, part) for part in name.split())


def _yellow_front(rng: random.Random, who: Person) -> Sheet:
    sheet = Sheet(rng, "yellow", "front", (240, 226, 172))
    sheet.guilloche(((226, 196, 110), (204, 212, 170), (236, 210, 160)))
    brown = (86, 70, 40)
    label, value = inks(rng, "latin", label=brown, ink=_DARK)
    value = Ink(value.family, 3.1, _DARK, bold=value.bold)
    sheet.text(27, 6, "REPÚBLICA DE COLOMBIA" if rng.random() < 0.5 else "REPUBLICA DE COLOMBIA",
               Ink(label.family, 2.7, brown, bold=True), anchor="ms")  # fmt: skip
    sheet.text(27, 9, "IDENTIFICACIÓN PERSONAL", Ink(label.family, 1.9, brown), anchor="ms")
    title = Ink(label.family, 2.6, brown, bold=True)
    sheet.text(27, 12.4, "CÉDULA DE CIUDADANÍA", title, anchor="ms")
    number = dotted(digits(rng, rng.choice((8, 10, 10))))
    end = sheet.text(8, 18, "NÚMERO", Ink(label.family, 2.1, brown))
    sheet.value("number", (end + 2, 18), number, Ink(value.family, 3.6, _DARK, bold=True))
    surnames = f"{who.first_surname} {who.second_surname}"
    column = (
        (5, 26, "APELLIDOS", "last_name", surnames),
        (5, 34.4, "NOMBRES", "name", _accented(who.given)),
    )
    sheet.labelled(column, label, value, gap=-2.4)
    sheet.signature(8, 43.5, 26)
    sheet.text(5, 49, "FIRMA", label)
    sheet.portrait((58, 9, 81.5, 41))
    sheet.portrait((45, 38, 53, 48), ghost=True)
    return sheet


def _yellow_back(rng: random.Random, who: Person) -> Sheet:
    sheet = Sheet(rng, "yellow", "back", (242, 232, 190))
    sheet.guilloche(((226, 204, 130), (210, 214, 186)), strength=0.4)
    brown = (86, 70, 40)
    label, value = inks(rng, "latin", label=brown, ink=_DARK)
    label = Ink(label.family, 1.6, brown)
    value = Ink(value.family, 2.5, _DARK, bold=value.bold)
    sheet.fingerprint((4, 5, 22, 29))
    sheet.text(5, 32.4, "ÍNDICE DERECHO", label)
    end = sheet.text(26, 6.4, "FECHA DE NACIMIENTO", label)
    birth = who.birth.written("{D}-{M}-{Y}", _CHILE)
    sheet.value("birth_date", (max(end + 3, 50), 6.4), birth, value)
    town, region, issued_in = rng.sample(TOWNS, 3)
    sheet.value("birth_place", (26, 10.4), town, value)
    sheet.value("birth_place", (26, 13.4), f"({region})", value)
    sheet.text(26, 15.8, "LUGAR DE NACIMIENTO", label)
    group = rng.choice(("O+", "A+", "B+", "AB+", "O-", "A-"))
    row = (
        (26, 22.4, "ESTATURA", "height", f"1.{rng.randint(50, 95)}"),
        (46, 22.4, "G.S. RH", "blood_type", group),
        (64, 22.4, "SEXO", "gender", who.sex),
    )
    sheet.labelled(row, label, value, gap=-2.3)
    when = who.issue.written("{D}-{M}-{Y}", _CHILE)
    end = sheet.value("issue_date", (26, 27.2), when, value)
    sheet.value("issue_authority", (end + 1.4, 27.2), issued_in, value)
    sheet.text(26, 29.6, "FECHA Y LUGAR DE EXPEDICIÓN", label)
    sheet.signature(52, 33, 16)
    sheet.text(50, 36.4, "REGISTRADOR NACIONAL", label)
    sheet.modules((5, 38, 80, 46.5), (0.3, 0.55))
    small = Ink(value.family, 2, _DARK)
    number = digits(rng, 10)
    code = f"A-{digits(rng, 7)}-{digits(rng, 8)}-{who.sex}-{number.zfill(10)}-"
    code += who.issue.written("{Y}{N}{D}")
    end = sheet.value("citizen_code1", (5, 50.6), code, small)
    second = f"{digits(rng, 10)}{rng.choice('ABC')} {rng.randint(1, 9)}"
    end = sheet.value("citizen_code2", (end + 2, 50.6), second, small)
    sheet.value("citizen_code3", (end + 2, 50.6), digits(rng, 8), small)
    return sheet


def _digital(rng: random.Random, who: Person) -> Sheet:
    sheet = Sheet(rng, "digital", "front", (232, 228, 206))
    sheet.guilloche(((222, 204, 140), (176, 196, 220), (226, 180, 176)))
    label, value = inks(rng, "latin", label=(82, 76, 66), ink=_DARK)
    label = Ink(label.family, 1.6, label.colour)
    value = Ink(value.family, 2.4, _DARK, bold=value.bold)
    title = Ink(label.family, 2.4, (60, 52, 40), bold=True)
    sheet.text(4, 5.4, "REPÚBLICA DE COLOMBIA", title)
    sheet.text(4, 8.6, "CÉDULA DE CIUDADANÍA", Ink(label.family, 2.2, (60, 52, 40)))
    end = sheet.text(52, 7, "NUIP", Ink(label.family, 2.2, (60, 52, 40)))
    number = dotted(digits(rng, 10))
    sheet.value("number", (end + 1.5, 7), number, Ink(value.family, 3, _DARK, bold=True))
    sheet.portrait((4, 12, 25, 40))
    town, region, issued_in = rng.sample(TOWNS, 3)
    pattern = "{D} {M} {Y}"
    rows = (
        (28, 13, "Apellidos", "last_name", f"{who.first_surname} {who.second_surname}"),
        (28, 19, "Nombres", "name", _accented(who.given)),
        (46, 25, "Estatura", "height", f"1.{rng.randint(50, 95)}"),
        (60, 25, "Sexo", "gender", who.sex),
        (28, 31, "Fecha de nacimiento", "birth_date", who.birth.written(pattern, _CHILE)),
        (60, 31, "G.S.", "blood_type", rng.choice(("O+", "A+", "B-", "AB+"))),
        (28, 37, "Lugar de nacimiento", "birth_place", f"{town} ({region})"),
    )
    sheet.labelled(rows, label, value)
    sheet.text(28, 25, "Nacionalidad", label)
    sheet.text(28, 27.9, "COL", value)
    sheet.text(28, 43, "Fecha y lugar de expedición", label)
    end = sheet.value("issue_date", (28, 45.9), who.issue.written(pattern, _CHILE), value)
    sheet.value("issue_authority", (end + 0.8, 45.9), f", {issued_in}", value, true=issued_in)
    sheet.text(68, 43, "Fecha de expiración", label)
    sheet.text(68, 45.9, who.issue.later(10).written(pattern, _CHILE), value)
    sheet.signature(5, 46, 16)
    sheet.text(5, 50, "Firma", label)
    sheet.portrait((72, 12, 80, 22), ghost=True)
    return sheet
