"""Open the client that the command line asks for: the cloud, or the emulator in this process."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeAlias

from huawei_ocr_api.catalog import REGIONS

from ocr_wrapper.cli.settings import Connection
from ocr_wrapper.errors import ConfigurationError
from ocr_wrapper.recognition import Recognition

_INSTALL = 'run pip install "ocr-wrapper[local]"'


class Caller(Protocol):
    """Be what a run needs of a client."""

    def call(self, operation: str, image: bytes | None = None, **options: Any) -> Recognition[Any]:
        """Call one operation."""
        ...


Connect: TypeAlias = Callable[[Connection], AbstractContextManager[Caller]]
"""How a run gets its client; the tests give another one."""


@contextlib.contextmanager
def connect(connection: Connection) -> Iterator[Caller]:
    """Open a client; with ``local`` start the emulator in this process, and stop it at the end."""
    settings: dict[str, Any] = {}
    if connection.local:
        with _emulator() as local, _client(connection, **local) as client:
            yield client
    else:
        if connection.endpoint is not None:
            settings["endpoint"] = connection.endpoint
        if connection.regions:
            settings["regions"] = list(connection.regions)
        with _client(connection, **settings) as client:
            yield client


def _client(connection: Connection, **settings: Any) -> Any:
    from ocr_wrapper import OcrClient

    if connection.timeout is not None:
        settings["deadline"] = connection.timeout
    return OcrClient(**settings)


@contextlib.contextmanager
def _emulator() -> Iterator[dict[str, Any]]:
    """Start the emulator on loopback; every region is allowed, as nothing leaves the machine."""
    try:
        from ocr_emulator import Emulator
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"--local needs {error.name}, which is not installed: {_INSTALL}."
        ) from None
    from ocr_wrapper import AkSk, Environment

    with Emulator() as emulator:
        yield {
            "endpoint": emulator.url,
            "iam_endpoint": emulator.url,
            "credentials": AkSk(emulator.ak, emulator.sk),
            "project_id": emulator.projects,
            "regions": list(REGIONS),
            # Nothing that is set for the cloud, keys and proxies included, belongs in here.
            "environment": Environment(),
            "trust_env": False,
        }
