from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.smart_document_forms import SmartDocumentForms
    from ..models.smart_document_formulas import SmartDocumentFormulas
    from ..models.smart_document_layout import SmartDocumentLayout
    from ..models.smart_document_pairs import SmartDocumentPairs
    from ..models.smart_document_tables import SmartDocumentTables
    from ..models.smart_document_text import SmartDocumentText
    from ..payloads import SmartDocumentResult as Payload


@define(kw_only=True, repr=False)
class SmartDocumentResult(Model):
    """What was read on one page; the kinds that were not asked for are missing."""

    ocr_result: SmartDocumentText | None = None
    """The text of a page, block by block."""
    kv_result: SmartDocumentPairs | None = None
    """Pairs of a label and its value. Only with `kv`."""
    table_result: SmartDocumentTables | None = None
    """Logical tables. Only with `table`."""
    layout_result: SmartDocumentLayout | None = None
    """The areas of the page. Only with `layout`."""
    form_result: SmartDocumentForms | None = None
    """Ruled forms. Only with `form`."""
    formula_result: SmartDocumentFormulas | None = None
    """Formulas. Only with `formula`."""

    _names: ClassVar[Mapping[str, str]] = {
        "ocr_result": "ocr_result",
        "kv_result": "kv_result",
        "table_result": "table_result",
        "layout_result": "layout_result",
        "form_result": "form_result",
        "formula_result": "formula_result",
    }

    _nested = frozenset(
        (
            "ocr_result",
            "kv_result",
            "table_result",
            "layout_result",
            "form_result",
            "formula_result",
        )
    )

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.smart_document_forms import SmartDocumentForms
        from ..models.smart_document_formulas import SmartDocumentFormulas
        from ..models.smart_document_layout import SmartDocumentLayout
        from ..models.smart_document_pairs import SmartDocumentPairs
        from ..models.smart_document_tables import SmartDocumentTables
        from ..models.smart_document_text import SmartDocumentText

        return {
            "ocr_result": model(SmartDocumentText),
            "kv_result": model(SmartDocumentPairs),
            "table_result": model(SmartDocumentTables),
            "layout_result": model(SmartDocumentLayout),
            "form_result": model(SmartDocumentForms),
            "formula_result": model(SmartDocumentFormulas),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
