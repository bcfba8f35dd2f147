"""Sign requests of the contract tests, with the tests' own reading of the rules."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Any

from tests.emulator.signer import signed as _signed
from tests.emulator.signer import stamp

_SIGNED = ("content-type", "x-project-id", "enterprise-project-id")


def signed(
    method: str, url: str, body: bytes, ak: str, sk: str, headers: Mapping[str, str]
) -> dict[str, str]:
    """Return the headers that prove who sends these very bytes."""
    extra = {n.lower(): v for n, v in headers.items() if n.lower() in _SIGNED}
    return _signed(method, url, body, ak, sk, stamp(time.time()), extra)


def authorization(
    method: str,
    path: str,
    headers: Mapping[str, str],
    body: bytes,
    ak: str,
    sk: str,
    date: str,
) -> str:
    """Return the signature over exactly these headers, whether or not others are sent."""
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = f"{method}\n{path}/\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    mac = hmac.new(sk.encode(), f"SDK-HMAC-SHA256\n{date}\n{digest}".encode(), hashlib.sha256)
    return f"SDK-HMAC-SHA256 Access={ak}, SignedHeaders={names}, Signature={mac.hexdigest()}"


def login(user: Mapping[str, str], region: str) -> dict[str, Any]:
    """Return the body of a password login for the project of a region."""
    return {
        "auth": {
            "identity": {
                "methods": ["password"],
                "password": {
                    "user": {
                        "name": user["name"],
                        "password": user["password"],
                        "domain": {"name": user["domain"]},
                    }
                },
            },
            "scope": {"project": {"name": region}},
        }
    }
