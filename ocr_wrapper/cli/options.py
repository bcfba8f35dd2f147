"""Options of one command-line run, as plain values.

Separate from the parser, so that a run can be tested without parsing a command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huawei_ocr_api.catalog import Operation


@dataclass(frozen=True)
class ConnectionOptions:
    """The service to call, and for how long."""

    local: bool = False
    """Whether to start an emulator in this process and call that."""

    regions: tuple[str, ...] = ()
    endpoint: str | None = None
    timeout: float | None = None
    """Seconds for each input, retries included; None for the default of the library."""

    enterprise_project_id: str | None = None


@dataclass(frozen=True)
class RunOptions:
    """The inputs to process and the output to write."""

    operation: Operation
    sources: tuple[str, ...]
    """Paths, URLs, or `-` for standard input."""

    source_is_url: bool = False
    """Whether the only source was given as `--url`, so that it is never taken for a path."""

    request: Mapping[str, object] = field(default_factory=dict)
    """Options of the request, by their names in the contract."""

    connection: ConnectionOptions = ConnectionOptions()
    fit: bool = False
    format: str = "table"
    output: Path | None = None
    annotate: Path | None = None
    draw: bool = False
    """Whether annotated images are written; without an `annotate` path, to the output folder."""

    skip_existing: bool = False
    """Whether to skip inputs whose result exists in the output folder."""

    allow_examples: bool = False
    """Whether to accept examples of the contract, which an emulator returns for operations that
    it cannot recognize."""

    jobs: int = 1
    """Number of inputs that are processed at the same time."""

    verbose: int = 0
