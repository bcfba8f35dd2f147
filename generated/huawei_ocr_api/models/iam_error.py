from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.iam_error_detail import IamErrorDetail
    from ..payloads import IamError as Payload


@define(kw_only=True, repr=False)
class IamError(Model):
    """What the identity service says when a call fails: an `error` object, or the form of the
    gateway and of newer parts, `error_code` and `error_msg`."""

    error: IamErrorDetail | None = None
    """The failure."""
    error_code: str | None = None
    """Code of the failure; `x-errors` explains the known ones."""
    error_msg: str | None = None
    """The failure in words."""
    request_id: str | None = None
    """Id of the request."""

    _names: ClassVar[Mapping[str, str]] = {
        "error": "error",
        "error_code": "error_code",
        "error_msg": "error_msg",
        "request_id": "request_id",
    }

    _nested = frozenset(("error",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.iam_error_detail import IamErrorDetail

        return {
            "error": model(IamErrorDetail),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
