"""Arguments of `recognize_many`: what it accepts, its pages, and the call of each input.

Everything that can be wrong for all inputs is checked here, before the first input is taken.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import AsyncIterable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from ocr_wrapper.errors import ImageSourceError, InputError, OptionError
from ocr_wrapper.images import pages as page_module
from ocr_wrapper.images import read
from ocr_wrapper.images.load import load_image
from ocr_wrapper.images.pages import PageSelection
from ocr_wrapper.images.urls import is_url
from ocr_wrapper.parallel.items import BatchItem, Prepared
from ocr_wrapper.service.regions import find_operation

if TYPE_CHECKING:
    from huawei_ocr_api.catalog import Operation


class Checkpoint(Protocol):
    """Keeps what was done, so that a later run can continue; called in the worker of an item.

    `begin` is called when an input is ready to be sent, `end` with its outcome, before the item
    is handed over.
    """

    def begin(self, item: BatchItem[Any]) -> bool:
        """Return whether to make the call; `item.key` identifies it, and may be changed here."""

    def end(self, item: BatchItem[Any]) -> None:
        """Keep the outcome of a call that was begun; without result and error it was not made."""


@dataclass(slots=True)
class ImageHandler:
    """Loads the image of an item; with a checkpoint only calls that are not done are made."""

    operation: Operation
    options: Mapping[str, Any] = field(repr=False)
    selection: PageSelection | None = None
    checkpoint: Checkpoint | None = None
    service: str = ""
    """The service and its regions, so that a result of an emulator does not count for the cloud."""

    def prepare(self, item: BatchItem[Any]) -> Prepared | None:
        """Return what to send; None if the checkpoint knows the result."""
        image, options = item.input, self.options
        if self.selection is not None:
            image, chosen = load_page(item.input, item.page, self.operation, self.selection)
            # A page that was extracted here is made to fit: nobody chose its resolution.
            options = {**options, **chosen}
        if self.checkpoint is None:
            return Prepared(image, options)
        given = {name: value for name, value in options.items() if name not in {"url", "fit"}}
        url = options.get("url")
        fit = bool(options.get("fit", False))
        loaded = load_image(image, url=url, operation=self.operation, fit=fit)
        content = loaded.data if loaded.url is None else loaded.url.encode()
        item.key = call_key(self.operation.name, given, self.service, content or b"")
        if not self.checkpoint.begin(item):
            return None
        item.begun = True
        if loaded.url is not None:
            return Prepared(None, {**given, "url": loaded.url})
        return Prepared(loaded.data, given)

    def finish(self, item: BatchItem[Any]) -> None:
        """Give the outcome of a call that was begun to the checkpoint."""
        if item.begun and self.checkpoint is not None:
            self.checkpoint.end(item)


def make_handler(
    operation: str,
    options: Mapping[str, Any],
    pages: str | int | Iterable[int] | None,
    checkpoint: Checkpoint | None,
    service: str,
) -> ImageHandler:
    """Check what is the same for all inputs, and return the handler of the items.

    Raises:
        OptionError: The operation is unknown, or the pages are no selection.
        ImageSourceError: The operation takes no image.
    """
    found = find_operation(operation)
    if found.input_field is None:
        raise ImageSourceError(f"{operation} takes no image: call it directly.")
    if "url" in options:
        raise OptionError("url is for one call: put addresses among the inputs.", option="url")
    selection = None if pages is None else PageSelection.parse(pages)
    return ImageHandler(found, dict(options), selection, checkpoint, service)


def check_inputs(inputs: object) -> None:
    """Refuse one input where many are expected.

    Raises:
        ImageSourceError: `inputs` cannot be iterated, or its parts would be no inputs.
    """
    single = isinstance(inputs, str | bytes | bytearray | memoryview | os.PathLike)
    if single or not isinstance(inputs, Iterable | AsyncIterable):
        raise ImageSourceError(
            f"inputs is a {type(inputs).__name__}: give a list or another iterable of inputs."
        )


def with_pages(value: Any, handler: ImageHandler) -> Iterator[tuple[Any, int | None]]:
    """Yield an input once, or once for each selected page.

    An input whose pages cannot be counted is yielded without a page; the worker reports why.
    """
    if handler.selection is None:
        yield value, None
        return
    try:
        numbers = handler.selection.of(_page_count(value, handler.operation))
        first = next(numbers)
    except InputError:
        yield value, None
        return
    yield value, first
    for number in numbers:
        yield value, number


def load_page(
    value: Any, page: int | None, operation: Operation, selection: PageSelection
) -> tuple[Any, Mapping[str, Any]]:
    """Return one page of an input as it is sent, and the options that go with it.

    Raises:
        InputError: The input cannot be read, or has no such page.
        ConfigurationError: A library is needed for the page and is not installed.
    """
    if page is None:
        next(selection.of(_page_count(value, operation)))
        raise InputError("The pages of the input could not be counted: try again.")
    if _is_address(value):
        return value, {page_module.PAGE_OPTION: page}
    if read.as_pil_image(value) is not None:
        return value, {}
    source = read.read(value, limit=read.MAX_FIT_BYTES, fit=True)
    found = page_module.extract_page(source.data, page, operation, source.label)
    return found.data, {**found.options, **({"fit": True} if found.extracted else {})}


def _page_count(value: Any, operation: Operation) -> int | None:
    """Return the number of pages of an input; None for an address."""
    if _is_address(value):
        if not any(option.name == page_module.PAGE_OPTION for option in operation.options):
            raise InputError(
                f"{operation.name} has no option for the page of an address: download the file."
            )
        return None
    if read.as_pil_image(value) is not None:
        return 1
    if hasattr(value, "read"):
        raise ImageSourceError("An open file cannot be split into pages: give its path or bytes.")
    source = read.read(value, limit=read.MAX_FIT_BYTES, fit=True)
    return page_module.page_count(source.data, source.label)


def _is_address(value: object) -> bool:
    return isinstance(value, str) and is_url(value.strip())


def call_key(operation: str, options: Mapping[str, Any], service: str, content: bytes) -> str:
    """Return a digest of everything that determines the result of a call."""
    parts = [operation, dict(options), service, hashlib.sha256(content).hexdigest()]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()
