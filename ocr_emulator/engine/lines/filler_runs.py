"""Runs of filler characters (stars, dashes, dots), collapsed to three.

A ruled line of a receipt is printed in characters. How many there are means nothing, and the
recognizer miscounts them; rows of stars it takes for Chinese characters that resemble a star.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

FILLERS = frozenset("*-=_.~#+·•—―＊－＝＿")
_KEPT = 3
_LONGEST = 6
"""Runs up to this length stay: an ellipsis, the dots of an abbreviation, masked digits."""
_STARS = frozenset("*＊※✱")
_STAR_LIKE = _STARS | frozenset("水米氺木本未来兴火半冰永")
_HAN = "[\u4e00-\u9fff]"
_LEAST_STARS = 6
_SHARE_OF_STARS = 0.8
_SHARE_OF_REAL_STARS = 0.3
"""From this part of real stars on, every Chinese character of a uniform line is taken for one."""


def collapsed(characters: Sequence[str]) -> list[tuple[int, str]]:
    """Return the characters of a line that stay: the index of each, and what it is.

    A line that is a row of star-like characters becomes stars first.
    """
    texts = list(characters)
    printed = [c for c in texts if not c.isspace()]
    stars = sum(c in _STARS for c in printed)
    # A word between stars stands in one place, misread stars in several.
    words = re.findall(f"{_HAN}+", "".join(printed))
    takes_all = stars >= _SHARE_OF_REAL_STARS * len(printed) and len(words) > 1
    alike = sum(_is_star(c, takes_all) for c in printed)
    # A real word repeats no character so often.
    uniform = len(set(printed)) <= max(3, len(printed) // 4)
    if len(printed) >= _LEAST_STARS and alike >= _SHARE_OF_STARS * len(printed) and uniform:
        texts = ["*" if _is_star(c, takes_all) else c for c in texts]
    kept: list[tuple[int, str]] = []
    for character, group in itertools.groupby(enumerate(texts), key=lambda pair: pair[1]):
        run = list(group)
        if character in FILLERS and len(run) > _LONGEST:
            run = run[:_KEPT]
        kept += run
    return kept


def _is_star(character: str, takes_all: bool) -> bool:
    """Return whether a character of a row of stars is one."""
    return character in _STAR_LIKE or (takes_all and re.match(_HAN, character) is not None)
