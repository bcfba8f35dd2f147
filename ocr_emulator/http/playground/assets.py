"""Static files of the playground: page, style sheet, scripts and sample images.

They are package data and are served by the emulator itself, so that the page works offline. Every
file comes with a Content-Security-Policy: the page shows texts that come from scanned
documents, and none of them may become markup or script.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from aiohttp import web

CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        # `blob:` is the image that the user dropped, `data:` one inside a result.
        "img-src 'self' blob: data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        # The browser refuses every assignment of text to innerHTML and the like.
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_FOLDER = "/_emulator/playground"
_IMPORT = re.compile(rb'^import .* from "\./(\w+\.js)";$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file with its media type and its entity tag."""

    body: bytes
    content_type: str
    etag: str


@lru_cache(maxsize=1)
def assets() -> dict[str, Asset]:
    """Return all files by their names below the page, `samples/receipt.png` included."""
    found: dict[str, Asset] = {}
    folders: list[tuple[str, Traversable]] = [("", files(__package__) / "static")]
    while folders:
        prefix, folder = folders.pop()
        for item in folder.iterdir():
            if item.is_dir():
                folders.append((f"{prefix}{item.name}/", item))
                continue
            content_type = CONTENT_TYPES.get("." + item.name.rpartition(".")[2])
            if content_type is not None:
                body = item.read_bytes()
                etag = f'"{sha256(body).hexdigest()[:24]}"'
                found[prefix + item.name] = Asset(body, content_type, etag)
    return found


@lru_cache(maxsize=1)
def version() -> str:
    """Return a digest of all files, which stands in their addresses.

    So the browser asks for a file once and keeps it; after an upgrade the address is another one.
    """
    return sha256("".join(asset.etag for asset in assets().values()).encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def modules() -> tuple[str, ...]:
    """Return the scripts of the first view and those that they import, directly or not.

    The page names them all, so that the browser does not find them one after the other.
    """
    found = ["main.js", "try.js"]
    for script in found:
        imported = _IMPORT.findall(assets()[script].body)
        found += [other.decode() for other in imported if other.decode() not in found]
    return tuple(found)


def page(token: str) -> web.Response:
    """Return the page with the token in it; empty for a page that has to ask for the token.

    It is never stored: a page in a cache would have the token of an earlier start.
    """
    asset = assets()["index.html"]
    folder = f"{_FOLDER}/{version()}"
    # The style sheet comes first: nothing is painted without it.
    link = f'<link rel="modulepreload" fetchpriority="low" href="{folder}/%s">'
    links = "\n".join(link % name for name in modules())
    values = {"token": token, "folder": folder, "modules": links}
    body = asset.body.decode()
    for name, value in values.items():
        body = body.replace(f"{{{{{name}}}}}", value)
    return web.Response(
        body=body.encode(),
        headers={
            **SECURITY_HEADERS,
            "Content-Type": asset.content_type,
            "Cache-Control": "no-store",
        },
    )


def asset_response(name: str, known_etag: str) -> web.Response | None:
    """Return a file, or 304 when the browser has it already; None for an unknown name."""
    versioned = name.startswith(f"{version()}/")
    name = name.partition("/")[2] if versioned else name
    asset = assets().get(name)
    if asset is None or name == "index.html":
        return None
    # `no-cache` lets the browser keep the file and makes it ask: an upgrade is seen at once.
    caching = "max-age=31536000, immutable" if versioned else "no-cache"
    headers = {**SECURITY_HEADERS, "ETag": asset.etag, "Cache-Control": caching}
    if asset.etag in known_etag:
        return web.Response(status=304, headers=headers)
    return web.Response(body=asset.body, headers={**headers, "Content-Type": asset.content_type})
