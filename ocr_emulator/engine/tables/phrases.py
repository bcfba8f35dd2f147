"""Phrase segmentation: parts of a line of text with wide blanks between them.

A detector joins the cells of neighbouring columns when they stand close. The blanks are measured in
the ink of the rectified page, because a recognizer tells only where the middle of a character is.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import cv2
import numpy as np

from ocr_emulator.engine.tables.model import Box, Piece
from ocr_emulator.engine.tables.sheet import Gray, Sheet

_WIDE = 0.5  # heights of a line: about twice the blank between words
_FAINTEST = 25  # levels of gray between ink and paper
_INK = 0.35  # of the strongest ink
_RULE = 0.85  # part of a box's width that only a rule covers


def phrases(sheet: Sheet, index: int) -> list[Piece]:
    """Return a line of a page as one piece a phrase."""
    line, box = sheet.lines[index], sheet.boxes[index]
    whole = [Piece.of(line, box, index)]
    if len(line.characters) < 2 or box.height > box.width:
        return whole
    runs = _runs(sheet.gray, box, _WIDE * min(box.height, 1.3 * sheet.plane.unit))
    if len(runs) < 2:
        return whole
    centres = [sheet.plane.box(one.polygon).centre[0] for one in line.characters]
    owners = [_nearest(runs, centre) for centre in centres]
    if any(one > other for one, other in itertools.pairwise(owners)):
        return whole
    places = [i for i, character in enumerate(line.text) if not character.isspace()]
    if len(places) != len(centres):
        return whole
    found: list[Piece] = []
    for run in sorted(set(owners)):
        members = [i for i, owner in enumerate(owners) if owner == run]
        first, last = members[0], members[-1]
        part = Box(runs[run][0], box.top, runs[run][1], box.bottom)
        characters = line.characters[first : last + 1]
        confidence = sum(one.confidence for one in characters) / len(characters)
        text = line.text[places[first] : places[last] + 1]
        polygon = sheet.plane.polygon(part)
        found.append(Piece(text, polygon, confidence, part, index, characters))
    return found


def _nearest(runs: Sequence[tuple[float, float]], place: float) -> int:
    def off(run: tuple[float, float]) -> float:
        return max(run[0] - place, place - run[1], 0.0)

    return min(range(len(runs)), key=lambda index: off(runs[index]))


def _runs(gray: Gray, box: Box, wide: float) -> list[tuple[float, float]]:
    """Return where there is ink in a box, from left to right; narrow blanks do not count."""
    margin = 0.1 * box.height
    top, bottom = max(round(box.top + margin), 0), max(round(box.bottom - margin), 0)
    left, right = max(round(box.left), 0), max(round(box.right), 0)
    part = gray[top:bottom, left:right]
    if part.size == 0:
        return []
    smooth = cv2.blur(part, (3, 3)).astype(np.int16)
    off = np.abs(smooth - float(np.median(smooth)))
    marks = off > max(_FAINTEST, _INK * float(np.percentile(off, 98)))
    marks[marks.mean(axis=1) > _RULE] = False
    inked = np.flatnonzero(marks.any(axis=0))
    if not len(inked):
        return []
    breaks = np.flatnonzero(np.diff(inked) > wide)
    starts = [int(inked[0]), *(int(inked[i + 1]) for i in breaks)]
    ends = [*(int(inked[i]) for i in breaks), int(inked[-1])]
    return [(left + a - 1.0, left + b + 2.0) for a, b in zip(starts, ends, strict=True)]
