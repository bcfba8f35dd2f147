"""Checks of values that a user scripts: types, ranges, names.

A typo or a wrong type is an error when it is written, with a suggestion; a script that does
nothing would make a test pass for the wrong reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

MAX_SECONDS = 1e10
"""Longest duration, 317 years: long enough for absurd values, and every date stays valid."""
MAX_TEXT = 300
_MAX_LISTED = 12


def shorten(text: str, limit: int = MAX_TEXT) -> str:
    """Cut a text that comes from outside to so many characters."""
    return text if len(text) <= limit else text[:limit] + "…"


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return what was probably meant, or the known names if they are few."""
    names = list(known)
    near = get_close_matches(name.lower(), [item.lower() for item in names], n=1, cutoff=0.6)
    if near:
        found = next(item for item in names if item.lower() == near[0])
        return f"did you mean {found!r}?"
    if len(names) <= _MAX_LISTED:
        return f"known: {', '.join(sorted(names))}"
    return f"{len(names)} are known"


def unknown_name(what: str, name: object, known: Iterable[str]) -> ValueError:
    """Return the error for a name that does not exist, with a suggestion."""
    if not isinstance(name, str):
        return ValueError(f"{what} must be a string, not {type(name).__name__}")
    return ValueError(f"unknown {what} {shorten(name, 60)!r}; {suggestion(name, known)}")


def name_of(what: str, value: object, known: Collection[str]) -> str:
    """Return a name that is known; raises `ValueError` with a suggestion otherwise."""
    if not isinstance(value, str) or value not in known:
        raise unknown_name(what, value, known)
    return value


def known_fields(what: str, fields: Iterable[str], known: Collection[str]) -> None:
    """Raise `ValueError` with a suggestion for a field that is not known."""
    for name in fields:
        if name not in known:
            raise unknown_name(f"field of {what}", name, known)


def number(what: str, value: object, low: float = -MAX_SECONDS, high: float = MAX_SECONDS) -> float:
    """Return a finite number in a range; raises `ValueError` for anything else."""
    good = isinstance(value, int | float) and not isinstance(value, bool)
    # NaN and infinity are in no range; `isfinite` has no room for long integers.
    if not good or not low <= value <= high:  # type: ignore[operator]
        got = shorten(repr(value), 60)
        raise ValueError(f"{what} must be a number between {low:g} and {high:g}, not {got}")
    return value  # type: ignore[return-value]


def integer(what: str, value: object, low: int, high: int) -> int:
    """Return an integer in a range; raises `ValueError` for anything else."""
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        got = shorten(repr(value), 60)
        raise ValueError(f"{what} must be an integer between {low} and {high}, not {got}")
    return value


def boolean(what: str, value: object) -> bool:
    """Return a Boolean; raises `ValueError` for anything else."""
    if not isinstance(value, bool):
        raise ValueError(f"{what} must be true or false, not {shorten(repr(value), 60)}")
    return value


def text(what: str, value: object, limit: int = MAX_TEXT) -> str:
    """Return a printable, non-empty text; raises `ValueError` for anything else."""
    if not isinstance(value, str) or not value or len(value) > limit or not value.isprintable():
        got = shorten(repr(value), 60)
        raise ValueError(f"{what} must be a text of 1 to {limit} printable characters, not {got}")
    return value
