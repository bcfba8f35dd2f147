"""The page and its files over HTTP: headers, caching, size, no way for text to become markup."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from ocr_emulator.emulator import Emulator
from ocr_emulator.http.playground.assets import assets
from tests.emulator.http.playground.calls import token_of
from tests.emulator.signer import send
from tests.paths import ROOT

STATIC = ROOT / "ocr_emulator" / "http" / "playground" / "static"
SCRIPTS = sorted(STATIC.glob("*.js"))
MAX_BYTES = 60_000
"""Of page, style and scripts, as they are served."""


def test_page_is_served_at_the_root(emu: Emulator) -> None:
    """A person opens the address that the emulator printed."""
    answer = send("GET", emu.url + "/")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert b"OCR playground" in answer.body
    assert answer.headers["cache-control"] == "no-store"


def test_other_requests_to_the_root_are_no_page(emu: Emulator) -> None:
    """A client with a wrong address gets the service's error, and the journal has it."""
    assert send("POST", emu.url + "/").code == "APIG.0101"
    assert emu.journal.last.path == "/"


def test_visits_of_the_page_are_not_in_the_journal(emu: Emulator) -> None:
    """The journal has the calls of clients."""
    send("GET", emu.url + "/")
    assert len(emu.journal) == 0


@pytest.mark.parametrize("path", ["/", "/_emulator/playground/main.js"])
def test_policy_allows_own_scripts_and_nothing_else(emu: Emulator, path: str) -> None:
    """No inline script or style, no frame, no other origin, no markup from text."""
    headers = send("GET", emu.url + path).headers
    policy = dict(item.split(" ", 1) for item in headers["content-security-policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' blob: data:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers


def test_files_are_asked_for_again_and_sent_once(emu: Emulator) -> None:
    """The entity tag saves the transfer; an upgrade is seen at once."""
    url = emu.url + "/_emulator/playground/style.css"
    first = send("GET", url)
    assert first.headers["cache-control"] == "no-cache"
    second = send("GET", url, {"If-None-Match": first.headers["etag"]})
    assert (second.status, second.body) == (304, b"")


def test_files_of_the_page_are_asked_for_once(emu: Emulator) -> None:
    """Their addresses change with their content, so that the browser may keep them."""
    markup = send("GET", emu.url + "/").body.decode()
    addresses = set(re.findall(r'(?:href|src)="(/_emulator/playground/[^"]*)"', markup))
    scripts = {path.name for path in SCRIPTS} - {"watch.js", "break.js", "reference.js"}
    assert {address.rpartition("/")[2] for address in addresses} == {
        *scripts, "style.css", "icon.svg"
    }  # fmt: skip
    for address in addresses:
        assert "immutable" in send("GET", emu.url + address).headers["cache-control"]
    assert send("GET", f"{emu.url}/_emulator/playground/{'0' * 16}/main.js").status == 404


@pytest.mark.parametrize(
    "name", ["index.html", "nothing.js", "../routes.py", "%2e%2e/routes.py", "samples/", "/etc/x"]
)
def test_only_files_of_the_page_are_served(emu: Emulator, name: str) -> None:
    """Names outside the folder, and the page without its token, are not found."""
    assert send("GET", f"{emu.url}/_emulator/playground/{name}").status in (403, 404)


def test_every_script_begins_with_what_it_is() -> None:
    """A reader finds the module for a concern by the first lines."""
    assert [path.name for path in SCRIPTS if not path.read_text().startswith("// ")] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.name))
def test_scripts_insert_text_only(path: object) -> None:
    """What a document says is never read as markup or as code."""
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|srcdoc"
        r"|createContextualFragment|DOMParser|setTimeout\(\s*[\"'`]|\.html\(|javascript:"
    )
    assert re.findall(forbidden, (STATIC / str(path)).read_text(encoding="utf-8")) == []


def test_page_has_no_inline_script_style_or_foreign_address() -> None:
    """It works offline and under its policy."""
    markup = (STATIC / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<script(?![^>]* src=)|<style| style=| on\w+=", markup) == []
    everything = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.*"))
    addresses = set(re.findall(r"https?://[\w./-]*", everything))
    assert addresses <= {"http://www.w3.org/2000/svg", "https://"}


def test_page_is_small() -> None:
    """A page to be read in an afternoon, and quick to load."""
    assert sum(path.stat().st_size for path in STATIC.glob("*.*")) < MAX_BYTES


def test_samples_are_those_of_the_examples() -> None:
    """One set of images, in the package and in the checkout."""
    found = {path.name: path.read_bytes() for path in (STATIC / "samples").iterdir()}
    examples = ROOT / "examples" / "images"
    assert found == {name: (examples / name).read_bytes() for name in found}
    assert sum(map(len, found.values())) < 100_000


def test_files_are_found_as_package_data() -> None:
    """An installed package has them, also as a zip archive."""
    folder = files("ocr_emulator.http.playground") / "static"
    names = {item.name for item in folder.iterdir() if item.is_file()}
    assert names <= set(assets())


def test_token_is_new_for_each_start() -> None:
    """A page of an earlier start cannot call the next one."""
    with Emulator(engine=None) as first, Emulator(engine=None) as second:
        assert token_of(first) != token_of(second)
