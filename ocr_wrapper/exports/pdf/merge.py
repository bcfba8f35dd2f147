"""Merge PDF files into one, some hundred at a time, so that few files are open."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, cast

from pikepdf import OutlineItem, Pdf

from ocr_wrapper.exports.pdf.document import save

_MAX_OPEN = 200
"""Most files that are open at the same time."""


def merge(parts: Sequence[tuple[str, Path]], file: BinaryIO) -> None:
    """Write the pages of all files into one, with a bookmark for each.

    Args:
        parts: Title and path of each file.
        file: Where to write.

    Raises:
        OSError: A file cannot be read or written.
    """
    with contextlib.ExitStack() as stack:
        titles: list[tuple[str, int]] = []
        groups: list[BinaryIO] = []
        pages = 0
        for group in _groups(parts):
            target = cast(BinaryIO, stack.enter_context(tempfile.TemporaryFile()))
            counts = _join([path for _, path in group], target)
            for (title, _), count in zip(group, counts, strict=True):
                titles.append((title, pages))
                pages += count
            groups.append(target)
        whole = stack.enter_context(Pdf.new())
        for target in groups:
            target.seek(0)
            whole.pages.extend(stack.enter_context(Pdf.open(target)).pages)
        if len(titles) > 1:
            with whole.open_outline() as outline:
                outline.root.extend(OutlineItem(title, number) for title, number in titles)
        save(whole, file)


def _join(paths: Sequence[Path], target: BinaryIO) -> list[int]:
    """Write the pages of some files into one, and return the number of pages of each."""
    counts: list[int] = []
    with contextlib.ExitStack() as stack:
        joined = stack.enter_context(Pdf.new())
        for path in paths:
            source = stack.enter_context(Pdf.open(path))
            counts.append(len(source.pages))
            joined.pages.extend(source.pages)
        joined.save(target)
    return counts


def _groups(parts: Sequence[tuple[str, Path]]) -> Iterator[Sequence[tuple[str, Path]]]:
    for start in range(0, len(parts), _MAX_OPEN):
        yield parts[start : start + _MAX_OPEN]
