"""Values in another script: elected from several readings of each of their lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest
from PIL import Image

from ocr_emulator.engine.base import Line, Polygon
from ocr_emulator.engine.cards.card import Card, Face, Field, Place
from ocr_emulator.engine.cards.kinds import Kind, Name
from ocr_emulator.engine.cards.reader import Reading, Scripts, read_card
from ocr_emulator.engine.cards.value import Value
from ocr_emulator.recognizers.cards.south_east_asia.kinds import Native, Pattern
from tests.emulator.engine.cards.drawing import BLANK, Text, engine
from tests.emulator.engine.fakes import FakeEngine, line

NAME_AT, HOME_AT, NUMBER_AT = 100, 150, 230
TITLES: tuple[Text, ...] = ((60, 20, "REPUBLIC OF UTOPIA"), (60, 60, "Ministry of the Interior"))
LABELS: tuple[Text, ...] = (
    (60, NAME_AT, "Name of holder"),
    (60, HOME_AT, "Place of residence"),
    (60, NUMBER_AT, "Number of card"),
)
VALUES: tuple[Text, ...] = (
    (300, NAME_AT, "จำ ใจดี"),
    (300, HOME_AT, "บ้านเลขที่ ๑"),
    (300, HOME_AT + 30, "ตำบลในเมือง"),
    (300, NUMBER_AT, "๑๒๓๔๕๖"),
)


class Readings:
    """Read a line, known by its height, as each of some texts."""

    def __init__(self, texts: Mapping[int, Sequence[tuple[str, float]]]) -> None:
        self.texts = texts

    def readings(self, image: Image.Image, polygon: Polygon) -> Iterator[Line]:
        middle = (polygon[0][1] + polygon[3][1]) / 2
        for top, found in self.texts.items():
            if top <= middle <= top + 20:
                for text, confidence in found:
                    yield line(text, 300, top, confidence=confidence)


def field(name: str, label: str, kind: Kind, lines: int = 1) -> Field:
    return Field(name, (label,), kind, (Place.RIGHT,), lines, script="th")


def card(name: Kind | None = None) -> Card:
    fields = (
        field("name", "Name of holder", name or Native()),
        field("home", "Place of residence", Native(), lines=2),
        field("number", "Number of card", Pattern("[๐-๙]{6}")),
    )
    titles = ("Republic of Utopia", "Ministry of the Interior")
    return Card("UTO", (Face("front", fields, titles),), ("Utopia",))


def read(
    values: Sequence[Text],
    texts: Mapping[int, Sequence[tuple[str, float]]],
    *,
    described: Card | None = None,
    builtin: FakeEngine | None = None,
    is_latin: bool = False,
) -> dict[str, Value]:
    """Read a card whose page has these values, and whose lines are read again as these texts."""
    page = engine([*TITLES, *LABELS, *values])
    scripts = Scripts(
        {"th": page}, language="th", readings={"th": Readings(texts)}, is_latin=is_latin
    )
    found: Reading | None = read_card(builtin or page, BLANK, described or card(), scripts=scripts)
    assert found is not None
    return found.values


def test_readings_that_agree_outvote_the_page() -> None:
    """The text of the page is one reading of several."""
    found = read(VALUES, {NAME_AT: [("คำ ใจดี", 0.95), ("คำ ใจดี", 0.95)]})["name"]
    assert found.text == "คำ ใจดี"
    assert 0.5 < found.confidence < 0.9


def test_value_of_two_lines_is_elected_line_by_line() -> None:
    """A reading of one line says nothing of the other, and the less sure one counts."""
    texts = {
        HOME_AT: [("บ้านเลขที่ ๑", 0.95), ("บ้านเลขที่ ๑", 0.95)],
        HOME_AT + 30: [("ตำบลใหม่", 0.95), ("ตำบลใหม่", 0.95)],
    }
    found = read(VALUES, texts)["home"]
    assert found.text == "บ้านเลขที่ ๑ ตำบลใหม่"
    assert found.confidence < 0.9


def test_reading_of_another_form_does_not_vote() -> None:
    """A number of five digits is none of this card."""
    found = read(VALUES, {NUMBER_AT: [("๑๒๓๔๕", 0.99), ("๑๒๓๔๕", 0.99)]})["number"]
    assert found.text == "๑๒๓๔๕๖"


@pytest.mark.parametrize(("confidence", "expected"), [(0.8, "๖๕๔๓๒๑"), (0.4, "")])
def test_value_that_the_page_lacks_is_read_beside_its_label(
    confidence: float, expected: str
) -> None:
    """Only by a form that nothing else has, and only where the reading is not doubtful."""
    found = read(VALUES[:-1], {NUMBER_AT: [("๖๕๔๓๒๑", confidence)]})
    assert found["number"].text == expected


def test_name_that_the_page_lacks_is_not_guessed() -> None:
    """Words without a form might be anything that stands there."""
    found = read(VALUES[1:], {NAME_AT: [("คำ ใจดี", 0.99)] * 2})
    assert (found["name"].text, found["name"].confidence) == ("", 0.0)


def test_sign_behind_a_value_makes_it_doubtful() -> None:
    """It may be what the last letter was read for."""
    cut = [(x, y, f"{text}=" if y == NUMBER_AT else text) for x, y, text in VALUES]
    sure, doubtful = read(VALUES, {})["number"], read(cut, {})["number"]
    assert sure.text == doubtful.text == "๑๒๓๔๕๖"
    assert (sure.confidence, doubtful.confidence) == (1.0, 0.8)


@pytest.mark.parametrize(("text", "is_sure"), [("NGUYEN VAN AN", True), ("NGUVEN VAN AN", False)])
def test_letters_that_the_other_engine_does_not_read_are_doubtful(text: str, is_sure: bool) -> None:
    """Of a language in Latin letters the built-in engine reads all but the accents."""
    values = ((300, NAME_AT, "NGUYỄN VĂN AN"), *VALUES[1:])
    builtin = FakeEngine(single=line(text))
    found = read(values, {}, described=card(Name()), builtin=builtin, is_latin=True)["name"]
    assert found.text == "NGUYỄN VĂN AN"
    assert (found.confidence >= 0.9) is is_sure
