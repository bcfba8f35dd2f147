"""The example images: composed zones and committed files."""

from __future__ import annotations

import pytest
from PIL import Image

from ocr_emulator.engine.mrz.formats import TD3, checks
from ocr_emulator.engine.mrz.zone import names
from scripts.draw_samples import EXAMPLE, Holder
from tests.emulator.engine.mrz.specimens import LINE1, LINE2
from tests.paths import IMAGES


def test_composed_zone_equals_specimen() -> None:
    """Both lines of the specimen are composed with computed check digits."""
    specimen = Holder(
        "UTO", "ERIKSSON", "ANNA MARIA", "L898902C3", "740812", "F", "120415", "ZE184226B"
    )
    assert specimen.zone() == (LINE1, LINE2)


def test_example_holder_has_valid_zone() -> None:
    """All five digits are right, with and without an optional field."""
    assert checks(TD3, EXAMPLE.zone()[1]).all
    bare = Holder("D", "IX", "", "X1", "000101", "<", "300101")
    assert checks(TD3, bare.zone()[1]).all
    assert names(TD3.names.of(bare.zone()[0])) == ("IX", "")
    assert {len(part) for part in bare.zone()} == {44}


@pytest.mark.parametrize("name", ["passport.png", "receipt.png", "mixed.png"])
def test_example_images_are_small_files(name: str) -> None:
    """A clone stays light, and the images satisfy every operation's sides."""
    path = IMAGES / name
    assert path.stat().st_size < 60_000
    with Image.open(path) as image:
        image.load()
        assert min(image.size) >= 500
