"""Adding an operation is adding a file: all that is derived has it after `make generate`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts import generate
from scripts.contract import lint
from scripts.contract.document import load_yaml
from scripts.contract.rules import Contract, Rule, examples, operations, requests
from scripts.layout import REPOSITORY, Layout

ADDED = Path(__file__).parent / "seventeenth"
NAME = "recognize_library_card"
WITHOUT_IMAGE = "query_library_quota"
RESPONSE = json.loads((ADDED / "examples" / NAME / "response-default.json").read_text("utf-8"))

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def extended(bundler: None, tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """Return a copy of the contract with two more operations, generated once for all tests.

    One takes an image, the other options only.
    """
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
    """A new file passes every check, also that of an operation without an image."""
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


def test_operation_without_image_has_no_parameter_for_one(run: Run) -> None:
    """Catalog entry and typed methods have its options, and neither image, `url` nor `fit`."""
    code = f"""
import inspect, json
from huawei_ocr_api import catalog, facade
entry = catalog.OPERATIONS["{WITHOUT_IMAGE}"]
print(json.dumps({{
    "entry": [entry.input_field, entry.formats, entry.max_side, entry.max_encoded_bytes],
    "options": [option.name for option in entry.options],
    "methods": [
        list(inspect.signature(getattr(side, "{WITHOUT_IMAGE}")).parameters)
        for side in (facade.SyncOperations, facade.AsyncOperations)
    ],
}}))
"""
    names = ["self", "library", "enterprise_project_id", "timeout", "region"]
    assert json.loads(run("-c", code).stdout) == {
        "entry": [None, [], 0, 0],
        "options": ["library"],
        "methods": [names, names],
    }


def test_operation_without_image_is_documented(extended: Layout) -> None:
    """Reference page and table say that it takes no image."""
    page = (extended.package / "reference.html").read_text(encoding="utf-8")
    assert f"client.{WITHOUT_IMAGE}()" in page
    table = (extended.docs / "operations.md").read_text(encoding="utf-8")
    assert f"| `{WITHOUT_IMAGE}` | Count the library cards that may still be read. | no image" in (
        table
    )


def test_operation_without_image_can_be_called(run: Run) -> None:
    """Both clients send its options alone, and the emulator responds with example or script."""
    code = f"""
import asyncio, json
from ocr_emulator import Emulator
from ocr_wrapper import AkSk, AsyncOcrClient, OcrClient

async def calls(settings):
    async with AsyncOcrClient(**settings) as client:
        one = await client.call("{WITHOUT_IMAGE}")
        two = await client.{WITHOUT_IMAGE}(library="north")
        return [one.raw, two.result.cards]

with Emulator(engine=None) as emulator:
    settings = dict(
        region="ap-southeast-3", credentials=AkSk(emulator.ak, emulator.sk), endpoint=emulator.url
    )
    with OcrClient(**settings) as client:
        found = [client.call("{WITHOUT_IMAGE}").raw]
        found.append(client.{WITHOUT_IMAGE}(library="south").result.cards)
        emulator.answers.set("{WITHOUT_IMAGE}", {{"result": {{"cards": 7}}}})
        found.append(client.call("{WITHOUT_IMAGE}", library="north").raw)
    found.append(asyncio.run(calls(settings)))
print(json.dumps(found))
"""
    example = {"result": {"cards": 120}}
    scripted = {"result": {"cards": 7}}
    found = json.loads(run("-c", code).stdout)
    assert found == [example, 120, scripted, [scripted, 7]]


def test_operation_without_image_refuses_one(run: Run) -> None:
    """An image, a URL or `fit` given by mistake is an error of the client; nothing is sent."""
    code = f"""
from ocr_emulator import Emulator
from ocr_wrapper import AkSk, ImageSourceError, OcrClient
with Emulator(engine=None) as emulator, OcrClient(
    region="ap-southeast-3", credentials=AkSk(emulator.ak, emulator.sk), endpoint=emulator.url
) as client:
    for image, options in (
        (b"image", {{}}), (None, {{"url": "https://example.org/a.png"}}), (None, {{"fit": True}})
    ):
        try:
            client.call("{WITHOUT_IMAGE}", image, **options)
        except ImageSourceError as error:
            print(error.operation, error)
    print(len(emulator.journal))
