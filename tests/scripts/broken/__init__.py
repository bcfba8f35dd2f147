"""Ways to break the contract, with the rule that reports each and a word of its report."""

from __future__ import annotations

from tests.scripts.broken import bodies, facts
from tests.scripts.broken.access import Breaker, Bundle, Case

BROKEN: list[Case] = [*facts.CASES, *bodies.CASES]

__all__ = ["BROKEN", "Breaker", "Bundle"]
