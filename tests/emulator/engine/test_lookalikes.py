"""Look-alikes of other alphabets and digits inside Latin words."""

import pytest

from ocr_emulator.engine.lookalikes import latin


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
def test_words_keep_to_their_alphabet(read, printed):
    """Only words with Latin letters change, and only look-alikes in them."""
    assert latin(read) == printed
    assert len(latin(read)) == len(read)
