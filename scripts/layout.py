"""Paths of the contract, the generated package and the documents."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGE = "huawei_ocr_api"


class ToolError(Exception):
    """Raised when a script cannot finish; the message names cause and remedy in one line."""


@dataclass(frozen=True)
class Layout:
    """The folders that one run reads and writes.

    Tests generate a changed copy of the contract into a folder of their own, so no
    path is fixed but by `Layout.of_repository`.
    """

    contract: Path
    """Folder with `openapi.yaml`."""
    output: Path
    """Folder that receives the package `huawei_ocr_api`."""
    docs: Path
    """Folder that receives `operations.md`."""

    @classmethod
    def of_repository(cls, root: Path = REPOSITORY) -> Layout:
        """Return the layout of a checkout."""
        return cls(root / "openapi", root / "generated", root / "docs" / "reference")

    @property
    def root_document(self) -> Path:
        """The hand-written root of the contract."""
        return self.contract / "openapi.yaml"

    @property
    def bundle(self) -> Path:
        """The contract in one file, the only one that other tools read."""
        return self.contract / "dist" / "openapi.yaml"

    @property
    def codegen_bundle(self) -> Path:
        """The bundle for code generators, which cannot read the choice of `image` or `url`."""
        return self.contract / "dist" / "openapi.codegen.yaml"

    @property
    def package(self) -> Path:
        """The generated package."""
        return self.output / PACKAGE
