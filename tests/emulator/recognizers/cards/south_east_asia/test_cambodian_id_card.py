"""Cambodian cards: what their zone says about the print, and doubt about lines without a label."""

from __future__ import annotations

import pytest
from PIL import Image

from ocr_emulator.engine.cards.places.assign import Assignment
from ocr_emulator.engine.cards.places.beside import free_words
from ocr_emulator.engine.cards.places.captions import find_captions
from ocr_emulator.engine.cards.places.printed import Print, printed
from ocr_emulator.engine.cards.reader import Reading
from ocr_emulator.engine.cards.value import Value
from ocr_emulator.engine.cards.zone import with_zone
from ocr_emulator.engine.mrz.formats import TD1
from ocr_emulator.engine.mrz.result import Zone
from ocr_emulator.recognizers.cards.south_east_asia.cambodian_id_card import CAMBODIA, checked
from ocr_emulator.recognizers.cards.south_east_asia.khmer_names import agreed_name
from tests.emulator.engine.fakes import FakeEngine, line

LINES = (
    "IDKHM0652163605<<<<<<<<<<<<<<<",
    "6603089M2902119KHM<<<<<<<<<<<2",
    "CHEA<<SAKLBANG<<<<<<<<<<<<<<<<",
)
FRONT = CAMBODIA.faces[0]
ZONE = Zone(TD1, LINES, ((0.98,) * 30,) * 3, (frozenset(),) * 3)
LABELS = ("ទីកន្លែងកំណើត", "អាសយដ្ឋាន", "សុពលភាព")


def text(*labels: str) -> Print:
    engine = FakeEngine(rows=[[line(label, 10, 10 + 40 * i)] for i, label in enumerate(labels)])
    image = Image.new("RGB", (600, 400), "white")
    return printed(image, engine.read(image, characters=True))


def read(values: dict[str, Value], *labels: str) -> dict[str, Value]:
    """Compare printed values with the zone, on a card that has these labels."""
    page = text(*labels)
    found = with_zone(
        {f.name: values.get(f.name, Value("", 0.0)) for f in FRONT.fields}, FRONT, ZONE
    )
    captions = tuple(find_captions(page.runs, CAMBODIA.texts))
    return checked(Reading(FRONT, ("front",), found, page, captions, page.area)).values


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("id_number", "065216360"),
        ("name_en", "CHEA SAKLBANG"),
        ("birth_date", "០៨.០៣.១៩៦៦"),
        ("expiry_date", "១១.០២.២០២៩"),
        ("sex", "ប្រុស"),
    ],
)
def test_unread_value_is_taken_from_the_zone(name: str, expected: str) -> None:
    """The zone states it with check digits, and it is written as the card prints it."""
    found = read({}, *LABELS)[name]
    assert (found.text, found.confidence) == (expected, 0.98)


@pytest.mark.parametrize(
    ("name", "printed_text", "agrees"),
    [
        ("birth_date", "០៨.០៣.១៩៦៦", True),
        ("birth_date", "០៨.០៣.១៩៦៨", False),
        ("sex", "ប្រុស", True),
        ("sex", "ស្រី", False),
        ("name_en", "CHEA SAKLBANG", True),
        ("name_en", "KEO DARA", False),
    ],
)
def test_zone_confirms_or_contradicts_the_print(name: str, printed_text: str, agrees: bool) -> None:
    """A value in Khmer is compared by what it means."""
    found = read({name: Value(printed_text, 0.95)}, *LABELS)[name]
    assert found.text == printed_text
    assert (found.confidence > 0.95) is agrees


@pytest.mark.parametrize(
    ("khmer", "latin", "expected"),
    [
        ("ជា បុប្ជា", "CHEA BOPHA", "ជា បុប្ផា"),
        ("ជា បុប្ផា", "CHEA BOPHA", "ជា បុប្ផា"),
        ("ជា សុជាតា", "CHEA SOCHEATA", "ជា សុជាតា"),
        ("កែវ រតនា", "KEO DARA", "កែវ រតនា"),
        ("", "CHEA BOPHA", ""),
    ],
)
def test_latin_name_tells_khmer_letters_apart(khmer: str, latin: str, expected: str) -> None:
    """Letters that differ by a stroke are exchanged where the Latin name has the other sound."""
    found = agreed_name(Value(khmer, 0.95), Value(latin, 0.99))
    assert found.text == expected
    assert (found.confidence < 0.9) is (khmer != expected)


def test_doubtful_latin_name_decides_nothing() -> None:
    """A name that may be misread itself is no witness."""
    khmer = Value("ជា បុប្ជា", 0.95)
    assert agreed_name(khmer, Value("CHEA BOPHA", 0.7)) == khmer


def test_address_without_the_label_below_is_doubtful() -> None:
    """Its last line may belong to the field whose label was not read."""
    values = {"birth_place": Value("ខេត្តកណ្តាល", 0.97), "address": Value("ភូមិព្រែក", 0.97)}
    found = read(values, "ទីកន្លែងកំណើត", "អាសយដ្ឋាន")
    assert found["birth_place"].confidence == 0.97
    assert found["address"].confidence == 0.6


def test_line_with_a_label_of_its_own_is_no_second_line() -> None:
    """A place of birth may have two lines, but not the first one of the address."""
    rows = [
        [line("ទីកន្លែងកំណើត៖", 10, 10, wide=12.5), line("ខេត្តកណ្តាល", 190, 10)],
        [line("អាសយដ្ឋាន៖", 10, 40, wide=17), line("ភូមិព្រែក", 190, 40)],
    ]
    image = Image.new("RGB", (600, 400), "white")
    page = printed(image, FakeEngine(rows=rows).read(image, characters=True))
    captions = find_captions(page.runs, CAMBODIA.texts)
    found = Assignment(free_words(page.runs, captions), captions, FRONT.fields).solve()
    texts = {name: one.match.value.lstrip("៖ ") for name, one in found.items()}
    assert texts["birth_place"] == "ខេត្តកណ្តាល"
    assert texts["address"] == "ភូមិព្រែក"
