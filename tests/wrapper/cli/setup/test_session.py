"""The client of a run: opened once, for the first valid input, with the options of the command."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_emulator import Emulator
from ocr_wrapper import ConfigurationError
from ocr_wrapper.cli.options import ConnectionOptions
from ocr_wrapper.cli.session import Client, ClientSession, connect
from tests.wrapper.cli.conftest import FakeCloud


def test_client_that_cannot_be_opened_is_tried_once() -> None:
    """Every thread gets the same error: a second look for credentials would take as long again."""
    tried: list[ConnectionOptions] = []

    @contextlib.contextmanager
    def refusing(connection: ConnectionOptions) -> Iterator[Client]:
        tried.append(connection)
        raise ConfigurationError("There are no credentials.")
        yield FakeCloud()

    with ClientSession(refusing, ConnectionOptions()) as session:
        for _ in range(2):
            with pytest.raises(ConfigurationError, match="no credentials"):
                session.call("recognize_passport", b"")
    assert len(tried) == 1


def test_options_of_the_command_are_those_of_the_client(
    emulator: Emulator, image: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Endpoint and regions are the given ones, whatever the environment says."""
    for name, value in (
        ("HUAWEICLOUD_SDK_AK", emulator.ak),
        ("HUAWEICLOUD_SDK_SK", emulator.sk),
        ("HWOCR_REGION", "af-south-1"),
        ("HWOCR_ENDPOINT", "https://elsewhere.example.com"),
        ("HOME", str(tmp_path)),
    ):
        monkeypatch.setenv(name, value)
    options = ConnectionOptions(
        regions=("ap-southeast-3", "ap-southeast-1"), endpoint=emulator.url, timeout=60
    )
    with ClientSession(connect, options) as session:
        found = session.call("recognize_general_table", image)
        assert found.region == "ap-southeast-3"
        assert session.unread(found.request_id or "") == []
    assert [entry.project_id for entry in emulator.journal if entry.operation] == [
        emulator.projects["ap-southeast-3"]
    ]
