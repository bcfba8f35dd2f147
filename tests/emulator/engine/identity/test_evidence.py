"""Evidence for kinds of documents: titles, labels, numbers and zones in lines of text."""

from __future__ import annotations

import pytest

pytest.importorskip("rapidfuzz")

from ocr_emulator.engine.identity import KINDS, classify
from tests.emulator.engine.fakes import line

CARDS = {
    "peru_id_card": ("DOCUMENTO NACIONAL DE IDENTIDAD", "Primer Apellido", "QUISPE"),
    "cambodian_id_card": ("012345678", "IDKHM0123456784<<<<<<<<<<<<<<<"),
    "hongkong_id_card": ("HONG KONG PERMANENT IDENTITY CARD", "A123456(7)"),
    "macao_id_card": ("BILHETE DE IDENTIDADE DE RESIDENTE PERMANENTE", "1380361(5)"),
    "id_card": ("姓名 王丽华", "公民身份号码 440305199809080844"),
    "myanmar_driver_license": ("THE REPUBLIC OF THE UNION OF MYANMAR", "DRIVING LICENCE"),
    "passport": ("PASSPORT", "P<UTOLINDQVARN<<MARISKA<ELOWEN<<<<<<<<<<<<<<"),
    "thailand_id_card": ("Thai National ID Card", "1 2345 67890 12 1"),
}
OTHERS = {
    "letter about a passport": ("Renewal of your passport", "Dear Ms Lindqvarn,"),
    "heading of a page": ("Passport", "How to apply for one"),
    "card of another country": (
        "REPÚBLICA DE CHILE",
        "CÉDULA DE IDENTIDAD",
        "APELLIDOS",
        "NOMBRES",
    ),
    "license of another country": ("REPUBLIC OF UTOPIA", "DRIVER'S LICENSE", "Blood Type", "O"),
    "application form": ("Passport No.", "Surname", "Given names", "Nationality", "Passport"),
    "receipt": ("HARBOUR CORNER SHOP", "TOTAL EUR 48.73"),
    "thirteen digits": ("9 7803 06406 15 7",),
    "nothing": (),
}


def kind_of(*texts: str, burmese: tuple[str, ...] = ()) -> str | None:
    """Classify a page with these lines."""
    found = classify([line(text) for text in texts], [line(text) for text in burmese])
    return found.kind.name if found else None


@pytest.mark.parametrize("name", CARDS)
def test_kind_is_told_by_its_texts(name: str) -> None:
    """Two texts of a document are enough."""
    assert kind_of(*CARDS[name]) == name


@pytest.mark.parametrize("name", OTHERS)
def test_other_papers_are_no_identity_document(name: str) -> None:
    """A single label, or labels that many documents have, are not enough."""
    assert kind_of(*OTHERS[name]) is None


def test_burmese_title_tells_the_card_from_the_license() -> None:
    """The registration card has no Latin text at all."""
    title = "နိုင်ငံသားစိစစ်ရေးကတ်ပြား"
    assert kind_of("oooo", burmese=(title, "အဘအမည် ဦးစမ်းလင်း")) == "myanmar_id_card"


def test_wrong_characters_and_lost_accents_are_allowed() -> None:
    """Recognition confuses a few characters of a title."""
    assert kind_of("REPUBLICA DEL PER0", "D0CUMENTO NACIONAL DE lDENTIDAD") == "peru_id_card"


def test_two_documents_of_equal_evidence_have_no_kind() -> None:
    """Nothing is guessed where two kinds are equally likely."""
    assert kind_of("Thai National ID Card", "Hong Kong Identity Card") is None


def test_lines_that_tell_the_kind_are_returned() -> None:
    """The recognizer looks for the document around them."""
    lines = [line("Thai National ID Card"), line("Shopping list")]
    found = classify(lines)
    assert found is not None
    assert found.lines == (lines[0],)


def test_types_are_those_of_the_contract() -> None:
    """Nine types, each with a text that speaks for it alone."""
    assert len({kind.name for kind in KINDS}) == 9
