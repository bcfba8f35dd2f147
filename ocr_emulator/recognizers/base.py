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
    """Return what a recognizer returned in its full form.

    Empty fields with confidence 0 are reported also if the recognizer itself does not.
    """
    found = value if isinstance(value, Recognized) else Recognized(value)
    named = {part.part for part in found.unread}
    missing = [Unread(name, _EMPTY) for name in _empty_fields(found.result) if name not in named]
    return Recognized(found.result, (*found.unread, *missing)) if missing else found


_EMPTY = "it is not legible, or not in the image"


def _empty_fields(result: Result) -> list[str]:
    """Return the fields without text that have confidence 0."""
    confidence = result.get("confidence") if isinstance(result, Mapping) else None
    if not isinstance(result, Mapping) or not isinstance(confidence, Mapping):
        return []
    return [name for name, value in confidence.items() if value == 0 and result.get(name) == ""]
