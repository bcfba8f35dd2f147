"""For any input, only the documented errors are raised."""

from __future__ import annotations

import json
from typing import Any

from huawei_ocr_api.catalog import OPERATIONS, Operation
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_wrapper.errors import InputError
from ocr_wrapper.images import urls
from ocr_wrapper.images.headers import DamagedHeaderError, sniff
from ocr_wrapper.images.load import LoadedImage, load_image
from ocr_wrapper.results.recognition import Recognition

SIGNATURES = [
    b"",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"BM",
    b"GIF89a",
    b"II*\0",
    b"MM\0*",
    b"II+\0",
    b"RIFF\0\0\0\0WEBP",
    b"8BPS",
    b"\0\0\1\0",
    b"\n\5\1\x08",
    b"%PDF-",
]
OPERATION = st.sampled_from(list(OPERATIONS.values()))

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("words", "location", "confidence", "rows", "columns", "type", "text"),
                    *("words_block_list", "words_region_list", "words_list", "cell_location"),
                    *("ocr_result", "kv_result", "kv_block_list", "key", "value", "excel"),
                    *("table_result", "table_list", "form_result", "form_list", "table_id"),
                    *("layout_result", "layout_block_list", "formula_result", "formula_list"),
                    *("formula", "extracted_data", "text_location", "portrait_image", "name"),
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=30,
)


def attempt(image: Any = None, *, operation: Operation, **options: Any) -> LoadedImage | str:
    """Return what was loaded, or the line that says why it was not."""
    try:
        return load_image(image, operation=operation, **options)
    except InputError as error:
        return str(error)


@given(st.sampled_from(SIGNATURES), st.binary(max_size=120))
def test_any_bytes_have_a_format_or_none(signature: bytes, rest: bytes) -> None:
    """Format detection raises only DamagedHeaderError, and every size is positive."""
    try:
        found = sniff(signature + rest)
    except DamagedHeaderError:
        return
    if found is not None and found.size is not None:
        assert min(found.size) >= 1


@settings(deadline=None)
@given(st.sampled_from(SIGNATURES), st.binary(max_size=120), OPERATION, st.booleans())
def test_any_bytes_are_sent_or_refused(
    signature: bytes, rest: bytes, operation: Operation, fit: bool
) -> None:
    """Bytes are accepted within the limits, or refused with one line."""
    source = attempt(signature + rest, operation=operation, fit=fit)
    if isinstance(source, str):
        assert "\n" not in source.strip()
        return
    assert source.data
    if source.size is not None:
        assert operation.min_side <= min(source.size) <= max(source.size) <= operation.max_side


@given(st.text(max_size=60), OPERATION)
def test_any_text_is_a_source_or_refused(text: str, operation: Operation) -> None:
    """Text that is not a path, Base64 or a URL is refused with one line."""
    for keyword in ({"image": text}, {"image": None, "url": text}):
        source = attempt(**keyword, operation=operation)
        assert "\n" not in source if isinstance(source, str) else source.data or source.url


@given(st.text(max_size=60))
def test_normalized_urls_are_ascii_and_stable(rest: str) -> None:
    """An accepted URL is ASCII, and normalizing it twice changes nothing."""
    try:
        address = urls.normalize(f"https://host/{rest}")
    except InputError:
        return
    assert all("!" <= character <= "~" for character in address)
    assert urls.normalize(address) == address


@settings(deadline=None)
@given(JSON)
def test_any_response_has_all_views(result: object) -> None:
    """No response breaks a view, and each can be saved and loaded."""
    found: Recognition[Any] = Recognition("recognize_smart_document", {"result": result})
    assert isinstance(found.text, str)
    assert isinstance(found.to_markdown(), str)
    for table in found.tables:
        assert len({len(row) for row in table.to_rows()}) <= 1
        assert isinstance(table.to_csv(), str)
    for field in found.fields.values():
        assert "\n" not in field.text
    again = Recognition.from_json(found.to_json())
    assert json.dumps(again.raw) == json.dumps(found.raw)
