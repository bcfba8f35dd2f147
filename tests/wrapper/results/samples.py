"""Responses that the tests of results share."""

from __future__ import annotations

from typing import Any

from ocr_wrapper.results.recognition import Recognition


def recognition(operation: str, result: object, **kwargs: Any) -> Recognition[Any]:
    return Recognition(operation, {"result": result}, **kwargs)


PASSPORT = {
    "country_code": "UTO",
    "surname": "MUSTERFRAU",
    "given_name": None,
    "machine_code": "P<UTOMUSTERFRAU<<EVA",
    "extra_info": {"local_language": {"name": "示例"}},
    "confidence": {"country_code": 0.99, "surname": "0.97", "given_name": None},
}


def block(
    text: str, x: float, y: float, width: float = 100, height: float = 20, **more: object
) -> dict[str, Any]:
    corners = [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]
    return {"words": text, "location": corners, "confidence": 0.9, **more}


TABLE = {
    "words_region_list": [
        {"type": "text", "words_block_list": [{"words": "Delivery | note *17*"}]},
        {
            "type": "table",
            "words_block_list": [
                {"words": "Item", "rows": [0], "columns": [0]},
                {"words": "Price\nand | tax", "rows": [0], "columns": [1, 2]},
                {"words": "Lamp, large", "rows": [1, 2], "columns": [0]},
                {"words": '18" <b>', "rows": [1], "columns": [1]},
                {"words": "VAT", "rows": [2], "columns": [2]},
            ],
        },
    ],
    "excel": "UEsD",
}
