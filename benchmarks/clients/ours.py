"""Our client, used as the README shows: run by `benchmarks.run`, not by hand."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from benchmarks.clients import measure

PROJECT = "0123456789abcdef0123456789abcdef"


def load() -> object:
    """Import what a user of the library imports."""
    from ocr_wrapper import AkSk, OcrClient

    return AkSk, OcrClient


def _settings(options: measure.Options) -> dict[str, Any]:
    from ocr_wrapper import AkSk

    return {
        "region": "ap-southeast-1",
        "credentials": AkSk("AK", "SK"),
        "project_id": PROJECT,
        "endpoint": options.url,
        "verify": options.ca_file or True,
        "max_connections": max(100, options.workers),
    }


def threads(options: measure.Options) -> measure.Call:
    """Make a client; call an operation with or without many blocks of text."""
    if options.variant == "without pybase64":
        # As on a system where it cannot be imported.
        sys.modules["pybase64"] = None  # type: ignore[assignment]
    from ocr_wrapper import OcrClient

    client = OcrClient(**_settings(options))

    def passport(image: str | bytes) -> int:
        return len(client.recognize_passport(image).result.surname or "")

    def text_result(image: str | bytes) -> int:
        return len(client.recognize_general_text(image).result.words_block_list or ())

    def text_lines(image: str | bytes) -> int:
        return len(client.recognize_general_text(image).lines)

    return {"result": text_result, "lines": text_lines}.get(options.view, passport)


@asynccontextmanager
async def tasks(options: measure.Options) -> AsyncIterator[measure.AsyncCall]:
    """Make a client for tasks; the variant names its transport."""
    from ocr_wrapper import AsyncOcrClient

    settings = _settings(options)
    async with AsyncOcrClient(**settings, transport=options.variant or None) as client:

        async def passport(image: str | bytes) -> int:
            return len((await client.recognize_passport(image)).result.surname or "")

        yield passport


if __name__ == "__main__":
    measure.main(measure.Library(threads, tasks, load))
