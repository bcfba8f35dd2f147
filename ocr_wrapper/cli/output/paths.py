"""Output paths of results and annotated images, which never overwrite an input."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ocr_wrapper.cli.options import RunOptions
from ocr_wrapper.errors import InputError
from ocr_wrapper.images.urls import is_url

DEFAULT_FOLDER = Path("out")
"""Folder of annotated images if none was named."""

SUFFIXES = {"table": ".json", "json": ".json", "text": ".txt", "markdown": ".md", "csv": ".csv"}
"""Suffix of a saved result by format; a table is for display, so that JSON is saved instead."""

_IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg"})


class OutputPaths:
    """The output paths of one run; two inputs of the same name have two results."""

    def __init__(self, options: RunOptions) -> None:
        self._options = options
        self._taken: set[Path] = set()
        self._last: dict[Path, int] = {}

    def prepare(self) -> None:
        """Create the folders and refuse unusable paths, before anything is billed."""
        options = self._options
        folders = [] if options.output is None else [options.output]
        if options.draw and options.annotate is not None:
            if not _is_image_path(options.annotate):
                folders.append(options.annotate)
            elif len(options.sources) > 1:
                raise InputError(
                    f"--annotate {options.annotate} is one file for {len(options.sources)} inputs: "
                    "name a directory."
                )
            elif self._is_input(options.annotate):
                raise InputError(
                    f"--annotate {options.annotate} would overwrite the input: name another file."
                )
        for folder in folders:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                why = (error.strerror or type(error).__name__).lower()
                raise InputError(
                    f"The folder {folder} cannot be created ({why}): choose another one."
                ) from None

    def result(self, source: str) -> Path | None:
        """Return the path for the result of an input; None if it is not saved."""
        if self._options.output is None:
            return None
        return self._free(self._options.output, stem(source), SUFFIXES[self._options.format])

    def annotated_image(self, source: str) -> Path | None:
        """Return the path for the annotated image of an input; None if none is requested."""
        options = self._options
        if not options.draw:
            return None
        if options.annotate is not None and _is_image_path(options.annotate):
            return options.annotate
        folder = options.annotate or options.output or DEFAULT_FOLDER
        return self._free(folder, f"{stem(source)}.annotated", ".png")

    def _free(self, folder: Path, name: str, suffix: str) -> Path:
        """Return a path that is neither an input nor another output of this run."""
        path = folder / f"{name}{suffix}"
        # Continues from the last number, because a thousand folders may each have a page-1.png.
        count = self._last.get(path, 0)
        while True:
            count += 1
            free = path if count == 1 else folder / f"{name}-{count}{suffix}"
            if free not in self._taken and not self._is_input(free):
                self._last[path] = count
                self._taken.add(free)
                return free

    def _is_input(self, path: Path) -> bool:
        found = _identity(path)
        return found is not None and found in self._inputs

    @cached_property
    def _inputs(self) -> set[tuple[int, int]]:
        """Device and inode of each input, so that links and other spellings are recognized.

        Computed once, because a run may have a million inputs.
        """
        names = (Path(name) for name in self._options.sources if not is_url(name) and name != "-")
        return {found for name in names if (found := _identity(name)) is not None}


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def _is_image_path(path: Path) -> bool:
    """Return whether `--annotate` names a file and not a folder."""
    return path.suffix.lower() in _IMAGE_SUFFIXES


def stem(source: str) -> str:
    """Return a file name without suffix for the output of an input."""
    if source == "-":
        return "stdin"
    if is_url(source):
        parts = urlsplit(source)
        last = unquote(parts.path).rstrip("/").rpartition("/")[2] or parts.hostname or "url"
        # A name from outside must not leave the folder or create a hidden file.
        return re.sub(r"[^\w.-]+", "_", Path(last).stem).strip(".") or "url"
    return Path(source).stem or "result"


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file completely or not at all, also if the process is interrupted."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.part")
        try:
            temporary.write_bytes(content)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise InputError(f"{path} cannot be written ({why}): choose another folder.") from None
