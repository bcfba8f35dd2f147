"""Fixtures: a client with responses from memory, and images."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Protocol

import pytest
from huawei_ocr_api.catalog import OPERATIONS
from PIL import Image

from ocr_wrapper.batch.journal import Journal
from ocr_wrapper.cli.app import run
from ocr_wrapper.cli.options import ConnectionOptions
from ocr_wrapper.results.recognition import Recognition


def example(operation: str) -> dict[str, Any]:
    """Return the example response that is shipped with the generated package."""
    document = json.loads((resources.files("huawei_ocr_api") / "openapi.json").read_text("utf-8"))
    item = document["paths"][OPERATIONS[operation].path]["post"]
    examples = item["responses"]["200"]["content"]["application/json"]["examples"]
    found: dict[str, Any] = examples["default"]["value"]
    return found


@dataclass
class FakeCloud:
    """A client that returns examples and records the calls."""

    responses: dict[str, Any] = field(default_factory=dict)
    """By operation: a response body, an error to raise, or a function of the number of calls."""

    calls: list[tuple[str, bytes | None, dict[str, Any]]] = field(default_factory=list)
    connections: list[ConnectionOptions] = field(default_factory=list)
    closed: int = 0
    examples: set[str] = field(default_factory=set)
    """Operations whose responses are examples, as from an emulator without an engine."""

    refuse: Exception | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def call(self, operation: str, image: bytes | None = None, **options: Any) -> Recognition[Any]:
        with self.lock:  # several threads call at the same time
            self.calls.append((operation, image, options))
            count = len(self.calls)
        response = self.responses.get(operation) or example(operation)
        if callable(response):
            response = response(count)
        if isinstance(response, Exception):
            raise response
        return Recognition(
            operation,
            response,
            request_id="req-1",
            region="ap-southeast-1",
            elapsed=0.5,
            is_example=operation in self.examples,
        )

    @contextlib.contextmanager
    def connect(self, connection: ConnectionOptions) -> Iterator[FakeCloud]:
        self.connections.append(connection)
        if self.refuse is not None:
            raise self.refuse
        try:
            yield self
        finally:
            self.closed += 1


@dataclass
class Outcome:
    """Exit code and output of a command."""

    code: int
    out: str
    err: str


class Hwocr(Protocol):
    """Runs the command with these arguments."""

    def __call__(self, *arguments: object) -> Outcome: ...


@pytest.fixture
def cloud() -> FakeCloud:
    return FakeCloud()


@pytest.fixture
def hwocr(
    cloud: FakeCloud,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Hwocr:
    """Run the command in an empty folder with the fake client."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("HWOCR_REGION", "HWOCR_ENDPOINT", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def invoke(*arguments: object) -> Outcome:
        code = run([str(argument) for argument in arguments], cloud.connect)
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return invoke


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """An image that every operation accepts."""
    path = tmp_path / "scan.png"
    Image.new("RGB", (400, 300), "white").save(path)
    return path


@pytest.fixture
def scans(tmp_path: Path) -> list[Path]:
    """Nine images in the same folder."""
    paths = [tmp_path / f"page{number}.png" for number in range(9)]
    for number, path in enumerate(paths):
        Image.new("L", (40, 30), number).save(path)
    return paths


@pytest.fixture
def journals_of_killed_runs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close the journals that a killed or interrupted run leaves open, as its process would."""
    opened: list[Journal] = []
    original = Journal.open

    def noted(journal: Journal) -> None:
        opened.append(journal)
        original(journal)

    monkeypatch.setattr(Journal, "open", noted)
    yield
    for journal in opened:
        journal.close()
