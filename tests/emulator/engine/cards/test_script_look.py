"""Voting between readings of one line: which text wins, how sure it is, and when reading stops."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ocr_emulator.engine.cards.script_look import Vote, elected


def test_text_of_most_readings_wins() -> None:
    """One surer reading does not outweigh two that agree, and the confidence tells of the third."""
    found = elected([Vote("คำ", 0.8), Vote("จำ", 0.95), Vote("คำ", 0.85)])
    assert found is not None
    assert found.text == "คำ"
    assert found.confidence == pytest.approx(0.85 * 1.65 / 2.6)


def test_reading_stops_when_two_sure_readings_agree() -> None:
    """Each reading takes time."""
    taken: list[int] = []

    def votes() -> Iterator[Vote]:
        for number in range(5):
            taken.append(number)
            yield Vote("พุทธ", 0.93)

    found = elected(votes())
    assert found == Vote("พุทธ", 0.93)
    assert taken == [0, 1]


def test_blanks_do_not_divide_votes() -> None:
    """The surest reading says where the blanks are."""
    found = elected([Vote("น.ส.วรรณา", 0.8), Vote("น.ส. วรรณา", 0.95)])
    assert found == Vote("น.ส. วรรณา", 0.95)


def test_readings_that_all_differ_are_not_sure() -> None:
    """The text that is most like the others is returned with a low confidence."""
    found = elected([Vote("ศรีสุข", 0.9), Vote("ศรีสุก", 0.9), Vote("ศวีสุข", 0.9), Vote("มมมม", 0.9)])
    assert found is not None
    assert found.text == "ศรีสุข"
    assert found.confidence < 0.3


def test_nothing_read_is_no_value() -> None:
    """Readings without text do not vote."""
    assert elected([Vote("", 0.0), Vote("", 0.9)]) is None
