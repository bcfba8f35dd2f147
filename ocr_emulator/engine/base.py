"""Protocol of an OCR engine, the values that it returns, and discovery by entry point.

Importing this module loads no engine and none of the packages that engines need, so that an
emulator without the extra `[local]` stays small and starts quickly. Recognized text appears in
no repr: it may be personal data.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

if TYPE_CHECKING:
    from PIL.Image import Image

ENTRY_POINT_GROUP = "ocr_emulator.engines"

Point = tuple[float, float]
Polygon = tuple[Point, Point, Point, Point]
"""Four corners in pixels, y down, clockwise from the text's own top left corner."""


class EngineUnavailableError(RuntimeError):
    """Raised when an engine cannot be loaded; the message says what to install."""


@dataclass(frozen=True, slots=True)
class Character:
    """One printed character; blanks between words have none.

    `alternatives` are other characters that it might be, each with its confidence, the
    likeliest first. An engine that returns them does so only where an alphabet is given.
    """

    text: str = field(repr=False)
    polygon: Polygon
    confidence: float
    alternatives: tuple[tuple[str, float], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a blank inside."""

    text: str = field(repr=False)
    polygon: Polygon
    confidence: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; `characters` and `words` are empty unless they were requested."""

    text: str = field(repr=False)
    polygon: Polygon
    confidence: float
    characters: tuple[Character, ...] = field(default=(), repr=False)
    words: tuple[Word, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """All text of one image.

    `width` and `height` are those of the image, in pixels, and every polygon is in its
    coordinates, however the content is rotated. `angle` is the rotation of the content,
    anticlockwise, 0 up to but not including 360 degrees; 0 when it was not requested.
    `rows` holds the lines in reading order, those on one height together.
    """

    width: int
    height: int
    angle: float
    rows: tuple[tuple[Line, ...], ...] = field(repr=False)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines in reading order."""
        return tuple(line for row in self.rows for line in row)


@runtime_checkable
class Engine(Protocol):
    """Recognize text in images.

    One engine serves many threads at once. All coordinates are pixels of the given image; an
    EXIF orientation is not applied, because responses refer to the image as it was sent.
    """

    name: str
    languages: frozenset[str]
    """Codes of the languages that it recognizes well, as general-text spells them."""

    def detect(self, image: Image) -> tuple[Polygon, ...]:
        """Return the areas of text; each starts at the corner that is top left when upright."""
        ...

    def recognize(
        self,
        image: Image,
        polygons: Sequence[Polygon],
        *,
        characters: bool = False,
        alphabet: Collection[str] | None = None,
    ) -> tuple[Line, ...]:
        """Recognize one line of text in each area, in the given order.

        The order of an area's corners is the direction of its text. With `alphabet` only
        these characters are returned.
        """
        ...

    def read(
        self,
        image: Image,
        *,
        orient: bool = True,
        characters: bool = False,
        mixed: bool = True,
        language: str | None = None,
    ) -> Page:
        """Detect and recognize all text of an image.

        `orient` detects the rotation of the page and reads it upright; `mixed` allows lines
        of another direction than the page's.
        """
        ...


@runtime_checkable
class Threaded(Protocol):
    """What an engine has whose number of threads can change between images."""

    def use_threads(self, count: int) -> None:
        """Read further images with so many threads each."""
        ...


def engine_names() -> tuple[str, ...]:
    """Return the names of the installed engines without importing any."""
    return tuple(sorted(point.name for point in entry_points(group=ENTRY_POINT_GROUP)))


def load_engine(name: str | None = None, **options: object) -> Engine | None:
    """Create the engine of a name, or the first one that is installed.

    Args:
        name: Name of an entry point; None for any installed engine.
        options: Keyword arguments of the engine's constructor.

    Returns:
        The engine; None when no name was given and no engine is installed.

    Raises:
        EngineUnavailableError: When the named engine is unknown or its packages are missing.
    """
    points: dict[str, EntryPoint] = {p.name: p for p in entry_points(group=ENTRY_POINT_GROUP)}
    if name is not None:
        if name not in points:
            known = ", ".join(sorted(points)) or "none"
            raise EngineUnavailableError(
                f"No OCR engine is called {name!r} (known: {known}). Install the package "
                "that provides it, or start without an engine."
            )
        return _make(points[name], options)
    for candidate in sorted(points):
        try:
            return _make(points[candidate], options)
        except EngineUnavailableError:
            continue
    return None


def _make(point: EntryPoint, options: dict[str, object]) -> Engine:
    try:
        factory = point.load()
    except ImportError as error:
        raise EngineUnavailableError(
            f"The OCR engine {point.name!r} needs the package {error.name or error}. "
            "Install it with: pip install 'ocr-wrapper[local]'"
        ) from error
    return cast("Engine", factory(**options))
