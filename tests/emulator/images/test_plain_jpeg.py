"""Headers of ordinary JPEGs, parsed by hand, against what Pillow finds in the same bytes."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ocr_emulator.contract.bundle import load
from ocr_emulator.contract.errors import ImageError
from ocr_emulator.images import inspect

PASSPORT = load().operations["recognize_passport"]


def jpeg(mode: str = "RGB", **options: Any) -> bytes:
    """Return a small JPEG."""
    stored = io.BytesIO()
    Image.new(mode, (40, 30), "white").save(stored, "JPEG", **options)
    return stored.getvalue()


ORDINARY = [
    jpeg("L"),
    jpeg(),
    jpeg(progressive=True),
    jpeg(comment=b"a scan", restart_marker_rows=1, dpi=(300, 300)),
]
TURNED = Image.Exif()
TURNED[274] = 6
OTHERS = [jpeg("CMYK"), jpeg(exif=TURNED), jpeg(icc_profile=b"x" * 200)]


def parsed_by_hand(data: bytes) -> inspect.ImageInfo | None:
    """Return what is found without Pillow; None where Pillow is needed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inspect, "_open", lambda _data, _allowed: None)
        try:
            return inspect.inspect(data, PASSPORT)
        except ImageError:
            return None


def parsed_by_pillow(data: bytes) -> inspect.ImageInfo | None:
    """Return what Pillow finds; None for a file that it refuses."""
    image = inspect._open(data, frozenset({"JPEG"}))
    if image is None:
        return None
    size = image.width * image.height * (1 if image.mode == "L" else 4)
    return inspect.ImageInfo("JPEG", *image.size, size)


@pytest.mark.parametrize("data", ORDINARY)
def test_ordinary_jpeg_is_parsed_without_pillow(data: bytes) -> None:
    """Pillow would take a fifth of the time of a request."""
    assert parsed_by_hand(data) == parsed_by_pillow(data)
    assert parsed_by_hand(data) is not None


@pytest.mark.parametrize("data", OTHERS)
def test_jpeg_with_metadata_is_left_to_pillow(data: bytes) -> None:
    """Colour marks, camera data and profiles have rules of their own."""
    assert parsed_by_hand(data) is None
    assert inspect.inspect(data, PASSPORT) == parsed_by_pillow(data)


@given(
    data=st.sampled_from(ORDINARY),
    changes=st.lists(
        st.tuples(st.integers(0, 700), st.sampled_from([0, 1, 2, 4, 255, 0xC0, 0xDA, 0xDB, 0xE0])),
        min_size=1,
        max_size=3,
    ),
    end=st.integers(20, 700) | st.none(),
)
@settings(max_examples=300, deadline=None)
def test_damaged_header_is_never_accepted_more_easily_than_by_pillow(
    data: bytes, changes: list[tuple[int, int]], end: int | None
) -> None:
    """What is found without Pillow is what Pillow finds."""
    damaged = bytearray(data)
    for place, value in changes:
        damaged[min(place, len(damaged) - 1)] = value
    cut = bytes(damaged[:end])
    found = parsed_by_hand(cut)
    assert found is None or found == parsed_by_pillow(cut)
