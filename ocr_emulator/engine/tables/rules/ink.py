"""Contrast maps: where a page has ink along one direction, and how much of a rule that covers.

Works on differences of brightness and not on a threshold of it, so that pale rules, shaded paper
and white rules on a dark ground are found alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from ocr_emulator.engine.tables.model import Box, Pen, Rule
from ocr_emulator.engine.tables.plane import Gray

# Lengths in heights of a line of text.
_LINE = 0.2  # a thicker rule is found by its two edges
_FAINTEST = 9  # levels of gray between a rule and its ground
_OVER_NOISE = 2.0
_OVER_MEDIAN = 2.5
_SMOOTH = 7  # pixels along a rule
_SHARP = 3  # the same, so that the gaps of dotted rules are seen
_OF_INK = 0.4  # of the usual contrast of a rule: less is a gap
_FOLLOWED = 1.0  # a rule is followed in pieces of about this length
_BESIDE = 0.06  # beside a rule that is followed
_LINE_SHAPE = 2.0  # width of a line of text by its height
_ASIDE = 0.3  # of a line's height: room for a rule above and below the middle of its letters
_TEXT, _DRAWN = 1, 255  # on a map: in the middle of letters, where nothing can be told; a trace
_BLUR = 3  # pixels by which marks and gaps seem longer
_LEAST_KNOWN = 0.2  # part of a rule that is outside text


@dataclass(frozen=True, slots=True)
class Ink:
    """What runs along one direction of a page."""

    traces: Gray = field(repr=False)
    """Where something seems to run, however short, with the gaps of dots closed."""
    contrast: Gray = field(repr=False)
    """How clearly each pixel differs from those beside it; 0 for noise."""

    unit: float
    """Height of a line of text."""

    def drawn(self, rule: Rule, slack: float) -> float:
        """Return how much of a supposed rule is traced, 0 to 1."""
        return _share([(along, _DRAWN) for along in self._pieces(self.traces, rule, slack)])

    def inked(self, rule: Rule, slack: float) -> float:
        """Return how much of a supposed rule is covered with ink, 0 to 1, without its gaps.

        It may be oblique and cross shaded areas, on which it is paler; letters beside a pale rule
        are darker than it.
        """
        pieces = self._pieces(self.contrast, rule, slack)
        most = rule.ink or 255.0
        return _share([(a, max(_TEXT + 1.0, _OF_INK * min(most, _usual(a)))) for a in pieces])

    def _pieces(self, places: Gray, rule: Rule, slack: float) -> list[Gray]:
        """Return the strongest values along a rule, followed in pieces."""
        return [_along(places, part, slack) for part in rule.parts(_FOLLOWED * self.unit)]

    def dotted(self, rule: Rule, pen: Pen, slack: float) -> bool:
        """Return whether a supposed rule consists of the marks of a pen and nothing else."""
        along = _along(self.contrast, rule, slack)
        dark = along >= max(_TEXT + 1.0, _OF_INK * min(rule.ink or 255.0, _usual(along)))
        edges = np.flatnonzero(np.diff(dark)) + 1
        lengths = np.diff([0, *edges.tolist(), dark.size])
        marks, gaps = (lengths[0::2], lengths[1::2]) if dark[0] else (lengths[1::2], lengths[0::2])
        if not len(marks) or not len(gaps):
            return False
        space = pen.pitch - pen.dash
        return int(max(marks)) <= pen.dash + _BLUR and int(max(gaps)) <= space + _BLUR

    def unbroken(self, rule: Rule) -> float:
        """Return how much of a drawn rule is covered with ink."""
        # The response reaches beyond both ends.
        inner = replace(rule, start=rule.start + _SMOOTH / 2, end=rule.end - _SMOOTH / 2)
        return self.inked(inner, _BESIDE * self.unit)

    def measured(self, rule: Rule) -> Rule:
        """Return a rule with its usual contrast."""
        pieces = self._pieces(self.contrast, rule, _BESIDE * self.unit)
        return replace(rule, ink=_usual(np.concatenate(pieces)))

    def trace(self, rule: Rule, places: Iterable[float], length: float) -> None:
        """Add the pieces of a rule around some places."""
        for place in places:
            ends = [place - length / 2, place + length / 2]
            first, last = ((round(x), round(rule.near(x))) for x in ends)
            cv2.line(self.traces, first, last, _DRAWN, 3)

    def clear(self, texts: Sequence[Box]) -> None:
        """Forget what is along the middle of lines of text: strokes of letters look like rules."""
        for box in texts:
            if box.width < _LINE_SHAPE * box.height:
                continue
            margin = _ASIDE * box.height
            top, bottom = max(round(box.top + margin), 0), max(round(box.bottom - margin), 0)
            left, right = max(round(box.left), 0), max(round(box.right), 0)
            for place in (self.traces, self.contrast):
                place[top:bottom, left:right] = _TEXT


def find_ink(page: Gray, unit: float, shortest: float) -> tuple[Ink, Gray]:
    """Return what runs from left to right, and where it runs on for at least a length."""
    strength = _contrast(page, unit, _SMOOTH)
    kernel = np.ones((1, max(8, round(shortest * unit))), np.uint8)
    straight = cv2.morphologyEx(strength, cv2.MORPH_OPEN, kernel)
    # Rules cover a small part of a page; what most of it shows is the noise of the paper.
    noise = float(np.percentile(straight, 80))
    faintest = max(_FAINTEST, _OVER_NOISE * noise)
    traced = strength >= max(faintest, float(np.percentile(strength, 80)))
    contrast = _contrast(page, unit, _SHARP)
    contrast[contrast < max(_FAINTEST, _OVER_MEDIAN * float(np.median(contrast)))] = 0
    ink = Ink(np.asarray(np.where(traced, _DRAWN, 0).astype(np.uint8)), contrast, unit)
    return ink, np.asarray((straight >= faintest).astype(np.uint8))


def _contrast(page: Gray, unit: float, smooth: int) -> Gray:
    """Return how much each pixel differs from those above and below it."""
    along = cv2.blur(page, (smooth, 1))
    step = np.zeros_like(along)
    step[1:-1] = cv2.absdiff(along[2:], along[:-2])
    thick = max(5, round(_LINE * unit)) | 1
    thin = cv2.morphologyEx(along, cv2.MORPH_BLACKHAT, np.ones((thick, 1), np.uint8))
    return np.asarray(cv2.dilate(cv2.max(step, thin), np.ones((3, 1), np.uint8)))


def _along(places: Gray, rule: Rule, slack: float) -> Gray:
    """Return the strongest value at each place along a level rule."""
    first, last = max(round(rule.at - slack), 0), round(rule.at + slack) + 1
    columns = slice(max(round(rule.start), 0), max(round(rule.end), 0))
    part = places[first:last, columns]
    if not part.size:
        return np.zeros(1, np.uint8)
    middle = places[min(max(round(rule.at), 0), len(places) - 1), columns]
    return np.asarray(np.where(middle == _TEXT, middle, part.max(axis=0)))


def _usual(along: Gray) -> float:
    """Return the usual contrast of a rule where it has ink."""
    inked = along[along > _TEXT]
    return float(np.median(inked)) if inked.size else 0.0


def _share(pieces: Sequence[tuple[Gray, float]]) -> float:
    """Return which share of the places that are known has at least the value of its piece."""
    known = [along != _TEXT for along, _ in pieces]
    count, total = sum(int(k.sum()) for k in known), sum(k.size for k in known)
    if count < _LEAST_KNOWN * total or not count:
        return 0.0
    enough = [(along >= least) & k for (along, least), k in zip(pieces, known, strict=True)]
    return sum(int(e.sum()) for e in enough) / count
