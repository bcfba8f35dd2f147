"""Static files of the documentation site, or the address of it.

The site is not in the wheel. A checkout where `make docs` was run has it, and the emulator serves
it from there, so that its pages are at hand without a network.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from aiohttp import web

from ocr_emulator.http.admin.request import AdminError, AdminRequest, Route
from ocr_emulator.workers.threads import in_thread

DISTRIBUTION = "ocr-wrapper"
SITE = Path(__file__).resolve().parents[2] / "out" / "site"
"""Where `make docs` writes; below site-packages, in an installation, there is no such folder."""

_PATH = "/documentation/"
_CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
_OTHER_TYPE = "application/octet-stream"
_HEADERS = {
    # The theme has scripts and styles within its pages; nothing is loaded from elsewhere.
    "Content-Security-Policy": "default-src 'none'; script-src 'self' 'unsafe-inline'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
}


def address() -> str | None:
    """Return where to read the documentation: here, else at its public address; None if nowhere."""
    if (SITE / "index.html").is_file():
        return f"/_emulator{_PATH}index.html"
    return _public_address()


def _public_address() -> str | None:
    """Return the address that the metadata of the distribution names."""
    try:
        links = metadata(DISTRIBUTION).get_all("Project-URL") or []
    except PackageNotFoundError:
        return None
    for link in links:
        label, _, url = str(link).partition(",")
        if label.strip().lower() == "documentation" and url.strip().startswith("https://"):
            return url.strip()
    return None


async def page(request: AdminRequest) -> web.Response:
    """Return a file of the documentation, if `make docs` was run in this checkout."""
    name = request.parameters["name"] or "index.html"
    body = await in_thread(lambda: _read(name))
    if body is None:
        raise AdminError(404, f"the documentation has no page {name[:80]!r}; `make docs` builds it")
    content_type = _CONTENT_TYPES.get(Path(name).suffix, _OTHER_TYPE)
    return web.Response(body=body, headers={**_HEADERS, "Content-Type": content_type})


def _read(name: str) -> bytes | None:
    """Return a file of the site; None for a name outside of it or of no file."""
    path = (SITE / name).resolve()
    if not path.is_relative_to(SITE.resolve()):
        return None
    try:
        return path.read_bytes()
    except OSError:
        return None


ROUTES = (Route("GET", _PATH + "{name:.*}", page, None),)
