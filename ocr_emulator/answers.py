"""Recognition service of the emulator: results of an OCR engine, or the contract's examples.

Every response is checked against the contract before it is sent, so that neither an engine nor
a user's recognizer can return what the service would not.
"""

from __future__ import annotations

import asyncio
import copy
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from ocr_emulator.contract.bundle import Contract, Operation
from ocr_emulator.contract.errors import ApiError, ImageError, Violation, api_error
from ocr_emulator.contract.validation import check_response
from ocr_emulator.images.inspect import ImageInfo, decode

if TYPE_CHECKING:
    from ocr_emulator.engine.base import Engine
    from ocr_emulator.recognizers.base import Recognizer


Result = TypeVar("Result")


class Answers:
    """Produce the response of a valid request.

    `engine` is None (examples only), "auto" (the installed engine, if there is one), the name
    of an engine, or an engine object. No engine is imported before the first image is
    recognized, and none at all when the engine is None.
    """

    def __init__(
        self,
        contract: Contract,
        engine: Engine | str | None,
        *,
        workers: int = 2,
        queue: int = 8,
        recognizers: Mapping[str, Recognizer] | None = None,
    ) -> None:
        self._contract = contract
        self._engine_name = engine if isinstance(engine, str) else None
        self._engine = None if isinstance(engine, str) else engine
        self._loaded = not isinstance(engine, str)
        self._recognizers = recognizers
        self._workers = workers
        self._capacity = workers + queue
        self._running = 0
        self._pool: ThreadPoolExecutor | None = None
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<Answers {self.state}>"

    @property
    def source(self) -> str:
        """`examples`, or the name of the engine; loads the engine."""
        return _name_of(self.engine())

    @property
    def state(self) -> str:
        """The same as `source`, without loading an engine."""
        if not self._loaded:
            return f"engine {self._engine_name}, not loaded yet"
        return _name_of(self._engine)

    def engine(self) -> Engine | None:
        """Return the engine, loading it at the first call; None when there is none.

        Raises `RuntimeError` for a name that no installed engine has.
        """
        with self._lock:
            if not self._loaded:
                self._engine = _load(str(self._engine_name))
                self._loaded = True
            return self._engine

    def close(self) -> None:
        """Stop the workers without waiting for images that are being recognized."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def example(self, operation: Operation, name: str = "default") -> Any:
        """Return an example of the contract; raises `KeyError` for an unknown name."""
        return copy.deepcopy(operation.examples[name])

    async def answer(
        self, operation: Operation, data: bytes, info: ImageInfo, body: Mapping[str, Any]
    ) -> tuple[Any, str]:
        """Return the body of the response and its source: an engine, or an example.

        Raises `ApiError`: ModelArts.4401 when too many images wait, the recognizer's own
        code for an image that it cannot read, ModelArts.4505 for a response outside the
        contract.
        """
        recognizer = None
        if not self._loaded or self._engine is not None:
            recognizer = await self._in_pool(lambda: self._recognizer(operation))
        if recognizer is None:
            name = "default" if "default" in operation.examples else next(iter(operation.examples))
            response, source = self.example(operation, name), f"example {name}"
        else:
            run, engine = recognizer
            result = await self._in_pool(lambda: self._recognize(run, engine, data, info, body))
            response, source = {"result": result}, f"engine {_name_of(engine)}"
        violation = check_response(self._contract, operation, response)
        if violation is not None:
            raise api_error(
                self._contract,
                "ModelArts.4505",
                violation=Violation(
                    f"response{violation.pointer}", violation.expected, violation.got
                ),
            )
        return response, source

    def _recognizer(self, operation: Operation) -> tuple[Recognizer, Engine] | None:
        try:
            engine = self.engine()
        except RuntimeError as error:
            # Not a failure of the service: the person who started the emulator has to act.
            raise ApiError(500, "EMULATOR", str(error)) from None
        if engine is None:
            return None
        if self._recognizers is None:
            from ocr_emulator.recognizers import RECOGNIZERS

            self._recognizers = RECOGNIZERS
        recognizer = self._recognizers.get(operation.name)
        return None if recognizer is None else (recognizer, engine)

    def _recognize(
        self,
        recognizer: Recognizer,
        engine: Engine,
        data: bytes,
        info: ImageInfo,
        body: Mapping[str, Any],
    ) -> Mapping[str, object]:
        from ocr_emulator.recognizers import RecognitionError

        try:
            with decode(data, info) as image:
                return recognizer(image, body, engine)
        except ImageError as error:
            raise api_error(self._contract, error.code, violation=error.violation) from None
        except RecognitionError as error:
            violation = ImageError(error.code, "what this operation reads", error.detail).violation
            raise api_error(self._contract, error.code, violation=violation) from None

    async def _in_pool(self, work: Callable[[], Result]) -> Result:
        if self._running >= self._capacity:
            raise api_error(self._contract, "ModelArts.4401")
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._workers, "ocr-emulator-recognizer")
        self._running += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._running -= 1


def _name_of(engine: Engine | None) -> str:
    return "examples" if engine is None else str(getattr(engine, "name", "engine"))


def _load(name: str) -> Engine | None:
    from ocr_emulator.engine.base import load_engine

    if name == "auto":
        return load_engine(None)
    engine = load_engine(name)
    if engine is None:
        raise RuntimeError(
            f"no OCR engine named {name!r} is installed; "
            "pip install 'ocr-wrapper[local]', or use engine=None for example answers"
        )
    return engine
