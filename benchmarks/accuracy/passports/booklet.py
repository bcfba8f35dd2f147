"""Drawn data pages as states print them: other type, labels in two languages, patterned paper.

The zone of a real page is seldom set in the pitch, the weight and on the pale ground of the
standard's figures. Holders are invented.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from PIL import Image, ImageDraw

from benchmarks.accuracy.passports.pattern import guilloche
from scripts.draw_samples import BOLD, OCR_B, SANS, Holder, font

WIDE, TALL = 125.0, 88.0
"""Millimetres of a page (ICAO 9303 part 4)."""
PITCH = 2.54
_LIBERATION = "/usr/share/fonts/truetype/liberation/Liberation{}.ttf"
_ZONE_TYPES = (OCR_B, OCR_B.replace("OCRB.", "OCRBS."))
_OTHER_TYPES = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf", _LIBERATION.format("Mono-Regular"),
    _LIBERATION.format("Mono-Bold"),
)  # fmt: skip
_PRINT_TYPES = (
    SANS, BOLD, _LIBERATION.format("Sans-Regular"), _LIBERATION.format("Sans-Bold"),
    _LIBERATION.format("SansNarrow-Bold"), _LIBERATION.format("Serif-Regular"),
)  # fmt: skip
_LABELS = (
    ("Type / Type", "Code / Code", "Passport No. / Passeport No.", "Surname / Nom",
     "Given names / Prénoms", "Nationality / Nationalité", "Date of birth / Date de naissance",
     "Sex / Sexe", "Place of birth / Lieu de naissance", "Date of expiry / Date d'expiration"),
    ("Tipo", "Código", "Pasaporte No.", "Apellidos", "Nombres", "Nacionalidad",
     "Fecha de nacimiento", "Sexo", "Lugar de nacimiento", "Fecha de caducidad"),
    ("Typ/Type", "Kod/Code", "Nr paszportu/Passport No", "1. Nazwisko/Surname",
     "2. Imiona/Given names", "3. Obywatelstwo/Nationality", "4. Data urodzenia/Date of birth",
     "5. Płeć/Sex", "6. Miejsce urodzenia/Place of birth", "7. Data ważności/Date of expiry"),
)  # fmt: skip
_PLACES = ("PORT EMBER", "LANTERN BAY", "ST. ORAN", "OBERWALD", "SAN BENITO", "WIĘCBORK")
_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Type:
    """How a zone is set."""

    path: str
    pitch: float = PITCH
    """Millimetres."""
    size: float = 3.55
    step: float = 6.35
    """Millimetres between the two lines."""
    weight: float = 0.0
    """Millimetres that ink has run beyond the letters."""


def usual_type(rng: random.Random) -> Type:
    """Choose a cut of OCR-B, set as the standard asks for."""
    weight = rng.choice((0.0, 0.0, rng.uniform(0, 0.1)))
    return Type(rng.choice(_ZONE_TYPES), step=rng.uniform(5.6, 7.2), weight=weight)


def unusual_type(rng: random.Random) -> Type:
    """Choose type of a wrong pitch or size, one time in three another design of one width."""
    path = rng.choice(_ZONE_TYPES if rng.random() < 2 / 3 else _OTHER_TYPES)
    pitch = PITCH * rng.uniform(0.92, 1.03)
    return Type(path, pitch, 3.55 * rng.uniform(0.85, 1.08), rng.uniform(4.8, 7.6))


def data_page(who: Holder, scale: float, rng: random.Random, type_: Type) -> Image.Image:
    """Draw a data page at `scale` pixels a millimetre."""
    paper = tuple(rng.randint(222, 248) for _ in range(3))
    page = Image.new("RGB", (round(WIDE * scale), round(TALL * scale)), paper)
    if rng.random() < 0.4:
        # Some states print the zone on a plain strip.
        draw = ImageDraw.Draw(page)
        draw.rectangle((0, 65 * scale, page.width, page.height), fill=(244, 245, 243))
    page = guilloche(page, scale, rng, rng.uniform(0.1, 0.45))
    draw = ImageDraw.Draw(page)
    _write_print(draw, who, scale, rng)
    ink = tuple(rng.randint(15, 70) for _ in range(3))
    left = (WIDE - 44 * type_.pitch) / 2 + rng.uniform(-1.5, 1.5)
    last = TALL - rng.uniform(6.5, 10.0)
    face = font(type_.path, type_.size * scale)
    for line, base in zip(who.zone(), (last - type_.step, last), strict=True):
        for place, character in enumerate(line):
            x = left + type_.pitch * (place + 0.5)
            at = (x * scale, base * scale)
            draw.text(
                at, character, font=face, fill=ink, anchor="ms",
                stroke_width=round(type_.weight * scale), stroke_fill=ink,
            )  # fmt: skip
    return page


def _write_print(draw: ImageDraw.ImageDraw, who: Holder, scale: float, rng: random.Random) -> None:
    """Write title, portrait, labels and values."""
    ink = tuple(rng.randint(20, 70) for _ in range(3))
    pale = tuple(rng.randint(80, 130) for _ in range(3))
    kind = rng.choice(_PRINT_TYPES)
    small, large = font(SANS, 1.8 * scale), font(kind, rng.uniform(2.6, 3.3) * scale)

    def put(x: float, y: float, label: str, value: str) -> None:
        draw.text((x * scale, y * scale), label, font=small, fill=pale)
        draw.text((x * scale, (y + 2.3) * scale), value, font=large, fill=ink)

    draw.text((6 * scale, 3 * scale), "REPUBLIC OF UTOPIA", font=font(BOLD, 3.6 * scale), fill=ink)
    box = (6 * scale, 12 * scale, 36 * scale, 52 * scale)
    draw.rectangle(box, fill=(196, 204, 210))
    draw.ellipse((14 * scale, 18 * scale, 28 * scale, 36 * scale), fill=(150, 152, 160))
    names = rng.choice(_LABELS)
    place, number = rng.choice(_PLACES), who.number
    put(41, 10, names[0], "P")
    put(60, 10, names[1], who.state)
    put(88, 10, names[2], number)
    put(41, 18, names[3], who.surname)
    put(41, 26, names[4], who.given)
    put(41, 34, names[5], "UTOPIAN")
    put(41, 42, names[6], _day(who.birth, 19, rng))
    put(92, 42, names[7], who.sex.strip("<") or "X")
    put(41, 50, names[8], place)
    put(88, 50, names[9], _day(who.expiry, 20, rng))


def _day(text: str, century: int, rng: random.Random) -> str:
    """Write a date in one of the ways of passports."""
    year, month, day = f"{century}{text[:2]}", text[2:4], text[4:]
    name = _MONTHS[int(month) - 1]
    return rng.choice(
        (f"{day} {name} {year}", f"{day}.{month}.{year}", f"{day} {name}/{name} {year[2:]}",
         f"{day} {month} {year}")
    )  # fmt: skip


def spread(page: Image.Image, rng: random.Random) -> Image.Image:
    """Open the booklet: the page before stands above the data page, with remarks and stamps."""
    scale = page.width / WIDE
    above = Image.new("RGB", page.size, tuple(rng.randint(222, 246) for _ in range(3)))
    above = guilloche(above, scale, rng, rng.uniform(0.1, 0.4))
    draw = ImageDraw.Draw(above)
    face = font(rng.choice(_PRINT_TYPES), rng.uniform(2.4, 3.4) * scale)
    remarks = (
        "This passport is valid for all countries unless otherwise endorsed.",
        "OBSERVATIONS / OFFICIAL REMARKS", "The bearer is requested to sign below.",
        "ENTRY 14 MAR 2021   PORT EMBER", "Signature of bearer / Signature du titulaire",
    )  # fmt: skip
    for i, text in enumerate(rng.sample(remarks, rng.randint(1, 4))):
        draw.text(
            (rng.uniform(6, 22) * scale, (10 + 16 * i) * scale), text, font=face, fill=(60, 62, 84)
        )
    both = Image.new("RGB", (page.width, page.height * 2))
    both.paste(above, (0, 0))
    both.paste(page, (0, page.height))
    return both


def cut(page: Image.Image, rng: random.Random) -> Image.Image:
    """Crop a page closely: at the zone's sides and below it little paper is left."""
    scale = page.width / WIDE
    side, below = round(rng.uniform(3, 5) * scale), round(rng.uniform(3.5, 5.5) * scale)
    top = round(rng.choice((0.0, rng.uniform(0, 30))) * scale)
    return page.crop((side, top, page.width - side, page.height - below))
