"""Recognition service of the emulator: results of an OCR engine, or the contract's examples.

Every response is checked against the contract before it is sent, so that neither an engine nor
a user's recognizer can return what the service would not.
"""

from __future__ import annotations

import copy
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ocr_emulator.contract import checks
from ocr_emulator.contract.bundle import Contract, Operation
from ocr_emulator.contract.errors import ApiError, ImageError, Violation, api_error
from ocr_emulator.contract.validation import check_response
from ocr_emulator.images.decode import decode
from ocr_emulator.images.inspect import (
    EmulatorLimitError,
    ImageInfo,
    has_short_header,
    inspect,
    is_pdf,
)
from ocr_emulator.messages import encode

if TYPE_CHECKING:
    from PIL import Image

    from ocr_emulator.contract.unread import Unread
    from ocr_emulator.engine.base import Engine
    from ocr_emulator.images.preview import Preview
    from ocr_emulator.recognizers.base import Recognized, Recognizer
    from ocr_emulator.workers.limits import Limits
    from ocr_emulator.workers.pool import WorkerPool


@dataclass(frozen=True, slots=True)
class Answer:
    """Body of a response, where it came from, and what could not be read."""

    body: Any = field(repr=False)
    """A JSON value, or the bytes of one."""
    source: str
    """An engine, or an example; never both."""
    unread: tuple[Unread, ...] = ()


