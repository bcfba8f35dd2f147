"""Rules of a page: drawn lines, edges of filled areas, and rows of dots or dashes."""

from __future__ import annotations

from ocr_emulator.engine.tables.rules.drawn import Rules, find_rules

__all__ = ["Rules", "find_rules"]
