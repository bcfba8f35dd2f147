"""Small real images that every operation takes."""

from __future__ import annotations

import base64
import io

from PIL import Image


def drawn(width: int = 120, height: int = 120, kind: str = "PNG") -> bytes:
    """Return a white image; 120 pixels are enough for the strictest smallest side."""
    stream = io.BytesIO()
    Image.new("L", (width, height), 255).save(stream, kind)
    return stream.getvalue()


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


FILES = {
    "PNG": drawn(),
    "JPEG": drawn(kind="JPEG"),
    "BMP": drawn(kind="BMP"),
    "TIFF": drawn(kind="TIFF"),
}
"""One of each format that all operations take."""
ENCODED = tuple(encoded(data) for data in FILES.values())
