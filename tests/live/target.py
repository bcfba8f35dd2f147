"""Target of the live tests: the emulator, or with `HWOCR_LIVE=1` the service itself.

The same tests run against both, so that a user with an account can compare them. Keys come from
the vendor's variables or the profile, as for the client, and the region from HWOCR_REGION. Every
request is counted, and at most HWOCR_LIVE_CALLS (30) are sent, because some of them are billed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from os import environ  # noqa: TID251  (whether to go out at all is no setting of the library)
from typing import Any

import httpx
from huawei_ocr_api.catalog import OPERATIONS, REGIONS

from ocr_emulator.emulator import Emulator
from ocr_wrapper import AkSk, Environment, OcrClient
from ocr_wrapper.auth.chain import find_credentials
from tests.emulator.signer import Response, signed, stamp

LIVE = environ.get("HWOCR_LIVE") == "1"
CALLS = int(environ.get("HWOCR_LIVE_CALLS", "30"))


class TooManyCallsError(AssertionError):
    """Raised when a request beyond the cap was about to be sent."""


class Counted(httpx.BaseTransport):
    """Send requests until the cap is reached, over all clients that share it."""

    def __init__(self, cap: int, inner: httpx.BaseTransport) -> None:
        self.left = cap
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.left < 1:
            raise TooManyCallsError("the cap of HWOCR_LIVE_CALLS is reached; nothing was sent")
        self.left -= 1
        return self._inner.handle_request(request)


@dataclass
class Target:
    """Where the service is, and who calls."""

    region: str
    ocr: str
    iam: str
    keys: AkSk
    project: str
    transport: Counted
    settings: Mapping[str, Any] = field(default_factory=dict)

    def client(self, **settings: Any) -> OcrClient:
        """Make a client whose requests are counted."""
        given = {
            "regions": [self.region],
            "credentials": self.keys,
            "environment": Environment.read({}),
            "transport": self.transport,
            **self.settings,
            **settings,
        }
        return OcrClient(**given)

    def serves(self, operation: str) -> bool:
        """Whether the region serves an operation."""
        return self.region in OPERATIONS[operation].regions

    def raw(
        self,
        method: str,
        url: str,
        body: bytes = b"",
        *,
        keys: AkSk | None = None,
        moment: float | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Send bytes that a client would not send, signed by the tests' own signer."""
        pair = keys or self.keys
        extra = dict(headers or {})
        if pair.security_token:
            extra["x-security-token"] = pair.security_token
        date = stamp(time.time() if moment is None else moment)
        sent = signed(method, url, body, pair.ak, pair.sk, date, extra)
        with httpx.Client(transport=self.transport) as http:
            response = http.request(method, url, headers=sent, content=body or None)
        return Response(response.status_code, dict(response.headers), response.content)

    def operation(self, name: str) -> str:
        """Return the address of an operation for the caller's project."""
        path = OPERATIONS[name].path.replace("{project_id}", self.project)
        return self.ocr + path


@contextmanager
def target() -> Iterator[Target]:
    """Yield the emulator or the live service."""
    transport = Counted(CALLS, httpx.HTTPTransport())
    try:
        if LIVE:
            yield _cloud(transport)
            return
        with Emulator(engine=None) as emu:
            region = "ap-southeast-1"
            keys, project = AkSk(emu.ak, emu.sk), emu.projects[region]
            yield Target(region, emu.url, emu.url, keys, project, transport, {"endpoint": emu.url})
    finally:
        transport._inner.close()


def _cloud(transport: Counted) -> Target:
    """Read keys and region; raise when one is missing: asked to go out, nothing is skipped."""
    surroundings = Environment.read()
    found = find_credentials(surroundings)
    if not isinstance(found.credentials, AkSk):
        raise RuntimeError("HWOCR_LIVE=1 needs HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK")
    region = surroundings.region or ""
    if region not in REGIONS:
        raise RuntimeError(f"HWOCR_LIVE=1 needs HWOCR_REGION, one of {', '.join(REGIONS)}")
    hosts = REGIONS[region]
    cloud = Target(
        region,
        f"https://{hosts.hosts[0]}",
        f"https://{hosts.iam_hosts[0]}",
        found.credentials,
        found.project_id or "",
        transport,
    )
    if not cloud.project:
        response = cloud.raw("GET", f"{cloud.iam}/v3/projects?name={region}")
        cloud.project = response.json["projects"][0]["id"]
    return cloud
