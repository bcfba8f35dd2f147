"""Protocol of a recognizer, and the error by which one refuses an image."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from PIL import Image

    from ocr_emulator.engine.base import Engine

Options = Mapping[str, Any]
"""The checked JSON body of a request, with the options of the operation."""


class Recognizer(Protocol):
    """Turn an image into the JSON value of an operation's `result`.

    `image.info.get("reduced_by", 1.0)` is by what factor a very large image was reduced.
    """

    def __call__(
        self, image: Image.Image, options: Options, engine: Engine, /
    ) -> Mapping[str, object]:
        """Return the result; raises `RecognitionError` for an image without one."""
        ...


class RecognitionError(Exception):
    """Raised when a recognizer refuses an image with one of the service's error codes.

    `detail` says why, without the content of the image.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code
