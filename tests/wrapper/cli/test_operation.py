"""Every operation of the catalog is a command with an option for each of its options."""

from __future__ import annotations

import dataclasses
import io
import sys
from pathlib import Path

import click
import pytest
from huawei_ocr_api.catalog import OPERATIONS, Operation, Option

from ocr_wrapper.cli.app import build
from ocr_wrapper.cli.operation import command
from tests.wrapper.cli.conftest import FakeCloud, Hwocr


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda item: item.slug)
def test_help_lists_every_option(hwocr: Hwocr, operation: Operation) -> None:
    """The help of a command describes each request option in the words of the contract."""
    outcome = hwocr(operation.slug, "--help")
    flat = " ".join(outcome.out.split())
    assert outcome.code == 0
    for option in operation.options:
        assert option.name.replace("_", "-") in outcome.out
        assert " ".join(option.summary.replace("`", "").split()[:4]) in flat


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda item: item.slug)
def test_every_operation_runs(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, operation: Operation
) -> None:
    """Each command calls its operation and prints the result."""
    outcome = hwocr(operation.slug, *([scan] if operation.input_field else []))
    assert (outcome.code, [call[0] for call in cloud.calls]) == (0, [operation.name])
    assert ("scan.png" if operation.input_field else operation.slug) in outcome.out
    assert cloud.closed == 1


def test_new_operation_becomes_a_command(scan: Path) -> None:
    """A new operation of the catalog becomes a command without other changes."""
    operation = dataclasses.replace(
        OPERATIONS["recognize_passport"],
        name="recognize_library_card",
        slug="library-card",
        options=(
            Option("leaves", "integer", None, None, 1, 9, (), "How many pages to read."),
            Option("format", "string", ("a", "b"), None, None, None, (), "Print format."),
            Option("share", "number", None, None, 0, 1, (), "Share of the page."),
            Option("extra", "object", None, None, None, None, (), "Anything."),
        ),
    )
    made = command(operation, connect=lambda _: None)  # type: ignore[arg-type, return-value]
    flags = {flag for parameter in made.params for flag in parameter.opts}
    assert {"--leaves", "--share", "--extra", "--request-format", "--format"} <= flags
    with made.make_context(
        "library-card", ["--request-format", "b", "--leaves", "3", "x"]
    ) as context:
        assert context.params["request__format"] == "b"
        assert context.params["form"] == "table"
    with pytest.raises(click.BadParameter):
        made.make_context("library-card", ["--leaves", "10", "x"])


def test_only_given_options_are_sent(hwocr: Hwocr, cloud: FakeCloud, scan: Path) -> None:
    """An option that was not given is omitted from the request, a false one is sent."""
    hwocr("general-text", scan)
    hwocr("general-text", scan, "--no-quick-mode", "--detect-direction", "--language", "ja")
    assert [call[2] for call in cloud.calls] == [
        {},
        {"quick_mode": False, "detect_direction": True, "language": "ja"},
    ]


def test_arrays_are_repeated(hwocr: Hwocr, cloud: FakeCloud, scan: Path) -> None:
    """An array is given value by value."""
    hwocr("web-image", scan, "--extract-type", "image_size", "--extract-type", "contact_info")
    assert cloud.calls[0][2] == {"extract_type": ["image_size", "contact_info"]}


def test_invalid_option_values_are_refused(hwocr: Hwocr, cloud: FakeCloud, scan: Path) -> None:
    """A value that the operation does not accept is refused before anything is sent."""
    outcome = hwocr("passport", scan, "--country-code", "XXX")
    assert outcome.code == 2
    assert "GENERAL" in outcome.err
    assert outcome.err.count("\n") == 1
    assert cloud.connections == []


def test_connection_options(hwocr: Hwocr, cloud: FakeCloud, scan: Path) -> None:
    """Regions may be repeated or listed; they keep their order without duplicates."""
    hwocr(
        *("passport", scan, "--region", "ap-southeast-2, ap-southeast-1", "--region", "cn-north-4"),
        *("--region", "ap-southeast-2", "--endpoint", "https://gateway.example/ocr"),
        *("--timeout", "2.5", "--enterprise-project-id", "0"),
    )
    (connection,) = cloud.connections
    assert connection.regions == ("ap-southeast-2", "ap-southeast-1", "cn-north-4")
    assert (connection.endpoint, connection.timeout) == ("https://gateway.example/ocr", 2.5)
    assert cloud.calls[0][2] == {"enterprise_project_id": "0"}


def test_url_as_argument_or_option(hwocr: Hwocr, cloud: FakeCloud) -> None:
    """A URL is passed to the service, given as an argument or as --url."""
    hwocr("passport", "https://host/a.png")
    hwocr("passport", "--url", "https://host/ä.png")
    assert [call[1:] for call in cloud.calls] == [
        (None, {"url": "https://host/a.png"}),
        (None, {"url": "https://host/%C3%A4.png"}),
    ]


def test_standard_input(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dash reads the image from standard input."""
    monkeypatch.setattr(
        sys, "stdin", io.TextIOWrapper(io.BytesIO(scan.read_bytes()), encoding="utf-8")
    )
    outcome = hwocr("passport", "-", "--format", "json")
    assert (outcome.code, cloud.calls[0][1]) == (0, scan.read_bytes())


def test_names_are_unique() -> None:
    """No command of the application hides another."""
    application = build()
    names = application.list_commands(click.Context(application))
    assert len(names) == len(set(names)) == len(OPERATIONS) + 8


@pytest.mark.parametrize("name", ["recognize_passport", "recognize-passport"])
def test_operation_name_as_command(hwocr: Hwocr, cloud: FakeCloud, scan: Path, name: str) -> None:
    """An operation can also be called by its name in the contract and in Python."""
    assert hwocr(name, scan).code == 0
    assert cloud.calls[0][0] == "recognize_passport"


def test_withdrawn_operations_are_marked(hwocr: Hwocr, scan: Path) -> None:
    """A withdrawn operation is marked in the help and when it is called."""
    assert "withdrawn on 2025-11-04" in hwocr("--help").out
    assert "withdrawn on 2025-11-04" in hwocr("id-document", scan).err
