"""Comparison of readers on the same sheets: characters, words, order, CPU, by kind of sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq, Levenshtein

from benchmarks.accuracy.compare.plots import plot_bars
from benchmarks.accuracy.compare.readers import Reader, Reading, readers
from benchmarks.accuracy.compare.run import Run, table
from benchmarks.accuracy.drawn.paper import Sheet
from benchmarks.accuracy.progress import Progress

FILLERS = frozenset("*-=_.~# ")


def normalized(lines: Iterable[str]) -> str:
    """Return text without blanks; rows of fillers are left out."""
    return "".join("".join(line.split()) for line in lines if set(line) - FILLERS)


def character_errors(read: Iterable[str], lines: Iterable[str]) -> tuple[int, int]:
    """Return how many characters are wrong, in reading order, and how many were drawn."""
    want = normalized(lines)
    return Levenshtein.distance(normalized(read), want), len(want)


def words_in_order(read: Iterable[str], lines: Iterable[str]) -> tuple[int, int]:
    """Return how many words a longest common subsequence keeps, and how many were drawn."""
    got, want = " ".join(read).split(), " ".join(lines).split()
    return LCSseq.similarity(got, want), len(want)


def words_found(read: Iterable[str], lines: Iterable[str]) -> int:
    """Return how many drawn words were read, in any order."""
    return (Counter(" ".join(read).split()) & Counter(" ".join(lines).split())).total()


@dataclass
class TextScore:
    """Counts over the sheets of one kind, for one reader."""

    sheets: int = 0
    wrong: int = 0
    drawn: int = 0
    found: int = 0
    ordered: int = 0
    words: int = 0
    cpu: float = 0.0
    seconds: float = 0.0

    def add(self, reading: Reading, sheet: Sheet) -> int:
        """Count a sheet; returns the wrong characters."""
        wrong, drawn = character_errors(reading.lines, sheet.lines)
        ordered, words = words_in_order(reading.lines, sheet.lines)
        self.sheets += 1
        self.wrong += wrong
        self.drawn += drawn
        self.found += words_found(reading.lines, sheet.lines)
        self.ordered += ordered
        self.words += words
        self.cpu += reading.cpu
        self.seconds += reading.seconds
        return wrong

    @property
    def error(self) -> float:
        """Character error rate."""
        return self.wrong / max(self.drawn, 1)


class Comparison:
    """Scores of all readers, by kind of sheet."""

    def __init__(self, run: Run, name: str, sheets: int, *, only: tuple[str, ...] = ()) -> None:
        self._run = run
        self._progress = Progress(name, sheets)
        self._readers: list[Reader] = list(readers(run.engine, only=only, cache=run.cache))
        self._scores: dict[str, dict[str, TextScore]] = {}

    def __enter__(self) -> Comparison:
        return self

    def __exit__(self, *exception: object) -> None:
        self._progress.__exit__(*exception)

    def add(self, kind: str, sheet: Sheet) -> None:
        """Read a sheet with every reader, by turns."""
        scores = self._scores.setdefault(kind, {})
        for reader in self._readers:
            reading = reader.measure(sheet.image, sheet.language)
            if reading is None:
                continue
            wrong = scores.setdefault(reader.name, TextScore()).add(reading, sheet)
            if self._run.show and wrong:
                _show(kind, reader.name, reading.lines, sheet.lines)
        self._progress.step()

    def error(self, kind: str, reader: str) -> float | None:
        """Return the character error rate of a reader on a kind, if it was measured."""
        score = self._scores.get(kind, {}).get(reader)
        return None if score is None else score.error

    def print(self, name: str, title: str) -> None:
        """Print the table and write the plot."""
        names = [reader.name for reader in self._readers]
        print(f"Characters wrong (words found; words in order; CPU s a sheet), {title}:\n")
        rows: list[list[str]] = []
        for kind, scores in [*self._scores.items(), ("all", self._totals())]:
            cells = [_cell(scores.get(reader)) for reader in names]
            sheets = max((score.sheets for score in scores.values()), default=0)
            rows.append([f"{kind} ({sheets})", *cells])
        table([title, *names], rows)
        errors = {
            reader: [_percent(self.error(kind, reader)) for kind in self._scores]
            for reader in names
        }
        plot_bars(
            self._run.folder, name, f"Characters wrong, {title}", "%", list(self._scores), errors
        )

    def _totals(self) -> dict[str, TextScore]:
        """Return the sums over the kinds that every reader reads."""
        totals: dict[str, TextScore] = {}
        for scores in self._scores.values():
            if len(scores) < len(self._readers):
                continue
            for reader, score in scores.items():
                total = totals.setdefault(reader, TextScore())
                for field in TextScore.__dataclass_fields__:
                    setattr(total, field, getattr(total, field) + getattr(score, field))
        return totals


def _percent(rate: float | None) -> float | None:
    return None if rate is None else 100 * rate


def _cell(score: TextScore | None) -> str:
    if score is None:
        return "not read"
    found, ordered = score.found / max(score.words, 1), score.ordered / max(score.words, 1)
    return f"{score.error:.2%} ({found:.1%}; {ordered:.1%}; {score.cpu / score.sheets:.1f})"


def _show(kind: str, reader: str, read: list[str], lines: list[str]) -> None:
    got, want = normalized(read), normalized(lines)
    parts = [
        f"{want[op.src_start : op.src_end]}→{got[op.dest_start : op.dest_end]}"
        for op in Levenshtein.opcodes(want, got)
        if op.tag != "equal"
    ]
    print(f"   {kind}, {reader}:", " ".join(parts)[:600])
