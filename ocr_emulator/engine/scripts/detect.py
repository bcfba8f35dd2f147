"""Script detection: the language of lines for which the built-in engine returns look-alikes.

A reader of a script is sure of its own letters alone. So a few long lines are read by each reader
that is installed, one line after the other, until one reader is clearly surer than all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PIL import Image

from ocr_emulator.engine.base import Line, Polygon
from ocr_emulator.engine.crops import rgb_pixels
from ocr_emulator.engine.geometry import along, height, shifted, width
from ocr_emulator.engine.scripts.catalog import LANGUAGES, Language
from ocr_emulator.engine.scripts.engine import read_attempt
from ocr_emulator.engine.scripts.reader import line_reader

_SAMPLE = 3  # lines that are read at most
_LEAST = 0.55  # rate of the reader that is chosen
_LEAD = 0.12  # by which it is above every other one
_LONGEST = 24.0  # heights of a line: the rest of a longer one tells nothing more


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
    pixels = rgb_pixels(image)
    sums = dict.fromkeys((reader.language.code for reader in readers), 0.0)
    sample = sorted(lines, key=lambda line: -width(line.polygon))[:_SAMPLE]
    for count, line in enumerate(sample, 1):
        ways = _ways(line.polygon, any_way_up=any_way_up)
        for reader in readers:
            attempt = reader.language.attempts[0]
            readings = (read_attempt(reader, pixels, way, attempt) for way in ways)
            sums[reader.language.code] += max(_rate(one, reader.language) for one in readings)
        code = _clear({code: total / count for code, total in sums.items()})
        if code is not None:
            return LANGUAGES[code]
    return None


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


def _clear(rates: Mapping[str, float]) -> str | None:
    """Return the language that is clearly ahead of those in other scripts.

    Two languages in one script are read alike: the surer one counts.
    """
    best = max(rates, key=lambda code: rates[code], default="")
    if not best or rates[best] < _LEAST:
        return None
    letters = LANGUAGES[best].letters
    others = [rate for code, rate in rates.items() if LANGUAGES[code].letters != letters]
    return best if rates[best] - max(others, default=0.0) >= _LEAD else None
