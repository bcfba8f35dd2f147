"""Client setup: connect to the service, or to an emulator in this process."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from huawei_ocr_api.catalog import OPERATIONS, REGIONS

from ocr_wrapper.cli.options import ConnectionOptions, RunOptions
from ocr_wrapper.errors import ConfigurationError

if TYPE_CHECKING:
    from ocr_emulator import Emulator
    from ocr_wrapper.results.recognition import Recognition

LOCAL_TIMEOUT = 300.0
"""Default of `--timeout` with `--local`, in seconds: recognition on a busy machine may take longer
than the minute that the service gets, and nothing is billed."""

_INTERRUPT_TIMEOUT = 0.5
"""Seconds to close connections after Ctrl-C."""

_INSTALL = 'run pip install "ocr-wrapper[local]"'


class Client(Protocol):
    """The part of a client that a run needs."""

    def call(self, operation: str, image: bytes | None = None, **options: Any) -> Recognition[Any]:
        """Call one operation."""
        ...


Connect: TypeAlias = Callable[[ConnectionOptions], AbstractContextManager[Client]]
"""Opens the client of a run; the tests replace it."""


class ClientSession:
    """Open the client for the first valid input, once for all threads.

    So an invalid input is reported without credentials and without starting an engine.
    """

    def __init__(self, connect: Connect, connection: ConnectionOptions) -> None:
        self._connect, self._connection = connect, connection
        self._stack = contextlib.ExitStack()
        self._lock = threading.Lock()
        self._client: Client | None = None
        self._failure: Exception | None = None

    def client(self) -> Client:
        """Return the client; if it cannot be opened, every call raises the same error."""
        with self._lock:
            if self._failure is not None:
                raise self._failure
            if self._client is None:
                try:
                    self._client = self._stack.enter_context(self._connect(self._connection))
                except Exception as error:
                    self._failure = error
                    raise
            return self._client

    def call(self, operation: str, image: Any = None, **options: Any) -> Recognition[Any]:
        """Call one operation with the client."""
        return self.client().call(operation, image, **options)

    def unread(self, request_id: str) -> list[str]:
        """Explain what an emulator in this process could not read, a line for each part."""
        return self._client.unread(request_id) if isinstance(self._client, LocalClient) else []

    def __enter__(self) -> ClientSession:
        return self

    def __exit__(self, kind: type[BaseException] | None, *exception: object) -> None:
        if kind is None or not issubclass(kind, KeyboardInterrupt):
            self._stack.close()
            return
        # Requests in progress may delay the end; the process exits without waiting for them.
        closing = threading.Thread(target=self._stack.close, name="hwocr-close", daemon=True)
        closing.start()
        closing.join(_INTERRUPT_TIMEOUT)


class LocalClient:
    """Client of an emulator in this process, which knows what could not be read."""

    def __init__(self, client: Client, emulator: Emulator) -> None:
        self._client, self._emulator = client, emulator

    def call(self, operation: str, image: bytes | None = None, **options: Any) -> Recognition[Any]:
        """Call one operation."""
        return self._client.call(operation, image, **options)

    def unread(self, request_id: str) -> list[str]:
        """Explain what could not be read for a request, a line for each part."""
        found = self._emulator.journal.entries(request_id=request_id)
        return [_unread_line(part) for entry in found for part in entry.unread]


def _unread_line(part: Mapping[str, str]) -> str:
    line = f"{part['part']} was not read: {part['reason']}"
    requirement = part.get("install")
    return f"{line}; run pip install '{requirement}'" if requirement else line


@contextlib.contextmanager
def connect(connection: ConnectionOptions) -> Iterator[Client]:
    """Open a client; with `local`, start an emulator in this process and stop it at the end."""
    from ocr_wrapper import OcrClient

    if connection.local:
        with (
            _emulator() as emulator,
            OcrClient(**_emulator_settings(connection, emulator)) as client,
        ):
            yield LocalClient(client, emulator)
    else:
        with OcrClient(**_service_settings(connection)) as client:
            yield client


def _service_settings(connection: ConnectionOptions) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    if connection.timeout is not None:
        settings["deadline"] = connection.timeout
    if connection.endpoint is not None:
        settings["endpoint"] = connection.endpoint
    if connection.regions:
        settings["regions"] = list(connection.regions)
    return settings


def _emulator() -> Emulator:
    try:
        from ocr_emulator import Emulator
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"--local needs {error.name}, which is not installed: {_INSTALL}."
        ) from None
    return Emulator()


def _emulator_settings(connection: ConnectionOptions, emulator: Emulator) -> dict[str, Any]:
    """Return client settings for the emulator, independent of all settings for the service."""
    from ocr_wrapper import AkSk, Environment

    return {
        "endpoint": emulator.url,
        "iam_endpoint": emulator.url,
        "credentials": AkSk(emulator.ak, emulator.sk),
        "project_id": emulator.projects,
        # Every region is allowed unless some are named, because nothing leaves the machine.
        "regions": list(connection.regions or REGIONS),
        "environment": Environment(),
        "trust_env": False,
        "deadline": connection.timeout or LOCAL_TIMEOUT,
    }


def example_hint(options: RunOptions) -> str:
    """Explain why an emulator returned an example, and what would help."""
    what = "The emulator returned an example of the contract, which is NOT the content of the image"
    if not options.connection.local:
        return f"{what}: it has no OCR engine or no recognizer for this operation"
    from ocr_emulator.recognizers import RECOGNIZERS

    if options.operation.name in RECOGNIZERS:
        return f"{what}: no OCR engine is installed; {_INSTALL}"
    names = ", ".join(sorted(OPERATIONS[name].slug for name in RECOGNIZERS if name in OPERATIONS))
    return f"{what}: it recognizes only {names}"
