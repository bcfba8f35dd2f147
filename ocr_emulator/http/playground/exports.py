"""Export formats of the playground: a result as a file of another format.

The emulator shares no code with the client library, which has the exports. The program that
starts both passes them in: `Emulator(exporters={"xlsx": …})`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from ocr_emulator.contract import checks
from ocr_emulator.http.admin.request import AdminError

_FIELDS = ("operation", "response", "image", "source", "page", "example")


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What to export: the response of an operation and the image it came from."""

    operation: str
    response: Mapping[str, Any] = field(repr=False)
    image: bytes | None = field(default=None, repr=False)
    source: str = ""
    """Name of the image's file."""
    page: int | None = None
    """Page of a PDF, from 1."""
    example: bool = False
    """Whether the response is an example of the contract, not the image's content."""


class Exporter(Protocol):
    """Writer of one file format."""

    @property
    def suffix(self) -> str:
        """Ending of the file name, `.xlsx`."""

    @property
    def needs_image(self) -> bool:
        """Whether the file contains the image that was read."""

    def export(self, order: ExportOrder) -> bytes:
        """Return the file; raises `ValueError` with the reason when there is nothing to write."""


def describe(exporters: Mapping[str, Exporter]) -> list[dict[str, object]]:
    """Return the formats as the page lists them."""
    return [
        {"name": name, "suffix": exporter.suffix, "needs_image": exporter.needs_image}
        for name, exporter in exporters.items()
    ]


def parse_order(body: object, operations: Mapping[str, object]) -> ExportOrder:
    """Return what a request asks to export; raises `AdminError` or `ValueError`."""
    if not isinstance(body, dict):
        raise AdminError(400, "the body must be a JSON object")
    checks.known_fields("an export", body, _FIELDS)
    operation = checks.name_of("operation", body.get("operation"), operations)
    response, page = body.get("response"), body.get("page")
    if not isinstance(response, dict) or "result" not in response:
        raise AdminError(400, "'response' must be the body of a successful response")
    return ExportOrder(
        operation,
        response,
        _image(body.get("image")),
        checks.text("source", body["source"]) if "source" in body else "",
        None if page is None else checks.integer("page", page, 1, 1_000_000),
        checks.boolean("example", body.get("example", False)),
    )


def _image(text: object) -> bytes | None:
    if text is None:
        return None
    try:
        return base64.b64decode(text, validate=True)  # type: ignore[arg-type]
    except (TypeError, ValueError, binascii.Error):
        raise AdminError(400, "'image' must be Base64") from None
