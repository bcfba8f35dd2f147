"""Search for zones on pages whose lines are given: formats, missing lines, several documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from PIL import Image

from ocr_emulator.engine.base import Line, Page, Polygon
from ocr_emulator.engine.mrz.formats import FORMATS, MRV_A, TD1, TD2, TD3, Format
from ocr_emulator.engine.mrz.locate import Search, find_zone, search_zones
from ocr_emulator.engine.mrz.result import Zone
from tests.emulator.engine.fakes import FakeEngine, line
from tests.emulator.engine.mrz.specimens import LINE1, LINE2, SPECIMENS

PAGE = Image.new("RGB", (1200, 900), "white")
OTHER = (LINE1.replace("ERIKSSON", "LINDQVST"), LINE2)


class Nearest(FakeEngine):
    """Recognizes in each area the line whose middle is nearest to the area's."""

    def recognize(
        self, image: Image.Image, polygons: Sequence[Polygon], **options: Any
    ) -> tuple[Line, ...]:
        self.calls.append(("recognize", options))
        known = [one for row in self.rows for one in row]
        middles = [(p[0][1] + p[3][1]) / 2 for p in polygons]
        return tuple(min(known, key=lambda k: abs(k.polygon[0][1] + 10 - y)) for y in middles)


def lines_of(
    texts: Sequence[str], top: int = 500, x: int = 0, wide: float = 10.0, step: float = 40.0
) -> list[Line]:
    return [line(text, x, top + step * i, wide=wide) for i, text in enumerate(texts)]


def page_of(lines: Sequence[Line]) -> Page:
    return Page(*PAGE.size, 0.0, tuple((one,) for one in lines))


def found(
    lines: list[Line],
    kinds: tuple[Format, ...],
    *,
    printed: Sequence[Line] = (),
    missing: tuple[int, ...] = (),
    **options: Any,
) -> tuple[Search, Nearest]:
    """Search a page on which some of the printed lines were not detected."""
    engine = Nearest(rows=[[one] for one in (*printed, *lines)])
    shown = [*printed, *(one for i, one in enumerate(lines) if i not in missing)]
    return search_zones(engine, PAGE, page_of(shown), kinds, **options), engine


def read_zone(zone: Zone | None) -> Zone:
    """Return a zone that was found."""
    assert zone is not None
    return zone


@pytest.mark.parametrize("kind", FORMATS)
def test_zone_of_each_format_is_found(kind: Format) -> None:
    """Among all formats the right one is read."""
    label = line("Identity document of Utopia", 0, 300)
    result, _ = found(lines_of(SPECIMENS[kind]), FORMATS, printed=[label])
    assert (read_zone(result.zone).format, read_zone(result.zone).lines) == (kind, SPECIMENS[kind])
    assert result.others == ()


def test_labels_beside_lines_of_card_do_not_join_them() -> None:
    """Print of another type on both sides of a zone is no part of it."""
    lines = lines_of(SPECIMENS[TD1], x=100)
    rows = [
        [
            line("COPY", 0, one.polygon[0][1], wide=6.0),
            one,
            line("VALID", 430, one.polygon[0][1], wide=6.0),
        ]
        for one in lines
    ]
    engine = Nearest(rows=[[one] for one in lines])
    page = Page(*PAGE.size, 0.0, tuple(map(tuple, rows)))
    zone = read_zone(find_zone(engine, PAGE, page, (TD1,)))
    assert zone.lines == SPECIMENS[TD1]
    assert zone.corrected == (frozenset(),) * 3


@pytest.mark.parametrize("missing", [(0,), (1,), (2,), (0, 1), (0, 2), (1, 2)])
def test_strips_beside_lines_of_card_are_searched(missing: tuple[int, ...]) -> None:
    """Where detection found one or two of three lines, the others are read beside them at once."""
    lines = lines_of(SPECIMENS[TD1], step=25.0)
    result, engine = found(lines, (TD1,), missing=missing)
    assert read_zone(result.zone).lines == SPECIMENS[TD1]
    assert len(engine.calls) <= 2


