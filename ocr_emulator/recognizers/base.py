"""Protocol of a recognizer, what one returns, and the error by which one refuses an image."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from ocr_emulator.contract.unread import Unread, bounded

if TYPE_CHECKING:
    from PIL import Image

    from ocr_emulator.engine.base import Engine

Options = Mapping[str, Any]
"""The checked JSON body of a request, with the options of the operation."""
Result = Mapping[str, object] | Sequence[Mapping[str, object]]
"""JSON value of an operation's `result`."""


@dataclass(frozen=True, slots=True)
class Recognized:
    """The result of an operation, and the parts of it that could not be read."""

    result: Result = field(repr=False)
    unread: tuple[Unread, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "unread", bounded(self.unread))


class Recognizer(Protocol):
    """Turn an image into the JSON value of an operation's `result`.

    `image.info.get("reduced_by", 1.0)` is by what factor a very large image was reduced.
    """

    def __call__(
        self, image: Image.Image, options: Options, engine: Engine, /
    ) -> Result | Recognized:
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


def recognized(value: Result | Recognized) -> Recognized:
    """Return what a recognizer returned in its full form."""
    return value if isinstance(value, Recognized) else Recognized(value)
