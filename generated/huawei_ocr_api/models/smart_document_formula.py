from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import SmartDocumentFormula as Payload


@define(kw_only=True, repr=False)
class SmartDocumentFormula(Model):
    """One formula."""

    formula: str | None = None
    """The formula as LaTeX."""
    location: list[list[float]] | None = None
    """Corners of an area in pixels of the image as sent, clockwise from the upper left corner of
    the text."""
    type_: str | None = None
    """`formula` for one that stands by itself, `embedded_formula` for one in a line of text.
    Missing in the vendor's example (D-027)."""

    _names: ClassVar[Mapping[str, str]] = {
        "formula": "formula",
        "location": "location",
        "type": "type_",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
