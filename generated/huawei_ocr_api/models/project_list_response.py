from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, items, model

if TYPE_CHECKING:
    from ..models.project import Project
    from ..models.project_links import ProjectLinks
    from ..payloads import ProjectListResponse as Payload


@define(kw_only=True, repr=False)
class ProjectListResponse(Model):
    """The projects that the caller can see."""

    projects: list[Project] | None = None
    """The projects."""
    links: ProjectLinks | None = None
    """Addresses of this and of neighbouring responses."""

    _names: ClassVar[Mapping[str, str]] = {
        "projects": "projects",
        "links": "links",
    }

    _nested = frozenset(
        (
            "projects",
            "links",
        )
    )

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.project import Project
        from ..models.project_links import ProjectLinks

        return {
            "projects": items(model(Project)),
            "links": model(ProjectLinks),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
