"""Small real images that every operation takes."""

from __future__ import annotations

import base64
import io

from huawei_ocr_api.catalog import OPERATIONS
from PIL import Image


def drawn(width: int = 120, height: int = 120, kind: str = "PNG") -> bytes:
    """Return a white image; 120 pixels are more than any smallest side."""
    stream = io.BytesIO()
    Image.new("L", (width, height), 255).save(stream, kind)
    return stream.getvalue()


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


_NAMES = {"JPG": "JPEG"}
_COMMON = frozenset.intersection(
    *(
        frozenset(_NAMES.get(name, name) for name in operation.formats)
        for operation in OPERATIONS.values()
        if operation.input_field
    )
)
FILES = {kind: drawn(kind=kind) for kind in ("PNG", "JPEG", "BMP", "TIFF") if kind in _COMMON}
"""One of each format that all operations take."""
ENCODED = tuple(encoded(data) for data in FILES.values())