@pytest.mark.parametrize("missing", [(0,), (1,)])
def test_strip_beside_single_line_is_searched(missing: tuple[int, ...]) -> None:
    """The same for formats of two lines."""
    lines = lines_of(SPECIMENS[TD2], step=25.0)
    result, _ = found(lines, (TD2,), missing=missing)
    assert read_zone(result.zone).lines == SPECIMENS[TD2]


def test_rows_cut_off_at_their_fillers_are_read_in_full() -> None:
    """Detection loses runs of fillers; the type of one width tells how far the lines reach."""
    cut = lines_of([LINE1.rstrip("<"), LINE2[:28]])
    engine = Nearest(rows=[[one] for one in lines_of((LINE1, LINE2))])
    result = search_zones(engine, PAGE, page_of(cut), (TD3,))
    assert read_zone(result.zone).lines == (LINE1, LINE2)
    assert read_zone(result.zone).outlines[0][1][0] == pytest.approx(440, abs=1)


def test_zone_has_outlines_of_its_lines() -> None:
    """Callers can mark the zone, and leave its text out of the fields."""
    lines = lines_of(SPECIMENS[TD1])
    result, _ = found(lines, (TD1,))
    assert read_zone(result.zone).outlines == tuple(one.polygon for one in lines)
    assert read_zone(result.zone).size == 3 * 300 * 20


def test_largest_of_two_passports_is_read() -> None:
    """The further one is reported and not recognized again."""
    small = lines_of(OTHER, top=100, wide=6.0)
    large = lines_of((LINE1, LINE2), top=500)
    result, engine = found([*small, *large], (TD3,))
    assert read_zone(result.zone).lines == (LINE1, LINE2)
    assert result.others == (TD3,)
    assert len(engine.calls) == 1


def test_visa_beside_passport_is_reported() -> None:
    """A format that is only noticed is not read, even if it is larger."""
    visa = lines_of(SPECIMENS[MRV_A], top=100, wide=14.0)
    passport = lines_of((LINE1, LINE2), top=500)
    result, _ = found([*visa, *passport], (TD3,), noticed=(MRV_A, TD1))
    assert read_zone(result.zone).lines == (LINE1, LINE2)
    assert result.others == (MRV_A,)


@pytest.mark.parametrize("kind", [TD1, TD2, MRV_A])
def test_unwanted_format_is_reported_and_not_read(kind: Format) -> None:
    """The caller learns what the image shows instead."""
    noticed = tuple(other for other in FORMATS if other is not TD3)
    result, engine = found(lines_of(SPECIMENS[kind]), (TD3,), noticed=noticed)
    assert result.zone is None
    assert result.others == (kind,)
    assert [name for name, _ in engine.calls] == []


def test_visa_is_never_taken_for_a_passport() -> None:
    """Not even where nobody asks for other formats: the code of the document decides."""
    result, _ = found(lines_of(SPECIMENS[MRV_A]), (TD3,))
    assert result.zone is None


def test_small_image_is_enlarged_and_read_again() -> None:
    """Detection misses type of a few pixels; outlines are those of the given image."""
    lines = lines_of(SPECIMENS[TD1])
    engine = Nearest(rows=[[one] for one in lines])
    image = Image.new("RGB", (700, 500), "white")
    zone = read_zone(find_zone(engine, image, Page(700, 500, 0.0, ()), (TD1,)))
    assert zone.lines == SPECIMENS[TD1]
    assert zone.outlines[0] == ((0, 250), (150, 250), (150, 260), (0, 260))
    assert [name for name, _ in engine.calls] == ["read", "recognize"]


def test_large_image_is_not_read_again() -> None:
    """Detection reduces it anyway."""
    engine = Nearest()
    assert find_zone(engine, PAGE, page_of([]), FORMATS) is None
    assert engine.calls == []
