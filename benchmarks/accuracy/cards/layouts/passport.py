"""Layout of a passport's data page, with a portrait."""

from __future__ import annotations

import random

from benchmarks.accuracy.cards.people import birthday, issued
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
