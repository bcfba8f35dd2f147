"""Alarms and scores of a card's image that options ask for."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ocr_emulator.engine.quality import Quality
from ocr_emulator.recognizers.cards.checks import add_checks
from ocr_emulator.recognizers.cards.response import CardResponse

BLURRED = Quality(blur=0.8, glare=0.1, darkness=0.0, cropping=0.3, copy=0.7)


@dataclass
class Measured:
    """An image whose quality is known."""

    quality: Quality = BLURRED


class Untouched:
    """An image that must not be measured."""

    @property
    def quality(self) -> Quality:
        pytest.fail("the image was measured")


def checked(**options: bool) -> CardResponse:
    response = CardResponse({}, {})
    add_checks(response, options, Measured())
    return response


def test_nothing_is_measured_without_options() -> None:
    """The image is not looked at, and the response has no score."""
    response = CardResponse({}, {})
    add_checks(response, {"detect_blur": False}, Untouched())
    assert response.result == {}


def test_alarm_is_raised_by_its_own_fault() -> None:
    """Each check has the score of its fault; above 50 it is an alarm."""
    found = checked(detect_blur=True, detect_glare=True, detect_border_integrity=True).result
    assert found == {
        "detect_border_integrity_result": False,
        "detect_blur_result": True,
        "detect_glare_result": False,
        "score_info": {"border_integrity_score": 30, "blur_score": 80, "glare_score": 10},
    }


def test_score_of_a_copy_comes_with_its_type() -> None:
    """`return_idcard_type` has a score of its own."""
    assert checked(return_idcard_type=True).result == {"score_info": {"idcard_type_score": 70}}


@pytest.mark.parametrize("name", ["blocking_within_border", "tampering", "reproduce"])
def test_what_cannot_be_measured_is_null(name: str) -> None:
    """The check has no result, and the header says why."""
    found = checked(**{f"detect_{name}": True})
    assert found.result[f"detect_{name}_result"] is None
    assert found.result["score_info"] == {f"{name}_score": None}
    assert [part.part for part in found.unread] == [f"detect_{name}_result"]
