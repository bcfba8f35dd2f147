from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import WebImageContactInfo as Payload


@define(kw_only=True, repr=False)
class WebImageContactInfo(Model):
    """A person to send something to."""

    name: str | None = None
    """Name of the person."""
    phone: str | None = None
    """Telephone number."""
    province: str | None = None
    """Province."""
    city: str | None = None
    """City."""
    district: str | None = None
    """County or district."""
    detail_address: str | None = None
    """The rest of the address, after province, city and district."""

    _names: ClassVar[Mapping[str, str]] = {
        "name": "name",
        "phone": "phone",
        "province": "province",
        "city": "city",
        "district": "district",
        "detail_address": "detail_address",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
