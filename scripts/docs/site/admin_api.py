"""Write the table of the admin API from the routes of the emulator."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

from ocr_emulator.http import admin
from ocr_emulator.http.admin.request import Route


def routes() -> list[Route]:
    """Return every route of the admin API, a path after the other."""
    found: dict[str, list[Route]] = {}
    for route in _all_routes():
        found.setdefault(route.path, []).append(route)
    return [route for path in sorted(found) for route in found[path]]


def table() -> str:
    """Return the table of routes with the text of each handler."""
    rows = ["| Request | What it does |", "|---|---|"]
    for route in routes():
        about = (inspect.getdoc(route.handler) or "").partition("\n")[0]
        rows.append(f"| `{route.method} /_emulator{route.path}` | {about} |")
    return "\n".join(rows)


def _all_routes() -> Iterator[Route]:
    for module in pkgutil.iter_modules(admin.__path__):
        found = importlib.import_module(f"{admin.__name__}.{module.name}")
        yield from getattr(found, "ROUTES", ())
