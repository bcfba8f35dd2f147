"""Unread parts of a response: what could not be recognized, why, and what to install.

A recognizer never guesses: it leaves a part empty and names it here. The emulator sends the list in
a header and writes it into the journal, because the body has the shape of the service's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

HEADER = "X-Emulator-Unread"
MAX_PARTS = 20
_MAX_TEXT = 160
_UNPRINTABLE = re.compile(r"[^ -~]")
_NO_TOKEN = re.compile(r"[^A-Za-z0-9_.:/*-]")


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of a response that could not be read."""

    part: str
    """Name of the field, as in the contract: `formula_result`, `date_of_birth`."""
    reason: str
    """Why, in words of ours: never the content of the image."""
    install: str = ""
    """Requirement to install, as pip takes it; empty when nothing helps."""

    def to_dict(self) -> dict[str, str]:
        """Return the part as the journal shows it."""
        return {name: value for name, value in asdict(self).items() if value}


def bounded(parts: Iterable[Unread]) -> tuple[Unread, ...]:
    """Return as many parts as a header holds, each text shortened."""
    kept: list[Unread] = []
    for part in parts:
        if len(kept) == MAX_PARTS:
            break
        kept.append(
            Unread(part.part[:_MAX_TEXT], part.reason[:_MAX_TEXT], part.install[:_MAX_TEXT])
        )
    return tuple(kept)


def header(parts: Sequence[Mapping[str, str]]) -> str:
    """Return the parts as one ASCII line: a list of structured fields (RFC 9651).

    `formula_result;reason="…";install="…", layout_result;reason="…"`
    """
    return ", ".join(_item(part) for part in parts[:MAX_PARTS])


def _item(part: Mapping[str, str]) -> str:
    name = _NO_TOKEN.sub("-", part["part"][:_MAX_TEXT])
    # A token begins with a letter or a star.
    token = name if name[:1].isalpha() else f"*{name}"
    texts = [f';{key}="{_quoted(part[key])}"' for key in ("reason", "install") if part.get(key)]
    return token + "".join(texts)


def _quoted(text: str) -> str:
    plain = _UNPRINTABLE.sub("?", text[:_MAX_TEXT])
    return plain.replace("\\", "\\\\").replace('"', '\\"')
