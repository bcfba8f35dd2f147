"""All conditions in which drawn passports are measured, by the name of their row."""

from __future__ import annotations

import random
from collections.abc import Callable

from PIL import Image

from benchmarks.accuracy.damage import hard
from benchmarks.accuracy.drawn.camera import noisy, photographed
from benchmarks.accuracy.passports.booklet import (
    cut,
    data_page,
    spread,
    unusual_type,
    usual_type,
)
from benchmarks.accuracy.passports.pages import CONDITIONS as FIGURES
from benchmarks.accuracy.passports.pages import Condition, spoilt
from benchmarks.accuracy.passports.pattern import bent, glare, laminate, photocopied
from scripts.draw_samples import Holder


def printed(who: Holder, rng: random.Random) -> Image.Image:
    """Draw a data page in the usual type."""
    return data_page(who, rng.uniform(6, 12), rng, usual_type(rng))


def _unusual(who: Holder, rng: random.Random) -> Image.Image:
    return data_page(who, rng.uniform(6, 12), rng, unusual_type(rng))


def taken(page: Image.Image, rng: random.Random) -> Image.Image:
    """Photograph a page with care, or badly and at any angle."""
    return photographed(page, rng) if rng.random() < 0.5 else hard(page, rng)


def any_of_them(page: Image.Image, rng: random.Random) -> Image.Image:
    """Change a printed page in one of these ways or not at all, and take it in any way."""
    change = rng.choice((None, None, laminate, glare, bent))
    return spoilt(change(page, rng) if change is not None else page, rng)


def _changed(change: Callable[[Image.Image, random.Random], Image.Image]) -> Condition:
    """Return the condition of a printed page that something is done to before it is taken."""
    return lambda who, rng: taken(change(printed(who, rng), rng), rng)


CONDITIONS: dict[str, Condition] = {
    **FIGURES,
    "patterned paper": lambda who, rng: taken(printed(who, rng), rng),
    "type of another pitch or design": lambda who, rng: taken(_unusual(who, rng), rng),
    "laminate": _changed(laminate),
    "glare over the zone": _changed(glare),
    "bent page": _changed(bent),
    "photocopy": _changed(photocopied),
    "open booklet": _changed(spread),
    "zone at the edge of the image": lambda who, rng: noisy(
        cut(printed(who, rng), rng), rng, 8, 50
    ),
}
"""Pages like the figures of the standard, then pages as they are printed and photographed."""
