"""Search for combinations of changed characters that make every check digit right.

The sums are linear: the last change of a combination is looked up by what the others leave to be
corrected, so that all combinations cost no more than pairs would.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ocr_emulator.engine.mrz.budget import Budget
from ocr_emulator.engine.mrz.formats import CheckSum
from ocr_emulator.engine.mrz.zone import value

Options = dict[int, dict[str, float]]
"""For places of the data, the characters that may stand there and their costs."""
_MAX_COST_OF_THIRD = 5.0  # three changes are believed of pairs and near misses alone


@dataclass(frozen=True, slots=True)
class Move:
    """One change, its cost, and by how much it changes each check sum, modulo 10."""

    place: int
    character: str
    cost: float
    delta: tuple[int, ...]


def moves_of(text: str, options: Options, sums: Sequence[CheckSum]) -> list[Move]:
    """Return the single changes of a text, the likeliest first."""
    moves = [
        Move(place, other, cost, _delta(sums, place, text[place], other))
        for place, costs in options.items()
        for other, cost in costs.items()
    ]
    return sorted(moves, key=lambda move: move.cost)


def _delta(sums: Sequence[CheckSum], place: int, old: str, new: str) -> tuple[int, ...]:
    difference = value(new) - value(old)
    return tuple(check.weights.get(place, 0) * difference % 10 for check in sums)


class Search:
    """Combinations of up to three changes that make every check sum agree."""

    def __init__(
        self, text: str, moves: Sequence[Move], sums: Sequence[CheckSum], budget: Budget
    ) -> None:
        self._moves = moves
        self._budget = budget
        self._residual = tuple(check.residual(text) for check in sums)
        self._by_delta: dict[tuple[int, ...], list[tuple[int, Move]]] = {}
        for index, move in enumerate(moves):
            self._by_delta.setdefault(move.delta, []).append((index, move))

    def solutions(self) -> Iterator[tuple[Move, ...]]:
        """Yield the combinations, fewer changes first."""
        yield from self._completing((), -1)
        for index, move in enumerate(self._moves):
            yield from self._completing((move,), index)
        # Three changes are believed of likely ones alone.
        cheap = [move for move in self._moves if move.cost <= _MAX_COST_OF_THIRD]
        for (_, first), (index, second) in itertools.combinations(enumerate(cheap), 2):
            if not self._budget.spend():
                return
            if first.place == second.place:
                continue
            for triple in self._completing((first, second), index):
                if triple[2].cost <= _MAX_COST_OF_THIRD:
                    yield triple

    def _completing(self, used: tuple[Move, ...], after: int) -> Iterator[tuple[Move, ...]]:
        """Yield `used` with each later change that leaves every sum right."""
        sums = [self._residual, *(move.delta for move in used)]
        wanted = tuple(-sum(column) % 10 for column in zip(*sums, strict=True))
        for index, move in self._by_delta.get(wanted, ()):
            if index > after and all(move.place != other.place for other in used):
                yield (*used, move)
