"""A third reading of SDK-HMAC-SHA256, for the emulator's tests alone."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

Headers = dict[str, str]


def stamp(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y%m%dT%H%M%SZ")


def signed(
    method: str, url: str, body: bytes, ak: str, sk: str, date: str, extra: Headers | None = None
) -> Headers:
    """Return the headers of a signed request."""
    parts = urlsplit(url)
    headers = {"host": parts.netloc, "x-sdk-date": date}
    if body:
        headers["content-type"] = "application/json"
    headers.update({k.lower(): v for k, v in (extra or {}).items()})
    path = quote(unquote(parts.path), safe="/~")
    path = path if path.endswith("/") else path + "/"
    pairs = sorted(parse_qsl(parts.query, keep_blank_values=True))
    query = "&".join(quote(k, safe="~") + "=" + quote(v, safe="~") for k, v in pairs)
    names = sorted(headers)
    canonical = method + "\n" + path + "\n" + query + "\n"
    for name in names:
        canonical += name + ":" + headers[name].strip() + "\n"
    canonical += "\n" + ";".join(names) + "\n" + hashlib.sha256(body).hexdigest()
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = "SDK-HMAC-SHA256\n" + date + "\n" + digest
    mac = hmac.new(sk.encode(), text.encode(), hashlib.sha256).hexdigest()
    return {
        **headers,
        "authorization": f"SDK-HMAC-SHA256 Access={ak}, SignedHeaders={';'.join(names)}, "
        f"Signature={mac}",
    }


@dataclass(frozen=True)
class Response:
    status: int
    headers: Headers
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        return str(self.json.get("error_code"))

    @property
    def violation(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(self.headers["x-emulator-violation"])
        return found


def send(method: str, url: str, headers: Headers | None = None, body: bytes = b"") -> Response:
    """Send bytes with the standard library: no pool, no retry, nothing added."""
    parts = urlsplit(url)
    # The engine reads an image in a second, and on a loaded machine in minutes.
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=600)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body or None, headers or {})
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        return Response(response.status, found, response.read())
    finally:
        connection.close()
