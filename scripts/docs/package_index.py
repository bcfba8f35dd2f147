"""Metadata hook of hatchling: the README as the package index shows it.

A link of the README names a file of the repository, and an image too. The package index has
neither, so the text of a link stays and an image is left out. The build backend loads this file by
itself, so it imports nothing of the project.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_IMAGE = re.compile(r"^!\[[^\]]*\]\((?!https?:)[^)]+\)\n\n?", re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:|#)[^)]+\)")


def without_files(text: str) -> str:
    """Return a page without images and links of the repository."""
    return _LINK.sub(r"\1", _IMAGE.sub("", text))


class ReadmeHook(MetadataHookInterface):
    """Sets the long description of the package."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the field that pyproject.toml declares as dynamic."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": without_files(text)}
