"""Accuracy on forms: pairs of label and value that are returned as they were drawn."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.accuracy.drawn_forms import form
from benchmarks.accuracy.progress import Progress
from ocr_emulator.engine.base import Engine
from ocr_emulator.recognizers.base import recognized
from ocr_emulator.recognizers.smart_document import recognize_smart_document


@dataclass
class PairScore:
    """Counts of pairs."""

    right: int = 0
    drawn: int = 0
    returned: int = 0
    pages: int = 0

    @property
    def recall(self) -> float:
        """Part of the drawn pairs that were returned."""
        return self.right / max(self.drawn, 1)

    @property
    def precision(self) -> float:
        """Part of the returned pairs that were drawn."""
        return self.right / max(self.returned, 1)

    def add(self, drawn: Counter[tuple[str, str]], returned: Counter[tuple[str, str]]) -> bool:
        """Count one page; returns whether it is whole."""
        right = (drawn & returned).total()
        self.right += right
        self.drawn += drawn.total()
        self.returned += returned.total()
        self.pages += 1
        return right == drawn.total() == returned.total()


def plain(text: str) -> str:
    """Return text without blanks."""
    return "".join(text.split())


def measure_forms(engine: Engine, seeds: Sequence[int], pages: int, *, show: bool) -> None:
    """Print how many pairs of drawn forms are found."""
    print("| forms | pairs found | of those returned, right | CPU s |\n|---|---|---|---|")
    styles: dict[str, PairScore] = {}
    total, start = PairScore(), time.process_time()
    with Progress("forms", len(seeds) * pages) as progress:
        for seed in seeds:
            rng = random.Random(f"{seed} forms")
            for index in range(pages):
                drawn = form(rng)
                found = recognize_smart_document(drawn.image, {"kv": True}, engine)
                (page,) = recognized(found).result
                result: Any = page
                want = Counter((plain(key), plain(value)) for key, value in drawn.pairs)
                got = Counter(
                    (plain(pair["key"]), plain(pair["value"]))
                    for pair in result["kv_result"]["kv_block_list"]
                )
                total.add(want, got)
                whole = styles.setdefault(drawn.style, PairScore()).add(want, got)
                if show and not whole:
                    print(f"   {seed}/{index} {drawn.style}")
                    print("      not returned:", list(want - got))
                    print("      not drawn:   ", list(got - want))
                progress.step()
    spent = (time.process_time() - start) / total.pages
    print(f"| all | {total.recall:.2%} | {total.precision:.2%} | {spent:.2f} |")
    for style, part in sorted(styles.items()):
        print(f"| … {style} ({part.pages}) | {part.recall:.2%} | {part.precision:.2%} | |")
