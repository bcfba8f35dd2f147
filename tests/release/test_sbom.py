"""The bill of materials names every model with its licence, and refuses what has none."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from scripts.layout import ToolError
from scripts.release.sbom import by_file, licences, models
from tests.paths import ROOT

APACHE = "  Licensed under the Apache License,\n  Version 2.0."


def wheel(site: Path, notice: str, *files: str, listed: bool = True) -> None:
    """Install a wheel of model files, as pip lays it out."""
    package, info = site / "some_models", site / "some_models-1.0.dist-info" / "licenses"
    package.mkdir()
    info.mkdir(parents=True)
    (info / "NOTICE").write_text(notice, encoding="utf-8")
    for name in files:
        (package / name).write_bytes(name.encode())
    sums = [f"{hashlib.sha256(name.encode()).hexdigest()}  {name}\n" for name in files if listed]
    (package / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


def test_models_of_a_wheel_are_parts_with_hash_and_origin(tmp_path: Path) -> None:
    """Networks of both kinds are listed, each with the paragraph that its notice has on it."""
    notice = (
        f"some-models\nFiles.\n\na.onnx\n  By A.\n{APACHE}\n\nb.traineddata, c.onnx\n{APACHE}\n"
    )
    wheel(tmp_path, notice, "a.onnx", "b.traineddata", "c.onnx")
    found = {str(part["bom-ref"]): part for part in models(tmp_path)}
    assert sorted(found) == [f"some_models/{x}" for x in ("a.onnx", "b.traineddata", "c.onnx")]
    part = found["some_models/a.onnx"]
    assert part["description"] == "By A. Licensed under the Apache License, Version 2.0."
    assert part["hashes"][0]["content"] == hashlib.sha256(b"a.onnx").hexdigest()
    assert licences(part) == ["Apache-2.0"]


@pytest.mark.parametrize(
    ("notice", "listed"),
    [
        (f"a.onnx\n{APACHE}\n", False),
        (f"b.onnx\n{APACHE}\n", True),
        ("a.onnx\n  For research only.\n", True),
        ("", True),
    ],
)
def test_model_without_hash_or_licence_is_refused(
    tmp_path: Path, notice: str, listed: bool
) -> None:
    """The bill says nothing about a file that its wheel does not state."""
    wheel(tmp_path, notice, "a.onnx", listed=listed)
    with pytest.raises(ToolError, match=r"a\.onnx in some_models"):
        models(tmp_path)


def test_changed_model_is_refused(tmp_path: Path) -> None:
    """A file with another content is not the one whose licence is stated."""
    wheel(tmp_path, f"a.onnx\n{APACHE}\n", "a.onnx")
    (tmp_path / "some_models" / "a.onnx").write_bytes(b"other")
    with pytest.raises(ToolError):
        models(tmp_path)


@pytest.mark.skipif(
    not (ROOT / "models").is_dir(), reason="the source distribution has no model files"
)
def test_notice_of_our_models_states_a_licence_for_each_file() -> None:
    """What the release will read is complete now."""
    stated = by_file((ROOT / "models" / "NOTICE").read_text(encoding="utf-8"))
    folder = ROOT / "models" / "ocr_wrapper_models"
    names = [path.name for path in folder.iterdir() if path.suffix in (".onnx", ".traineddata")]
    assert names != []
    assert [x for x in names if "Apache License, Version 2.0" not in stated.get(x, "")] == []
