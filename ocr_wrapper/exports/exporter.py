"""Exporter interface: results are added one after another and become one file.

Every format implements it, so that a program chooses a format by name, checks before it spends
money that the format can be written, and needs no more memory for a million results than for one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

if TYPE_CHECKING:
    from ocr_wrapper.results.recognition import Recognition


@dataclass(frozen=True, slots=True)
class Entry:
    """One result with the input that it belongs to; the repr shows no content."""

    recognition: Recognition[Any] = field(repr=False)
    source: str = ""
    """Name of the input as it is shown: a path, a URL, or empty."""

    image: bytes | None = field(default=None, repr=False)
    """The file that was sent, or the original if `fit=True` changed it; only formats with
    `needs_image` read it."""

    page: int | None = None
    """Page of a file with several pages, from 1."""

    size: tuple[int, int] | None = None
    """Width and height of the image in pixels, for positions on the page if there is no `image`."""


class Exporter(ABC):
    """One output file that is being written; a context manager that closes it.

    If the block of the context manager raises, the file is left incomplete: write to a temporary
    file and rename it afterwards, as `exports.save` does.
    """

    @abstractmethod
    def add(self, entry: Entry) -> None:
        """Write one result.

        Raises:
            InputError: The result cannot be written in this format, for example without its
                image; what was added before is not affected, and more can be added.
        """

    @abstractmethod
    def close(self) -> None:
        """Complete the file; the underlying file object stays open."""

    def abort(self) -> None:  # noqa: B027 - most formats hold nothing
        """Release what the exporter holds, without completing the file."""

    def __enter__(self) -> Exporter:
        return self

    def __exit__(self, kind: type[BaseException] | None, *exception: object) -> None:
        if kind is None:
            self.close()
        else:
            self.abort()


class Opener(Protocol):
    """Opens an exporter on a binary file."""

    def __call__(self, file: BinaryIO, *, several: bool) -> Exporter:
        """Return an exporter that writes to `file`, which need not be seekable.

        With `several`, results are told apart: by a heading in text and Markdown.
        """
        ...
