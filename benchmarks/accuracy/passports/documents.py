"""Drawn cards and visas with a machine-readable zone (ICAO 9303 parts 5 to 7).

Sizes and type are those of the standard; what stands above the zone is invented.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from PIL import Image, ImageDraw

from benchmarks.accuracy.passports.pages import holder
from ocr_emulator.engine.mrz.formats import MRV_A, MRV_B, TD1, TD2, Format
from ocr_emulator.engine.mrz.zone import check_digit
from scripts.draw_samples import BOLD, INK, OCR_B, SANS, Holder, font

KINDS = (TD1, TD2, MRV_A, MRV_B)
_SIZES = {TD1: (85.6, 54.0), TD2: (105.0, 74.0), MRV_A: (120.0, 80.0), MRV_B: (105.0, 74.0)}
"""Millimetres."""
_OPTIONAL = {TD1: 15, TD2: 7, MRV_A: 16, MRV_B: 8}
PITCH = 2.54
"""Millimetres of a character."""
_MARGIN = 4.5  # millimetres below the zone


@dataclass(frozen=True, slots=True)
class Document:
    """A drawn document and what is printed on it."""

    kind: Format
    code: str
    holder: Holder
    lines: tuple[str, ...]
    image: Image.Image


def document(kind: Format, rng: random.Random) -> Document:
    """Draw a document of a kind with an invented holder."""
    who = holder(rng)
    who = replace(who, optional=who.optional[: _OPTIONAL[kind]])
    code = rng.choice(("V<", "VR", "VS") if kind in (MRV_A, MRV_B) else ("I<", "ID", "AC", "C<"))
    lines = composed(kind, code, who)
    scale = rng.uniform(6, 13)
    return Document(kind, code.strip("<"), who, lines, _drawn(kind, who, lines, scale, rng))


def composed(kind: Format, code: str, who: Holder) -> tuple[str, ...]:
    """Compose the lines of a zone with their check digits."""
    name = f"{who.surname.replace(' ', '<')}<<{who.given.replace(' ', '<')}"
    number = who.number.ljust(9, "<")
    number += check_digit(number)
    birth = who.birth + check_digit(who.birth)
    expiry = who.expiry + check_digit(who.expiry)
    if kind is TD1:
        first = f"{code}{who.state:<<3}{number}{who.optional:<<15}"
        second = f"{birth}{who.sex}{expiry}{who.state:<<3}".ljust(29, "<")
        second += check_digit(first[5:] + birth + expiry + second[18:])
        return first, second, name[:30].ljust(30, "<")
    first = f"{code}{who.state:<<3}{name}"[: kind.length].ljust(kind.length, "<")
    second = f"{number}{who.state:<<3}{birth}{who.sex}{expiry}"
    if kind is TD2:
        second += who.optional.ljust(7, "<")
        return first, second + check_digit(number + birth + expiry + second[28:])
    return first, (second + who.optional).ljust(kind.length, "<")


def _drawn(
    kind: Format, who: Holder, lines: tuple[str, ...], scale: float, rng: random.Random
) -> Image.Image:
    wide, tall = _SIZES[kind]
    page = Image.new("RGB", (round(wide * scale), round(tall * scale)), (236, 240, 236))
    draw = ImageDraw.Draw(page)
    _ground(draw, page.size, rng)
    step = rng.uniform(5.4, 6.4)
    base = tall - _MARGIN
    first = base - step * (len(lines) - 1)
    label, value = font(SANS, 1.7 * scale), font(SANS, 2.5 * scale)
    title = "VISA" if lines[0][0] == "V" else "IDENTITY CARD"
    draw.text(
        (4 * scale, 3 * scale), f"{who.state} {title}", font=font(BOLD, 3.4 * scale), fill=INK
    )
    entries = (
        ("Surname", who.surname), ("Given names", who.given), ("Document No.", who.number),
        ("Sex", who.sex.strip("<") or "X"),
    )  # fmt: skip
    room = first - 4 - 9
    for i, (name, text) in enumerate(entries):
        y = 9 + room / len(entries) * i
        draw.text((28 * scale, y * scale), name, font=label, fill=(92, 104, 120))
        draw.text((28 * scale, (y + 1.9) * scale), text, font=value, fill=INK)
    left = (wide - kind.length * PITCH) / 2
    for i, line in enumerate(lines):
        write_line(draw, line, (left, first + step * i), scale)
    return page


def write_line(draw: ImageDraw.ImageDraw, line: str, at: tuple[float, float], scale: float) -> None:
    """Write a line of a zone from a point on its baseline, in millimetres."""
    type_ = font(OCR_B, 3.55 * scale)
    for place, character in enumerate(line):
        x = (at[0] + PITCH * (place + 0.5)) * scale
        draw.text((x, at[1] * scale), character, font=type_, fill=INK, anchor="ms")


def _ground(draw: ImageDraw.ImageDraw, size: tuple[int, int], rng: random.Random) -> None:
    """Draw pale curves across the page."""
    for _ in range(14):
        x, y = rng.uniform(-0.3, 0.8) * size[0], rng.uniform(-0.3, 0.8) * size[1]
        reach = rng.uniform(0.3, 1.0) * size[0]
        draw.ellipse((x, y, x + reach, y + reach), outline=(218, 228, 222), width=2)
