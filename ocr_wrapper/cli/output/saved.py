"""Saved results: read a line or a file of JSON as a result with its input."""

from __future__ import annotations

import json

from ocr_wrapper.errors import InputError
from ocr_wrapper.exports.exporter import Entry
from ocr_wrapper.results.geometry import parse_size
from ocr_wrapper.results.recognition import Recognition


def entry(text: str, file: str, operation: str | None = None) -> Entry:
    """Return a saved result.

    Args:
        text: The result as JSON, or a bare response body.
        file: Where it was saved: the name of its input if it does not contain one.
        operation: Operation of a bare response body.

    Raises:
        InputError: It is not a saved result.
    """
    try:
        recognition = Recognition.from_json(text, operation=operation)
    except ValueError as error:
        reason = str(error).replace("operation=", "--operation")
        raise InputError(f"{file}: {reason}") from None
    state = json.loads(text)
    name, page = state.get("file"), state.get("page")
    return Entry(
        recognition,
        name if isinstance(name, str) else file,
        size=parse_size(state.get("image_size")),
        page=page if isinstance(page, int) else None,
    )
