"""The built site is complete, and works from a folder without a network."""

from __future__ import annotations

import html
import importlib
import inspect
import json
import re
import shutil
import subprocess
import sys
import urllib.request
import zlib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from threading import Thread
from urllib.parse import unquote

import pytest
from huawei_ocr_api.catalog import OPERATIONS

from ocr_emulator.http.admin.request import Route
from ocr_wrapper.cli.app import build as command_group
from scripts.contract.document import load_yaml
from scripts.docs.site import admin_api, error_pages, serve
from scripts.layout import Layout
from tests.paths import ROOT

BUNDLE = load_yaml(Layout.of_repository().bundle)


class _Page(HTMLParser):
    """Collects what a page loads, where it links, and the places that a link can name."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.places: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.places.add(found["id"])
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag == "link" and found.get("rel") not in ("index", "search", "next", "prev"):
            self.loads.append(found.get("href", ""))
        if tag in ("script", "img", "iframe", "source", "video") and "src" in found:
            self.loads.append(found["src"])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site once, as `make docs` does; a warning of Sphinx fails every test here."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "scripts.docs.site.build"]
    command += ["--output", str(folder / "out"), "--cache", str(folder / "cache")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return folder / "out"


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[Path, _Page]:
    """Return every page of the site, parsed."""
    found = {}
    for path in site.rglob("*.html"):
        page = _Page()
        page.feed(path.read_text(encoding="utf-8"))
        found[path] = page
    return found


def _names(site: Path) -> set[str]:
    """Return the names of the library reference, from the inventory of the site."""
    content = (site / "objects.inv").read_bytes()
    _, _, _, _, packed = content.split(b"\n", 4)
    return {line.split(" ", 1)[0] for line in zlib.decompress(packed).decode().splitlines()}


def test_no_page_loads_anything_from_the_network(pages: dict[Path, _Page]) -> None:
    """Scripts, styles, fonts and images are files of the site."""
    outside = {load for page in pages.values() for load in page.loads if ":" in load}
    assert {load for load in outside if not load.startswith("data:")} == set()


def test_no_style_loads_anything_from_the_network(site: Path) -> None:
    """No style sheet imports a style or a font from elsewhere."""
    for path in site.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"(?:@import|url\()[\s\"']*(?:https?:)?//", text) == [], path.name


def test_every_link_has_a_target(site: Path, pages: dict[Path, _Page]) -> None:
    """A link inside the site names a file of it and a place on that page."""
    assert sorted(_broken(site, pages)) == []


def _broken(site: Path, pages: dict[Path, _Page]) -> Iterator[str]:
    for path, page in pages.items():
        if "files" in path.relative_to(site).parts:
            continue
        for link in page.links:
            target, _, place = unquote(link).partition("#")
            if re.match(r"[a-z]+:", target):
                continue
            file = (path.parent / target).resolve() if target else path
            if not file.is_file() or (place and file in pages and place not in pages[file].places):
                yield f"{path.relative_to(site)}: {link}"


def test_every_page_is_linked_from_the_text_of_another(site: Path) -> None:
    """The navigation is long: a reader who follows the text finds every page too."""
    texts = {
        path: "".join(re.findall(r"<article.*?</article>", path.read_text("utf-8"), re.DOTALL))
        for path in site.rglob("*.html")
        if "files" not in path.relative_to(site).parts
    }
    linked = {
        (path.parent / target).resolve()
        for path, text in texts.items()
        for target in re.findall(r'href="([^"#:]+)', text)
        if (path.parent / target).resolve() != path
    }
    of_sphinx = {site / f"{name}.html" for name in ("genindex", "py-modindex", "search")}
    assert texts.keys() - linked - of_sphinx - {site / "index.html"} == set()


@pytest.mark.parametrize(
    "package", ["ocr_wrapper", "ocr_wrapper.batch", "ocr_wrapper.exports", "ocr_emulator"]
)
def test_every_public_name_is_in_the_library_reference(site: Path, package: str) -> None:
    """Each name that can be imported from a package has an entry with its text."""
    found = importlib.import_module(package)
    # A module among the names is a package with a page of its own, or the tree of errors.
    public = [name for name in found.__all__ if not inspect.ismodule(getattr(found, name))]
    assert public != []
    assert {f"{package}.{name}" for name in public} - _names(site) == set()


def test_every_operation_is_a_method_in_the_library_reference(site: Path) -> None:
    """Both clients have an entry for each operation."""
    names = _names(site)
    for client in ("OcrClient", "AsyncOcrClient"):
        assert [x for x in OPERATIONS if f"ocr_wrapper.{client}.{x}" not in names] == []


def test_every_error_code_has_a_page_with_an_example(site: Path) -> None:
    """Each code and family of the contract has a page: remedy, program, response."""
    codes = {**BUNDLE["x-errors"], **BUNDLE["x-error-families"]}
    for page in error_pages.error_pages(BUNDLE):
        text = (site / "reference" / "errors" / f"{page.name}.html").read_text(encoding="utf-8")
        assert page.exception in text
        shown = " ".join(html.unescape(re.sub("<[^>]+>", "", text)).split())
        assert "HTTP/1.1" in shown
        remedy = page.facts["remedy"].replace("`", "")
        assert f"What to do: {remedy}" in shown.replace("’", "'"), page.code
        del codes[page.code]
    assert codes == {}


def test_every_command_has_a_page_with_its_options(site: Path) -> None:
    """Each command that is not hidden has a page that names all its options."""
    group = command_group()
    context = group.make_context("hwocr", ["operations"], resilient_parsing=True)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if command.hidden:
            continue
        text = (site / "reference" / "commands" / f"{name}.html").read_text(encoding="utf-8")
        for option in command.params:
            if option.param_type_name == "option" and not getattr(option, "hidden", False):
                assert option.opts[-1].lstrip("-") in text, (name, option.opts)


def test_every_admin_route_is_listed(site: Path) -> None:
    """The page of the admin API has a row for each route, with what it does."""
    text = (site / "reference" / "admin-api.html").read_text(encoding="utf-8")
    found: list[Route] = admin_api.routes()
    assert len(found) > 30
    for route in found:
        assert f"{route.method} /_emulator{route.path}<" in re.sub("</?span[^>]*>", "", text)


def test_search_index_is_a_script_with_the_words_of_all_pages(site: Path) -> None:
    """The search loads a script and no data, so that it works from a folder too."""
    text = (site / "searchindex.js").read_text(encoding="utf-8")
    assert text.startswith("Search.setIndex(")
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    assert "reference/errors/AIS.0103" in index["docnames"]
    assert {"passport", "deadlin", "emul"} <= set(index["terms"])


@pytest.mark.skipif(shutil.which("chromium") is None, reason="NOT TESTED, no Chromium is installed")
def test_search_works_from_a_folder(site: Path, tmp_path: Path) -> None:
    """Opened as a file in a browser, the search finds a page and links to it."""
    address = f"{(site / 'search.html').as_uri()}?q=lost+response"
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
    command += ["--disable-background-networking", f"--user-data-dir={tmp_path}"]
    command += ["--virtual-time-budget=20000", "--dump-dom", address]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert 'href="guides/retries-and-billing.html' in done.stdout


def test_server_shows_the_site_on_loopback(site: Path) -> None:
    """`make serve-docs` serves the first page to this machine."""
    with serve.server(site, 0) as serving:
        Thread(target=serving.serve_forever, daemon=True).start()
        with urllib.request.urlopen(f"http://127.0.0.1:{serving.server_port}/") as response:
            assert b"Huawei Cloud OCR for Python" in response.read()
        serving.shutdown()


def test_server_without_a_site_says_what_to_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty folder is an error with the remedy."""
    assert serve.main(["--folder", str(tmp_path)]) == 1
    assert "make docs" in capsys.readouterr().err
