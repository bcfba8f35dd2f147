"""Image quality: every fault grows with its defect and stays low without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple

import pytest

pytest.importorskip("cv2")

from PIL import Image, ImageDraw, ImageFilter

from ocr_emulator.engine.base import Polygon
from ocr_emulator.engine.outline import find_outline
from ocr_emulator.engine.quality import ALARM, assess, score
from tests.emulator.engine.outline.drawing import card, placed

CORNERS: Polygon = ((60, 50), (700, 50), (700, 454), (60, 454))
SIZE = (760, 504)


def blurred(image: Image.Image, strength: float) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(6 * strength))


def moved(image: Image.Image, strength: float) -> Image.Image:
    """Blur along one direction, as a moving hand does."""
    width = 1 + 2 * round(7 * strength)
    kernel = ImageFilter.BoxBlur((width // 2, 0))
    return image.filter(kernel)


def reflecting(image: Image.Image, strength: float) -> Image.Image:
    spot = Image.new("L", image.size, 0)
    radius = 130 * strength
    box = (380 - 1.4 * radius, 250 - radius, 380 + 1.4 * radius, 250 + radius)
    if strength:
        ImageDraw.Draw(spot).ellipse(box, fill=255)
    spot = spot.filter(ImageFilter.GaussianBlur(6))
    return Image.composite(Image.new("RGB", image.size, "white"), image, spot)


def dark(image: Image.Image, strength: float) -> Image.Image:
    return image.point(lambda level: level * (1 - 0.9 * strength))


def gray(image: Image.Image, strength: float) -> Image.Image:
    return Image.blend(image, image.convert("L").convert("RGB"), strength)


@pytest.mark.parametrize(
    ("fault", "damage"),
    [
        ("blur", blurred),
        ("blur", moved),
        ("glare", reflecting),
        ("darkness", dark),
        ("copy", gray),
    ],
)
def test_fault_grows_with_its_defect(
    fault: str, damage: Callable[[Image.Image, float], Image.Image]
) -> None:
    """No alarm without the defect, one at its strongest, and no step back between."""
    image, areas = placed(CORNERS, SIZE)
    outline = find_outline(image, areas)
    strengths = (0.0, 0.15, 0.3, 0.5, 0.75, 1.0)
    values = [getattr(assess(damage(image, s), outline), fault) for s in strengths]
    assert values == sorted(values)
    assert values[0] < 0.25
    assert values[-1] > ALARM


def test_cropping_grows_with_the_missing_part() -> None:
    """The more of a card lies beyond the edge, the higher the number."""
    values = []
    for missing in (0, 30, 60, 110, 180, 260):
        left, right = -missing, 640 - missing
        corners = ((left, 50), (right, 50), (right, 454), (left, 454))
        image, areas = placed(corners, (700, 504))
        inside = [area for area in areas if area[0][0] > 5]
        values.append(assess(image, find_outline(image, inside), inside).cropping)
    assert values == sorted(values)
    assert values[0] < 0.1
    assert values[-1] > ALARM


def test_clean_card_has_no_fault() -> None:
    """A card on a desk and a scan raise no alarm."""
    for image, areas in (placed(CORNERS, SIZE), card()):
        faults = astuple(assess(image, find_outline(image, areas), areas))
        assert max(faults) < 0.25


def test_white_field_of_the_card_is_no_glare() -> None:
    """A printed white area ends sharply; a reflection fades."""
    image, areas = placed(CORNERS, SIZE)
    ImageDraw.Draw(image).rectangle((120, 380, 380, 430), fill=(255, 255, 255))
    assert assess(image, find_outline(image, areas)).glare < ALARM


def test_tinted_copy_is_a_copy() -> None:
    """Yellow light gives a copy a colour, the same all over."""
    image, areas = placed(CORNERS, SIZE)
    red, green, blue = gray(image, 1.0).split()
    tinted = Image.merge("RGB", (red, green, blue.point(lambda level: level * 0.8)))
    assert assess(tinted, find_outline(image, areas)).copy > ALARM


def test_photo_without_outline_is_assessed_as_a_whole() -> None:
    """A card that is too blurred to be found still gets its blur."""
    image, _ = placed(CORNERS, SIZE)
    assert assess(blurred(image, 1.0)).blur > ALARM


def test_scores_are_whole_numbers_up_to_99() -> None:
    """The contract has 0 to 99; an alarm is above 50."""
    assert [score(value) for value in (0.0, 0.504, 0.51, 1.0)] == [0, 50, 51, 99]
