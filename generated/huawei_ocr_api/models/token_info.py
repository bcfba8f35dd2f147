from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, items, model

if TYPE_CHECKING:
    from ..models.token_info_catalog_item import TokenInfoCatalogItem
    from ..models.token_info_name import TokenInfoName
    from ..models.token_info_project import TokenInfoProject
    from ..models.token_info_user import TokenInfoUser
    from ..payloads import TokenInfo as Payload


@define(kw_only=True, repr=False)
class TokenInfo(Model):
    """The token's user, project and times."""

    expires_at: str | None = None
    """When the token ends, as UTC like `2030-01-02T03:04:05.678000Z`."""
    issued_at: str | None = None
    """When the token was made, as UTC."""
    methods: list[str] | None = None
    """Ways of proof that were used."""
    project: TokenInfoProject | None = None
    """The project that the token acts for."""
    user: TokenInfoUser | None = None
    """The user that signed in."""
    roles: list[TokenInfoName] | None = None
    """Roles that the user has in the project."""
    catalog: list[TokenInfoCatalogItem] | None = None
    """Services that the token reaches; often large, and not needed here."""

    _names: ClassVar[Mapping[str, str]] = {
        "expires_at": "expires_at",
        "issued_at": "issued_at",
        "methods": "methods",
        "project": "project",
        "user": "user",
        "roles": "roles",
        "catalog": "catalog",
    }

    _nested = frozenset(
        (
            "project",
            "user",
            "roles",
            "catalog",
        )
    )

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.token_info_catalog_item import TokenInfoCatalogItem
        from ..models.token_info_name import TokenInfoName
        from ..models.token_info_project import TokenInfoProject
        from ..models.token_info_user import TokenInfoUser

        return {
            "project": model(TokenInfoProject),
            "user": model(TokenInfoUser),
            "roles": items(model(TokenInfoName)),
            "catalog": items(model(TokenInfoCatalogItem)),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
