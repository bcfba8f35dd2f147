"""`recognize_many` of both clients, against the emulator."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ocr_emulator import Emulator
from ocr_wrapper import AkSk, BatchItem, ImageSourceError, OptionError, errors
from ocr_wrapper.batch import InDoubtError, JournalCheckpoint
from ocr_wrapper.parallel import pacing
from ocr_wrapper.parallel.items import ResultNotSavedError
from tests.wrapper.client.test_client import async_client, client

TEXT = "recognize_general_text"
PASSPORT = "recognize_passport"


def image(number: int) -> bytes:
    """Return one of many different images."""
    target = io.BytesIO()
    Image.new("L", (40, 30), number).save(target, "PNG")
    return target.getvalue()


def pdf() -> bytes:
    """Return a PDF of three pages."""
    target = io.BytesIO()
    pages = [Image.new("L", (40, 30), number) for number in range(3)]
    pages[0].save(target, "PDF", save_all=True, append_images=pages[1:])
    return target.getvalue()


async def run(kind: str, emu: Emulator, keys: AkSk, *given: Any, **options: Any) -> list[Any]:
    """Return all items of a batch of one of the clients."""
    if kind == "sync":
        with client(emu, keys) as one, one.recognize_many(*given, **options) as batch:
            return list(batch)
    async with async_client(emu, keys) as two, two.recognize_many(*given, **options) as batch:
        return [item async for item in batch]


def sent(emu: Emulator) -> int:
    """Return the number of requests for recognition."""
    return emu.journal.count(operation=TEXT) + emu.journal.count(operation=PASSPORT)


both = pytest.mark.parametrize("kind", ["sync", "async"])


@both
@pytest.mark.parametrize("jobs", [1, 4])
async def test_every_input_has_its_result(
    emulator: Emulator, keys: AkSk, kind: str, jobs: int
) -> None:
    """Each image is sent once, an unusable one is an item with its error."""
    inputs = [image(0), b"no image", *map(image, range(1, 12))]
    items = await run(kind, emulator, keys, PASSPORT, inputs, jobs=jobs)
    assert [item.input for item in items] == inputs
    assert [item.ok for item in items] == [True, False, *[True] * 11]
    assert isinstance(items[1].error, errors.InvalidImageError)
    assert sent(emulator) == 12
    assert len({entry.body_sha256 for entry in emulator.journal if entry.operation}) == 12


@both
async def test_pages_of_a_document(emulator: Emulator, keys: AkSk, kind: str) -> None:
    """With `pages` each page is an item and a call; an image is one page."""
    emulator.journal.keep_bodies = True
    items = await run(kind, emulator, keys, TEXT, [pdf(), image(1)], pages="all")
    assert [(item.index, item.page, item.ok) for item in items] == [
        *((0, 1, True), (1, 2, True), (2, 3, True), (3, 1, True))
    ]
    items = await run(kind, emulator, keys, PASSPORT, [pdf(), b"broken"], pages="2,9")
    assert [(item.page, item.ok) for item in items] == [(2, True), (9, False), (None, False)]


@both
async def test_options_are_those_of_the_calls(emulator: Emulator, keys: AkSk, kind: str) -> None:
    """Options of the operation are sent with every call; an unknown one ends the batch."""
    items = await run(kind, emulator, keys, PASSPORT, [image(1)], country_code="GENERAL")
    assert items[0].ok
    with pytest.raises(OptionError, match="colour"):
        await run(kind, emulator, keys, PASSPORT, (image(n % 9) for n in range(10_000)), colour=1)
    assert sent(emulator) == 1


@both
async def test_wrong_key_ends_the_batch(emulator: Emulator, keys: AkSk, kind: str) -> None:
    """A key that is not accepted is not tried for every input, which would lock it."""
    wrong = AkSk(emulator.ak, "wrong")
    with pytest.raises(errors.AuthenticationError):
        await run(kind, emulator, wrong, PASSPORT, (image(n % 9) for n in range(10_000)))
    assert sent(emulator) <= 5


@both
async def test_limit_of_the_account_is_kept(
    emulator: Emulator, keys: AkSk, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Calls that are refused because of the account's limit have results in the end."""
    monkeypatch.setattr(pacing, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(pacing, "LONGEST_PAUSE", 0.02)
    emulator.quotas.concurrency(1)
    emulator.faults.add({"kind": "latency", "delay": 0.01}, operation=PASSPORT)
    settings = {"max_attempts": 1}
    inputs = [image(number) for number in range(12)]
    if kind == "sync":
        one = client(emulator, keys, **settings)
        with one, one.recognize_many(PASSPORT, inputs, jobs=6) as batch:
            items: list[BatchItem[Any]] = list(batch)
    else:
        two = async_client(emulator, keys, **settings)
        async with two, two.recognize_many(PASSPORT, inputs, jobs=6) as found:
            items = [item async for item in found]
    assert [item.error for item in items] == [None] * 12
    assert emulator.journal.count(operation=PASSPORT, status=200) == 12


@pytest.mark.parametrize("wrong", ["scan.png", b"image", Path("scan.png"), 5, None])
def test_one_input_instead_of_many_is_refused(emulator: Emulator, keys: AkSk, wrong: Any) -> None:
    """A single path would be taken apart into letters."""
    with client(emulator, keys) as one, pytest.raises(ImageSourceError, match="give a list"):
        one.recognize_many(PASSPORT, wrong)


def test_mistakes_are_found_before_the_first_input(emulator: Emulator, keys: AkSk) -> None:
    """An unknown operation, invalid pages or jobs are errors of the call itself."""

    def never() -> Any:
        raise AssertionError("An input was taken.")
        yield

    with client(emulator, keys) as one:
        with pytest.raises(OptionError):
            one.recognize_many("recognize_pasport", never())
        with pytest.raises(OptionError):
            one.recognize_many(PASSPORT, never(), pages="3-1")
        with pytest.raises(OptionError):
            one.recognize_many(PASSPORT, never(), url="https://host/a.png")
        for jobs in (0, -1, 1.5, True, 100_000):
            with pytest.raises(errors.ConfigurationError):
                one.recognize_many(PASSPORT, never(), jobs=jobs)  # type: ignore[arg-type]


@both
async def test_pages_of_other_inputs(emulator: Emulator, keys: AkSk, kind: str) -> None:
    """An address is sent with its page where the operation has that option, an image once."""
    emulator.journal.keep_bodies = True
    address = emulator.files.put("scan.pdf", pdf(), url="https://bucket.example/scan.pdf")
    loaded = Image.new("L", (40, 30), 7)
    items = await run(kind, emulator, keys, TEXT, [address, loaded], pages="1-2")
    assert [(item.page, item.ok) for item in items] == [(1, True), (2, True), (1, True)]
    bodies = [json.loads(entry.body or b"{}") for entry in emulator.journal.entries(operation=TEXT)]
    pages = [body["pdf_page_number"] for body in bodies if body.get("url") == address]
    assert sorted(pages) == [1, 2]
    assert len(bodies) == 3


@both
async def test_input_without_pages_is_an_item_with_its_error(
    emulator: Emulator, keys: AkSk, kind: str
) -> None:
    """Nothing is sent for an open file, nor for an address whose page cannot be named."""
    inputs = [io.BytesIO(pdf()), "https://bucket.example/scan.pdf"]
    items = await run(kind, emulator, keys, PASSPORT, inputs, pages="1")
    assert [type(item.error) for item in items] == [errors.ImageSourceError, errors.InputError]
    assert sent(emulator) == 0


@both
async def test_checkpoint_continues(
    emulator: Emulator, keys: AkSk, kind: str, tmp_path: Path
) -> None:
    """With a journal a second run makes only the calls that are missing, a third one none."""
    saved: list[Any] = []
    journal, inputs = tmp_path / "journal.sqlite", [image(number) for number in range(6)]
    for count in (4, 6, 6):
        with JournalCheckpoint(journal, lambda item: saved.append(item.key)) as checkpoint:
            items = await run(kind, emulator, keys, PASSPORT, inputs[:count], checkpoint=checkpoint)
        assert all(item.ok or item.skipped for item in items)
    assert sent(emulator) == len(set(saved)) == len(saved) == 6
    with JournalCheckpoint(journal, saved.append) as checkpoint:
        items = await run(
            kind, emulator, keys, PASSPORT, inputs, checkpoint=checkpoint, country_code="GENERAL"
        )
    assert all(item.ok for item in items)


@both
async def test_result_that_cannot_be_saved_ends_the_batch(
    emulator: Emulator, keys: AkSk, kind: str, tmp_path: Path
) -> None:
    """A result that was billed is handed over with the error, and nothing more is billed."""

    def save(item: Any) -> None:
        raise OSError(28, "No space left on device")

    inputs = [image(number) for number in range(200)]
    first = JournalCheckpoint(tmp_path / "j", save)
    with first, pytest.raises(ResultNotSavedError):
        await run(kind, emulator, keys, PASSPORT, inputs, jobs=1, checkpoint=first)
    with JournalCheckpoint(tmp_path / "j", save) as checkpoint:
        items = await run(kind, emulator, keys, PASSPORT, [image(0)], checkpoint=checkpoint)
    assert (sent(emulator), type(items[0].error)) == (1, InDoubtError)
    assert "retry_unknown=True" in str(items[0].error)


def test_equal_images_are_called_and_saved_each(
    emulator: Emulator, keys: AkSk, tmp_path: Path
) -> None:
    """The same image twice has two keys and two results, also when the run is continued."""
    saved: list[Any] = []
    for _ in range(2):
        one, checkpoint = client(emulator, keys), JournalCheckpoint(tmp_path / "j", saved.append)
        many = one.recognize_many(PASSPORT, [image(1)] * 3, checkpoint=checkpoint)
        with one, checkpoint, many as batch:
            assert len(list(batch)) == 3
    assert len({item.key for item in saved}) == len(saved) == 3
