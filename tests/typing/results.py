"""Types of results and their views, of errors and of the emulator, as a type checker sees them.

Nothing here is run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_type

from PIL import Image

import ocr_emulator
import ocr_wrapper
from ocr_emulator import Emulator, Journal
from ocr_wrapper import Cell, Field, Line, OcrError, PassportResult, Recognition, Table, errors


def views(found: Recognition[PassportResult]) -> None:
    """The typed result, and the views that every result has."""
    assert_type(found.result, PassportResult)
    assert_type(found.result.surname, str | None)
    assert_type(found.raw, dict[str, Any])
    assert_type(found.request_id, str | None)
    assert_type(found.is_example, bool)
    assert_type(found.text, str)
    assert_type(found.fields, Mapping[str, Field[Any]])
    assert_type(found.fields["surname"].text, str)
    assert_type(found.fields["surname"].confidence, float | None)
    assert_type(found.lines, tuple[Line, ...])
    assert_type(found.lines[0].text, str)
    assert_type(found.lines[0].confidence, float | None)
    assert_type(found.tables, tuple[Table, ...])
    assert_type(found.tables[0].cells, tuple[Cell, ...])
    assert_type(found.tables[0].to_rows(), list[list[str]])
    assert_type(found.tables[0].to_csv(), str)
    assert_type(found.to_markdown(), str)
    assert_type(found.to_dict(), dict[str, Any])
    assert_type(found.to_json(), str)
    assert_type(found.annotate(b"image"), Image.Image)
    assert_type(Recognition.from_json("{}"), Recognition[Any])
    found.result.surnane  # type: ignore[attr-defined]  # noqa: B018


def failures(error: OcrError) -> None:
    """What every error carries, and what single ones add."""
    assert_type(error.message, str)
    assert_type(error.request_id, str | None)
    assert_type(error.status, int | None)
    assert_type(error.code, str | None)
    assert_type(error.remedy, str | None)
    assert_type(error.retry_safe, bool | None)
    assert_type(error.retry_after, float | None)
    assert_type(error.attempts, int)
    if isinstance(error, errors.OptionError):
        assert_type(error.allowed, tuple[str, ...])
    if isinstance(error, ocr_wrapper.RegionError):
        assert_type(error.regions, tuple[str, ...])
    value: ValueError = errors.InputError("refused")
    late: TimeoutError = errors.DeadlineExceededError("late")
    del value, late


def version() -> None:
    """The version is text."""
    assert_type(ocr_wrapper.__version__, str)


def emulator() -> None:
    """The emulator in a program, as in a test."""
    with Emulator(engine=None) as emu:
        assert_type(emu, Emulator)
        assert_type(emu.url, str)
        assert_type(emu.ak, str)
        assert_type(emu.projects, dict[str, str])
        assert_type(emu.journal, Journal)
        emu.faults.add("APIG.0308", times=1)
    ocr_emulator.Emulater()  # type: ignore[attr-defined]
