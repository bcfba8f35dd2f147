"""Canvas of a card in millimetres: text, fields, portrait, zone, guilloche and bar codes.

A layout places its parts as the real card does. The canvas moves each by a fraction of a millimetre
and remembers what was written where, so that a drawing carries the truth about itself.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field

import cv2
import numpy as np
from PIL import Image, ImageDraw

from benchmarks.accuracy.cards.face import portrait
from benchmarks.accuracy.cards.fonts import Family, family

Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels of the flat card."""
FieldValue = str | list[str]
Entry = tuple[float, float, str, str, str]
"""A label's place, its text, the name of its field and the field's text."""

SCALE = 16.0
"""Pixels a millimetre on the flat card: 406 dots an inch."""
ID1 = (85.6, 54.0)
"""Width and height of an identity card in millimetres (ISO/IEC 7810)."""


@dataclass(frozen=True, slots=True)
class Ink:
    """How text is printed: font, height of its letters in millimetres, colour."""

    family: Family
    size: float
    colour: Colour = (34, 34, 40)
    bold: bool = False


@dataclass
class Sheet:
    """One side of one card."""

    rng: random.Random
    make: str
    side: str
    ground: Colour
    size: tuple[float, float] = ID1
    fields: dict[str, FieldValue] = field(default_factory=dict)
    places: dict[str, list[Box]] = field(default_factory=dict)
    face: Box | None = None
    image: Image.Image = field(init=False)

    def __post_init__(self) -> None:
        width, height = (round(side * SCALE) for side in self.size)
        self.image = Image.new("RGB", (width, height), self.ground)
        self._draw = ImageDraw.Draw(self.image)
        self._shift = (self.rng.uniform(-0.5, 0.5), self.rng.uniform(-0.4, 0.4))

    def text(self, x: float, y: float, text: str, ink: Ink, *, anchor: str = "ls") -> float:
        """Write text at a point of its baseline; returns where it ends, in millimetres."""
        box = self._write(x, y, text, ink, anchor)
        return box[2] / SCALE - self._shift[0]

    def value(
        self,
        name: str,
        at: tuple[float, float],
        text: str,
        ink: Ink,
        *,
        true: str | None = None,
        anchor: str = "ls",
    ) -> float:
        """Write the text of a field, or a further line of it; returns where it ends.

        `true` is what a response has to say where it differs from what is printed.
        """
        box = self._write(*at, text, ink, anchor)
        known = self.fields.get(name)
        said = text if true is None else true
        self.fields[name] = f"{known} {said}" if isinstance(known, str) else said
        self.places.setdefault(name, []).append(box)
        return box[2] / SCALE - self._shift[0]

    def _write(self, x: float, y: float, text: str, ink: Ink, anchor: str) -> Box:
        font = ink.family.font(ink.size * SCALE, bold=ink.bold)
        slip = self.rng.uniform(-0.08, 0.08)
        at = ((x + self._shift[0]) * SCALE, (y + self._shift[1] + slip) * SCALE)
        self._draw.text(at, text, font=font, fill=ink.colour, anchor=anchor)
        left, top, right, bottom = self._draw.textbbox(at, text, font=font, anchor=anchor)
        return (left, top, right, bottom)

    def labelled(
        self, entries: Iterable[Entry], label: Ink, value: Ink, *, gap: float = 2.9
    ) -> None:
        """Write labels with the values of their fields below, or above for a negative gap."""
        for x, y, caption, name, text in entries:
            self.text(x, y, caption, label)
            self.value(name, (x, y + gap), text, value)

    def wrapped(
        self,
        name: str,
        at: tuple[float, float],
        text: str,
        ink: Ink,
        *,
        until: float,
        step: float,
        indent: float | None = None,
    ) -> float:
        """Write the text of a field in as many lines as it needs; returns the last baseline.

        Lines after the first begin at `indent`, or where the first begins.
        """
        x, y = at
        font = ink.family.font(ink.size * SCALE, bold=ink.bold)
        line = ""
        for word in text.split(" "):
            longer = f"{line} {word}".strip()
            if line and x + font.getlength(longer) / SCALE > until:
                self.value(name, (x, y), line, ink)
                x, y, longer = at[0] if indent is None else indent, y + step, word
            line = longer
        self.value(name, (x, y), line, ink)
        return y

    def portrait(self, box: tuple[float, float, float, float], *, ghost: bool = False) -> None:
        """Place the portrait, or a faint smaller copy of it that is no portrait of its own."""
        left, top, right, bottom = (round(v * SCALE) for v in box)
        photo = portrait(self.rng).resize((right - left, bottom - top), Image.Resampling.LANCZOS)
        if ghost:
            below = self.image.crop((left, top, right, bottom))
            self.image.paste(
                Image.blend(below, photo.convert("L").convert("RGB"), 0.3), (left, top)
            )
            return
        self.image.paste(photo, (left, top))
        self.face = (left, top, right, bottom)

    def zone(
        self, lines: Iterable[str], *, top: float, names: tuple[str, ...], step: float = 4.4
    ) -> None:
        """Print a machine-readable zone in OCR-B, ten characters an inch (ICAO 9303 part 5)."""
        ink = Ink(family("zone", self.rng), 3.55, (22, 22, 26))
        font = ink.family.font(ink.size * SCALE)
        for row, line in enumerate(lines):
            y = (top + step * row + self._shift[1]) * SCALE
            left = (self.size[0] - 2.54 * len(line)) / 2
            for place, character in enumerate(line):
                x = (left + 2.54 * (place + 0.5)) * SCALE
                self._draw.text((x, y), character, font=font, fill=ink.colour, anchor="ms")
            self.fields[names[row]] = line
            right = (left + 2.54 * len(line)) * SCALE
            self.places[names[row]] = [(left * SCALE, y - 2.6 * SCALE, right, y)]

    def guilloche(
        self, colours: Iterable[Colour], *, waves: int = 34, strength: float = 0.5
    ) -> None:
        """Cover the card with fine wavy lines on a slow change of colour."""
        width, height = self.image.size
        pixels = np.asarray(self.image, dtype=np.float32)
        slope = np.linspace(-1, 1, width)[None, :, None] * self.rng.uniform(-14, 14)
        pixels = (pixels + slope + np.linspace(-6, 6, height)[:, None, None]).clip(0, 255)
        lines = pixels.astype(np.uint8)
        steps = np.linspace(0, width, 160)
        for colour in colours:
            phase, swing = self.rng.uniform(0, 6), self.rng.uniform(6, 22)
            length = self.rng.uniform(90, 240)
            for wave in range(waves):
                base = (wave + self.rng.random()) * height / waves
                ys = base + swing * np.sin(steps / length + phase + wave / 5)
                points = np.stack([steps, ys], axis=1).round().astype(np.int32)
                cv2.polylines(lines, [points], isClosed=False, color=colour, lineType=cv2.LINE_AA)
        mixed = lines * strength + pixels * (1 - strength)
        self.image.paste(Image.fromarray(mixed.clip(0, 255).astype(np.uint8)))

    def emblem(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """Draw a coat of arms: a ring with a star of rays."""
        left, top, r = (x - radius) * SCALE, (y - radius) * SCALE, radius * SCALE
        self._draw.ellipse((left, top, left + 2 * r, top + 2 * r), outline=colour, width=6)
        inner = (left + r * 0.5, top + r * 0.5, left + 1.5 * r, top + 1.5 * r)
        self._draw.ellipse(inner, fill=colour)
        for ray in range(12):
            angle = ray * np.pi / 6
            end = (left + r + r * 0.9 * np.cos(angle), top + r + r * 0.9 * np.sin(angle))
            self._draw.line((left + r, top + r, *end), fill=colour, width=4)

    def band(self, box: tuple[float, float, float, float], colour: Colour) -> None:
        """Fill a rectangle in millimetres."""
        self._draw.rectangle(tuple(v * SCALE for v in box), fill=colour)

    def frame(self, box: tuple[float, float, float, float], colour: Colour) -> None:
        """Draw the outline of a rectangle in millimetres."""
        self._draw.rectangle(tuple(v * SCALE for v in box), outline=colour, width=4)

    def chip(self, x: float, y: float) -> None:
        """Draw the contacts of a chip."""
        self._draw.rounded_rectangle(
            (x * SCALE, y * SCALE, (x + 11) * SCALE, (y + 9) * SCALE), 24, fill=(206, 178, 104)
        )
        for row in range(1, 4):
            level = (y + row * 2.25) * SCALE
            self._draw.line(
                (x * SCALE, level, (x + 11) * SCALE, level), fill=(128, 104, 52), width=3
            )
        for column in (3.6, 7.4):
            at = (x + column) * SCALE
            self._draw.line((at, y * SCALE, at, (y + 9) * SCALE), fill=(128, 104, 52), width=3)

    def modules(self, box: tuple[float, float, float, float], cell: tuple[float, float]) -> None:
        """Draw random black modules: a QR code, a PDF417 or a bar code, by the shape of a cell."""
        left, top, right, bottom = box
        self.band((left - 0.6, top - 0.6, right + 0.6, bottom + 0.6), (250, 250, 250))
        columns, rows = round((right - left) / cell[0]), round((bottom - top) / cell[1])
        rng = np.random.default_rng(self.rng.randrange(2**32))
        dark = (rng.random((rows, columns)) < 0.5).astype(np.uint8)
        code = Image.fromarray((1 - dark) * 235 + 12).convert("RGB")
        size = (round((right - left) * SCALE), round((bottom - top) * SCALE))
        at = (round(left * SCALE), round(top * SCALE))
        self.image.paste(code.resize(size, Image.Resampling.NEAREST), at)

    def signature(self, x: float, y: float, width: float) -> None:
        """Scribble a signature."""
        steps = np.linspace(0, 1, 60)
        a, b, c = (self.rng.uniform(2, 9) for _ in range(3))
        xs = (x + width * (steps + 0.05 * np.sin(steps * 22 * a))) * SCALE
        ys = (y + 1.6 * np.sin(steps * 6 * b) + 0.9 * np.sin(steps * 11 * c)) * SCALE
        self._draw.line(list(zip(xs, ys, strict=True)), fill=(40, 44, 90), width=7, joint="curve")

    def fingerprint(self, box: tuple[float, float, float, float]) -> None:
        """Draw the ridges of a finger."""
        left, top, right, bottom = (v * SCALE for v in box)
        x, y = (left + right) / 2, (top + bottom) / 2
        for ring in range(2, 22):
            share = ring / 22
            rx, ry = (right - left) / 2 * share, (bottom - top) / 2 * share
            start = self.rng.uniform(0, 90)
            box_ = (x - rx, y - ry, x + rx, y + ry)
            self._draw.arc(box_, start, start + self.rng.uniform(230, 340), (70, 66, 74), 4)


def inks(rng: random.Random, script: str, *, label: Colour, ink: Colour) -> tuple[Ink, Ink]:
    """Return the inks of labels and of values in one family of a script."""
    kind = family(script, rng)
    return Ink(kind, 1.75, label), Ink(kind, rng.uniform(2.6, 2.9), ink, bold=rng.random() < 0.6)
