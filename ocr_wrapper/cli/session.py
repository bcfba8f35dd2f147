"""Open the client that the command line asks for: the cloud, or the emulator in this process."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from huawei_ocr_api.catalog import REGIONS

from ocr_wrapper.cli.settings import Connection
from ocr_wrapper.errors import ConfigurationError
from ocr_wrapper.results.recognition import Recognition

if TYPE_CHECKING:
    from ocr_emulator import Emulator
    from ocr_wrapper import OcrClient

LOCAL_SECONDS = 300.0
"""Default of ``--timeout`` with ``--local``: a busy machine may read for longer than the minute
that the cloud gets, and nothing is billed meanwhile."""

_INSTALL = 'run pip install "ocr-wrapper[local]"'


class Caller(Protocol):
    """Be what a run needs of a client."""

    def call(self, operation: str, image: bytes | None = None, **options: Any) -> Recognition[Any]:
        """Call one operation."""
        ...

    def is_example(self, recognition: Recognition[Any]) -> bool:
        """Tell whether an answer is an example of the contract and not a reading."""
        ...


Connect: TypeAlias = Callable[[Connection], AbstractContextManager[Caller]]
"""How a run gets its client; the tests give another one."""


class _Cloud:
    """Be a client of the service, or of whatever the endpoint is."""

    def __init__(self, client: OcrClient) -> None:
        self._client = client

    def call(self, operation: str, image: bytes | None = None, **options: Any) -> Recognition[Any]:
        return self._client.call(operation, image, **options)

    def is_example(self, recognition: Recognition[Any]) -> bool:  # noqa: ARG002
        return False


class _Local(_Cloud):
    """Be a client of the emulator in this process, whose journal can be looked into."""

    def __init__(self, client: OcrClient, emulator: Emulator) -> None:
        super().__init__(client)
        self._emulator = emulator

    def is_example(self, recognition: Recognition[Any]) -> bool:
        return any(
            entry.answer.startswith("example")
            for entry in self._emulator.journal
            if entry.request_id == recognition.request_id
        )


@contextlib.contextmanager
def connect(connection: Connection) -> Iterator[Caller]:
    """Open a client; with ``local`` start the emulator in this process, and stop it at the end."""
    from ocr_wrapper import OcrClient

    if connection.local:
        with _emulator() as emulator, OcrClient(**_local(connection, emulator)) as client:
            yield _Local(client, emulator)
    else:
        settings: dict[str, Any] = {}
        if connection.timeout is not None:
            settings["deadline"] = connection.timeout
        if connection.endpoint is not None:
            settings["endpoint"] = connection.endpoint
        if connection.regions:
            settings["regions"] = list(connection.regions)
        with OcrClient(**settings) as client:
            yield _Cloud(client)


def _emulator() -> Emulator:
    try:
        from ocr_emulator import Emulator
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"--local needs {error.name}, which is not installed: {_INSTALL}."
        ) from None
    return Emulator()


def _local(connection: Connection, emulator: Emulator) -> dict[str, Any]:
    """Return the settings of a client of the emulator, apart from all that is for the cloud."""
    from ocr_wrapper import AkSk, Environment

    return {
        "endpoint": emulator.url,
        "iam_endpoint": emulator.url,
        "credentials": AkSk(emulator.ak, emulator.sk),
        "project_id": emulator.projects,
        # Every region is allowed unless some are named, as nothing leaves the machine.
        "regions": list(connection.regions or REGIONS),
        "environment": Environment(),
        "trust_env": False,
        "deadline": connection.timeout or LOCAL_SECONDS,
    }
