"""Accuracy of the classification: types, corners, and what is no document of the nine types."""

from __future__ import annotations

import math
import time
from typing import Any

from benchmarks.accuracy.cards.drawn import DrawnCard, draw
from benchmarks.accuracy.cards.part_cards import Calibration
from benchmarks.accuracy.cards.photo import CONDITIONS
from benchmarks.accuracy.compare.run import Run, table
from benchmarks.accuracy.progress import Progress
from ocr_emulator.engine.identity import KINDS
from ocr_emulator.recognizers.classify_id_document import classify_id_document

CARDS = 40
CPU_SECONDS = 2000.0
OTHERS = ("other", "chile_id_card", "colombia_id_card", "vietnam_id_card", "albania", "philippines")
"""Kinds that are none of the nine types."""
_NEAR = 0.03
"""Distance of a corner, in diagonals of the card, up to which it is right."""


def _near(card: DrawnCard, corners: list[list[float]]) -> bool:
    diagonal = math.dist(card.corners[0], card.corners[2])
    off = [math.dist(a, b) for a, b in zip(corners, card.corners, strict=True)]
    return max(off) < _NEAR * diagonal


def _measured(run: Run, kind: str, known: Calibration) -> tuple[str, ...]:
    """Measure one kind; returns its row of the table."""
    count, names = run.count(CARDS), list(CONDITIONS)
    wanted = "" if kind in OTHERS else kind
    right = near = 0
    start = time.process_time()
    with Progress(kind, count) as progress:
        for index in range(count):
            condition = names[index % len(names)]
            card = draw(kind, f"{run.seed} {index}", condition)
            result: Any = classify_id_document(card.image, {}, run.engine).result
            good = result["type"] == wanted
            placed = bool(result["location"]) and _near(card, result["location"])
            right, near = right + good, near + placed
            if result["type"]:
                known.add(result["confidence"], right=good and placed)
            if run.show and not (good and (placed or not wanted)):
                print(f"   {kind} {card.make} {card.side} {condition}: {result}", flush=True)
            progress.step()
    spent = (time.process_time() - start) / count
    corners = f"{near}/{count}" if wanted else "–"
    return kind, str(count), f"{right / count:.1%}", corners, f"{spent:.1f}"


def measure(run: Run) -> None:
    """Print how many types are right, and how near the corners are."""
    known = Calibration()
    kinds = [kind.name for kind in KINDS] + list(OTHERS)
    header = ("document", "images", "type right", "corners within 3 %", "CPU s")
    table(header, (_measured(run, kind, known) for kind in kinds if run.wants(kind)))
    print()
    table(("confidence of the place", "documents", "type and corners right"), known.rows())
