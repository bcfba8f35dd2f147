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

    from ocr_wrapper.batch.inputs import Source
    from ocr_wrapper.exports.formats import Format
    from ocr_wrapper.images.pages import PageSelection


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
class CombinedOutput:
    """One output file for all inputs, and the folder of its parts."""

    path: Path
    form: Format

    @property
    def parts(self) -> Path:
        """Folder of the results of the single inputs, until the file is complete."""
        return self.path.with_name(f"{self.path.name}.parts")

    @property
    def part_format(self) -> str:
        """Format of a part: JSON, unless the image is needed, which is at hand only then."""
        return self.form.name if self.form.needs_image else "json"


@dataclass(frozen=True)
class RunOptions:
    """The inputs to process and the output to write."""

    operation: Operation
    sources: tuple[Source, ...]
    """Paths, URLs, or `-` for standard input; folders and patterns are expanded already."""

    source_is_url: bool = False
    """Whether the only source was given as `--url`, so that it is never taken for a path."""

    request: Mapping[str, object] = field(default_factory=dict)
    """Options of the request, by their names in the contract."""

    connection: ConnectionOptions = ConnectionOptions()
    fit: bool = False
    format: str = "table"
    output: Path | None = None
    combined: CombinedOutput | None = None
    """One file for the results of all inputs; `output` is then the folder of its parts."""

    annotate: Path | None = None
    draw: bool = False
    """Whether annotated images are written; without an `annotate` path, to the output folder."""

    pages: PageSelection | None = None
    """Pages of each PDF and TIFF, each of which is an input of its own."""

    resume: bool = False
    """Whether to skip inputs whose result exists in the output folder."""

    retry_unknown: bool = False
    """Whether a run that is resumed repeats calls that may have been billed."""

    max_calls: int | None = None
    """Most calls that the run makes."""

    dry_run: bool = False
    """Whether to list what would be sent, and send nothing."""

    progress: bool | None = None
    """Whether to report progress; None on a terminal, and for a run of some seconds elsewhere."""

    allow_examples: bool = False
    """Whether to accept examples of the contract, which an emulator returns for operations that
    it cannot recognize."""

    jobs: int = 1
    """Number of inputs that are processed at the same time."""

    verbose: int = 0

    @property
    def several(self) -> bool:
        """Whether there may be several results."""
        return len(self.sources) > 1 or self.pages is not None
