"""Sphinx extension: two corrections of how docstrings are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_COLON = "\ue000"
"""Stands for a colon while napoleon reads the text of an attribute."""


def hide_colons(
    _app: Sphinx, what: str, _name: str, _object: object, _options: object, lines: list[str]
) -> None:
    """Keep "Seconds for a call: retries included" a text; napoleon would read a type in it."""
    if what == "attribute" and lines:
        lines[0] = lines[0].replace(":", _COLON)


def show_colons(
    _app: Sphinx, _what: str, _name: str, _object: object, _options: object, lines: list[str]
) -> None:
    """Put the colons back."""
    lines[:] = [line.replace(_COLON, ":") for line in lines]


def draw_dashes(_app: Sphinx, doctree: nodes.document) -> None:
    """Replace the two hyphens that Sphinx puts between the name of a parameter and its text.

    Typographic quotes and dashes are off, because `--format` has to stay as it is.
    """
    for text in list(doctree.findall(nodes.Text)):
        if text == " -- " and text.parent is not None:
            text.parent.replace(text, nodes.Text(" – "))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the corrections, one before and one after napoleon."""
    app.connect("autodoc-process-docstring", hide_colons, priority=100)
    app.connect("autodoc-process-docstring", show_colons, priority=900)
    app.connect("doctree-read", draw_dashes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
