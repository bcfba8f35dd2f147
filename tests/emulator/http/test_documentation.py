"""Documentation at the emulator: of the checkout, of the package's metadata, or none."""

from __future__ import annotations

from email.message import Message
from pathlib import Path

import pytest

from ocr_emulator.emulator import Emulator
from ocr_emulator.http import documentation
from tests.emulator.http.playground.calls import page_call
from tests.emulator.http.test_admin import admin

PUBLIC = "https://docs.example.com/"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder in place of the one that `make docs` writes, with a secret beside it."""
    folder = tmp_path / "site"
    (folder / "guides").mkdir(parents=True)
    (folder / "index.html").write_text("<h1>Home</h1>", encoding="utf-8")
    (folder / "guides" / "batch.html").write_text("<h1>Batch</h1>", encoding="utf-8")
    (folder / "_static").mkdir()
    (folder / "_static" / "site.css").write_text("h1 {}", encoding="utf-8")
    (tmp_path / "secret.html").write_text("secret", encoding="utf-8")
    monkeypatch.setattr(documentation, "SITE", folder)
    return folder


@pytest.mark.parametrize(
    ("name", "kind", "body"),
    [
        ("", "text/html; charset=utf-8", b"<h1>Home</h1>"),
        ("index.html", "text/html; charset=utf-8", b"<h1>Home</h1>"),
        ("guides/batch.html", "text/html; charset=utf-8", b"<h1>Batch</h1>"),
        ("_static/site.css", "text/css; charset=utf-8", b"h1 {}"),
    ],
)
def test_built_site_is_served(emu: Emulator, site: Path, name: str, kind: str, body: bytes) -> None:
    """Every file of the site has its media type; nothing is loaded from elsewhere."""
    reply = admin(emu, "GET", f"documentation/{name}")
    assert (reply.status, reply.headers["content-type"], reply.body) == (200, kind, body)
    assert reply.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    "name",
    [
        "../secret.html",
        "%2e%2e/secret.html",
        "..%2fsecret.html",
        "guides/../../secret.html",
        "/etc/passwd",
        "guides",
        "missing.html",
        "n" * 300,
    ],
)
def test_nothing_outside_of_the_site_is_served(emu: Emulator, site: Path, name: str) -> None:
    """Neither a path that leads out, nor a folder, nor a name that the system refuses."""
    reply = admin(emu, "GET", f"documentation/{name}")
    assert reply.status == 404
    assert b"secret" not in reply.body.replace(b"secret.html", b"")


def test_link_out_of_the_site_is_not_followed(emu: Emulator, site: Path) -> None:
    """A symbolic link is no way around the folder."""
    try:
        (site / "link.html").symlink_to(site.parent / "secret.html")
    except OSError:
        pytest.skip("this system makes no symbolic links")
    assert admin(emu, "GET", "documentation/link.html").status == 404


def test_playground_links_to_the_built_site(emu: Emulator, site: Path) -> None:
    """The address is one that the emulator serves."""
    found = page_call(emu, "playground/session").json["documentation"]
    assert found == "/_emulator/documentation/index.html"
    assert admin(emu, "GET", found.removeprefix("/_emulator/")).status == 200


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([], None),
        (["Source, https://example.com/"], None),
        (["Source, https://example.com/", f"Documentation, {PUBLIC}"], PUBLIC),
        (["Documentation, javascript:alert(1)"], None),
    ],
)
def test_without_a_built_site_the_public_address_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, links: list[str], expected: str | None
) -> None:
    """That of the package's metadata, where it names one; nothing else becomes a link."""
    found = Message()
    for link in links:
        found["Project-URL"] = link
    monkeypatch.setattr(documentation, "SITE", tmp_path)
    monkeypatch.setattr(documentation, "metadata", lambda _: found)
    assert documentation.address() == expected


def test_source_tree_without_metadata_has_no_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An emulator that was not installed starts all the same."""
    monkeypatch.setattr(documentation, "SITE", tmp_path)
    monkeypatch.setattr(documentation, "DISTRIBUTION", "no-such-distribution")
    assert documentation.address() is None
