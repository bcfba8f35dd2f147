"""Identity documents: which of the known kinds an image shows, by what is printed on it."""

from __future__ import annotations

from ocr_emulator.engine.identity.evidence import Finding, classify
from ocr_emulator.engine.identity.kinds import KINDS, DocumentKind

__all__ = ["KINDS", "DocumentKind", "Finding", "classify"]
