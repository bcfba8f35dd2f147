"""The catalog can be shown on the command line without a network."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys

import click
import pytest
from huawei_ocr_api.catalog import ERRORS, OPERATIONS, REGIONS

from ocr_emulator.recognizers import RECOGNIZERS
from ocr_wrapper.cli.app import build
from tests.wrapper.cli.conftest import Hwocr


def test_error_is_explained(hwocr: Hwocr) -> None:
    """A code is explained with message, meaning and remedy, in upper or lower case."""
    error = ERRORS["AIS.0103"]
    for code in ("AIS.0103", "ais.0103"):
        text = " ".join(hwocr("errors", code).out.split())
        assert " ".join(error.remedy.split()[:5]) in text
        assert error.messages[0][:30] in text
    assert json.loads(hwocr("errors", "AIS.0103", "--json").out)["remedy"] == error.remedy


def test_family_is_explained(hwocr: Hwocr) -> None:
    """A code that is not listed is explained by its family."""
    text = " ".join(hwocr("errors", "APIGW.9999").out.split())
    assert "APIGW.*" in text
    assert "signature" in text


def test_all_errors(hwocr: Hwocr) -> None:
    """Without a code all errors are listed."""
    out = hwocr("errors").out
    assert all(code in out for code in ERRORS)
    assert len(json.loads(hwocr("errors", "--json").out)) == len(ERRORS)


@pytest.mark.parametrize("columns", ["60", "80", "160"])
def test_operations_and_regions(
    hwocr: Hwocr, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    """Every operation and region is listed completely at any width."""
    monkeypatch.setenv("COLUMNS", columns)
    operations, regions = hwocr("operations").out, hwocr("regions").out
    if columns != "60":
        assert all(operation.slug in operations for operation in OPERATIONS.values())
    assert all(region in regions for region in REGIONS)


def test_json_of_operations_and_regions(hwocr: Hwocr) -> None:
    """Both lists are available as JSON."""
    operations = {item["slug"]: item for item in json.loads(hwocr("operations", "--json").out)}
    regions = {item["id"]: item for item in json.loads(hwocr("regions", "--json").out)}
    assert operations["general-text"]["max_pixels"] == 160_000_000
    assert "passport" in regions["cn-north-4"]["operations"]


def test_locally_recognized_operations(hwocr: Hwocr, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list shows which operations the emulator recognizes, and which it has examples for."""
    operations = {item["slug"]: item for item in json.loads(hwocr("operations", "--json").out)}
    assert operations["passport"]["local"] is True
    assert {item["name"] for item in operations.values() if item["local"]} == set(RECOGNIZERS)
    assert hwocr("operations").out.count("local\n") + hwocr("operations").out.count(
        "local "
    ) == len(RECOGNIZERS)
    monkeypatch.setitem(sys.modules, "ocr_emulator.recognizers", None)
    assert "local" not in hwocr("operations").out


def test_version_and_no_arguments(hwocr: Hwocr) -> None:
    """The version is one line; without a command the help is shown."""
    assert hwocr("--version").out.startswith("hwocr, version ")
    outcome = hwocr()
    assert outcome.code == 2
    assert "Operations:" in outcome.out


def test_exit_codes_are_in_the_help(hwocr: Hwocr) -> None:
    """The help documents every exit code."""
    out = hwocr("--help").out
    assert "Exit codes:" in out
    assert "the service refused the request" in out


def test_missing_extra() -> None:
    """Without click the command names the extra and exits with 3; the library can be imported."""
    code = (
        "import sys; sys.modules['click'] = None\n"
        "import ocr_wrapper\n"
        "from ocr_wrapper.cli import main\n"
        "sys.exit(main(['passport', 'x']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert done.stderr == (
        "hwocr: the command line needs click, which is not installed: "
        'run pip install "ocr-wrapper[cli]".\n'
    )


@pytest.mark.parametrize("arguments", [["--help"], ["passport", "--help"]])
def test_help_imports_no_heavy_modules(arguments: list[str]) -> None:
    """Help imports no image library, client, journal, export or emulator; a list no command."""
    code = f"""
        import sys
        from ocr_wrapper.cli import main
        main({arguments})
        print(*sorted(sys.modules))
    """
    command = [sys.executable, "-c", inspect.cleandoc(code)]
    # A process whose coverage is measured loads more.
    variables = os.environ.items()  # noqa: TID251 - of this process
    environment = {name: text for name, text in variables if not name.startswith("COVERAGE_")}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    loaded = set(done.stdout.splitlines()[-1].split())
    heavy = {"PIL", "httpx", "httpcore", "aiohttp", "ocr_emulator", "numpy", "sqlite3", "ssl"}
    later = {"rich.progress", "rich.console", "traceback", "xml"}
    own = {"cli.run", "cli.commands.show", "client", "batch.journal", "results.recognition"}
    assert loaded & (heavy | later | {f"ocr_wrapper.{name}" for name in own}) == set()
    assert "ocr_wrapper.cli.app" in loaded
    if arguments == ["--help"]:
        assert "ocr_wrapper.cli.operation" not in loaded


def test_listed_commands_are_those_of_their_modules(hwocr: Hwocr) -> None:
    """Each command that is listed can be loaded, and has the short help of the list."""
    group = build()
    context = click.Context(group)
    listed = " ".join(hwocr("--help").out.split())
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        assert found.name == name
        assert found.get_short_help_str(limit=200) in listed
    assert group.get_command(context, "nothing") is None
