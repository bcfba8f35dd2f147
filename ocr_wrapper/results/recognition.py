"""Hold one answer of the service, whole, with its views: typed, fields, text, tables.

The answer as it came is kept and everything else is derived from it when it is asked for. So an
odd value spoils the one thing that it stands in and nothing else, an unknown field is there in
``raw``, and a saved answer loads years later without a network.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ocr_wrapper.results import fields as field_module
from ocr_wrapper.results import lines as line_module
from ocr_wrapper.results import tables as table_module
from ocr_wrapper.results.fields import Field
from ocr_wrapper.results.lines import Line
from ocr_wrapper.results.tables import Table

if TYPE_CHECKING:
    from PIL import Image

T_co = TypeVar("T_co", covariant=True)

_STATE = ("operation", "raw", "request_id", "region", "attempts", "elapsed")


class Recognition(Generic[T_co]):
    """Be what every operation returns.

    Two are equal when operation, answer and request id are. The repr tells what was called and
    how much was found, and never a recognized value: such lines end up in logs.
    """

    operation: str
    """Name of the operation, such as ``recognize_passport``."""

    raw: dict[str, Any]
    """The decoded body as it came, unknown fields included."""

    request_id: str | None
    """The service's id of the request; what its support asks for first."""

    region: str | None
    """Region that answered; None for an endpoint of one's own."""

    attempts: int
    """How many requests were sent for this answer."""

    elapsed: float
    """Seconds from the call to the answer, waiting included."""

    def __init__(
        self,
        operation: str,
        raw: dict[str, Any],
        *,
        request_id: str | None = None,
        region: str | None = None,
        attempts: int = 1,
        elapsed: float = 0.0,
    ) -> None:
        self.operation = operation
        self.raw = raw
        self.request_id = request_id
        self.region = region
        self.attempts = attempts
        self.elapsed = elapsed

    @cached_property
    def result(self) -> T_co:
        """The answer's ``result`` as the generated class of the operation, made on first use.

        Absent and null values are None; a value of another type than the contract's stays as it
        came. Raises `ocr_wrapper.OptionError` for an operation that this version does not know.
        """
        from ocr_wrapper.service import codec

        return codec.decode(self.operation, self.raw).result  # type: ignore[no-any-return]

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Fields by name, each with its confidence, in the answer's order."""
        return MappingProxyType(field_module.fields(self.raw))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Blocks of text in reading order, with place and confidence."""
        return line_module.lines(self.raw)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """Tables and forms."""
        return table_module.tables(self.raw)

    @cached_property
    def text(self) -> str:
        """All that was read as text.

        Free text keeps its rows, blocks of one row separated by a tab. An operation that answers
        with fields gives one ``name: value`` a line, pictures left out.
        """
        if self.lines:
            return line_module.text(self.lines)
        shown = (item for item in self.fields.values() if not item.is_picture and item.text)
        return "\n".join(f"{item.name}: {item.text}" for item in shown)

    def annotate(
        self, picture: Image.Image | bytes, *, text: Recognition[Any] | None = None
    ) -> Image.Image:
        """Return a copy of the picture with boxes around what was found, coloured by confidence.

        ``picture`` is what was sent, as bytes of the file or as a Pillow picture. Answers with
        fields alone, such as a passport's, give no places: with ``text``, what
        ``recognize_general_text`` made of the same picture, the values are found in it.
        """
        from ocr_wrapper.results import annotate

        return annotate.draw(picture, annotate.marks(self, text))

    def to_markdown(self) -> str:
        """Return the answer as Markdown: headings, paragraphs, tables, or a table of fields."""
        from ocr_wrapper.results.markdown import markdown

        return markdown(self.raw)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values, ready for JSON and for `from_json`.

        ``result`` is the answer's own; what the body held beside it stands under ``other``.
        """
        state: dict[str, Any] = {
            "operation": self.operation,
            "request_id": self.request_id,
            "region": self.region,
            "attempts": self.attempts,
            "elapsed": self.elapsed,
            "result": self.raw.get("result"),
        }
        other = {name: value for name, value in self.raw.items() if name != "result"}
        return {**state, "other": other} if other else state

    def to_json(self, *, indent: int | None = None) -> str:
        """Return `to_dict` as JSON text, on one line unless ``indent`` is given."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    @classmethod
    def from_json(cls, text: str | bytes, *, operation: str | None = None) -> Recognition[Any]:
        """Load what `to_json` wrote, or the bare body of an answer if ``operation`` is named.

        Raises ValueError, in one line, when the text is neither.
        """
        try:
            state = json.loads(text)
        except (ValueError, RecursionError):
            raise ValueError("This is no saved recognition: it is not JSON.") from None
        if not isinstance(state, dict) or "result" not in state:
            raise ValueError("This is no saved recognition: it has no result.")
        name = state.get("operation", operation)
        if not isinstance(name, str):
            raise ValueError(
                "A bare answer does not tell which operation it is of: give operation=."
            )
        if "operation" not in state:
            return cls(name, state)
        other = state.get("other")
        raw = {"result": state["result"], **(other if isinstance(other, dict) else {})}
        attempts, elapsed = state.get("attempts"), state.get("elapsed")
        return cls(
            name,
            raw,
            request_id=_text_or_none(state.get("request_id")),
            region=_text_or_none(state.get("region")),
            attempts=attempts if isinstance(attempts, int) else 1,
            elapsed=float(elapsed) if isinstance(elapsed, int | float) else 0.0,
        )

    def __repr__(self) -> str:
        return (
            f"<Recognition {self.operation} request_id={self.request_id!r} "
            f"region={self.region!r} fields={len(self.fields)} lines={len(self.lines)} "
            f"tables={len(self.tables)}>"
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Recognition):
            return NotImplemented
        return (self.operation, self.request_id, self.raw) == (
            other.operation,
            other.request_id,
            other.raw,
        )

    def __hash__(self) -> int:
        return hash((self.operation, self.request_id))

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what can be derived again; the views hold things that do not pickle."""
        return {name: self.__dict__[name] for name in _STATE}


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None
