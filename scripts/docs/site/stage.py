"""Assemble the source folder of the site: pages of `docs/`, of the repository, and generated ones.

A file is written only if it changed, so that Sphinx reads again only what changed.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path, PurePosixPath

from scripts.docs.site.links import LinkRewriter

REPOSITORY_PAGES = {
    "ARCHITECTURE.md": "explanation/decisions.md",
    "CHANGELOG.md": "project/changelog.md",
    "CODE_OF_CONDUCT.md": "project/code-of-conduct.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "SECURITY.md": "project/security.md",
    "openapi/DEVIATIONS.md": "explanation/deviations.md",
    "benchmarks/RESULTS.md": "explanation/performance.md",
    "benchmarks/accuracy.md": "explanation/accuracy.md",
    "benchmarks/alternatives.md": "explanation/alternatives.md",
}
"""Pages outside `docs/` that the site shows too; one that does not exist is left out."""

_DRAWING = re.compile(
    r"^!\[(?P<text>[^\]]*)\]\((?P<file>[^)\s]*images/[^)\s]+\.svg)\)$", re.MULTILINE
)
_PART = re.compile(r"^<!-- site: ([a-z-]+) -->(?:\n\*.*\*)?$", re.MULTILINE)
"""Place of a generated part, with what the repository shows in its place."""
_OPTIONAL = re.compile(r"^(\S+)\?\n", re.MULTILINE)
"""An entry of a table of contents whose page may not exist: `security?`."""
_OTHERS = re.compile(r"^\*\?$", re.MULTILINE)
"""Place of all pages of the folder that the table of contents does not list."""
_EXAMPLES = PurePosixPath("examples/index.md")
"""Page of the examples' README, which is followed by those of the examples."""
_SHOWN = frozenset({".html", ".pdf", ".png", ".svg"})
_STATIC = ("conf.py", "_static", "_templates")


def pages_of(root: Path) -> dict[PurePosixPath, PurePosixPath]:
    """Return the pages of the site by the file of the repository that each is written in."""
    docs = root / "docs"
    found = {
        PurePosixPath(path.relative_to(root).as_posix()): PurePosixPath(
            path.relative_to(docs).as_posix()
        )
        for path in sorted(docs.rglob("*.md"))
    }
    for name, page in REPOSITORY_PAGES.items():
        if (root / name).is_file():
            found[PurePosixPath(name)] = PurePosixPath(page)
    for readme in sorted(root.glob("examples/**/README.md")):
        origin = PurePosixPath(readme.relative_to(root).as_posix())
        name = "-".join(origin.parent.parts[1:]) or "index"
        found[origin] = PurePosixPath("examples") / f"{name}.md"
    return found


def _entry(folder: PurePosixPath, pages: Collection[PurePosixPath], match: re.Match[str]) -> str:
    """Return an optional entry of a table of contents, nothing if there is no such page."""
    return f"{match[1]}\n" if folder / f"{match[1]}.md" in pages else ""


def _others(page: PurePosixPath, text: str, pages: Iterable[PurePosixPath]) -> str:
    """Return the entries of the pages beside a page that it does not list."""
    listed = set(re.findall(r"^(?:.*<)?([\w-]+)(?:>|\?)?$", text, re.MULTILINE)) | {page.stem}
    return "\n".join(sorted({one.stem for one in pages if one.parent == page.parent} - listed))


def _contents(pages: Iterable[PurePosixPath]) -> str:
    """Return a table of contents, which the navigation shows and the page does not."""
    names = sorted(page.stem for page in pages if page != _EXAMPLES)
    return "\n".join(["\n```{toctree}\n:hidden:\n", *names, "```\n"])


class Stage:
    """Writes the source folder of one build."""

    def __init__(self, root: Path, target: Path) -> None:
        self._root = root
        self._target = target
        self._kept: set[Path] = set()

    def write(self, generated: Mapping[str, str], parts: Mapping[str, str]) -> None:
        """Write every page, and remove the files of an earlier build that no longer exist.

        Args:
            generated: Text of the generated pages by their path in the site.
            parts: Generated parts of hand-written pages by name; a comment
                `<!-- site: NAME -->` says where a part belongs.
        """
        pages = pages_of(self._root)
        links = LinkRewriter(self._root, pages, self)
        for origin, page in pages.items():
            text = links.rewrite(self._with_drawings(origin), origin, page)
            text = _OTHERS.sub(_others(page, text, pages.values()), text)
            text = _OPTIONAL.sub(functools.partial(_entry, page.parent, set(pages.values())), text)
            text = _PART.sub(lambda match: parts[match[1]], text)
            if page == _EXAMPLES:
                text += _contents(other for other in pages.values() if other.parent == page.parent)
            self._write(page, text.encode())
        for name, text in generated.items():
            self._write(PurePosixPath(name), text.encode())
        for path in self._settings():
            self._write(
                PurePosixPath(path.relative_to(self._root / "docs").as_posix()), path.read_bytes()
            )
        self._remove_others()

    def _with_drawings(self, origin: PurePosixPath) -> str:
        """Return a page with its drawings as part of it, where the style sheet colours them."""
        file = self._root / origin

        def inline(match: re.Match[str]) -> str:
            svg = (file.parent / match["file"]).read_text(encoding="utf-8")
            svg = svg[svg.index("<svg") :].strip()
            return f'```{{raw}} html\n<figure class="drawing">{svg}</figure>\n```'

        return _DRAWING.sub(inline, file.read_text(encoding="utf-8"))

    def _settings(self) -> list[Path]:
        docs = self._root / "docs"
        found = [docs / name for name in _STATIC]
        return [
            path
            for item in found
            for path in (sorted(item.rglob("*")) if item.is_dir() else [item])
            if path.is_file()
        ]

    def image(self, file: Path) -> PurePosixPath:
        """Copy an image that a page shows; return its path in the source folder."""
        name = PurePosixPath("_images") / file.relative_to(self._root).as_posix()
        self._write(name, file.read_bytes())
        return name

    def file(self, file: Path) -> PurePosixPath:
        """Publish a file that a page links to; return its path in the site.

        Source code gets the suffix `.txt`, so that a browser shows it.
        """
        name = PurePosixPath("files") / file.relative_to(self._root).as_posix()
        if name.suffix not in _SHOWN:
            name = name.with_name(f"{name.name}.txt")
        self._write(PurePosixPath("_extra") / name, file.read_bytes())
        return name

    def _write(self, name: PurePosixPath, content: bytes) -> None:
        path = self._target / name
        self._kept.add(path)
        if path.is_file() and path.read_bytes() == content:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def _remove_others(self) -> None:
        for path in self._target.rglob("*"):
            if path.is_file() and path not in self._kept:
                path.unlink()
