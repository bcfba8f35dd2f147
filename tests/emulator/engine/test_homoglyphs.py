"""Homoglyphs and digits inside Latin words."""

from __future__ import annotations

import pytest

from ocr_emulator.engine.homoglyphs import fold_homoglyphs


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("ΑNNA Кim", "ANNA Kim"),
        ("1 x 0live oil 0.5 l", "1 x Olive oil 0.5 l"),
        ("0x1f 0xdead 0th 100km 0.5l", "0x1f 0xdead 0th 100km 0.5l"),
        ("Москва", "Москва"),
        ("Αθήνα", "Αθήνα"),
        ("图书馆 WiFi", "图书馆 WiFi"),
        ("", ""),
    ],
)
def test_homoglyphs_in_latin_words_become_latin(read: str, printed: str) -> None:
    """Only words with Latin letters change, and only their homoglyphs."""
    assert fold_homoglyphs(read) == printed
    assert len(fold_homoglyphs(read)) == len(read)
