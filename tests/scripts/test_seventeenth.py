"""Adding an operation is adding a file: all that is derived has it after `make generate`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import generate
from scripts.contract import lint
from scripts.layout import REPOSITORY, Layout

ADDED = Path(__file__).parent / "seventeenth"
NAME = "recognize_library_card"
RESPONSE = json.loads((ADDED / "examples" / NAME / "response-default.json").read_text("utf-8"))

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def extended(bundler: None, tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """Return a copy of the contract with one more operation, generated once for all tests."""
    del bundler
    layout = Layout.of_repository(tmp_path_factory.mktemp("seventeenth"))
    ignored = shutil.ignore_patterns("dist")
    shutil.copytree(REPOSITORY / "openapi", layout.contract, ignore=ignored)
    shutil.copytree(ADDED, layout.contract, dirs_exist_ok=True)
    generate.generate(layout)
    return layout


@pytest.fixture
def run(extended: Layout, tmp_path: Path) -> Run:
    """Return a function that runs Python with the generated copy before the installed package."""
    home = tmp_path / "home"
    home.mkdir()
    environment = {
        "PATH": os.environ["PATH"],  # noqa: TID251  the programs of this environment
        "PYTHONPATH": os.pathsep.join([str(extended.output), str(REPOSITORY)]),
        "PYTHONWARNINGS": "error",
        "HOME": str(home),
    }

    def python(*arguments: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done

    return python


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """Return the path of a small white image."""
    from PIL import Image

    path = tmp_path / "card.png"
    Image.new("L", (64, 48), 255).save(path)
    return path


def test_added_operation_passes_the_lint(extended: Layout) -> None:
    """One new file passes every check."""
    assert lint.lint(extended) == []
    assert generate.check(extended) == []


def test_added_operation_is_in_every_generated_part(run: Run) -> None:
    """Codec, payload types, catalog and both façades know the operation and its options."""
    code = f"""
import inspect, json
from huawei_ocr_api import catalog, facade, payloads
from huawei_ocr_api.api import {NAME} as codec
from huawei_ocr_api.models import LibraryCardRequest
entry = catalog.OPERATIONS["{NAME}"]
response = {RESPONSE!r}
body = LibraryCardRequest(url="https://example.org/a.png", return_loans=True)
print(json.dumps({{
    "entry": [entry.slug, entry.input_field, entry.regions, entry.formats, entry.max_side],
    "options": [[option.name, option.enum, option.requires] for option in entry.options],
    "methods": [
        "shelf" in inspect.signature(getattr(side, "{NAME}")).parameters
        for side in (facade.SyncOperations, facade.AsyncOperations)
    ],
    "payload": sorted(payloads.LibraryCardResult.__annotations__),
    "weeks": codec.parse(response).result.loans[0].weeks,
    "round": codec.parse(response).to_dict() == response,
    "body": codec.request(body),
}}))
"""
    assert json.loads(run("-c", code).stdout) == {
        "entry": ["library-card", "data", ["ap-southeast-3"], ["PNG", "JPG"], 2000],
        "options": [
            ["return_loans", None, []],
            ["shelf", ["science", "fiction"], ["return_loans"]],
        ],
        "methods": [True, True],
        "payload": ["confidence", "loans", "reader"],
        "weeks": 3,
        "round": True,
        "body": {"url": "https://example.org/a.png", "return_loans": True},
    }


def test_added_operation_is_documented(extended: Layout) -> None:
    """Reference page and table contain the operation and its options."""
    page = (extended.package / "reference.html").read_text(encoding="utf-8")
    assert f'id="{NAME}"' in page
    assert page == (extended.package / "reference.html").read_text(encoding="utf-8")
    assert f"| `{NAME}` | `shelf` | `science` `fiction` |" in (
        extended.docs / "operations.md"
    ).read_text(encoding="utf-8")


def test_added_operation_can_be_called(run: Run, scan: Path) -> None:
    """The emulator routes it and responds with its example, to `call` and to the typed method."""
    code = f"""
import json
from ocr_emulator import Emulator
from ocr_wrapper import AkSk, OcrClient
with Emulator(engine=None) as emulator, OcrClient(
    region="ap-southeast-3", credentials=AkSk(emulator.ak, emulator.sk), endpoint=emulator.url
) as client:
    one = client.call("{NAME}", {str(scan)!r}, return_loans=True, shelf="fiction")
    two = client.{NAME}({str(scan)!r}, return_loans=True)
print(json.dumps([one.raw, two.result.loans[0].title, one.operation, one.region]))
"""
    raw, title, operation, region = json.loads(run("-c", code).stdout)
    assert raw == RESPONSE
    assert title == "The Tin Orchard"
    assert (operation, region) == (NAME, "ap-southeast-3")


def test_added_operation_is_a_command(run: Run, scan: Path) -> None:
    """`hwocr library-card` exists, with its options, and reads an image locally."""
    assert "library-card" in run("-m", "ocr_wrapper.cli", "--help").stdout
    assert "--shelf" in run("-m", "ocr_wrapper.cli", "library-card", "--help").stdout
    options = ("--local", "--format", "json", "--allow-examples")
    done = run("-m", "ocr_wrapper.cli", "library-card", str(scan), *options)
    assert "NADIA VOSS" in done.stdout
