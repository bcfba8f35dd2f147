"""The pages for people are whole and need nothing from elsewhere."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from scripts.codegen import catalog
from scripts.contract import ledger
from scripts.contract.document import operations
from scripts.docs import build, operations_table, reference
from scripts.layout import PACKAGE, Layout

LEDGER = ledger.read(Layout.of_repository().contract)
_VOID = {"meta", "link", "hr", "br"}


class _Reader(HTMLParser):
    """Collect ids, links and addresses; complain about elements that do not nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.elements: set[str] = set()
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        if tag not in _VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(str(value))
            elif name == "href":
                self.links.append(str(value))
            elif name in ("src", "srcset", "action", "data", "style"):
                self.loads.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()


@pytest.fixture
def page(bundle: dict[str, Any]) -> _Reader:
    """Return the parsed reference page."""
    reader = _Reader()
    reader.feed(reference.page(bundle, LEDGER))
    reader.close()
    return reader


def test_reference_page_loads_nothing_from_the_network(
    page: _Reader, bundle: dict[str, Any]
) -> None:
    """No script, image, style sheet, frame or address: the network may be off."""
    assert page.loads == []
    assert not page.elements & {"script", "img", "iframe", "link", "object", "video", "form"}
    assert "@import" not in reference.page(bundle, LEDGER)
    assert "url(" not in reference.page(bundle, LEDGER)
    assert all(link.startswith("#") for link in page.links)


def test_reference_page_is_well_formed_html(page: _Reader) -> None:
    """Elements nest, ids are unique and every internal link has a target."""
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


def test_reference_page_lists_every_operation_error_and_region(
    page: _Reader, bundle: dict[str, Any]
) -> None:
    """Nothing of the contract is left out."""
    text = reference.page(bundle, LEDGER)
    assert {place.name for place in operations(bundle)} <= set(page.ids)
    for table in ("x-errors", "x-error-families", "x-error-statuses", "x-regions"):
        for code in bundle[table]:
            assert f"<code>{code}</code>" in text
    for facts in bundle["x-errors"].values():
        for message in facts["messages"]:
            assert html.escape(message, quote=False) in text
    assert "`" not in re.sub("<pre>.*?</pre>", "", text, flags=re.DOTALL)
    for name, part in bundle["components"]["schemas"].items():
        for field in part.get("properties") or {}:
            assert f"<code>{field}</code>" in text, (name, field)


def test_contract_texts_are_escaped_in_html(bundle: dict[str, Any]) -> None:
    """A description cannot become markup."""
    bundle["info"]["description"] = 'Less than < and "<script>alert(1)</script>".'
    assert "<script>" not in reference.page(bundle, LEDGER)


def test_operations_table_lists_every_operation_region_and_option(bundle: dict[str, Any]) -> None:
    """Each operation is in all three tables, with all its options."""
    text = operations_table.page(bundle)
    for place in catalog.recognizers(bundle):
        assert text.count(f"| `{place.name}` |") >= 3
    for region in bundle["x-regions"]:
        assert f" {region} |" in text
    widths: dict[str, int] = {}
    for line in text.splitlines():
        if line.startswith("|"):
            cells = line.replace("\\|", "").count("|")
            assert cells == widths.setdefault("now", cells), line
        else:
            widths.clear()


def test_docs_command_needs_no_node(
    bundle: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`make docs` works from the committed bundle alone."""
    monkeypatch.setenv("PATH", "")
    assert build.main(["--docs", str(tmp_path), "--output", str(tmp_path)]) == 0
    written = (tmp_path / PACKAGE / "reference.html").read_text(encoding="utf-8")
    assert written == reference.page(bundle, LEDGER)
    assert build.differences(bundle, tmp_path) == []
    (tmp_path / "operations.md").write_text("", encoding="utf-8")
    assert len(build.differences(bundle, tmp_path)) == 1
