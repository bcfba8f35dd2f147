"""Images in a response: portraits and adjusted images, from Base64 to Pillow.

The data comes from outside, so that its size is checked before it is decoded.
"""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

_NAMES = frozenset({"adjusted_image", "portrait_image"})
"""Fields of the contract that hold an image as Base64 text."""

_MAX_PIXELS = 50_000_000
"""Largest image that is decoded; a portrait has fewer than a million pixels."""


def names(raw: Mapping[str, Any]) -> list[str]:
    """Return the names of the images in a response, without decoding them."""
    return [name for name, _ in _encoded(raw)]


def images(raw: Mapping[str, Any]) -> dict[str, Image.Image]:
    """Return the images of a response body by the names of their fields.

    If a response contains several documents, the names of the second one end in `#2` and so on.

    Raises:
        ValueError: An image is damaged, or larger than any image of a document.
    """
    return {name: _decoded(name, text) for name, text in _encoded(raw)}


def first(raw: Mapping[str, Any], kind: str) -> Image.Image | None:
    """Return the first image of a field, such as `portrait_image`; None if there is none.

    Raises:
        ValueError: The image is damaged.
    """
    for name, text in _encoded(raw):
        if name == kind:
            return _decoded(name, text)
    return None


def _encoded(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    result = raw.get("result")
    counts: dict[str, int] = {}
    for entry in result if isinstance(result, list) else [result]:
        if not isinstance(entry, Mapping):
            continue
        for name, value in entry.items():
            if name in _NAMES and isinstance(value, str) and value:
                counts[name] = counts.get(name, 0) + 1
                yield (name if counts[name] == 1 else f"{name}#{counts[name]}"), value


def _decoded(name: str, text: str) -> Image.Image:
    from PIL import Image

    from ocr_wrapper.images import headers

    problem = f"The value of {name} is not a complete image"
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
        found = headers.sniff(data)
    except (binascii.Error, ValueError):
        raise ValueError(f"{problem}.") from None
    if found is None or found.size is None:
        raise ValueError(f"{problem}.")
    if found.size[0] * found.size[1] > _MAX_PIXELS:
        raise ValueError(f"The value of {name} has {found.size[0]:,} x {found.size[1]:,} pixels.")
    try:
        image = Image.open(io.BytesIO(data), formats=[found.name.upper()])
        image.load()
    except Exception as error:  # a decoder may raise anything for damaged data
        raise ValueError(f"{problem} ({type(error).__name__}).") from None
    return image
