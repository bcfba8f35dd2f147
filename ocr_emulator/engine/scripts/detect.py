"""Script detection: the language of lines for which the built-in engine returns look-alikes.

A few long lines are read by each reader that is installed, one line after the other, until one
reader is clearly surer than it is of other scripts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PIL import Image

from ocr_emulator.engine.base import Line, Polygon
from ocr_emulator.engine.crops import rgb_pixels
from ocr_emulator.engine.geometry import along, height, shifted, width
from ocr_emulator.engine.scripts.catalog import LANGUAGES, Language
from ocr_emulator.engine.scripts.engine import read_line
from ocr_emulator.engine.scripts.reader import line_reader

_SAMPLE = 3  # lines that are read at most
_LONGEST = 16.0  # heights of a line: the rest of a longer one tells nothing more
# Mean rate of three lines from which text is in the script of a reader. Measured on drawn lines of
# 17 languages: Thai has 0.91 to 0.94 (Lao up to 0.93, others up to 0.84), Khmer 0.74 to 0.88 and
# Burmese 0.75 to 0.89 (others up to 0.50). Readers of the system were not measured.
_OWN = {"th": 0.88, "km": 0.6, "my": 0.6}
_OWN_OTHERS = 0.85
_EARLY = 0.35  # part of the way from there to 1, with which one line is enough


def detected_language(
    image: Image.Image, lines: Sequence[Line], codes: Iterable[str], *, any_way_up: bool
) -> Language | None:
    """Return the language of lines that are not in Latin script; None when no reader is sure.

    Args:
        image: The image that the lines stand in.
        lines: Lines of which the built-in engine returned look-alikes.
        codes: Languages whose readers are installed. Those in Latin script are left out.
        any_way_up: Whether the lines may stand upside down: look-alikes do not show it.
    """
    readers = [line_reader(code) for code in sorted(codes) if LANGUAGES[code].letters]
    if not readers:
        return None
    pixels = rgb_pixels(image)
    sums = dict.fromkeys((reader.language.code for reader in readers), 0.0)
    sample = sorted(lines, key=lambda line: -width(line.polygon))[:_SAMPLE]
    best, lead = "", 0.0
    for count, line in enumerate(sample, 1):
        ways = _ways(line.polygon, any_way_up=any_way_up)
        for reader in readers:
            readings = (read_line(reader, pixels, way) for way in ways)
            sums[reader.language.code] += max(_rate(one, reader.language) for one in readings)
        best, lead = _clearest({code: total / count for code, total in sums.items()})
        if lead >= _EARLY:
            break
    return LANGUAGES[best] if lead > 0 else None


def _ways(polygon: Polygon, *, any_way_up: bool) -> tuple[Polygon, ...]:
    """Return the part of a line that is read, in the directions in which it may stand."""
    share = _LONGEST * height(polygon) / max(width(polygon), 1.0)
    part = along(polygon, 0.0, min(share, 1.0))
    return (part, shifted(part, 2)) if any_way_up else (part,)


def _rate(line: Line, language: Language) -> float:
    """Return how sure a reader is of letters of its own script."""
    letters = [c for c in line.text if c.isalpha()]
    own = sum(language.has(c) for c in letters)
    return line.confidence * own / len(letters) if own > 1 else 0.0


def _clearest(rates: Mapping[str, float]) -> tuple[str, float]:
    """Return the language whose reader is the most above what it has for other scripts.

    Readers differ in that: the Thai one is nearly sure of letters that are not Thai at all.
    """
    leads = {}
    for code, rate in rates.items():
        own = _OWN.get(code, _OWN_OTHERS)
        leads[code] = (rate - own) / (1 - own)
    best = max(leads, key=lambda code: leads[code])
    return best, leads[best]
