from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.token_password import TokenPassword
    from ..payloads import TokenIdentity as Payload


@define(kw_only=True, repr=False)
class TokenIdentity(Model):
    """How the user proves to be the one."""

    methods: list[str] | None = None
    """Ways of proof; by password alone."""
    password: TokenPassword | None = None
    """Proof by password."""

    _names: ClassVar[Mapping[str, str]] = {
        "methods": "methods",
        "password": "password",
    }

    _nested = frozenset(("password",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.token_password import TokenPassword

        return {
            "password": model(TokenPassword),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
