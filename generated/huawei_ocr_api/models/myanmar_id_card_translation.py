from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import MyanmarIdCardTranslation as Payload


@define(kw_only=True, repr=False)
class MyanmarIdCardTranslation(Model):
    """Fields of the front of a Myanmar identity card in Latin letters."""

    name_translation: str | None = None
    """Name of the holder in Latin letters."""
    father_name_translation: str | None = None
    """Name of the holder's father in Latin letters."""
    nrc_id_translation: str | None = None
    """Registration number in Latin letters and Western digits."""
    birth_translation: str | None = None
    """Date of birth in Western digits, day first."""

    _names: ClassVar[Mapping[str, str]] = {
        "name_translation": "name_translation",
        "father_name_translation": "father_name_translation",
        "nrc_id_translation": "nrc_id_translation",
        "birth_translation": "birth_translation",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
