"""Finding: the result of one check, with its cure."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ocr_wrapper.cli import exit_codes
from ocr_wrapper.errors import OcrError

Status: TypeAlias = Literal["ok", "warning", "failed", "skipped"]


@dataclass(slots=True)
class Finding:
    """One check: what was found, and what to do about it."""

    name: str
    status: Status = "ok"
    detail: str = ""
    """What was found, without a secret."""

    cure: str = ""
    """What to do; empty if there is nothing to do."""

    exit_code: int = 0
    """Exit code of the command if this is the first check that failed."""

    seconds: float = 0.0

    def fail(self, detail: str, cure: str, exit_code: int) -> None:
        """Set the check to failed."""
        self.status, self.detail, self.cure = "failed", detail, cure
        self.exit_code = exit_code

    def warn(self, detail: str, cure: str) -> None:
        """Set the check to a warning: calls work, or may work."""
        self.status, self.detail, self.cure = "warning", detail, cure

    def skip(self, why: str) -> None:
        """Set the check to skipped."""
        self.status, self.detail = "skipped", why

    def fail_with(self, error: OcrError) -> None:
        """Set the check to failed by an error, whose message says what to do."""
        self.fail(exit_codes.error_line(error), "", exit_codes.exit_code(error))


@contextmanager
def timed(name: str) -> Iterator[Finding]:
    """Give a finding to fill in, and measure how long the check takes."""
    finding = Finding(name)
    started = time.monotonic()
    try:
        yield finding
    finally:
        finding.seconds = time.monotonic() - started
