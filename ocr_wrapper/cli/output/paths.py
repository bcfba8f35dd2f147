"""Decide where results and annotated pictures are written, never over what was read."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ocr_wrapper.cli.settings import Job
from ocr_wrapper.errors import InputError
from ocr_wrapper.images.urls import is_url

DEFAULT_FOLDER = Path("out")
"""Where annotated pictures go if no folder was named."""

SUFFIXES = {"table": ".json", "json": ".json", "text": ".txt", "markdown": ".md", "csv": ".csv"}
"""Ending of a saved result by format; a table is for the eye, so what is saved of it is JSON."""

_PICTURES = frozenset({".png", ".jpg", ".jpeg"})


class Placement:
    """Hand out the paths of one run: two inputs of one name get two results."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._taken: set[Path] = set()
        self._last: dict[Path, int] = {}

    def prepare(self) -> None:
        """Refuse what cannot be written, and make the folders, before anything is paid for."""
        job = self._job
        folders = [] if job.output is None else [job.output]
        if job.draw and job.annotate is not None:
            if not _is_picture(job.annotate):
                folders.append(job.annotate)
            elif len(job.sources) > 1:
                raise InputError(
                    f"--annotate {job.annotate} is one file for {len(job.sources)} inputs: "
                    "name a directory."
                )
            elif self._is_input(job.annotate):
                raise InputError(
                    f"--annotate {job.annotate} would overwrite the picture: name another file."
                )
        for folder in folders:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                why = (error.strerror or type(error).__name__).lower()
                raise InputError(
                    f"The folder {folder} cannot be made ({why}): choose another place."
                ) from None

    def result(self, source: str) -> Path | None:
        """Return where the result of one source is saved; None if it is not."""
        if self._job.output is None:
            return None
        return self._free(self._job.output, stem(source), SUFFIXES[self._job.format])

    def picture(self, source: str) -> Path | None:
        """Return where the annotated picture of one source goes; None if none is wanted."""
        job = self._job
        if not job.draw:
            return None
        if job.annotate is not None and _is_picture(job.annotate):
            return job.annotate
        folder = job.annotate or job.output or DEFAULT_FOLDER
        return self._free(folder, f"{stem(source)}.annotated", ".png")

    def _free(self, folder: Path, name: str, suffix: str) -> Path:
        """Return a path that neither an input nor another result of this run has."""
        path = folder / f"{name}{suffix}"
        # Goes on from the last number, as a thousand folders may each have a page-1.png.
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
        """The inputs as the file system knows them, whatever links and spellings lead there.

        Looked up once for all, as a run may have a million of them.
        """
        names = (Path(name) for name in self._job.sources if not is_url(name) and name != "-")
        return {found for name in names if (found := _identity(name)) is not None}


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def _is_picture(path: Path) -> bool:
    """Tell whether ``--annotate`` names a file and not a folder."""
    return path.suffix.lower() in _PICTURES


def stem(source: str) -> str:
    """Return a file name, without ending, for what is made of a source."""
    if source == "-":
        return "stdin"
    if is_url(source):
        parts = urlsplit(source)
        last = unquote(parts.path).rstrip("/").rpartition("/")[2] or parts.hostname or "url"
        # A name from outside must not leave the folder or hide in it.
        return re.sub(r"[^\w.-]+", "_", Path(last).stem).strip(".") or "url"
    return Path(source).stem or "result"


def write(path: Path, content: bytes) -> None:
    """Write a file whole: a reader or an interruption never meets half of one."""
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
        raise InputError(f"{path} cannot be written ({why}): choose another place.") from None
