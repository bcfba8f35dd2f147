"""The bundle for code generators works with those that people use."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts.codegen import catalog
from scripts.contract import node
from scripts.contract.document import load_yaml, operations, resolve
from scripts.layout import Layout

PUBLISHED = Layout.of_repository().codegen_bundle
DOCUMENT: dict[str, Any] = load_yaml(PUBLISHED)
NAMES = {place.name for place in operations(DOCUMENT)}
SCHEMAS = set(DOCUMENT["components"]["schemas"])


def _request(name: str) -> str:
    """Return the name of an operation's request schema."""
    (place,) = [place for place in operations(DOCUMENT) if place.name == name]
    media = place.operation["requestBody"]["content"]["application/json"]
    return str(media["schema"]["$ref"]).rpartition("/")[2]


def test_codegen_bundle_has_every_operation_and_no_choice_of_inputs(bundle: dict[str, Any]) -> None:
    """Nothing is lost but the choice between required fields."""
    assert {place.name for place in operations(bundle)} == NAMES
    assert set(bundle["components"]["schemas"]) == SCHEMAS
    for place in catalog.recognizers(DOCUMENT):
        schema = DOCUMENT["components"]["schemas"][_request(place.name)]
        assert "oneOf" not in schema
        sources = {place.input_field, "url"} if place.input_field else set()
        assert sources <= set(schema["properties"])


@pytest.mark.parametrize("name", sorted(NAMES - {"create_token", "list_projects"}))
def test_default_server_of_an_operation_serves_it(name: str, bundle: dict[str, Any]) -> None:
    """Who takes the first server and its default region reaches the operation."""
    for document in (bundle, DOCUMENT):
        (place,) = [place for place in operations(document) if place.name == name]
        regions = (place.ocr or {})["regions"]
        server = place.operation["servers"][0]
        region = server["variables"]["region"]
        assert region["default"] == regions[0]
        assert region["enum"] == regions
        hosts = resolve(document, document["x-regions"][regions[0]])["hosts"]
        assert server["url"].format(region=regions[0]) == f"https://{hosts[0]}"
        assert all(region in place.operation["description"] for region in regions)


def test_openapi_python_client_generates_every_operation_with_a_typed_body(tmp_path: Path) -> None:
    """No warning, one module per operation, and a request class as body."""
    target, settings = tmp_path / "client", tmp_path / "settings.yaml"
    settings.write_text("post_hooks: []\n", encoding="utf-8")
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--path", str(PUBLISHED)]
    command += ["--output-path", str(target), "--meta", "none", "--fail-on-warning"]
    command += ["--config", str(settings)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    modules = {path.stem: path for path in (target / "api").glob("*/*.py")}
    assert set(modules) - {"__init__"} == NAMES
    for name in NAMES - {"list_projects"}:
        assert f"body: {_request(name)}" in modules[name].read_text(encoding="utf-8")


def test_datamodel_code_generator_generates_every_schema(tmp_path: Path) -> None:
    """Its pydantic models have a class for each schema, requests with both inputs."""
    target = tmp_path / "models.py"
    command = [sys.executable, "-m", "datamodel_code_generator", "--input", str(PUBLISHED)]
    command += ["--input-file-type", "openapi", "--output", str(target), "--formatters", "builtin"]
    command += ["--output-model-type", "pydantic_v2.BaseModel", "--disable-warnings"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    body = ast.parse(target.read_text(encoding="utf-8")).body
    classes = {item.name: item for item in body if isinstance(item, ast.ClassDef)}
    assert set(classes) >= SCHEMAS
    for place in catalog.recognizers(DOCUMENT):
        fields = ast.unparse(classes[_request(place.name)])
        if place.input_field:
            assert f"{place.input_field}: EncodedImage | None" in fields
            assert "url: ImageUrl | None" in fields


_USE = """
import type {{ components, operations }} from "./api";
type Body = components["schemas"]["{request}"];
const body: Body = {{ {given} }};
type Result = operations["{name}"]["responses"]["200"]["content"]["application/json"]["result"];
const result: Result | undefined = undefined;
// @ts-expect-error an option that does not exist
const wrong: Body = {{ {given} no_such_option: true }};
export default [body, result, wrong];
"""


def test_openapi_typescript_generates_types_that_compile(bundler: None, tmp_path: Path) -> None:
    """Requests and results of every operation have types, and wrong options are errors."""
    done = node.run(node.OPENAPI_TYPESCRIPT, str(PUBLISHED), "-o", "api.ts", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    files = []
    for place in catalog.recognizers(DOCUMENT):
        files.append(f"{place.name}.ts")
        text = _USE.format(
            request=_request(place.name),
            given=f'{place.input_field}: "aGk=",' if place.input_field else "",
            name=place.name,
        )
        (tmp_path / files[-1]).write_text(text, encoding="utf-8")
    flags = ("--noEmit", "--strict", "--skipLibCheck", "--module", "esnext", "--target", "es2022")
    done = node.run(node.TYPESCRIPT, *flags, "--moduleResolution", "bundler", *files, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")


def test_openapi_zod_client_generates_typed_requests(bundler: None, tmp_path: Path) -> None:
    """Every operation has an endpoint, and no request is `z.unknown()`."""
    options = ("--with-deprecated", "-o", "api.ts")
    done = node.run(node.OPENAPI_ZOD, str(PUBLISHED), *options, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "api.ts").read_text(encoding="utf-8")
    for place in operations(DOCUMENT):
        assert f'path: "{place.path.replace("{project_id}", ":project_id")}"' in text
    for place in catalog.recognizers(DOCUMENT):
        assert f"const {_request(place.name)} = z\n  .object(" in text
