"""Drawn identity cards: layouts of real cards, invented holders, and a camera with faults.

from benchmarks.accuracy.cards import draw

card = draw("peru_id_card", seed=1, condition="hard")
card.image, card.fields, card.side, card.corners
"""

from __future__ import annotations

from benchmarks.accuracy.cards.drawn import KINDS, DrawnCard, draw
from benchmarks.accuracy.cards.photo import CONDITIONS, Photo

__all__ = ["CONDITIONS", "KINDS", "DrawnCard", "Photo", "draw"]