class Answers:
    """Produce the response of a valid request.

    `engine` is None (examples only), "auto" (the installed engine, if there is one), the name
    of an engine, or an engine object. A named engine runs in worker processes with limits on
    time and memory, started by the first image; PDFs are always opened there. An engine object
    and the user's `recognizers` cannot be passed to another process: they run in threads of
    this one, where nothing can end them.
    """

    def __init__(
        self,
        contract: Contract,
        engine: Engine | str | None,
        *,
        workers: int = 2,
        queue: int = 8,
        recognizers: Mapping[str, Recognizer] | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._contract = contract
        self._name = engine if isinstance(engine, str) else None
        self._engine = None if isinstance(engine, str) else engine
        self._found: str | None = None
        self._loaded = not isinstance(engine, str)
        self._recognizers = recognizers
        self._in_process = recognizers is not None or self._loaded or not _can_spawn()
        self._size = (
            checks.integer("workers", workers, 1, 1000),
            checks.integer("queue", queue, 0, 1_000_000),
        )
        self._limits = limits
        self._pool: WorkerPool | None = None
        self._encoded: dict[str, Answer] = {}
        """The default example by operation."""
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<Answers {self.state}>"

    @property
    def source(self) -> str:
        """`examples`, or the name of the engine; loads the engine.

        Raises `RuntimeError` for a name that no installed engine has.
        """
        with self._lock:
            if not self._loaded:
                name = str(self._name)
                if self._in_process:
                    self._engine = _load(name)
                else:
                    self._found = self._workers().load_engine_blocking(name)
                self._loaded = True
        return self.state

    @property
    def state(self) -> str:
        """The same as `source`, without loading an engine."""
        if not self._loaded:
            return f"engine {self._name}, not loaded yet"
        if self._engine is not None:
            return str(getattr(self._engine, "name", "engine"))
        return self._found or "examples"

    @property
    def readers(self) -> list[str]:
        """Names of the operations that can read the image; none while examples are returned."""
        if self.state == "examples":
            return []
        recognizers = self._known_recognizers()
        return [name for name in self._contract.operations if name in recognizers]

    def close(self) -> None:
        """End the worker processes, also busy ones."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    def example(self, operation: Operation, name: str = "default") -> Any:
        """Return an example of the contract; raises `KeyError` for an unknown name."""
        return copy.deepcopy(operation.examples[name])

    async def inspect(self, data: bytes, operation: Operation, page: int = 1) -> ImageInfo:
        """Validate an image without blocking the event loop; raises `ApiError`."""
        try:
            if is_pdf(data) and operation.pdf:
                size = await self._page_size(data, page)
                return inspect(data, operation, page, lambda _data, _page: size)
            if has_short_header(data):
                return inspect(data, operation)
            from ocr_emulator.workers.threads import in_thread

            return await in_thread(lambda: inspect(data, operation))
        except ImageError as error:
            raise image_refusal(self._contract, error) from None

    async def preview(self, data: bytes, operation: Operation, page: int) -> Preview:
        """Return a PNG of an image of this operation, for browsers that may not show the file.

        Raises `ApiError` for an image that the operation does not accept.
        """
        from ocr_emulator.workers.pool import QueueFullError

        info = await self.inspect(data, operation, page)
        try:
            return await self._workers().preview(data, info)
        except QueueFullError:
            raise api_error(self._contract, "ModelArts.4401") from None
        except ImageError as error:
            raise image_refusal(self._contract, error) from None

    async def _page_size(self, data: bytes, page: int) -> tuple[int, int] | None:
        from ocr_emulator.workers.pool import QueueFullError

        try:
            return await self._workers().page_size(data, page)
        except QueueFullError:
            raise api_error(self._contract, "ModelArts.4401") from None

    async def answer(
        self, operation: Operation, data: bytes, info: ImageInfo | None, body: Mapping[str, Any]
    ) -> Answer:
        """Return the body of the response and its source: an engine, or an example.

        It is always an example for an operation that takes no image, whose `info` is None.

        Raises `ApiError`: ModelArts.4401 when too many images wait, the recognizer's own
        code for an image that it cannot read, AIS.0104 for one that exceeds the limits of a
        worker process, ModelArts.4505 for a response outside the contract.
        """
        found = None
        if info is not None and (not self._loaded or self.state != "examples"):
            found = await self._recognized(operation, data, info, body)
        if found is None:
            return self._first_example(operation)
        body = {"result": found.result}
        self._check(operation, body)
        return Answer(body, f"engine {self.state}", found.unread)

    def _first_example(self, operation: Operation) -> Answer:
        """Return the default example, checked and encoded once: it never changes."""
        known = self._encoded.get(operation.name)
        if known is None:
            name = "default" if "default" in operation.examples else next(iter(operation.examples))
            example = operation.examples[name]
            self._check(operation, example)
            known = self._encoded[operation.name] = Answer(encode(example), f"example {name}")
        return known

    def _check(self, operation: Operation, body: Any) -> None:
        """Raise `ApiError` ModelArts.4505 for a response outside the contract."""
        violation = check_response(self._contract, operation, body)
        if violation is not None:
            raise api_error(
                self._contract,
                "ModelArts.4505",
                violation=Violation(
                    f"response{violation.pointer}", violation.expected, violation.got
                ),
            )

    async def _recognized(
        self, operation: Operation, data: bytes, info: ImageInfo, body: Mapping[str, Any]
    ) -> Recognized | None:
        """Return the result of the operation's recognizer; None without one or an engine."""
        from ocr_emulator.engine.base import EngineUnavailableError
        from ocr_emulator.workers.pool import QueueFullError

        recognizers = self._known_recognizers()
        if operation.name not in recognizers:
            return None
        try:
            if self._in_process:
                return await self._in_thread(operation, data, info, body)
            return await self._in_worker(operation, data, info, body)
        except QueueFullError:
            raise api_error(self._contract, "ModelArts.4401") from None
        except ImageError as error:
            raise image_refusal(self._contract, error) from None
        except EngineUnavailableError as error:
            # Not a failure of the service: the person who started the emulator has to act.
            raise ApiError(500, "EMULATOR", str(error)) from None

    async def _in_worker(
        self, operation: Operation, data: bytes, info: ImageInfo, body: Mapping[str, Any]
    ) -> Recognized | None:
        workers, name = self._workers(), str(self._name)
        if not self._loaded:
            self._found = await workers.load_engine(name)
            self._loaded = True
        if self._found is None:
            return None
        options = {key: value for key, value in body.items() if key != operation.input_field}
        return await workers.recognize(operation.name, data, info, options, name)

    async def _in_thread(
        self, operation: Operation, data: bytes, info: ImageInfo, body: Mapping[str, Any]
    ) -> Recognized | None:
        workers = self._workers()
        page = await workers.draw(data, info.page) if info.format == "PDF" else None

        def recognize() -> Recognized | None:
            if not self._loaded:
                # The property loads the engine, under its lock.
                _ = self.source
            engine = self._engine
            if engine is None:
                return None
            recognizer = self._known_recognizers()[operation.name]
            with decode(data, info, page) as image:
                return _result(recognizer, image, body, engine)

        return await workers.in_thread(recognize)

    def _known_recognizers(self) -> Mapping[str, Recognizer]:
        """Return the recognizers; looking one up by name, not in names, imports it."""
        if self._recognizers is None:
            from ocr_emulator.recognizers import RECOGNIZERS

            self._recognizers = RECOGNIZERS
        return self._recognizers

    def _workers(self) -> WorkerPool:
        if self._pool is None:
            from ocr_emulator.workers.pool import WorkerPool

            self._pool = WorkerPool(*self._size, self._limits)
        return self._pool


def image_refusal(contract: Contract, error: ImageError) -> ApiError:
    """Build the response to an image that is not accepted; says if the limit is the emulator's."""
    message = error.message if isinstance(error, EmulatorLimitError) else None
    return api_error(contract, error.code, message=message, violation=error.violation)


def _result(
    recognizer: Recognizer, image: Image.Image, body: Mapping[str, Any], engine: Engine
) -> Recognized:
    from ocr_emulator.recognizers.base import RecognitionError, recognized

    try:
        return recognized(recognizer(image, body, engine))
    except RecognitionError as error:
        raise ImageError(error.code, "what this operation reads", error.detail) from None


def _load(name: str) -> Engine | None:
    from ocr_emulator.engine.base import load_engine

    return load_engine(None if name == "auto" else name)


def _can_spawn() -> bool:
    """Return whether this interpreter can start another one: frozen programs cannot."""
    return bool(sys.executable) and not getattr(sys, "frozen", False)
