"""The vendor's SDK, used as its own documentation shows: run by `benchmarks.run`, not by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

from benchmarks.clients import measure

PROJECT = "0123456789abcdef0123456789abcdef"


def load() -> object:
    """Import what a user of the SDK imports."""
    from huaweicloudsdkcore.auth.credentials import BasicCredentials
    from huaweicloudsdkcore.http.http_config import HttpConfig
    from huaweicloudsdkcore.region.region import Region
    from huaweicloudsdkocr.v1 import OcrClient, PassportRequestBody, RecognizePassportRequest

    return (
        BasicCredentials,
        HttpConfig,
        Region,
        OcrClient,
        PassportRequestBody,
        RecognizePassportRequest,
    )


def _client(options: measure.Options, kind: Any) -> Any:
    from huaweicloudsdkcore.auth.credentials import BasicCredentials
    from huaweicloudsdkcore.http.http_config import HttpConfig
    from huaweicloudsdkcore.region.region import Region

    return (
        kind.new_builder()
        .with_http_config(HttpConfig(ssl_ca_cert=options.ca_file))
        .with_credentials(BasicCredentials("AK", "SK", PROJECT))
        .with_region(Region("ap-southeast-1", options.url))
        .build()
    )


def _base64(image: str | bytes) -> str:
    import base64
    from pathlib import Path

    data = Path(image).read_bytes() if isinstance(image, str) else image
    return base64.b64encode(data).decode()


def threads(options: measure.Options) -> measure.Call:
    """Make a client; call an operation with or without many blocks of text."""
    from huaweicloudsdkocr.v1 import (
        GeneralTextRequestBody,
        OcrClient,
        PassportRequestBody,
        RecognizeGeneralTextRequest,
        RecognizePassportRequest,
    )

    client = _client(options, OcrClient)

    def passport(image: str | bytes) -> int:
        body = PassportRequestBody(image=_base64(image))
        return len(client.recognize_passport(RecognizePassportRequest(body=body)).result.surname)

    def text(image: str | bytes) -> int:
        body = GeneralTextRequestBody(image=_base64(image))
        found = client.recognize_general_text(RecognizeGeneralTextRequest(body=body))
        return len(found.result.words_block_list)

    return text if options.view else passport


@asynccontextmanager
async def tasks(options: measure.Options) -> AsyncIterator[measure.AsyncCall]:
    """Make the SDK's asynchronous client, whose calls run in eight threads."""
    from huaweicloudsdkocr.v1 import (
        OcrAsyncClient,
        PassportRequestBody,
        RecognizePassportRequest,
    )

    client = _client(options, OcrAsyncClient)
    loop = asyncio.get_running_loop()

    def passport(image: str | bytes) -> int:
        body = PassportRequestBody(image=_base64(image))
        future = client.recognize_passport_async(RecognizePassportRequest(body=body))
        return len(future.result().result.surname)

    # Its futures cannot be awaited, so that a thread waits for each.
    with ThreadPoolExecutor(options.workers) as waiting:

        async def awaited(image: str | bytes) -> int:
            return await loop.run_in_executor(waiting, passport, image)

        yield awaited


if __name__ == "__main__":
    measure.main(measure.Library(threads, tasks, load))
