"""Rewrite the links of a Markdown page for its place in the site.

Pages are written for the repository, where a link names a file. The site has other addresses:
a link to a page of the site becomes a link to that page, and any other file is published with the
site, so that every link works from a folder, without a server and a network.
"""

from __future__ import annotations

import os.path
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Protocol

from scripts.layout import ToolError

_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)")
_DEFINITION = re.compile(r"^(\[[^\]]+\]: +)(\S+)$", re.MULTILINE)
_CODE = re.compile(r"^ *(```+|~~~+).*?^ *\1 *$", re.MULTILINE | re.DOTALL)
_EXTERNAL = re.compile(r"[a-z][a-z0-9+.-]*:|#|/")


class Publisher(Protocol):
    """Puts a file of the repository into the site."""

    def image(self, file: Path) -> PurePosixPath:
        """Return the path of an image in the source of the site."""

    def file(self, file: Path) -> PurePosixPath:
        """Return the path of any other file in the site."""


class LinkRewriter:
    """Rewrites pages; `pages` maps a file of the repository to its page in the site."""

    def __init__(
        self, root: Path, pages: Mapping[PurePosixPath, PurePosixPath], publisher: Publisher
    ) -> None:
        self._root = root
        self._pages = pages
        self._publisher = publisher

    def rewrite(self, text: str, origin: PurePosixPath, page: PurePosixPath) -> str:
        """Return the text of the file `origin` as the page `page` of the site has it.

        Code blocks are left as they are.
        """
        link = _Place(self, origin, page)
        parts, end = [], 0
        for code in _CODE.finditer(text):
            parts += [link.in_prose(text[end : code.start()]), code[0]]
            end = code.end()
        return "".join([*parts, link.in_prose(text[end:])])

    def page(self, named: PurePosixPath) -> PurePosixPath | None:
        """Return the page of a file, or of the README of a folder."""
        return self._pages.get(named) or self._pages.get(named / "README.md")

    def image(self, named: PurePosixPath) -> PurePosixPath:
        """Publish an image."""
        return self._publisher.image(self._root / named)

    def file(self, named: PurePosixPath) -> PurePosixPath | None:
        """Publish a file; None for a folder, which has no address."""
        file = self._root / named
        if not file.exists():
            raise ToolError(f"A page links to {named}, which does not exist.")
        return None if file.is_dir() else self._publisher.file(file)


class _Place:
    """Where a page is written and where it is shown."""

    def __init__(self, rewriter: LinkRewriter, origin: PurePosixPath, page: PurePosixPath) -> None:
        self._rewriter = rewriter
        self._origin = origin
        self._page = page

    def in_prose(self, text: str) -> str:
        """Return a text without code blocks with its links rewritten."""
        return _DEFINITION.sub(self._definition, _LINK.sub(self._link, text))

    def _definition(self, match: re.Match[str]) -> str:
        target, anchor = self._split(match[2])
        found = target and self._rewriter.page(target)
        return f"{match[1]}{self._from_here(found)}{anchor}" if found else match[0]

    def _link(self, match: re.Match[str]) -> str:
        bang, label, address = match.groups()
        target, anchor = self._split(address)
        if target is None:
            return match[0]
        if bang:
            return f"![{label}]({self._from_here(self._rewriter.image(target))})"
        page = self._rewriter.page(target)
        if page is not None:
            return f"[{label}]({self._from_here(page)}{anchor})"
        file = self._rewriter.file(target)
        if file is None:
            return label
        # Not a Markdown link: Sphinx would make it a download.
        return f'<a href="{self._from_here(file)}{anchor}">{label}</a>'

    def _split(self, address: str) -> tuple[PurePosixPath | None, str]:
        """Return the file that an address names and its anchor; None for another address."""
        target, hash_, anchor = address.partition("#")
        if not target or _EXTERNAL.match(address):
            return None, ""
        return PurePosixPath(os.path.normpath(self._origin.parent / target)), hash_ + anchor

    def _from_here(self, target: PurePosixPath) -> str:
        return PurePosixPath(os.path.relpath(target, self._page.parent)).as_posix()
