"""Text escaping: recognized text never becomes markup, and can always be encoded."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SPECIAL = re.compile(r"([\\`*_\[\]#|~$]|<(?=[A-Za-z/!?])|&(?=#?[0-9A-Za-z]{1,40};)|^\s*>)")
"""Markup anywhere in a line; the filler of a machine-readable zone is not a tag. A character
reference would be shown as its character, and what stands between two dollars as a formula."""

_AT_START = re.compile(r"^(\s*)(\d*)([-+=](?!\d)|(?<=\d)[.)])")
"""Start of a list item or underline of a heading; a signed number is neither."""

_BLOCK = re.compile(r"#|>|`|~|[-+*=_]+(\s|$)|\d+[.)]\s")
"""Start of a line that ends a paragraph: heading, quotation, list, rule, code."""

_DOLLAR = re.compile(r"(\\.)|\$")
"""A dollar, which would end a formula; or, to be kept, a character behind a backslash."""

_TAG = re.compile(r"<(?=[A-Za-z/!?])")

_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a character, which JSON can contain and no file can hold."""


def encodable(text: str) -> str:
    """Replace lone surrogates, so that the text can be written as UTF-8."""
    return text if text.isascii() else _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def escape_line(text: str) -> str:
    """Escape everything in one line of text that Markdown would interpret as markup."""
    return _AT_START.sub(r"\1\2\\\3", _SPECIAL.sub(r"\\\1", text)) if text else ""


def paragraph(text: str) -> str:
    """Keep the line breaks of a text: Markdown breaks a line after two trailing spaces."""
    return "  \n".join(escape_line(line.replace("\t", "    ")) for line in text.split("\n"))


def formula_block(formula: str) -> str:
    """Return a LaTeX formula as a block that it cannot leave.

    It becomes one line, because a blank line ends the block, and what would be markup where
    formulas are not known gets a space or an empty group, which LaTeX does not show.
    """
    flat = _DOLLAR.sub(r"\1", " ".join(formula.split()))
    safe = _TAG.sub(r"\\lt ", flat).replace("](", "] (")
    return f"$$\n{'{} ' if _BLOCK.match(safe) else ''}{safe}\n$$"


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a Markdown table, the first one as its header."""
    if not rows:
        return ""
    head, *body = [[_cell(text) for text in row] for row in rows]
    ruler = ["---"] * len(head)
    return encodable("".join(f"| {' | '.join(row)} |\n" for row in [head, ruler, *body]))


def _cell(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "<br>".join(escape_line(line) for line in lines)
