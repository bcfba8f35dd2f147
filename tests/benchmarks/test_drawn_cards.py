"""Drawn cards: they repeat, say the truth about themselves, and name missing fonts."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("cv2")

from benchmarks.accuracy.cards import Photo, draw, fonts
from benchmarks.accuracy.cards.part_cards import same
from benchmarks.accuracy.cards.zones import CardZone
from ocr_emulator.contract.bundle import load


def test_zone_equals_the_example_of_the_contract() -> None:
    """The check digits are those of the vendor's example."""
    example = load().operations["recognize_vietnam_id_card"].examples["back"]["result"]
    zone = CardZone("ID", "VNM", "095000001", "830517", "F", "310924", "DO", "NGAN HAC",
                    "000095000001")  # fmt: skip
    assert list(zone.lines()) == [example[f"machine_code{row}"] for row in (1, 2, 3)]


def test_missing_font_names_the_packages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No package index for Python has fonts, so the message says what to install."""
    monkeypatch.setattr(fonts, "_FOLDER", tmp_path)
    family = fonts.Family("thai", "absent.ttf", "absent.ttf")
    with pytest.raises(fonts.MissingFontError, match=r"apt-get install .*fonts-thai-tlwg"):
        family.font(12)


def test_letters_are_not_drawn_unshaped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without the library of Raqm, Pillow would put the marks of Thai beside their letters."""
    monkeypatch.setattr(fonts, "_FOLDER", tmp_path)
    monkeypatch.setattr("PIL.features.check", lambda _: False)
    (tmp_path / "plain.ttf").touch()
    with pytest.raises(fonts.MissingFontError, match="libfribidi0"):
        fonts.Family("thai", "plain.ttf", "plain.ttf").font(12)


def test_drawing_repeats_and_damage_changes_no_field() -> None:
    """A kind and a seed are one holder, in every condition."""
    try:
        card = draw("peru_id_card", 3, Photo(margin=0))
    except fonts.MissingFontError as error:
        pytest.skip(str(error))
    again = draw("peru_id_card", 3, Photo(margin=0))
    blurred = draw("peru_id_card", 3, Photo(blur=2, angle=30))
    assert card.image.tobytes() == again.image.tobytes()
    assert card.fields == blurred.fields
    width, height = card.image.size
    assert card.corners[2] == pytest.approx((width, height), abs=1)
    for areas in card.places.values():
        assert all(0 <= x <= width and 0 <= y <= height for area in areas for x, y in area)


def test_fields_are_compared_without_blanks_and_commas() -> None:
    """Both are printed and left out at will; letters and digits are not."""
    assert same("address", "Tổ 12, Tân Phú", "Tổ 12 Tân Phú")
    assert same("surname", ["ARAVENA", "ROJAS"], ["ARAVENA", "ROJAS"])
    assert same("issue_date", "10/07/2021", "10-07-2021")
    assert not same("number", "123456", "123458")
    assert not same("birth_date", "01 02 1990", "")
