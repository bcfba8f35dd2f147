"""Layouts of what is no identity document: bank cards, badges, receipts, letters, tables."""

from __future__ import annotations

import random

from benchmarks.accuracy.cards.people import digits, dotted, person
from benchmarks.accuracy.cards.sheet import Ink, Sheet, inks
from benchmarks.accuracy.words import WORDS

_DARK = (32, 34, 42)


def other(rng: random.Random) -> Sheet:
    """Draw something that is no identity document."""
    layouts = (_bank_card, _badge, _business_card, _receipt, _letter, _table, _insurance, _plain)
    return rng.choice(layouts)(rng)


def _sentence(rng: random.Random, words: int) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(words)).capitalize()


def _bank_card(rng: random.Random) -> Sheet:
    sheet = Sheet(
        rng, "bank card", "front", rng.choice(((40, 60, 110), (150, 40, 60), (30, 30, 34)))
    )
    sheet.guilloche(((70, 90, 140),), strength=0.3)
    label, value = inks(rng, "latin", label=(220, 222, 230), ink=(244, 244, 246))
    who = person(rng)
    sheet.text(6, 9, "BANCO DEL PUERTO", Ink(label.family, 4, (244, 244, 246), bold=True))
    sheet.chip(7, 17)
    number = "  ".join(digits(rng, 4) for _ in range(4))
    sheet.text(7, 35, number, Ink(value.family, 4.6, value.colour))
    sheet.text(34, 41, "VALID THRU  09/29", label)
    sheet.text(7, 48, f"{who.given} {who.first_surname}", value)
    return sheet


def _badge(rng: random.Random) -> Sheet:
    sheet = Sheet(rng, "staff badge", "front", (240, 240, 244))
    label, value = inks(rng, "latin", label=(90, 96, 110), ink=_DARK)
    who = person(rng)
    sheet.band((0, 0, 85.6, 10), (30, 110, 140))
    sheet.text(5, 7, "HARBOUR LOGISTICS LTD", Ink(label.family, 4, (250, 250, 250), bold=True))
    sheet.portrait((5, 14, 27, 42))
    for y, caption, text in (
        (17, "Name", f"{who.given} {who.first_surname}"),
        (26, "Department", rng.choice(("Warehouse", "Accounting", "Dispatch"))),
        (35, "Employee No.", digits(rng, 6)),
    ):
        sheet.text(32, y, caption, label)
        sheet.text(32, y + 4, text, value)
    sheet.modules((32, 43, 78, 50), (0.4, 7))
    return sheet


def _business_card(rng: random.Random) -> Sheet:
    sheet = Sheet(rng, "business card", "front", (250, 250, 248), (85.0, 55.0))
    label, value = inks(rng, "latin", label=(90, 96, 110), ink=_DARK)
    who = person(rng)
    name = f"{who.given} {who.first_surname}".title()
    sheet.text(8, 18, name, Ink(value.family, 4.6, _DARK, bold=True))
    sheet.text(8, 24, "Sales Manager", label)
    for row, line in enumerate(
        (
            "14 Lantern Street, Port Ember",
            f"Tel. 0100 555 {digits(rng, 4)}",
            "sales@harbour.example",
        )
    ):
        sheet.text(8, 36 + 5 * row, line, value)
    return sheet


def _receipt(rng: random.Random) -> Sheet:
    sheet = Sheet(rng, "receipt", "front", (250, 250, 247), (72.0, 104.0))
    _, value = inks(rng, "latin", label=_DARK, ink=_DARK)
    sheet.text(36, 10, "HARBOUR CORNER SHOP", Ink(value.family, 4, _DARK, bold=True), anchor="ms")
    sheet.text(36, 15, "14 Lantern Street", value, anchor="ms")
    total = 0
    for row in range(rng.randint(6, 10)):
        price = rng.randint(90, 2900)
        total += price
        sheet.text(5, 26 + 6 * row, _sentence(rng, 2), value)
        sheet.text(67, 26 + 6 * row, f"{price / 100:.2f}", value, anchor="rs")
    sheet.text(5, 92, "TOTAL EUR", Ink(value.family, 3.6, _DARK, bold=True))
    sheet.text(67, 92, f"{total / 100:.2f}", Ink(value.family, 3.6, _DARK, bold=True), anchor="rs")
    return sheet


def _letter(rng: random.Random) -> Sheet:
    sheet = Sheet(rng, "letter", "front", (252, 252, 250), (105.0, 148.0))
    _, value = inks(rng, "latin", label=_DARK, ink=_DARK)
    words = ("passport", "identity card", "license", "Peru", "Thailand")
    sheet.text(
        12, 18, f"Renewal of your {rng.choice(words)}", Ink(value.family, 4, _DARK, bold=True)
    )
    for row in range(16):
        sheet.text(12, 30 + 6 * row, _sentence(rng, 6), value)
    return sheet


def _table(rng: random.Random) -> Sheet:
    sheet = Sheet(rng, "table", "front", (252, 252, 252), (105.0, 74.0))
    _, value = inks(rng, "latin", label=_DARK, ink=_DARK)
    filled = rng.random() < 0.6
    for row in range(8):
        for column in range(4):
            left, top = 6 + 23 * column, 6 + 8 * row
            sheet.frame((left, top, left + 23, top + 8), _DARK)
            if filled:
                text = rng.choice(WORDS) if column < 2 else dotted(digits(rng, 5))
                sheet.text(left + 1.5, top + 5.4, text, value)
    return sheet


def _insurance(rng: random.Random) -> Sheet:
    sheet = Sheet(rng, "insurance card", "front", (214, 236, 226))
    sheet.guilloche(((180, 216, 204),))
    label, value = inks(rng, "latin", label=(40, 96, 84), ink=_DARK)
    who = person(rng)
    title = Ink(label.family, 3.4, (40, 96, 84), bold=True)
    sheet.text(6, 8, "SEGURO SOCIAL DE SALUD", title)
    for y, caption, text in (
        (18, "Apellidos", f"{who.first_surname} {who.second_surname}"),
        (27, "Nombres", who.given),
        (36, "Fecha de nacimiento", who.birth.written("{D}/{N}/{Y}")),
        (45, "Número de afiliado", digits(rng, 9)),
    ):
        sheet.text(6, y, caption, label)
        sheet.text(6, y + 3.6, text, value)
    return sheet


def _plain(rng: random.Random) -> Sheet:
    sheet = Sheet(rng, "empty card", "front", (222, 226, 232))
    sheet.guilloche(((190, 200, 220),))
    return sheet
