from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, items, model

if TYPE_CHECKING:
    from ..models.general_table_words_region import GeneralTableWordsRegion
    from ..payloads import GeneralTableResult as Payload


@define(kw_only=True, repr=False)
class GeneralTableResult(Model):
    """Regions of one image, in reading order."""

    words_region_count: int | None = None
    """Number of regions."""
    words_region_list: list[GeneralTableWordsRegion] | None = None
    """The regions, from left to right and from top to bottom."""
    excel: str | None = None
    """An `.xlsx` file as Base64 text, with texts and tables where they stand in the image. Only
    with `return_excel`."""

    _names: ClassVar[Mapping[str, str]] = {
        "words_region_count": "words_region_count",
        "words_region_list": "words_region_list",
        "excel": "excel",
    }

    _nested = frozenset(("words_region_list",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.general_table_words_region import GeneralTableWordsRegion

        return {
            "words_region_list": items(model(GeneralTableWordsRegion)),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
