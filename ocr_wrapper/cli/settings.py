"""Hold what the command line was told, apart from how it is parsed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huawei_ocr_api.catalog import Operation


@dataclass(frozen=True)
class Connection:
    """Say whom to ask and for how long."""

    local: bool = False
    regions: tuple[str, ...] = ()
    endpoint: str | None = None
    timeout: float | None = None
    """Seconds over everything, for each file; None for the library's own default."""

    enterprise_project_id: str | None = None


@dataclass(frozen=True)
class Job:
    """Say what to read, and what to make of the answers."""

    operation: Operation
    sources: tuple[str, ...]
    """Paths, addresses, or ``-`` for standard input."""

    address: bool = False
    """Whether the one source came as ``--url``, and is an address whatever it looks like."""

    options: Mapping[str, object] = field(default_factory=dict)
    connection: Connection = Connection()
    fit: bool = False
    format: str = "table"
    output: Path | None = None
    annotate: Path | None = None
    draw: bool = False
    """Whether annotated pictures are written; with no ``annotate`` path, into the output."""

    skip_existing: bool = False
    """Whether a source is passed over whose result is in the output already."""

    jobs: int = 1
    verbose: int = 0
