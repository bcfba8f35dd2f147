"""Optional dependencies: which packages a feature needs, and how to install them.

The advice is the same from the command, the module, an import and the fixture.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec


@dataclass(frozen=True, slots=True)
class _Extra:
    feature: str
    packages: tuple[str, ...]
    requirement: str


_EXTRAS = {
    "emulator": _Extra("The emulator", ("aiohttp", "jsonschema_rs"), "ocr-wrapper[emulator]"),
    "tls": _Extra("HTTPS", ("trustme",), "ocr-wrapper[emulator,tls]"),
}


class MissingExtraError(ModuleNotFoundError):
    """Raised when packages of an extra are not installed; the text says how to get them."""


def require(name: str) -> None:
    """Raise `MissingExtraError` when a package of an extra is not installed."""
    extra = _EXTRAS[name]
    missing = [package for package in extra.packages if not _installed(package)]
    if missing:
        which = "which is" if len(missing) == 1 else "which are"
        raise MissingExtraError(
            f"{extra.feature} needs {' and '.join(missing)}, {which} not installed: "
            f'run pip install "{extra.requirement}".',
            name=missing[0],
        )


def _installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ValueError:
        # A module without a specification was put into `sys.modules`: it can be imported.
        return True
