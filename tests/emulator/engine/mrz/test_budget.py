"""Bounds of the search for a zone: steps are counted, and the clock is the test's."""

from __future__ import annotations

import itertools

import pytest
from PIL import Image

from ocr_emulator.engine.base import Page
from ocr_emulator.engine.mrz.budget import Budget
from ocr_emulator.engine.mrz.decoding import data
from ocr_emulator.engine.mrz.decoding.correct import Evidence
from ocr_emulator.engine.mrz.decoding.decode import decode_zone
from ocr_emulator.engine.mrz.formats import FORMATS, TD3, Format
from ocr_emulator.engine.mrz.locate import find_zone
from ocr_emulator.engine.mrz.result import Zone
from tests.emulator.engine.fakes import FakeEngine, line
from tests.emulator.engine.mrz.specimens import LINE1, LINE2, row, rows

PAGE = Image.new("RGB", (1000, 1400), "white")
SENTENCES = (
    "Please return this letter with a copy of the contract",
    "PAYMENT IS DUE WITHIN 30 DAYS OF THE DATE OF INVOICE",
    "Passengers are kindly asked to keep their boarding pass",
    "PRICES IN EUR INCLUDE 19 PERCENT VALUE ADDED TAX 2024",
)


def searched(*texts: str, budget: Budget | None = None) -> tuple[Zone | None, FakeEngine]:
    found = [[line(text, 0, 40 * i)] for i, text in enumerate(texts)]
    engine = FakeEngine(rows=found)
    page = Page(*PAGE.size, 0.0, tuple(tuple(r) for r in found))
    return find_zone(engine, PAGE, page, FORMATS, budget), engine


def test_budget_ends_when_its_time_is_spent() -> None:
    """The clock is looked at every few steps, and the end is final."""
    ticks = itertools.count()
    budget = Budget(seconds=3, clock=lambda: next(ticks))
    taken = sum(1 for _ in range(1000) if budget.spend())
    assert 0 < taken < 200
    assert budget.exhausted


def test_page_of_sentences_is_not_a_zone() -> None:
    """Sentences are neither recognized again nor corrected."""
    budget = Budget()
    zone, engine = searched(*SENTENCES * 15, budget=budget)
    assert zone is None
    assert engine.calls == []
    assert budget.steps < 100


@pytest.mark.parametrize("place", [0, 5, 14, 22, 30])
def test_hopeless_row_costs_few_steps(place: int) -> None:
    """Rows with look-alikes everywhere and wrong digits stay far below the budget."""
    doubtful = row("O0I1S5B8Z2" * 4 + "O0I1", 0.4)
    budget = Budget()
    readings = [[row(LINE1)], [doubtful[place:] + doubtful[:place]] * 4]
    decode_zone(TD3, readings, Evidence(budget=budget))
    assert budget.steps < 20_000


def test_row_without_valid_check_is_not_corrected(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one valid check digit no character is changed to make the others agree."""

    def fail(*_: object) -> None:
        raise AssertionError("corrected")

    monkeypatch.setattr(data, "correct", fail)
    spoilt = "A98902C30UT07408120F1204150ZE184226B<<<<<" + "777"
    assert decode_zone(TD3, rows((LINE1, spoilt), 0.5)) is not None
    with pytest.raises(AssertionError, match="corrected"):
        decode_zone(TD3, rows((LINE1, LINE2[:5] + "7" + LINE2[6:]), 0.5))


def test_search_ends_at_valid_zone() -> None:
    """A zone whose check digits are valid is taken; later rows are not recognized."""
    zone, engine = searched(LINE1, LINE2, LINE1[:43] + "K", LINE2[:43] + "0")
    assert zone is not None
    assert zone.lines == (LINE1, LINE2)
    assert len(engine.calls) == 1


def test_spent_budget_keeps_best_result() -> None:
    """When the time is over the best zone so far is returned."""
    budget = Budget(seconds=-1)
    assert not budget.spend()
    zone, _ = searched(LINE1, LINE2, budget=Budget(seconds=-1))
    assert zone is None or zone.lines == (LINE1, LINE2)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_ends_with_its_budget(kind: Format) -> None:
    """Rows that resemble anything end soon after the time is over, whatever the format."""
    ticks = itertools.count()
    budget = Budget(seconds=20, clock=lambda: next(ticks))
    doubtful = row("O0I1S5B8Z2" * 5, 0.4)[: kind.length + 1]
    readings = [[doubtful[i:] + doubtful[:i] for i in range(4)]] * kind.lines
    decode_zone(kind, readings, Evidence(budget=budget))
    assert budget.exhausted
    assert budget.steps < 20 * 32 + 1000


def test_paused_budget_does_not_run() -> None:
    """Reading another page is not part of the search."""
    now = [0.0]
    budget = Budget(seconds=2, clock=lambda: now[0])
    with budget.paused():
        now[0] = 10.0
    assert [budget.spend() for _ in range(64)] == [True] * 64
    now[0] = 13.0
    assert [budget.spend() for _ in range(64)][-1] is False
