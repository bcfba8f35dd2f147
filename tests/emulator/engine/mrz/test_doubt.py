"""Look-alikes that no check digit distinguishes: confidence of numbers that have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from ocr_emulator.engine.mrz.decoding.align import Glyph
from ocr_emulator.engine.mrz.decoding.correct import Evidence
from ocr_emulator.engine.mrz.decoding.decode import decode_zone
from ocr_emulator.engine.mrz.formats import MRV_B, TD3, Format
from ocr_emulator.engine.mrz.result import FieldName
from ocr_emulator.engine.mrz.zone import check_digit
from tests.emulator.engine.mrz.specimens import LINE1, SPECIMENS, row

ZEROS = "008300448"  # as valid as the same number with two letters O
SURE = 0.9


def passport(number: str) -> tuple[str, str]:
    body = f"{number}{check_digit(number)}UTO7408122F1204159ZE184226B<<<<<1"
    return LINE1, body + check_digit(body[:10] + body[13:20] + body[21:43])


def confidence(
    lines: Sequence[str],
    kind: Format = TD3,
    field: FieldName = "number",
    alternatives: Mapping[int, tuple[tuple[str, float], ...]] | None = None,
    **evidence: Any,
) -> float:
    """Decode lines that were read surely; `alternatives` maps places of the data to rivals."""
    glyphs = [list(row(line, 0.99)) for line in lines]
    for place, other in (alternatives or {}).items():
        glyph = glyphs[1][place]
        glyphs[1][place] = Glyph(glyph.text, glyph.place, glyph.confidence, other)
    found = decode_zone(kind, [[tuple(line)] for line in glyphs], Evidence(**evidence))
    assert found is not None
    assert found.zone.lines == lines
    return found.zone.read(field).confidence


def test_zeros_that_may_be_letters_are_not_sure() -> None:
    """Both numbers satisfy every check digit, and nothing tells which is printed."""
    assert check_digit(ZEROS) == check_digit("OO8300448")
    assert confidence(passport(ZEROS)) < SURE


def test_single_zero_is_sure() -> None:
    """Its check digit would be another one with a letter."""
    assert confidence(passport("L898902C3")) > SURE


def test_other_fields_of_doubtful_number_are_sure() -> None:
    """The doubt is that of the number alone."""
    assert confidence(passport(ZEROS), field="birth") > SURE


def test_printed_number_removes_doubt() -> None:
    """The page above the zone has the same number in another type."""
    assert confidence(passport(ZEROS), printed=f"PASSPORTNO\n{ZEROS}\n") > SURE


@pytest.mark.parametrize(("worse", "sure"), [(0.1, False), (1.5, True)])
def test_image_of_characters_removes_doubt(worse: float, sure: bool) -> None:
    """Zeros that look like the other zeros of the zone, and clearly less like a letter."""
    templates = {place: {"0": 0.0, "O": worse} for place in (0, 1, 4, 5)}
    assert (confidence(passport(ZEROS), templates=templates) > SURE) is sure


@pytest.mark.parametrize(("likely", "sure"), [(0.2, False), (1e-6, True)])
def test_rival_that_is_equal_modulo_ten_makes_doubt(likely: float, sure: bool) -> None:
    """No check digit tells 6 from G; the recognizer does."""
    rivals = {3: (("G", likely),)}
    assert (confidence(passport("L89690213"), alternatives=rivals) > SURE) is sure


def test_field_without_check_digit_is_doubtful_at_one_zero() -> None:
    """The optional field of a visa has none."""
    first, second = SPECIMENS[MRV_B]
    visa = first, second[:28] + "Z40K<<<<"
    assert confidence(visa, MRV_B, "optional") < SURE
    assert confidence(visa, MRV_B, "number") > SURE
