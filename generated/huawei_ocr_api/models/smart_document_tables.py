from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, items, model

if TYPE_CHECKING:
    from ..models.smart_document_table import SmartDocumentTable
    from ..payloads import SmartDocumentTables as Payload


@define(kw_only=True, repr=False)
class SmartDocumentTables(Model):
    """Logical tables. Only with `table`."""

    table_count: int | None = None
    """Number of tables found."""
    table_list: list[SmartDocumentTable] | None = None
    """The tables."""

    _names: ClassVar[Mapping[str, str]] = {
        "table_count": "table_count",
        "table_list": "table_list",
    }

    _nested = frozenset(("table_list",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.smart_document_table import SmartDocumentTable

        return {
            "table_list": items(model(SmartDocumentTable)),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
