"""Accuracy on cards: fields of drawn cards in all conditions, and what confidences promise."""

from __future__ import annotations

import itertools
import time
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.accuracy.cards.drawn import DrawnCard, draw
from benchmarks.accuracy.cards.photo import CONDITIONS
from benchmarks.accuracy.cards.sheet import FieldValue
from benchmarks.accuracy.compare.run import Run, table
from benchmarks.accuracy.progress import Progress
from ocr_emulator.engine.base import Engine
from ocr_emulator.recognizers import RECOGNIZERS, RecognitionError
from ocr_emulator.recognizers.base import recognized

CARDS = 40
CPU_SECONDS = 2200.0
OPERATIONS = {
    "peru_id_card": "recognize_peru_id_card",
    "chile_id_card": "recognize_chile_id_card",
    "colombia_id_card": "recognize_colombia_id_card",
    "vietnam_id_card": "recognize_vietnam_id_card",
    "thailand_id_card": "recognize_thailand_id_card",
    "cambodian_id_card": "recognize_cambodian_id_card",
    "myanmar_id_card": "recognize_myanmar_id_card",
    "myanmar_driver_license": "recognize_myanmar_driver_license",
    "thailand_license_plate": "recognize_thailand_license_plate",
    "albania": "recognize_id_document",
    "philippines": "recognize_id_document",
    "vietnam_driver_license": "recognize_id_document",
    "thai_document": "recognize_id_document",
    "vietnamese_document": "recognize_id_document",
    "issued_passport": "recognize_id_document",
}
_OPTIONS = {"convert_unicode": True, "return_confidence": True}
_BINS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99, 1.01)


@dataclass
class Calibration:
    """How often values of a confidence are right."""

    answers: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, confidence: float, *, right: bool) -> None:
        """Count one value."""
        self.answers.append((confidence, right))

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """Yield the range of confidence, the values in it, and the part that is right."""
        for low, high in itertools.pairwise(_BINS):
            inside = [right for confidence, right in self.answers if low <= confidence < high]
            if inside:
                share = f"{sum(inside) / len(inside):.1%}"
                yield f"{low:.2f} to {min(high, 1):.2f}", str(len(inside)), share


@dataclass
class Score:
    """Counts over the cards of one kind."""

    drawn: int = 0
    right: int = 0
    empty: int = 0
    wrong_sure: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)


def plain(value: object) -> str:
    """Return text without blanks and commas, which services write or leave out."""
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    kept = unicodedata.normalize("NFC", text)
    return "".join(c for c in kept if not c.isspace() and c not in ",.·")


def same(name: str, drawn: FieldValue, found: object) -> bool:
    """Return whether a field was read; dates may have other separators."""
    if name.endswith("issue_date") and isinstance(found, str) and "/" in str(drawn):
        return [c for c in str(drawn) if c.isdigit()] == [c for c in found if c.isdigit()]
    return plain(drawn) == plain(found)


def _result(card: DrawnCard, engine: Engine) -> Mapping[str, Any] | None:
    """Recognize a card; None if it was refused or nothing was found."""
    recognizer = RECOGNIZERS[OPERATIONS[card.kind]]
    try:
        result: Any = recognized(recognizer(card.image, _OPTIONS, engine)).result
    except RecognitionError:
        return None
    if isinstance(result, Mapping):
        return result
    return result[0] if result else None


def _add(score: Score, card: DrawnCard, result: Mapping[str, Any], known: Calibration) -> None:
    rates = result.get("confidence")
    for name, drawn in card.fields.items():
        found = result.get(name)
        right = same(name, drawn, found)
        rate = rates.get(name) if isinstance(rates, Mapping) else rates
        score.right += right
        score.empty += not right and not found
        if not right:
            score.wrong.append(f"{card.make} {card.side} {name}: {drawn!r} read as {found!r}")
        if found and isinstance(rate, int | float):
            known.add(float(rate), right=right)
            score.wrong_sure += not right and rate >= 0.9


def _measured(run: Run, kind: str, known: Calibration) -> tuple[str, ...]:
    """Measure one kind; returns its row of the table."""
    score, count, start = Score(), run.count(CARDS), time.process_time()
    names = list(CONDITIONS)
    with Progress(kind, count) as progress:
        for index in range(count):
            card = draw(kind, f"{run.seed} {index}", names[index % len(names)])
            score.drawn += len(card.fields)
            result = _result(card, run.engine)
            if result is None:
                score.refused += 1
                score.wrong.append(
                    f"{card.make} {card.side}: refused ({names[index % len(names)]})"
                )
            else:
                _add(score, card, result, known)
            progress.step()
    spent = (time.process_time() - start) / count
    if run.show:
        print(*(f"   {kind} {line}" for line in score.wrong), sep="\n", flush=True)
    return (
        kind, str(count), f"{score.right / max(score.drawn, 1):.1%}", str(score.empty),
        str(score.wrong_sure), str(score.refused), f"{spent:.1f}",
    )  # fmt: skip


def measure(run: Run) -> None:
    """Print how many fields of each kind are right, and how right sure values are."""
    known = Calibration()
    kinds = [kind for kind in OPERATIONS if run.wants(kind) and OPERATIONS[kind] in RECOGNIZERS]
    header = ("cards", "images", "fields right", "fields empty", "wrong fields ≥ 0.9", "refused",
              "CPU s")  # fmt: skip
    table(header, (_measured(run, kind, known) for kind in kinds))
    print()
    table(("confidence", "fields", "right"), known.rows())
