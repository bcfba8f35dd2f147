"""Word segmentation: where the words of a line begin and end on the rectified page.

A detector joins the cells of neighbouring columns when they stand close. The blanks are measured in
the ink, because a recognizer tells only where the middle of a character is.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ocr_emulator.engine.tables.model import Box, Piece
from ocr_emulator.engine.tables.plane import Gray, Sheet

_BLANK = 0.16  # heights of a line: less is a blank between letters
_UNREAD_BLANK = 0.35
_FAINTEST = 25  # levels of gray between ink and paper
_INK = 0.35  # of the strongest ink
_RULE = 0.85  # part of a box's width that only a rule covers


@dataclass(frozen=True, slots=True)
class Fragment:
    """A word of a line, or a whole line whose words are not known."""

    box: Box
    line: int
    """Index into the lines of the page."""
    first: int = 0
    """Index of its first character among the printed ones of the line."""
    last: int = -1
    """Index of its last character; -1 is the end of the line."""


def fragments(sheet: Sheet, index: int) -> list[Fragment]:
    """Return the words of a line of a page."""
    line, box = sheet.lines[index], sheet.boxes[index]
    runs = _runs(sheet.gray, box, _BLANK * min(box.height, 1.3 * sheet.plane.unit))
    # Boxes of text are padded, so that those of neighbours may overlap; their ink does not.
    tight = Box(runs[0][0], box.top, runs[-1][1], box.bottom) if runs else box
    whole = [Fragment(tight, index)]
    printed = sum(not character.isspace() for character in line.text)
    several = len(line.characters) > 1 and box.height <= box.width and len(runs) > 1
    if not several or printed != len(line.characters):
        return whole
    centres = [sheet.plane.box(one.polygon).centre[0] for one in line.characters]
    owners = [_nearest(runs, centre) for centre in centres]
    if any(one > other for one, other in itertools.pairwise(owners)):
        return whole
    places = [i for i, character in enumerate(line.text) if not character.isspace()]
    found: list[Fragment] = []
    for run in sorted(set(owners)):
        members = [i for i, owner in enumerate(owners) if owner == run]
        left, right = runs[run]
        first, last = members[0], members[-1]
        # Where no blank was recognized, only a wide one is the end of a word.
        joined = bool(found) and places[first] == places[found[-1].last] + 1
        if joined and left - found[-1].box.right < _UNREAD_BLANK * box.height:
            before = found.pop()
            left, first = before.box.left, before.first
        found.append(Fragment(Box(left, box.top, right, box.bottom), index, first, last))
    return found


def piece(sheet: Sheet, members: Sequence[Fragment]) -> Piece:
    """Return neighbouring fragments of one line as a piece of text."""
    index = members[0].line
    line = sheet.lines[index]
    first, last = members[0].first, members[-1].last
    box = members[0].box
    for member in members[1:]:
        box = box.joined(member.box)
    if first == 0 and last in (-1, len(line.characters) - 1):
        return Piece.of(line, box, index)
    places = [i for i, character in enumerate(line.text) if not character.isspace()]
    characters = line.characters[first : last + 1]
    confidence = sum(one.confidence for one in characters) / len(characters)
    text = line.text[places[first] : places[last] + 1]
    return Piece(text, sheet.plane.polygon(box), confidence, box, index, characters)


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
