"""Fields of a response: names, values, confidences, positions."""

from __future__ import annotations

import copy
from typing import Any

from tests.wrapper.results.samples import PASSPORT, recognition


def test_fields_have_value_and_confidence() -> None:
    """A field has its value and its confidence, also if that came as text or is missing."""
    fields = recognition("recognize_passport", PASSPORT).fields
    assert {name: (field.value, field.confidence) for name, field in fields.items()} == {
        "country_code": ("UTO", 0.99),
        "surname": ("MUSTERFRAU", 0.97),
        "given_name": (None, None),
        "machine_code": ("P<UTOMUSTERFRAU<<EVA", None),
        "extra_info.local_language.name": ("示例", None),
    }


def test_both_sides_of_a_card() -> None:
    """The back of a Thai card names its confidence id_number and its value card_number."""
    front = recognition(
        "recognize_thailand_id_card",
        {"side": "front", "id_number": "1", "confidence": {"id_number": 0.9}},
    )
    back = recognition(
        "recognize_thailand_id_card",
        {"side": "back", "card_number": "2", "confidence": {"id_number": 0.8}},
    )
    assert front.fields["id_number"].confidence == 0.9
    assert back.fields["card_number"].confidence == 0.8
    assert back.fields["side"].confidence is None


def test_one_confidence_for_all_fields() -> None:
    """License plates have one confidence each, and several plates are kept apart."""
    plates = [
        {
            "plate_number": "1",
            "province": "a",
            "confidence": 0.9,
            "plate_location": [[0, 0], [9, 9]],
        },
        {"plate_number": "2", "province": None, "confidence": 0.5},
    ]
    fields = recognition("recognize_thailand_license_plate", plates).fields
    assert [(name, field.value, field.confidence) for name, field in fields.items()] == [
        ("plate_number", "1", 0.9),
        ("province", "a", 0.9),
        ("plate_number#2", "2", 0.5),
        ("province#2", None, None),
    ]
    assert fields["plate_number"].polygon == ((0, 0), (9, 9))


def test_positions_and_images_are_not_fields() -> None:
    """A portrait is a field only if the service returns its confidence."""
    card: dict[str, Any] = {
        "name": "A",
        "portrait_image": "abcd",
        "portrait_location": [[1, 2], [3, 4]],
        "text_location": {"name": [[5, 6], [7, 8], [9, 10], [11, 12]]},
        "score_info": None,
        "confidence": {"name": 0.9},
    }
    scored = copy.deepcopy(card)
    scored["confidence"]["portrait_image"] = 0.8
    fields = recognition("recognize_peru_id_card", card).fields
    assert list(fields) == ["name"]
    assert fields["name"].polygon == ((5, 6), (7, 8), (9, 10), (11, 12))
    assert recognition("recognize_peru_id_card", scored).fields["portrait_image"].is_image


def test_key_value_pairs_and_extracted_data() -> None:
    """Pairs of a smart document and extracted data of a web image are fields too."""
    pairs = [{"key": "Date", "value": "1 May"}, {"key": "Date", "value": "2 May"}, None, {}]
    smart = recognition("recognize_smart_document", [{"kv_result": {"kv_block_list": pairs}}])
    web = recognition(
        "recognize_web_image",
        {"words_block_list": [], "extracted_data": {"image_size": {"width": 3, "height": 4}}},
    )
    assert [(field.name, field.text) for field in smart.fields.values()] == [
        ("Date", "1 May"),
        ("Date#2", "2 May"),
        ("", ""),
    ]
    assert {name: field.value for name, field in web.fields.items()} == {
        "image_size.width": 3,
        "image_size.height": 4,
    }


def test_long_text_without_spaces_is_no_image() -> None:
    """Chinese has none; taken for an image, the text would be missing in every export."""
    text = "甲乙丙丁。" * 500
    found = recognition("recognize_passport", {"remarks": text, "new_photo": "QUJD" * 600})
    assert text in found.text
    assert list(found.fields) == ["remarks"]