"""
    lines = run("-c", code).stdout.splitlines()
    assert len(lines) == 4
    for line in lines[:3]:
        assert line.startswith(f"{WITHOUT_IMAGE} {WITHOUT_IMAGE} takes no image")
    assert lines[3] == "0"


def test_emulator_refuses_an_image_where_none_is_taken(run: Run) -> None:
    """A request with an image is refused like one with any unknown field."""
    code = """
from ocr_emulator import Emulator
from ocr_wrapper import AkSk, OcrClient, OcrError
with Emulator(engine=None) as emulator, OcrClient(
    region="ap-southeast-3", credentials=AkSk(emulator.ak, emulator.sk), endpoint=emulator.url
) as client:
    try:
        client.request("/v2/{project_id}/ocr/library-quota", {"image": b"image"})
    except OcrError as error:
        print(error.code)
"""
    assert run("-c", code).stdout == "AIS.0101\n"


def test_command_of_an_operation_without_image_takes_no_files(run: Run, tmp_path: Path) -> None:
    """`hwocr library-quota` runs once, without inputs and the options that concern them."""
    command = ("-m", "ocr_wrapper.cli", "library-quota")
    shown = run(*command, "--help").stdout
    assert "Takes no image." in shown
    assert "FILE_OR_URL" not in shown
    assert not {"--url", "--fit", "--annotate", "--jobs"} & set(shown.split())
    local = ("--local", "--library", "north", "--allow-examples")
    done = run(*command, *local, "--format", "json", "--output", str(tmp_path / "out"))
    (saved,) = (tmp_path / "out").glob("*.json")
    assert json.loads(saved.read_text("utf-8"))["result"] == {"cards": 120}
    assert "120" in run(*command, *local).stdout
    assert "no image" in run("-m", "ocr_wrapper.cli", "operations").stdout
    assert done.stdout == ""


BROKEN: list[tuple[Rule, Callable[[dict[str, Any]], object], str]] = [
    (operations.facts_are_whole, lambda post: post["x-ocr"].update(formats=["PNG"]), "formats"),
    (operations.facts_are_whole, lambda post: post["x-ocr"].update(input="image"), "min-side"),
    (requests.input_or_url, lambda post: post["x-ocr"].update(input="image"), "oneOf"),
    (
        examples.success_and_failure_are_shown,
        lambda post: post["requestBody"]["content"]["application/json"].pop("examples"),
        "request-default",
    ),
]
"""Rules, what they must find in an operation without an image, and a word of the report."""


@pytest.mark.parametrize(("rule", "breaker", "word"), BROKEN)
def test_lint_finds_broken_operation_without_image(
    extended: Layout, rule: Rule, breaker: Callable[[dict[str, Any]], object], word: str
) -> None:
    """Facts of images that it cannot have, and a missing example, are reported."""
    bundle = load_yaml(extended.bundle)
    breaker(bundle["paths"]["/v2/{project_id}/ocr/library-quota"]["post"])
    reports = [str(problem) for problem in rule(Contract(bundle, extended.contract))]
    assert any(word in report for report in reports), reports


@pytest.mark.parametrize("name", ["image", "data", "url"])
def test_lint_finds_an_image_where_none_is_taken(extended: Layout, name: str) -> None:
    """The request of an operation without an image has no field for one."""
    bundle = load_yaml(extended.bundle)
    bundle["components"]["schemas"]["LibraryQuotaRequest"]["properties"][name] = {}
    (problem,) = requests.input_or_url(Contract(bundle, extended.contract))
    assert f"takes no image, but the request has {name!r}" in str(problem)


def test_codegen_bundle_has_operation_without_image(extended: Layout) -> None:
    """Code generators read its request, whose body has its options alone."""
    schema = load_yaml(extended.codegen_bundle)["components"]["schemas"]["LibraryQuotaRequest"]
    assert list(schema["properties"]) == ["library"]
