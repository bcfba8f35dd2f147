from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import SmartDocumentCell as Payload


@define(kw_only=True, repr=False)
class SmartDocumentCell(Model):
    """One cell; a merged one covers several rows or columns."""

    words: str | None = None
    """Text of the cell."""
    rows: list[int] | None = None
    """Rows that the cell covers, counted from 0."""
    columns: list[int] | None = None
    """Columns that the cell covers, counted from 0."""

    _names: ClassVar[Mapping[str, str]] = {
        "words": "words",
        "rows": "rows",
        "columns": "columns",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
