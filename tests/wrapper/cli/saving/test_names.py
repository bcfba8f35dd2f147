"""Names of output files that come from an address."""

from __future__ import annotations

import pytest

from ocr_wrapper.batch.inputs import stem


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://host/scan.png", "scan"),
        ("https://host/con.png", "_con"),
        ("https://host/NUL", "_NUL"),
        ("https://host/com1.tar.gz", "_com1.tar"),
        ("https://host/console.png", "console"),
        ("https://host/a%3Ab%7Cc.png", "a_b_c"),
    ],
)
def test_name_from_an_address_is_a_file_on_every_system(address: str, name: str) -> None:
    """A device of Windows is no name for a result."""
    assert stem(address) == name
