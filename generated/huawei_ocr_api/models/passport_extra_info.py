from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.passport_local_language import PassportLocalLanguage
    from ..payloads import PassportExtraInfo as Payload


@define(kw_only=True, repr=False)
class PassportExtraInfo(Model):
    """What the page says in the script of the issuing country (D-006)."""

    local_language: PassportLocalLanguage | None = None
    """Fields of a Chinese passport in Chinese characters. The vendor's tables do not list them;
    these are the ones that its example shows (D-006)."""

    _names: ClassVar[Mapping[str, str]] = {
        "local_language": "local_language",
    }

    _nested = frozenset(("local_language",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.passport_local_language import PassportLocalLanguage

        return {
            "local_language": model(PassportLocalLanguage),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
