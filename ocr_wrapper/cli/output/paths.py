"""Output paths of results and annotated images, which never overwrite an input."""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ocr_wrapper.cli.exit_codes import OutputError
from ocr_wrapper.cli.options import RunOptions
from ocr_wrapper.cli.output.writer import OutputFolder, probe, replace
from ocr_wrapper.errors import InputError
from ocr_wrapper.images.load import LoadedImage
from ocr_wrapper.images.urls import is_url
from ocr_wrapper.redaction import printable_line

DEFAULT_FOLDER = Path("out")
"""Folder of annotated images if none was named."""

SUFFIXES = {"table": ".json", "json": ".json", "text": ".txt", "markdown": ".md", "csv": ".csv"}
"""Suffix of a saved result by format; a table is for display, so that JSON is saved instead."""

_IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg"})


class Output:
    """The output files of one run."""

    def __init__(self, options: RunOptions) -> None:
        self._options = options
        self._folders: dict[Path, OutputFolder] = {}
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Create the folders and check that files can be written, before anything is billed.

        Raises:
            InputError: An output path cannot be used.
        """
        options = self._options
        if options.output is not None:
            self._folder(options.output)
        if options.draw and options.annotate is not None:
            if _is_image_path(options.annotate):
                self._check_annotated_file(options.annotate)
            else:
                self._folder(options.annotate)

    def find_result(self, key: str) -> Path | None:
        """Return the existing result for a key; None if there is none or nothing is saved."""
        output = self._options.output
        return None if output is None else self._folder(output).find(key)

    def save_result(self, source: str, key: str, content: bytes) -> Path | None:
        """Save a result and return its path; None if results are not saved.

        Raises:
            OutputError: The file cannot be written.
        """
        output = self._options.output
        if output is None:
            return None
        return self._save(output, key, stem(source), SUFFIXES[self._options.format], content)

    def save_spreadsheet(self, source: str, key: str, number: int, content: bytes) -> Path | None:
        """Save a spreadsheet of a result and return its path; None if results are not saved."""
        output = self._options.output
        if output is None:
            return None
        return self._save(output, f"{key}:xlsx{number}", stem(source), ".xlsx", content)

    def save_annotated_image(self, source: str, key: str, content: bytes) -> Path:
        """Save an annotated image and return its path.

        Raises:
            OutputError: The file cannot be written.
        """
        options = self._options
        if options.annotate is not None and _is_image_path(options.annotate):
            try:
                replace(options.annotate, content)
            except OSError as error:
                raise _write_error(options.annotate, error) from None
            return options.annotate
        folder = options.annotate or options.output or DEFAULT_FOLDER
        return self._save(folder, f"{key}:annotated", f"{stem(source)}.annotated", ".png", content)

    @property
    def annotated_suffix(self) -> str:
        """Suffix of annotated images, which determines their format."""
        annotate = self._options.annotate
        return annotate.suffix if annotate is not None and _is_image_path(annotate) else ".png"

    def key(self, source: str, loaded: LoadedImage) -> str:
        """Return a digest of everything that determines a result.

        It contains input, content, operation, request options, service and format, so that a
        result is recognized in a later run, and none of these can be read from it.
        """
        options = self._options
        if source != "-" and loaded.url is None:
            source = os.path.abspath(source)  # noqa: PTH100 - a link may be another input
        parts = [
            options.operation.name,
            dict(options.request),
            options.connection.local,
            options.connection.endpoint,
            SUFFIXES[options.format],
            source,
            hashlib.sha256(loaded.data or b"").hexdigest(),
        ]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]

    def _folder(self, path: Path) -> OutputFolder:
        with self._lock:
            if path not in self._folders:
                folder = OutputFolder(path, self._is_input)
                try:
                    folder.prepare()
                except OSError as error:
                    raise InputError(
                        f"The folder {printable_line(str(path))} cannot be written "
                        f"({_reason(error)}): choose another one."
                    ) from None
                self._folders[path] = folder
            return self._folders[path]

    def _save(self, folder: Path, key: str, name: str, suffix: str, content: bytes) -> Path:
        try:
            return self._folder(folder).save(key, name, suffix, content)
        except OSError as error:
            raise _write_error(folder / f"{name}{suffix}", error) from None
        except InputError as error:  # the default folder is prepared when it is first used
            raise OutputError(error.message) from None

    def _check_annotated_file(self, path: Path) -> None:
        shown = printable_line(str(path))
        if len(self._options.sources) > 1:
            raise InputError(
                f"--annotate {shown} is one file for {len(self._options.sources)} inputs: "
                "name a directory."
            )
        if self._is_input(path):
            raise InputError(f"--annotate {shown} would overwrite the input: name another file.")
        if path.is_dir():
            raise InputError(f"--annotate {shown} is a folder: name a file in it.")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            probe(path.parent)
        except OSError as error:
            raise InputError(
                f"--annotate {shown} cannot be written ({_reason(error)}): choose another folder."
            ) from None

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


def _write_error(path: Path, error: OSError) -> OutputError:
    shown = printable_line(str(path))
    return OutputError(f"{shown} cannot be written ({_reason(error)}): choose another folder.")


def _reason(error: OSError) -> str:
    return (error.strerror or str(error) or type(error).__name__).lower()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def _is_image_path(path: Path) -> bool:
    """Return whether `--annotate` names a file and not a folder."""
    return path.suffix.lower() in _IMAGE_SUFFIXES


_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""Names that are devices on Windows, with any suffix."""


def stem(source: str) -> str:
    """Return a file name without suffix for the output of an input."""
    if source == "-":
        return "stdin"
    if is_url(source):
        parts = urlsplit(source)
        last = unquote(parts.path).rstrip("/").rpartition("/")[2] or parts.hostname or "url"
        # A name from outside must not leave the folder or create a hidden file.
        name = re.sub(r"[^\w.-]+", "_", Path(last).stem).strip(".") or "url"
        return f"_{name}" if _DEVICE.fullmatch(name.partition(".")[0]) else name
    return Path(source).stem or "result"
