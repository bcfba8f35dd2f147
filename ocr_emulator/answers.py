"""Where good answers come from: the OCR engine, or the contract's examples without one."""

from __future__ import annotations

import asyncio
import copy
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ocr_emulator.contract.bundle import Contract, Operation
from ocr_emulator.contract.errors import ApiError, ImageError, Violation, api_error
from ocr_emulator.contract.validation import check_response
from ocr_emulator.images.inspect import ImageInfo, decode

__all__ = ["Answers"]

_UNSET = object()


class Answers:
    """Answer an admitted, valid request.

    `engine` is None (examples only), "auto" (the installed engine if there is one), a
    name, or an engine object. Nothing of an engine is imported before the first picture
    is read, and nothing at all when there is none.
    """

    def __init__(
        self,
        contract: Contract,
        engine: object,
        *,
        workers: int = 2,
        queue: int = 8,
        recognizers: Mapping[str, Callable[..., Any]] | None = None,
    ) -> None:
        self._contract = contract
        self._spec = engine
        self._engine: Any = _UNSET if isinstance(engine, str) else engine
        self._recognizers = recognizers
        self._workers = workers
        self._room = workers + queue
        self._running = 0
        self._pool: ThreadPoolExecutor | None = None
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<Answers {self.state}>"

    @property
    def source(self) -> str:
        """`examples`, or the name of the engine that reads pictures."""
        engine = self.engine()
        return "examples" if engine is None else str(getattr(engine, "name", "engine"))

    @property
    def state(self) -> str:
        """What `source` is, without loading an engine to find out."""
        if self._engine is _UNSET:
            return f"engine {self._spec}, not loaded yet"
        return "examples" if self._engine is None else str(getattr(self._engine, "name", "engine"))

    def engine(self) -> Any:
        """Return the engine, loading it at the first call; None when there is none.

        Raises `RuntimeError` for a name that no installed engine has.
        """
        with self._lock:
            if self._engine is _UNSET:
                self._engine = self._load(str(self._spec))
            return self._engine

    def _load(self, name: str) -> Any:
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

    def close(self) -> None:
        """Let the workers go; a picture that is being read is not waited for."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def example(self, operation: Operation, name: str = "default") -> Any:
        """Return an example of the contract; raises `KeyError` for a name it has not."""
        return copy.deepcopy(operation.examples[name])

    async def answer(
        self, operation: Operation, data: bytes, picture: ImageInfo, body: Mapping[str, Any]
    ) -> tuple[Any, str]:
        """Answer with the engine's reading or the default example; returns it and its source.

        Raises `ApiError`: ModelArts.4401 when too many pictures wait, the recognizer's own
        code for a picture it cannot read, ModelArts.4505 for an answer of ours that is
        outside the contract.
        """
        recognizer = None
        if self._engine is not None:
            recognizer = await self._in_pool(lambda: self._recognizer(operation))
        if recognizer is None:
            name = "default" if "default" in operation.examples else next(iter(operation.examples))
            answer, source = self.example(operation, name), f"example {name}"
        else:
            result = await self._in_pool(lambda: self._read(recognizer, data, picture, body))
            answer, source = {"result": result}, f"engine {self.source}"
        violation = check_response(self._contract, operation, answer)
        if violation is not None:
            raise api_error(
                self._contract,
                "ModelArts.4505",
                violation=Violation(
                    f"response{violation.pointer}", violation.expected, violation.got
                ),
            )
        return answer, source

    def _recognizer(self, operation: Operation) -> Callable[..., Any] | None:
        try:
            engine = self.engine()
        except RuntimeError as exc:
            # Not the service's failure: the one who started the emulator has to act.
            raise ApiError(500, "EMULATOR", str(exc)) from None
        if engine is None:
            return None
        if self._recognizers is None:
            from ocr_emulator.recognizers import RECOGNIZERS

            self._recognizers = RECOGNIZERS
        return self._recognizers.get(operation.name)

    def _read(
        self,
        recognizer: Callable[..., Any],
        data: bytes,
        picture: ImageInfo,
        body: Mapping[str, Any],
    ) -> Any:
        from ocr_emulator.recognizers import RecognitionError

        try:
            with decode(data, picture) as image:
                return recognizer(image, body, self.engine())
        except ImageError as exc:
            raise api_error(self._contract, exc.code, violation=exc.violation) from None
        except RecognitionError as exc:
            violation = ImageError(exc.code, "what this operation reads", exc.detail).violation
            raise api_error(self._contract, exc.code, violation=violation) from None

    async def _in_pool(self, work: Callable[[], Any]) -> Any:
        if self._running >= self._room:
            raise api_error(self._contract, "ModelArts.4401")
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._workers, "ocr-emulator-reader")
        self._running += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._running -= 1
