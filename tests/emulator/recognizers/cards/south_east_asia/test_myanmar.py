"""Cards of Myanmar as a reader of Burmese returns their lines: encodings, digits, translations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from ocr_emulator.contract.bundle import load
from ocr_emulator.contract.unread import Unread
from ocr_emulator.contract.validation import check_response
from ocr_emulator.engine.base import Line, Polygon
from ocr_emulator.recognizers import RECOGNIZERS, Recognized
from ocr_emulator.recognizers.cards.south_east_asia import reading
from ocr_emulator.recognizers.cards.south_east_asia.reading import Preparations
from tests.emulator.engine.fakes import FakeEngine, line

CARD = Image.new("RGB", (1000, 640), "white")
ID_CARD = "recognize_myanmar_id_card"
LICENSE = "recognize_myanmar_driver_license"
TITLES = ("ပြည်ထောင်စုသမ္မတမြန်မာနိုင်ငံတော်", "နိုင်ငံသားစိစစ်ရေးကတ်ပြား")
FRONT = (
    ("အမှတ်", "၉/မခန(နိုင်)၂၅၁၉၅၉"),
    ("အမည်", "မနွယ်နွယ်စမ်း"),
    ("အဘအမည်", "ဦးစမ်းလင်း"),
    ("မွေးသက္ကရာဇ်", "၁၇.၁၀.၁၉၉၁"),
    ("လူမျိုး/ဘာသာ", "ဗမာ/ဗုဒ္ဓ"),
    ("ရက်စွဲ", "၅.၅.၂၀၁၂"),
    ("အရပ်", "၅'၂\""),
    ("သွေးအုပ်စု", "အို"),
)
OF_LICENSE = (
    ("အမှတ်", "က/၁၂၃၄၅/၁၉"), ("No.", "A/12345/19"),
    ("အမည်", "ကိုလင်းထက်နောင်"), ("Name", "KO LIN HTET NAUNG"),
    ("မွေးသက္ကရာဇ်", "၁၄-၅-၁၉၉၂"), ("Date of Birth", "14-5-1992"),
    ("သွေးအုပ်စု", "အေဘီ"), ("Blood Type", "AB"),
    ("ကုန်ဆုံးရက်", "၁၈-၁-၂၀၂၅"), ("Valid up to", "18-1-2025"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def one_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read each line once, as the page has it."""

    def none(_self: Preparations, _image: Image.Image, _polygon: Polygon) -> Iterator[Line]:
        return iter(())

    monkeypatch.setattr(reading, "ScriptEngine", lambda engine, _language: engine)
    monkeypatch.setattr(Preparations, "readings", none)


def read(
    operation: str, titles: tuple[str, ...], pairs: tuple[tuple[str, str], ...], **options: object
) -> tuple[dict[str, Any], tuple[Unread, ...]]:
    """Read a card with these labels and values; the response is one of the contract."""
    rows = [[line(title, 40, 10 + 40 * i)] for i, title in enumerate(titles)]
    for i, (label, value) in enumerate(pairs, len(titles)):
        rows.append([line(label, 40, 10 + 40 * i), line(value, 280, 10 + 40 * i)])
    engine = FakeEngine(rows=rows, languages=frozenset({"zh", "my"}))
    found = RECOGNIZERS[operation](CARD, options, engine)
    assert isinstance(found, Recognized)
    contract = load()
    response = {"result": found.result}
    assert check_response(contract, contract.operations[operation], response) is None
    return dict(found.result), found.unread  # type: ignore[arg-type]


def test_card_is_written_in_unicode_when_that_is_asked_for() -> None:
    """Digits are those of the card."""
    found, _ = read(ID_CARD, TITLES, FRONT, convert_unicode=True)
    assert {name: found[name] for name in ("nrc_id", "name", "birth", "blood_group", "height")} == {
        "nrc_id": "၉/မခန(နိုင်)၂၅၁၉၅၉",
        "name": "မနွယ်နွယ်စမ်း",
        "birth": "၁၇.၁၀.၁၉၉၁",
        "blood_group": "အို",
        "height": "၅'၂\"",
    }
    assert (found["side"], found["class"]) == ("front", "new_version")
    assert "confidence" not in found


def test_card_is_written_in_zawgyi_by_default() -> None:
    """The service responds in the older encoding; names of fields and of sides stay as they are."""
    options = {"return_confidence": True, "return_text_location": True}
    found, _ = read(ID_CARD, TITLES, FRONT, **options)
    assert found["name"] == "မႏြယ္ႏြယ္စမ္း"
    assert found["nrc_id"] == "၉/မခန(ႏိုင္)၂၅၁၉၅၉"
    assert (found["side"], found["class"]) == ("front", "new_version")
    assert found["confidence"]["name"] > 0.9
    assert found["text_location"]["name"][0] == [280, 130]


@pytest.mark.parametrize("unicode", [True, False])
def test_translation_writes_numbers_in_latin_and_leaves_names(unicode: bool) -> None:
    """Spellings of names are personal, so that they are reported and not made up."""
    options = {"return_translation": True, "convert_unicode": unicode}
    found, unread = read(ID_CARD, TITLES, FRONT, **options)
    assert found["translation_info"] == {
        "name_translation": found["name"],
        "father_name_translation": found["father_name"],
        "nrc_id_translation": "9/MaKhaNa(C)251959",
        "birth_translation": "17.10.1991",
    }
    assert {part.part for part in unread} >= {
        "translation_info.name_translation",
        "translation_info.father_name_translation",
    }


def test_year_of_birth_stands_alone_on_the_old_make() -> None:
    """It is told from the new one by the name of the state."""
    titles = ("ပြည်ထောင်စုဆိုရှယ်လစ်သမ္မတမြန်မာနိုင်ငံတော်", TITLES[1])
    pairs = (*FRONT[:3], ("မွေးသက္ကရာဇ်", "၁၉၅၈"), FRONT[4])
    found, _ = read(ID_CARD, titles, pairs, convert_unicode=True)
    assert (found["class"], found["birth"]) == ("old_version", "၁၉၅၈")


def test_back_has_no_translation() -> None:
    """There is nothing on it that is translated."""
    back = (
        ("ကတ်အမှတ်", "၀၁၂၃၄၅"),
        ("မှတ်ပုံတင်အမှတ်", "၉/မခန(နိုင်)၂၅၁၉၅၉"),
        ("အလုပ်အကိုင်", "ကျောင်းသား"),
        ("နေရပ်လိပ်စာ", "ရန်ကုန်မြို့"),
    )
    found, _ = read(ID_CARD, ("လက်မှတ်",), back, return_translation=True, convert_unicode=True)
    assert (found["side"], found["card_id"]) == ("back", "၀၁၂၃၄၅")
    assert "translation_info" not in found


@pytest.mark.parametrize(("unicode", "name"), [(True, "ကိုလင်းထက်နောင်"), (False, "ကိုလင္းထက္ေနာင္")])
def test_license_has_each_field_in_both_scripts(unicode: bool, name: str) -> None:
    """Only Burmese changes with the encoding; each value is surer where both scripts agree."""
    titles = (TITLES[0], "The Republic of the Union of Myanmar", "Driving Licence")
    found, _ = read(LICENSE, titles, OF_LICENSE, convert_unicode=unicode)
    assert (found["name"], found["name_en"]) == (name, "KO LIN HTET NAUNG")
    assert (found["birth"], found["birth_en"]) == ("၁၄-၅-၁၉၉၂", "14-5-1992")
    assert found["blood_group_en"] == "AB"
    assert found["confidence"]["birth"] > 0.9
