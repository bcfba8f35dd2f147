from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.project_links import ProjectLinks
    from ..payloads import Project as Payload


@define(kw_only=True, repr=False)
class Project(Model):
    """One project; it belongs to one region."""

    id: str | None = None
    """Id of the project."""
    name: str | None = None
    """Name of the project; that of a region's first project is the region's id."""
    description: str | None = None
    """What the owner wrote about the project."""
    domain_id: str | None = None
    """Id of the account that owns the project."""
    parent_id: str | None = None
    """Id of the project above this one, or of the account."""
    is_domain: bool | None = None
    """Whether the project stands for the account itself."""
    enabled: bool | None = None
    """Whether the project can be used."""
    links: ProjectLinks | None = None
    """Addresses of this and of neighbouring responses."""

    _names: ClassVar[Mapping[str, str]] = {
        "id": "id",
        "name": "name",
        "description": "description",
        "domain_id": "domain_id",
        "parent_id": "parent_id",
        "is_domain": "is_domain",
        "enabled": "enabled",
        "links": "links",
    }

    _nested = frozenset(("links",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.project_links import ProjectLinks

        return {
            "links": model(ProjectLinks),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
