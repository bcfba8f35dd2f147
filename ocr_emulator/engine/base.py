"""What an OCR engine is to the emulator, and how an installed one is found.

What was read is in no repr: it may be somebody's identity. Importing this module loads
no engine and none of the packages that engines need, so that an emulator without the
extra `[local]` stays small and quick to start.
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
    """Tell that an engine was asked for by name and cannot be had, and what to install."""


@dataclass(frozen=True, slots=True)
class Character:
    """Hold one printed character; blanks between words have none.

    `alternatives` are other characters that it might be, each with its confidence, the
    likeliest first. An engine gives them, if at all, where an alphabet was asked for.
    """

    text: str = field(repr=False)
    polygon: Polygon
    confidence: float
    alternatives: tuple[tuple[str, float], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Word:
    """Hold one run of characters without a blank inside."""

    text: str = field(repr=False)
    polygon: Polygon
    confidence: float


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one line of text; `characters` and `words` are empty unless asked for."""

    text: str = field(repr=False)
    polygon: Polygon
    confidence: float
    characters: tuple[Character, ...] = field(default=(), repr=False)
    words: tuple[Word, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """Hold all that was read in one picture.

    `width` and `height` are the picture's own, in pixels, and every polygon is in its
    coordinates, however the content is turned. `angle` is how far the content is turned
    anticlockwise, 0 up to but not including 360 degrees; 0 when nobody asked for it.
    `rows` holds the lines in reading order, those on one height together.
    """

    width: int
    height: int
    angle: float
    rows: tuple[tuple[Line, ...], ...] = field(repr=False)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Give the lines in reading order."""
        return tuple(line for row in self.rows for line in row)


@runtime_checkable
class Engine(Protocol):
    """Read text from pictures.

    One engine serves many threads at once. All coordinates are pixels of the picture
    given; an EXIF orientation is not applied, because answers speak of the picture as
    it was sent.
    """

    name: str
    languages: frozenset[str]
    """Codes of the languages that it reads well, as general-text spells them."""

    def detect(self, image: Image) -> tuple[Polygon, ...]:
        """Find areas of text; each starts at the corner that would be top left upright."""
        ...

    def recognize(
        self,
        image: Image,
        polygons: Sequence[Polygon],
        *,
        characters: bool = False,
        alphabet: Collection[str] | None = None,
    ) -> tuple[Line, ...]:
        """Read one line of text in each area, in the order given.

        The order of an area's corners says which way its text runs. With `alphabet`
        only these characters can come out.
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
        """Read a whole picture.

        `orient` finds out how the page is turned and reads it upright; `mixed` allows
        lines that run another way than the page does.
        """
        ...


def engine_names() -> tuple[str, ...]:
    """Name the engines that installed packages announce, without importing any."""
    return tuple(sorted(point.name for point in entry_points(group=ENTRY_POINT_GROUP)))


def load_engine(name: str | None = None, **options: object) -> Engine | None:
    """Make the engine of this name, or whichever is installed.

    `options` go to the engine's constructor. Gives None when no name was given and no
    engine's packages are installed; raises EngineUnavailableError when a name was given.
    """
    points: dict[str, EntryPoint] = {p.name: p for p in entry_points(group=ENTRY_POINT_GROUP)}
    if name is not None:
        if name not in points:
            known = ", ".join(sorted(points)) or "none"
            raise EngineUnavailableError(
                f"No OCR engine is called {name!r} (known: {known}). Install the package "
                "that brings it, or start without an engine."
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
