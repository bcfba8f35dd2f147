"""Registry of the output formats: name, suffix, what each needs, and how it is opened.

The command line and `save` read everything about a format here, so that a new format is one entry.
Modules of formats are imported when a format is used, because their libraries are heavy.
"""

from __future__ import annotations

import importlib
import importlib.util
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, cast

from ocr_wrapper.errors import ConfigurationError, InputError
from ocr_wrapper.exports.exporter import Exporter, Opener

_MAX_REASON = 200
"""Most characters of a library's own message."""


@dataclass(frozen=True, slots=True)
class Format:
    """One output format."""

    name: str
    """Name for `--format` and `format=`."""

    suffix: str
    """Suffix of its files, with the dot."""

    module: str
    """Module of this package with the function `opener`."""

    opener: str
    text: bool = False
    """Whether the file is UTF-8 text that can be printed; otherwise it is binary."""

    needs_image: bool = False
    """Whether each entry must have its image."""

    combines: bool = True
    """Whether results of several inputs can be in one file."""

    loads: bool = False
    """Whether each result in a file can be read again, one a line."""

    extra: str | None = None
    """Extra that installs the libraries of the format; None if it needs none."""

    libraries: tuple[str, ...] = ()
    """Top-level modules of these libraries."""

    def check(self) -> None:
        """Check that the libraries are installed, without loading them.

        Raises:
            ConfigurationError: One is missing; the message says what to install.
        """
        for library in self.libraries:
            if importlib.util.find_spec(library) is None:
                raise ConfigurationError(
                    f"The format {self.name} needs {library}, which is not installed: "
                    f"{self._install}."
                )

    def try_out(self) -> None:
        """Check that the libraries are installed and work: write a file without results to memory.

        Raises:
            ConfigurationError: One is missing or broken; the message says what to install.
        """
        try:
            with self.open(io.BytesIO(), several=True):
                pass
        except ConfigurationError:
            raise
        except Exception as error:  # a library that is installed and broken raises anything
            reason = " ".join(str(error).split())[:_MAX_REASON] or "no message"
            raise ConfigurationError(
                f"The format {self.name} cannot be written ({type(error).__name__}: {reason}): "
                f"{self._install}, or choose another format."
            ) from error

    @property
    def _install(self) -> str:
        """The command that installs what the format needs."""
        extra = "" if self.extra is None else f"[{self.extra}]"
        return f'run pip install "ocr-wrapper{extra}"'

    def open(self, file: BinaryIO, *, several: bool = False) -> Exporter:
        """Return an exporter that writes to a binary file.

        Args:
            file: Where to write; it is not closed.
            several: Whether results of several inputs follow, which text then tells apart.

        Raises:
            ConfigurationError: A library is missing.
        """
        self.check()
        module = importlib.import_module(f"ocr_wrapper.exports.{self.module}")
        return cast(Opener, getattr(module, self.opener))(file, several=several)


_ALL = (
    Format("json", ".json", "text", "JsonLines", text=True, loads=True),
    Format("text", ".txt", "text", "PlainText", text=True),
    Format("markdown", ".md", "text", "Markdown", text=True),
    Format("jsonl", ".jsonl", "text", "JsonLines", text=True, loads=True),
    Format("csv", ".csv", "text", "Csv", text=True),
    Format("xlsx", ".xlsx", "spreadsheet", "Spreadsheet", extra="xlsx", libraries=("openpyxl",)),
    Format("parquet", ".parquet", "columnar", "Parquet", extra="parquet", libraries=("pyarrow",)),
    Format("hocr", ".hocr", "hocr", "Hocr", text=True),
    Format("alto", ".xml", "alto", "Alto", text=True, combines=False),
    Format(
        "pdf",
        ".pdf",
        "pdf.document",
        "SearchablePdf",
        needs_image=True,
        extra="pdf",
        libraries=("pikepdf",),
    ),
)

FORMATS: Mapping[str, Format] = MappingProxyType({item.name: item for item in _ALL})
"""Formats by name."""

_OTHER_SUFFIXES = {".ndjson": "jsonl", ".markdown": "markdown"}


def by_name(name: str) -> Format:
    """Return the format of a name.

    Raises:
        InputError: There is none.
    """
    if name not in FORMATS:
        raise InputError(f"There is no format {name}: choose one of {', '.join(FORMATS)}.")
    return FORMATS[name]


def by_suffix(path: Path) -> Format | None:
    """Return the format of a file name; None if its suffix is that of no format."""
    suffix = path.suffix.lower()
    if suffix in _OTHER_SUFFIXES:
        return FORMATS[_OTHER_SUFFIXES[suffix]]
    return next((item for item in _ALL if item.suffix == suffix), None)
