"""HTML builder that escapes all text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from scripts.contract.ledger import NUMBER

_CODE = re.compile(r"`([^`]+)`")
_VOID = frozenset(("meta", "link", "hr"))


@dataclass(frozen=True)
class Markup:
    """Text that is HTML already and is not escaped again."""

    text: str


Child: TypeAlias = "Markup | str | Iterable[Child]"


def tag(name: str, /, *children: Child, **attributes: str | bool) -> Markup:
    """Return an element; `class_` is the attribute `class`, True one without a value."""
    opening = name
    for key, value in attributes.items():
        label = key.rstrip("_").replace("_", "-")
        if value is True:
            opening += f" {label}"
        elif value is not False:
            opening += f' {label}="{html.escape(str(value))}"'
    if name in _VOID:
        return Markup(f"<{opening}>")
    return Markup(f"<{opening}>{join(children).text}</{name}>")


def join(children: Iterable[Child]) -> Markup:
    """Return children as one, text among them escaped."""
    parts = []
    for child in children:
        if isinstance(child, Markup):
            parts.append(child.text)
        elif isinstance(child, str):
            parts.append(html.escape(child, quote=False))
        else:
            parts.append(join(child).text)
    return Markup("".join(parts))


def inline(text: str) -> Markup:
    """Return a line of a description: backquotes become code, numbers of the ledger links."""
    parts: list[Child] = []
    for index, part in enumerate(_CODE.split(" ".join(text.split()))):
        parts.append(tag("code", part) if index % 2 else _linked(part))
    return join(parts)


def _linked(text: str) -> Markup:
    parts: list[Child] = []
    end = 0
    for match in NUMBER.finditer(text):
        parts += [text[end : match.start()], tag("a", match[0], href=f"#{match[0].lower()}")]
        end = match.end()
    return join([*parts, text[end:]])


def prose(text: str) -> Markup:
    """Return a description of several paragraphs."""
    return join(tag("p", inline(part)) for part in text.strip().split("\n\n") if part.strip())


def table(head: Sequence[str], rows: Iterable[Sequence[Child]]) -> Markup:
    """Return a table that scrolls horizontally in a narrow window."""
    body = [tag("tr", [tag("td", cell) for cell in row]) for row in rows]
    top = tag("tr", [tag("th", name, scope="col") for name in head])
    return tag("div", tag("table", tag("thead", top), tag("tbody", body)), class_="wide")
