from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, items, model

if TYPE_CHECKING:
    from ..models.smart_document_table import SmartDocumentTable
    from ..payloads import SmartDocumentForms as Payload


@define(kw_only=True, repr=False)
class SmartDocumentForms(Model):
    """Ruled forms. Only with `form`."""

    form_count: int | None = None
    """Number of forms found."""
    form_list: list[SmartDocumentTable] | None = None
    """The forms."""

    _names: ClassVar[Mapping[str, str]] = {
        "form_count": "form_count",
        "form_list": "form_list",
    }

    _nested = frozenset(("form_list",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.smart_document_table import SmartDocumentTable

        return {
            "form_list": items(model(SmartDocumentTable)),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
