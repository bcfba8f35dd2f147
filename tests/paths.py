"""Paths of the checkout that tests read."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "examples" / "images"
EXAMPLES = ROOT / "openapi" / "examples"
VECTORS = ROOT / "tests" / "wrapper" / "auth" / "vectors"
