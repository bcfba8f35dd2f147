"""Description of a document of the withdrawn operation: its card, and how fields are returned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ocr_emulator.engine.cards.card import Card


@dataclass(frozen=True, slots=True)
class Document:
    """A kind of document of one country."""

    card: Card
    country: str
    kind: str
    """`DL` driver's license, `ID` identity card."""
    language: str = ""
    """Language of its reader, where the built-in engine cannot read all of it."""
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Fields of the response that the description names otherwise, by the fields they join."""
