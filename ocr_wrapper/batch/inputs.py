"""Input expansion: files, folders, globs, addresses and standard input as one list of sources.

Each source has a name for its output, so that equal names in different folders stay apart: what
is found in a folder keeps its place below that folder.
"""

from __future__ import annotations

import glob
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from urllib.parse import unquote, urlsplit

from ocr_wrapper.errors import ImageSourceError, InvalidImageError, OcrError, OptionError
from ocr_wrapper.images.read import describe_path
from ocr_wrapper.images.urls import is_url

IMAGE_SUFFIXES = frozenset(
    {".png", ".jpg", ".jpeg", ".jpe", ".bmp", ".tif", ".tiff", ".gif", ".webp", ".pdf"}
    | {".pcx", ".ico", ".psd", ".tga"}
)
"""Suffixes of the files that are taken from a folder."""

STANDARD_INPUT = "-"

_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""Names that are devices on Windows, with any suffix."""

_SHARD = re.compile(r"\s*(\d{1,6})\s*/\s*(\d{1,6})\s*")


@dataclass(frozen=True, slots=True)
class Source:
    """One file, address or standard input."""

    name: str
    """The path or address as it is read and shown; `-` is standard input."""

    stem: str
    """Name for the output without suffix, with `/` between folders."""

    error: OcrError | None = field(default=None, compare=False)
    """Why there is nothing to read, such as a folder that cannot be opened."""


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of the inputs, for one of several machines."""

    number: int
    """From 1."""

    count: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Return the shard of a text such as `3/10`.

        Raises:
            OptionError: The text is something else.
        """
        found = _SHARD.fullmatch(text)
        if found is None or not 1 <= int(found[1]) <= int(found[2]):
            raise OptionError(
                f"The shard {text[:40]!r} is not like 3/10: give a number from 1 to the number of "
                "shards, a slash and the number of shards.",
                option="shard",
            )
        return cls(int(found[1]), int(found[2]))

    def contains(self, source: Source) -> bool:
        """Return whether a source belongs to this shard.

        It depends only on the name below the folder that was given (or the address), so that
        machines with the folder at different places agree.
        """
        name = source.name if is_url(source.name) else source.stem + PurePath(source.name).suffix
        digest = hashlib.sha256(os.fsencode(name)).digest()
        return int.from_bytes(digest[:8]) % self.count == self.number - 1


@dataclass(frozen=True, slots=True)
class InputFinder:
    """Finds the sources that arguments name."""

    recursive: bool = False
    """Whether folders in a folder are searched as well."""

    excluded: Sequence[Path] = ()
    """Folders that are left out, such as that of the results."""

    def find(self, arguments: Iterable[str], *, globs: bool = True) -> Iterator[Source]:
        """Yield the sources of all arguments, in the order of the arguments.

        Hidden files and folders are left out unless they are named. What cannot be read is a
        source with an error, so that it is reported and the others are processed.

        Args:
            arguments: Paths, addresses, `-`, folders and patterns.
            globs: Whether an argument that is no file may be a pattern, such as `*.png`.
        """
        for argument in arguments:
            if argument == STANDARD_INPUT or is_url(argument):
                yield Source(argument, stem(argument))
            elif os.path.isdir(argument):  # noqa: PTH112 - not every text is a path
                yield from self._folder(argument)
            elif globs and glob.has_magic(argument) and not os.path.lexists(argument):
                yield from self._glob(argument)
            else:
                yield Source(argument, stem(argument))

    def _folder(self, folder: str) -> Iterator[Source]:
        found = False
        for source in self._files(folder, "", set()):
            found = True
            yield source
        if found:
            return
        shown = describe_path(folder)
        if self._is_excluded(folder):
            # Images and PDFs that a run writes would be inputs of the next one, and billed.
            message = f"The folder {shown} is that of the output: name another one for the results."
        else:
            hint = "" if self.recursive else " (--recursive searches the folders in it)"
            message = f"The folder {shown} has no images{hint}."
        yield _failed(folder, message)

    def _files(self, folder: str, prefix: str, seen: set[tuple[int, int]]) -> Iterator[Source]:
        """Yield the images of a folder, sorted by name, then those of the folders in it."""
        try:
            status = os.stat(folder)  # noqa: PTH116
            # A link may lead back to a folder above it.
            identity = (status.st_dev, status.st_ino)
            if identity in seen or self._is_excluded(folder):
                return
            if status.st_ino:  # some network drives of Windows give no numbers
                seen.add(identity)
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            reason = (error.strerror or type(error).__name__).lower()
            yield _failed(
                folder,
                f"The folder {describe_path(folder)} cannot be read ({reason}): change its "
                "permissions, or leave it out.",
            )
            return
        folders = []
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if _is_folder(entry):
                folders.append(entry)
            elif PurePath(entry.name).suffix.lower() in IMAGE_SUFFIXES:
                yield Source(entry.path, prefix + stem(entry.name))
        if self.recursive:
            for entry in folders:
                yield from self._files(entry.path, f"{prefix}{entry.name}/", seen)

    def _is_excluded(self, folder: str) -> bool:
        return any(_same(folder, other) for other in self.excluded)

    def _glob(self, pattern: str) -> Iterator[Source]:
        base = _fixed_part(pattern)
        found = False
        for path in sorted(glob.iglob(pattern, recursive=True)):  # noqa: PTH207
            if os.path.isdir(path):  # noqa: PTH112
                continue
            found = True
            relative = Path(path).relative_to(base) if base else PurePath(path)
            folders = [part for part in relative.parts[:-1] if part not in {"..", "/", "\\"}]
            prefix = "/".join(folders) + "/" if folders and not relative.is_absolute() else ""
            yield Source(path, prefix + stem(path))
        if not found:
            shown = describe_path(pattern)
            yield _failed(pattern, f"No file matches {shown}: check the pattern.")


def _failed(name: str, message: str) -> Source:
    return Source(name, stem(name), InvalidImageError(message))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _same(one: str, other: Path) -> bool:
    try:
        return os.path.samefile(one, other)  # noqa: PTH121
    except OSError:
        return False


def _fixed_part(pattern: str) -> str:
    """Return the folder of a pattern up to its first part with a wildcard."""
    parts = PurePath(pattern).parts
    fixed = []
    for part in parts[:-1]:
        if glob.has_magic(part):
            break
        fixed.append(part)
    return str(PurePath(*fixed)) if fixed else ""


def stem(source: str) -> str:
    """Return a file name without suffix for the output of an input."""
    if source == STANDARD_INPUT:
        return "stdin"
    if is_url(source):
        parts = urlsplit(source)
        last = unquote(parts.path).rstrip("/").rpartition("/")[2] or parts.hostname or "url"
        # A name from outside must not leave the folder or create a hidden file.
        name = re.sub(r"[^\w.-]+", "_", Path(last).stem).strip(".") or "url"
        return f"_{name}" if _DEVICE.fullmatch(name.partition(".")[0]) else name
    return Path(source).stem or "result"


def read_list(lines: Iterable[str]) -> Iterator[str]:
    """Yield one input per line; blank lines are ignored."""
    for line in lines:
        if line.strip():
            yield line.rstrip("\r\n")


def check_standard_input(names: Iterable[str], *, list_from_standard_input: bool) -> None:
    """Refuse standard input as image and list at the same time, or twice.

    Raises:
        ImageSourceError: It is used twice.
    """
    count = sum(name == STANDARD_INPUT for name in names) + list_from_standard_input
    if count > 1:
        raise ImageSourceError("Standard input is named twice: it can be read only once.")
