"""Images of the playground for the documentation: `make test-browser IMAGES=docs/images`."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from ocr_emulator.emulator import Emulator
from tests.browser.steps import open_view, send
from tests.emulator.conftest import call

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MAX_BYTES = 200_000
PASSPORT = "recognize_passport"


@pytest.fixture(scope="module")
def folder(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the option `--images`, else one that is thrown away."""
    given = pytestconfig.getoption("--images")
    return Path(given) if given else tmp_path_factory.mktemp("images")


@pytest.fixture(scope="module")
def reading() -> Iterator[Emulator]:
    """An emulator with the real engine: the images show what a user sees."""
    pytest.importorskip("rapidocr")
    with Emulator(engine="rapidocr") as emu:
        yield emu


@pytest.fixture
def page(browser: Browser, reading: Emulator) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    context.set_default_timeout(120_000)
    found = context.new_page()
    found.goto(reading.url + "/")
    found.wait_for_selector(".studio")
    yield found
    context.close()


def save(page: Page, folder: Path, name: str) -> None:
    """Write what the page shows, in 256 colours chosen so that no rare one is lost."""
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    image = image.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    stream = io.BytesIO()
    image.save(stream, "PNG", optimize=True)
    assert len(stream.getvalue()) < MAX_BYTES
    (folder / f"playground-{name}.png").write_bytes(stream.getvalue())


def read(page: Page, sample: str, operation: str) -> None:
    page.select_option(".side select", operation)
    page.click(f".sample >> text={sample}")
    page.wait_for_selector(".stage img[src]")
    send(page)


@pytest.mark.engine
def test_image_of_try(page: Page, folder: Path) -> None:
    """A receipt with a line pointed at."""
    read(page, "receipt", "recognize_general_text")
    page.locator(".overlay polygon").nth(7).hover()
    save(page, folder, "try")


@pytest.mark.engine
def test_image_of_fields(page: Page, folder: Path) -> None:
    """A passport, dark."""
    page.emulate_media(color_scheme="dark")
    read(page, "passport", PASSPORT)
    save(page, folder, "fields")


@pytest.mark.engine
def test_image_of_watch(page: Page, reading: Emulator, folder: Path) -> None:
    """Calls of a program, one of them outside the contract."""
    with Emulator(engine=None) as emu:
        call(emu)
        call(emu, "recognize_general_text")
        call(emu, body={"image": 5})
        call(emu, sk="wrong")
        call(emu, "recognize_peru_id_card")
        page.goto(emu.url + "/#watch")
        page.wait_for_selector(".log tbody tr:nth-child(5)")
        page.click(".log tbody tr:nth-child(3)")
        save(page, folder, "watch")


@pytest.mark.engine
def test_image_of_break(page: Page, reading: Emulator, folder: Path) -> None:
    """With something of each kind active."""
    reading.faults.error("ModelArts.4403", times=3, operation=PASSPORT)
    reading.sequence(429, 503, "ok")
    reading.quotas.per_minute(10)
    open_view(page, "Break")
    page.wait_for_selector("text=Active now")
    save(page, folder, "break")
    reading.default.reset_scripts()
