"""Read several images at once with ocr_wrapper: asyncio."""

import asyncio

from ocr_wrapper import AsyncOcrClient, PassportResult, Recognition


async def read(paths: list[str]) -> list[Recognition[PassportResult]]:
    """Return the results in the order of the paths."""
    async with AsyncOcrClient(region="ap-southeast-1") as client:
        return await asyncio.gather(*(client.recognize_passport(path) for path in paths))


results = asyncio.run(read(["scan.png", "second.png"]))
