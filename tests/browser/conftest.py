"""The playground in a real browser: Debian's Chromium, driven by Playwright.

`make test-browser` runs these. A run of all tests skips them: a browser is no part of what a
machine needs to test the library.
"""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from ocr_emulator.emulator import Emulator
from tests.browser.reader import READERS, reader

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name))
    ),
    None,
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A host name of the emulator that is neither loopback nor https: no secure context.
    "--host-resolver-rules=MAP emulator.test 127.0.0.1",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the folder into which the images of the documentation are written."""
    parser.addoption(
        "--images", metavar="DIR", help="write images of the playground to this folder"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip the tests where they were not asked for, or cannot run."""
    reason = None
    if not any("browser" in argument for argument in config.args):
        reason = "tests in a browser run with: make test-browser"
    elif importlib.util.find_spec("playwright") is None:
        reason = "playwright is not installed: pip install playwright"
    elif CHROMIUM is None:
        reason = "no Chromium was found: apt-get install chromium"
    for item in items:
        if reason and "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def emu() -> Iterator[Emulator]:
    """An emulator whose engine reads every image the same, at once."""
    with Emulator(engine=reader(), recognizers=READERS, allowed_hosts=("emulator.test",)) as emu:
        yield emu


@pytest.fixture
def page(browser: Browser, emu: Emulator) -> Iterator[Page]:
    """The playground, opened and ready; the test fails for an error in its scripts."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 860},
        permissions=["clipboard-read", "clipboard-write"],
        accept_downloads=True,
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(f"{message.type}: {message.text}"))
    page.goto(emu.url + "/")
    page.wait_for_selector(".studio")
    yield page
    context.close()
    # Refusals are part of what is tested, and the browser logs them.
    known = ("Failed to load resource", "TrustedHTML")
    assert [text for text in problems if not any(part in text for part in known)] == []
