"""Rule detection by mathematical morphology: drawn lines and edges of filled areas.

Works on differences of brightness and not on a threshold of it, so that pale rules, shaded paper
and white rules on a dark ground are found alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ocr_emulator.engine.tables.model import Box, Rule

Gray = npt.NDArray[np.uint8]

# Lengths in heights of a line of text.
_SHORTEST = 1.5
_THICKEST = 0.5
_GAP = 0.8
_SAME = 0.25
_FAINTEST = 9  # levels of gray between a rule and its ground
_STEEPEST = 0.02


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a page."""

    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]


def find_rules(page: Gray, unit: float, texts: Sequence[Box]) -> Rules:
    """Find the rules of a rectified page; `unit` is the height of a line of text.

    Strokes of letters are told from rules by the boxes of the text.
    """
    across = _directed(page, unit, texts)
    turned = [Box(box.top, box.left, box.bottom, box.right) for box in texts]
    down = _directed(np.ascontiguousarray(page.T), unit, turned)
    return Rules(tuple(across), tuple(down))


def _directed(page: Gray, unit: float, texts: Sequence[Box]) -> list[Rule]:
    mask = _response(page, unit)
    count, _, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
    found: list[Rule] = []
    for index in range(1, count):
        left, _, wide, tall, _ = (int(value) for value in stats[index])
        if tall > max(_THICKEST * unit, _STEEPEST * wide) + 3:
            continue
        rule = Rule(float(centres[index][1]), float(left), float(left + wide))
        if not _in_text(rule, unit, texts):
            found.append(rule)
    return _joined(found, unit)


def _response(page: Gray, unit: float) -> Gray:
    """Return where something straight runs from left to right."""
    smooth = cv2.blur(page, (5, 1))
    step = np.zeros_like(smooth)
    step[1:-1] = cv2.absdiff(smooth[2:], smooth[:-2])
    thick = max(5, round(_THICKEST * unit)) | 1
    thin = cv2.morphologyEx(smooth, cv2.MORPH_BLACKHAT, np.ones((thick, 1), np.uint8))
    strength = cv2.dilate(cv2.max(step, thin), np.ones((3, 1), np.uint8))
    kernel = np.ones((1, max(8, round(_SHORTEST * unit))), np.uint8)
    straight = cv2.morphologyEx(strength, cv2.MORPH_OPEN, kernel)
    return np.asarray((straight >= _FAINTEST).astype(np.uint8))


def _in_text(rule: Rule, unit: float, texts: Sequence[Box]) -> bool:
    """Return whether a rule is a stroke or an edge of letters."""
    for box in texts:
        margin = 0.12 * box.height
        inside = box.top + margin <= rule.at <= box.bottom - margin
        slack = 0.3 * max(unit, box.height)
        if inside and box.left - slack <= rule.start and rule.end <= box.right + slack:
            return True
    return False


def _joined(rules: Sequence[Rule], unit: float) -> list[Rule]:
    """Join rules that continue one another, and both edges of a thick one."""
    waiting = sorted(rules, key=lambda rule: rule.start)
    joined: list[Rule] = []
    for rule in waiting:
        for index in range(len(joined) - 1, -1, -1):
            other = joined[index]
            near = abs(other.at - rule.at) <= _SAME * unit
            if near and rule.start - other.end <= _GAP * unit:
                total = other.length + rule.length
                at = (other.at * other.length + rule.at * rule.length) / max(total, 1e-9)
                joined[index] = Rule(at, other.start, max(other.end, rule.end))
                break
        else:
            joined.append(rule)
    return joined
