"""Runs of filler characters (stars, dashes, dots), collapsed to three.

A ruled line of a receipt is printed in characters. How many there are means nothing, and the
recognizer miscounts them; rows of stars it takes for Chinese characters that resemble a star.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

FILLERS = frozenset("*-=_.~#+·•—―＊－＝＿")
_KEPT = 3
_LONGEST = 6
"""Runs up to this length stay: an ellipsis, the dots of an abbreviation, masked digits."""
_STAR_LIKE = frozenset("*＊※✱水米氺木本未来兴火半")
_LEAST_STARS = 6
_SHARE_OF_STARS = 0.8


def collapsed(characters: Sequence[str]) -> list[tuple[int, str]]:
    """Return the characters of a line that stay: the index of each, and what it is.

    A line that is a row of star-like characters becomes stars first.
    """
    texts = list(characters)
    printed = [c for c in texts if not c.isspace()]
    alike = sum(c in _STAR_LIKE for c in printed)
    # A real word repeats no character so often.
    uniform = len(set(printed)) <= max(3, len(printed) // 4)
    if len(printed) >= _LEAST_STARS and alike >= _SHARE_OF_STARS * len(printed) and uniform:
        texts = ["*" if c in _STAR_LIKE else c for c in texts]
    kept: list[tuple[int, str]] = []
    for character, group in itertools.groupby(enumerate(texts), key=lambda pair: pair[1]):
        run = list(group)
        if character in FILLERS and len(run) > _LONGEST:
            run = run[:_KEPT]
        kept += run
    return kept
