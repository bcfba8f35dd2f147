"""Plain HTTP libraries: the same body, neither signed nor checked; run by `benchmarks.run`."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from benchmarks.clients import measure

PATH = "/v2/0123456789abcdef0123456789abcdef/ocr/passport"


def _body(image: str | bytes) -> bytes:
    import base64
    import json

    assert isinstance(image, bytes)
    return json.dumps({"image": base64.b64encode(image).decode()}).encode()


def _read(content: bytes) -> int:
    import json

    return len(json.loads(content)["result"]["surname"])


HEADERS = {"content-type": "application/json"}


def _httpx_settings(options: measure.Options) -> dict[str, Any]:
    import ssl

    import httpx

    most = max(100, options.workers)
    limits = httpx.Limits(max_connections=most, max_keepalive_connections=most)
    verify = ssl.create_default_context(cafile=options.ca_file)
    return {"verify": verify, "limits": limits, "timeout": 60}


def httpx_threads(options: measure.Options) -> measure.Call:
    """Share one httpx client between threads."""
    import httpx

    client = httpx.Client(**_httpx_settings(options))
    url = options.url + PATH
    return lambda image: _read(client.post(url, content=_body(image), headers=HEADERS).content)


@asynccontextmanager
async def httpx_tasks(options: measure.Options) -> AsyncIterator[measure.AsyncCall]:
    """Share one httpx client between tasks."""
    import httpx

    async with httpx.AsyncClient(**_httpx_settings(options)) as client:

        async def call(image: str | bytes) -> int:
            response = await client.post(options.url + PATH, content=_body(image), headers=HEADERS)
            return _read(response.content)

        yield call


@asynccontextmanager
async def aiohttp_tasks(options: measure.Options) -> AsyncIterator[measure.AsyncCall]:
    """Share one aiohttp session between tasks."""
    import ssl

    import aiohttp

    context = ssl.create_default_context(cafile=options.ca_file)
    connector = aiohttp.TCPConnector(limit=max(100, options.workers), ssl=context)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def call(image: str | bytes) -> int:
            async with session.post(
                options.url + PATH, data=_body(image), headers=HEADERS
            ) as response:
                return _read(await response.read())

        yield call


def _none(_options: measure.Options) -> measure.Call:
    raise SystemExit("aiohttp has no client for threads")


LIBRARIES = {
    "httpx": measure.Library(httpx_threads, httpx_tasks),
    "aiohttp": measure.Library(_none, aiohttp_tasks),
}

if __name__ == "__main__":
    measure.main(LIBRARIES[sys.argv.pop(1)])
