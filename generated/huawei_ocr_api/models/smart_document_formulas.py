from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, items, model

if TYPE_CHECKING:
    from ..models.smart_document_formula import SmartDocumentFormula
    from ..payloads import SmartDocumentFormulas as Payload


@define(kw_only=True, repr=False)
class SmartDocumentFormulas(Model):
    """Formulas. Only with `formula`."""

    formula_count: int | None = None
    """Number of formulas found."""
    formula_list: list[SmartDocumentFormula] | None = None
    """The formulas."""

    _names: ClassVar[Mapping[str, str]] = {
        "formula_count": "formula_count",
        "formula_list": "formula_list",
    }

    _nested = frozenset(("formula_list",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.smart_document_formula import SmartDocumentFormula

        return {
            "formula_list": items(model(SmartDocumentFormula)),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
