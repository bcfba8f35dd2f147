from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, items, model

if TYPE_CHECKING:
    from ..models.thailand_license_plate_result import ThailandLicensePlateResult
    from ..payloads import ThailandLicensePlateResponse as Payload


@define(kw_only=True, repr=False)
class ThailandLicensePlateResponse(Model):
    """The response to a Thailand license plate request."""

    result: list[ThailandLicensePlateResult] | None = None
    """The plates found, one item each; empty if there is none (D-088)."""

    _names: ClassVar[Mapping[str, str]] = {
        "result": "result",
    }

    _nested = frozenset(("result",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.thailand_license_plate_result import ThailandLicensePlateResult

        return {
            "result": items(model(ThailandLicensePlateResult)),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
