"""Source of an image given by `url`: the file store, or the internet when allowed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from ocr_emulator.contract.bundle import Contract
from ocr_emulator.contract.errors import Violation, api_error
from ocr_emulator.messages import RequestContext


class FetchError(Exception):
    """Raised when a URL was not fetched: the service's error code, and why."""

    def __init__(self, code: str, expected: str, got: str) -> None:
        super().__init__(f"{code}: expected {expected}, got {got}")
        self.code = code
        self.expected = expected
        self.got = got


def _host(url: str) -> str | None:
    """Return the host of an address, empty without one; None for a malformed address."""
    try:
        parts = urlsplit(url)
        # Read only because it raises: a port is checked no earlier.
        _ = parts.port
    except ValueError:
        return None
    return parts.hostname or ""


class Sources:
    """Resolve the `url` of a request to bytes.

    Images are fetched from the internet only when a fetcher is given: the emulator replaces a
    service, it is not a proxy.
    """

    def __init__(
        self, contract: Contract, outside: Callable[[str], Awaitable[bytes]] | None = None
    ) -> None:
        self._contract = contract
        self._outside = outside

    async def fetch(self, context: RequestContext, url: str) -> bytes:
        """Return the file at a URL; raises `ApiError` with the service's code."""
        host = _host(url)
        if host is None:
            violation = Violation("/url", "an http(s) address", "a malformed one")
            raise api_error(self._contract, "ModelArts.4601", violation=violation)
        obs = host.startswith("obs.") or ".obs." in host
        stored = context.namespace.files.find(url)
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
        if self._outside is None or context.namespace.files.owns(url):
            raise api_error(
                self._contract,
                "ModelArts.4706" if obs else "ModelArts.4603",
                violation=Violation(
                    "/url",
                    "the URL of a file in the emulator (fetching from the internet is off)",
                    "a URL of no stored file",
                ),
            )
        try:
            return await self._outside(url)
        except FetchError as error:
            raise api_error(
                self._contract, error.code, violation=Violation("/url", error.expected, error.got)
            ) from None
