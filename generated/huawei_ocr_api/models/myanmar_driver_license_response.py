from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.myanmar_driver_license_result import MyanmarDriverLicenseResult
    from ..payloads import MyanmarDriverLicenseResponse as Payload


@define(kw_only=True, repr=False)
class MyanmarDriverLicenseResponse(Model):
    """The response to a Myanmar driver's license request."""

    result: MyanmarDriverLicenseResult | None = None
    """The fields of the front of one license."""

    _names: ClassVar[Mapping[str, str]] = {
        "result": "result",
    }

    _nested = frozenset(("result",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.myanmar_driver_license_result import MyanmarDriverLicenseResult

        return {
            "result": model(MyanmarDriverLicenseResult),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
