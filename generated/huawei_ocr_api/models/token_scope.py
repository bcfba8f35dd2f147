from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.token_project import TokenProject
    from ..payloads import TokenScope as Payload


@define(kw_only=True, repr=False)
class TokenScope(Model):
    """What the token is good for; the recognizers want a project."""

    project: TokenProject | None = None
    """The project that the token acts for."""

    _names: ClassVar[Mapping[str, str]] = {
        "project": "project",
    }

    _nested = frozenset(("project",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.token_project import TokenProject

        return {
            "project": model(TokenProject),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
