"""Get the picture behind a `url`: from the file store, or from outside when allowed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from ocr_emulator.contract.bundle import Contract
from ocr_emulator.contract.errors import Violation, api_error
from ocr_emulator.messages import RequestContext

__all__ = ["FetchError", "Sources"]


class FetchError(Exception):
    """An address was not fetched: the vendor's error code, and why."""

    def __init__(self, code: str, expected: str, got: str) -> None:
        super().__init__(f"{code}: expected {expected}, got {got}")
        self.code = code
        self.expected = expected
        self.got = got


def _is_obs(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host.startswith("obs.") or ".obs." in host


class Sources:
    """Turn the `url` of a request into bytes.

    Fetching from outside happens only when a fetcher was given: the emulator stands in
    for a service, it is no proxy.
    """

    def __init__(
        self, contract: Contract, outside: Callable[[str], Awaitable[bytes]] | None = None
    ) -> None:
        self._contract = contract
        self._outside = outside

    async def fetch(self, call: RequestContext, url: str) -> bytes:
        """Return the file behind an address; raises `ApiError` with the vendor's code."""
        obs = _is_obs(url)
        stored = call.namespace.files.find(url)
        if stored is not None:
            if stored.private:
                raise api_error(self._contract, "ModelArts.4704" if obs else "ModelArts.4603")
            if len(stored.data) > self._contract.max_file_bytes:
                raise api_error(
                    self._contract,
                    "ModelArts.4705" if obs else "AIS.0103",
                    violation=Violation(
                        "/url",
                        f"at most {self._contract.max_file_bytes} bytes",
                        f"{len(stored.data)} bytes",
                    ),
                )
            return stored.data
        if self._outside is None or call.namespace.files.owns(url):
            raise api_error(
                self._contract,
                "ModelArts.4706" if obs else "ModelArts.4603",
                violation=Violation(
                    "/url",
                    "an address of a file in the emulator (fetching from outside is off)",
                    "an address that no file in it has",
                ),
            )
        try:
            return await self._outside(url)
        except FetchError as exc:
            raise api_error(
                self._contract, exc.code, violation=Violation("/url", exc.expected, exc.got)
            ) from None
