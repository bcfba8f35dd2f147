"""Result of any OCR operation, with its views: typed, fields, text, tables.

The response body is kept unchanged and everything else is derived from it on first use. So one
malformed value affects one view and nothing else, an unknown field is available in `raw`, and a
saved result can be loaded years later without a network. The module of a view is imported when
the view is used, because a first call needs none of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ocr_wrapper.redaction import printable_line

if TYPE_CHECKING:
    from datetime import date

    from PIL import Image

    from ocr_wrapper.results.fields import Field
    from ocr_wrapper.results.lines import Line
    from ocr_wrapper.results.tables import Table
    from ocr_wrapper.results.views.dates import DateValue
    from ocr_wrapper.results.views.mrz import Mrz
    from ocr_wrapper.results.views.notebook import ResultWithImage
    from ocr_wrapper.results.views.words import Word

T_co = TypeVar("T_co", covariant=True)

_STATE = (
    "operation",
    "raw",
    "request_id",
    "region",
    "attempts",
    "elapsed",
    "is_example",
    "sent_size",
)

_SAVED = {"operation", "request_id", "attempts", "elapsed"}
"""Keys by which a saved result is known that has no `result`."""


class Recognition(Generic[T_co]):
    """Result of one call.

    Two results are equal if operation, response body and request id are equal. The repr shows the
    operation and counts, and never a recognized value, because a repr often ends up in a log.
    """

    operation: str
    """Name of the operation, such as `recognize_passport`."""

    raw: dict[str, Any]
    """The decoded response body, unknown fields included."""

    request_id: str | None
    """Request id of the service, which its support asks for first."""

    region: str | None
    """Region of the call, also with an endpoint of your own; None if it is not known."""

    attempts: int
    """Number of requests that were sent for this result, retries included."""

    elapsed: float
    """Seconds from the call to the result, waits included."""

    is_example: bool
    """Whether this is an example of the contract, which an emulator returns for operations that it
    cannot recognize, and not the content of the image."""

    sent_size: tuple[int, int] | None = None
    """Width and height in pixels of the image that was sent, if `fit=True` changed the image.

    All positions refer to the image that was sent; `annotate` and exports scale them to the image
    that they are given. None if the image was sent unchanged."""

    def __init__(
        self,
        operation: str,
        raw: dict[str, Any],
        *,
        request_id: str | None = None,
        region: str | None = None,
        attempts: int = 1,
        elapsed: float = 0.0,
        is_example: bool = False,
        sent_size: tuple[int, int] | None = None,
    ) -> None:
        self.operation = operation
        self.raw = raw
        self.request_id = request_id
        self.region = region
        self.attempts = attempts
        self.elapsed = elapsed
        self.is_example = is_example
        self.sent_size = sent_size

    @cached_property
    def result(self) -> T_co:
        """The `result` of the response as the generated class of the operation.

        Absent and null values are None; a value of another type than in the contract is kept
        unchanged.

        Raises:
            OptionError: This version does not know the operation.
        """
        from ocr_wrapper.service import codec

        return codec.decode(self.operation, self.raw).result  # type: ignore[no-any-return]

    @cached_property
    def fields(self) -> Mapping[str, Field[Any]]:
        """Fields by name, each with its confidence, in the order of the response."""
        from ocr_wrapper.results import fields

        return MappingProxyType(fields.fields(self.raw))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Blocks of text in reading order, with position and confidence."""
        from ocr_wrapper.results import lines

        return lines.lines(self.raw)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """Tables and forms."""
        from ocr_wrapper.results import tables

        return tables.tables(self.raw)

    @cached_property
    def text(self) -> str:
        """Everything that was recognized, as text.

        Free text keeps its rows, with a tab between the blocks of one row. An operation that
        returns fields has one `name: value` per line, images omitted.
        """
        from ocr_wrapper.results import escaping, lines

        if self.lines:
            return escaping.encodable(lines.text(self.lines))
        shown = (item for item in self.fields.values() if not item.is_image and item.text)
        text = "\n".join(f"{item.name}: {item.text}" for item in shown)
        return escaping.encodable(text)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Words of the lines, with position and confidence.

        Positions are exact if the characters were requested (`character_mode`); otherwise a line is
        divided at its spaces, and `estimated` is true. Text without spaces is one word a line.
        """
        from ocr_wrapper.results.views import words

        return words.words(self.raw)

    @cached_property
    def mrz(self) -> Mrz | None:
        """Machine-readable zone with its check digits; None without one that can be read."""
        from ocr_wrapper.results.views import mrz

        return mrz.mrz(self.raw)

    @cached_property
    def dates(self) -> Mapping[str, DateValue]:
        """Dates among the fields, by the name of the field.

        A text with more than one meaning has no value but a reason and its candidates.
        """
        from ocr_wrapper.results.views import dates

        return MappingProxyType(dates.dates(self.operation, self.fields))

    def expired(self, on: date | None = None) -> bool | None:
        """Return whether the document has expired.

        Args:
            on: The date to compare with; None for today (UTC). A document is valid on its last day.

        Returns:
            None if the result has no date of expiry that is certain, or if the printed one and that
            of the machine-readable zone lead to different conclusions.
        """
        from ocr_wrapper.results.views import dates

        zone = self.mrz
        known = zone.expiry_date if zone is not None and zone.checks["expiry"] else None
        return dates.expired(self.dates, known, on or dates.current())

    def images(self) -> dict[str, Image.Image]:
        """Return the images in the response, such as `portrait_image`, by the name of the field.

        They are decoded at each call and not kept.

        Raises:
            ValueError: An image is damaged.
        """
        from ocr_wrapper.results.views import images

        return images.images(self.raw)

    @property
    def portrait(self) -> Image.Image | None:
        """Portrait of the holder; None if it was not requested with `return_portrait_image`."""
        from ocr_wrapper.results.views import images

        return images.first(self.raw, "portrait_image")

    @property
    def adjusted_image(self) -> Image.Image | None:
        """Image of the document, cut out; None if it was not requested."""
        from ocr_wrapper.results.views import images

        return images.first(self.raw, "adjusted_image")

    def with_image(
        self, image: Image.Image | bytes, *, text: Recognition[Any] | None = None
    ) -> ResultWithImage:
        """Return the result together with its image, for display in a notebook.

        A result itself never holds the image. Arguments as for `annotate`.
        """
        from ocr_wrapper.results.views.notebook import ResultWithImage

        return ResultWithImage(self, image, text)

    def annotate(
        self, image: Image.Image | bytes, *, text: Recognition[Any] | None = None
    ) -> Image.Image:
        """Return a copy of the image with boxes around recognized text, coloured by confidence.

        Args:
            image: The image that was sent, or the original of one that `fit=True` changed, as bytes
                of the file or as a Pillow image.
            text: The result of `recognize_general_text` for the same image. Responses that
                contain only fields, such as that of a passport, have no coordinates; the values
                are then searched in this text.

        Raises:
            TypeError: The image is neither bytes nor a Pillow image.
        """
        from ocr_wrapper.results import annotate

        return annotate.draw(image, annotate.marks(self, text))

    def to_markdown(self) -> str:
        """Return the result as Markdown: headings, paragraphs, tables, or a table of fields."""
        from ocr_wrapper.results.markdown import markdown

        return markdown(self.raw)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values, for JSON and for `from_json`.

        `result` is that of the response body, if it has one; other keys of the body are stored
        under `other`. An example of an emulator also has `"example": true`, and a result of an
        image that `fit=True` changed has `sent_size`.
        """
        state: dict[str, Any] = {
            "operation": self.operation,
            "request_id": self.request_id,
            "region": self.region,
            "attempts": self.attempts,
            "elapsed": self.elapsed,
            **({"example": True} if self.is_example else {}),
            **({"sent_size": list(self.sent_size)} if self.sent_size else {}),
            **({"result": self.raw["result"]} if "result" in self.raw else {}),
        }
        other = {name: value for name, value in self.raw.items() if name != "result"}
        return {**state, "other": other} if other else state

    def to_json(self, *, indent: int | None = None) -> str:
        """Return `to_dict` as JSON text, on one line unless `indent` is given."""
        from ocr_wrapper.results import json_text

        return json_text.dumps(self.to_dict(), indent=indent)

    @classmethod
    def from_json(cls, text: str | bytes, *, operation: str | None = None) -> Recognition[Any]:
        """Load the output of `to_json`, or a bare response body if `operation` is given.

        Raises:
            ValueError: The text is neither; the message is one line.
        """
        from ocr_wrapper.results import geometry

        try:
            state = json.loads(text)
        except (ValueError, RecursionError):
            raise ValueError("This is not a saved recognition: it is not JSON.") from None
        if not isinstance(state, dict) or not ("result" in state or _SAVED.issubset(state)):
            raise ValueError("This is not a saved recognition: it has no result.")
        name = state.get("operation", operation)
        if not isinstance(name, str):
            raise ValueError("A bare response body does not name its operation: give operation=.")
        if "operation" not in state:
            return cls(name, state)
        other = state.get("other")
        raw = {"result": state["result"]} if "result" in state else {}
        raw.update(other if isinstance(other, dict) else {})
        attempts, elapsed = state.get("attempts"), state.get("elapsed")
        return cls(
            name,
            raw,
            request_id=_text_or_none(state.get("request_id")),
            region=_text_or_none(state.get("region")),
            attempts=attempts if isinstance(attempts, int) else 1,
            elapsed=geometry.parse_number(elapsed) or 0.0,
            is_example=state.get("example") is True,
            sent_size=geometry.parse_size(state.get("sent_size")),
        )

    def __repr__(self) -> str:
        return (
            f"<Recognition {printable_line(self.operation)} request_id={self.request_id!r} "
            f"region={self.region!r} fields={len(self.fields)} lines={len(self.lines)} "
            f"tables={len(self.tables)}{' example' if self.is_example else ''}>"
        )

    def _repr_html_(self) -> str:
        """Return what a notebook shows; unlike the repr it contains the recognized values."""
        from ocr_wrapper.results.views.notebook import as_html

        return as_html(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Recognition):
            return NotImplemented
        return (self.operation, self.request_id, self.is_example, self.raw) == (
            other.operation,
            other.request_id,
            other.is_example,
            other.raw,
        )

    def __hash__(self) -> int:
        return hash((self.operation, self.request_id))

    def __getstate__(self) -> dict[str, Any]:
        """Omit everything that can be derived again; some views cannot be pickled."""
        return {name: getattr(self, name) for name in _STATE}


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None
