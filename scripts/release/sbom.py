"""Software bill of materials (CycloneDX) of the emulator and what it reads images with.

A scanner of wheels does not see the models inside them, which are works of their own; they are
added with their hashes. Everything needs a licence, and one that allows the use.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from scripts.layout import REPOSITORY, ToolError

Component = dict[str, Any]

ALLOWED = re.compile(
    r"Apache|MIT|BSD|ISC|PSF|Python Software|MPL|Mozilla|HPND|Unlicense|CC0|Zlib|0BSD|LGPL|"
    r"Historical Permission|CNRI-Python",
    re.IGNORECASE,
)
"""Permissive licences and weak copyleft."""

REFUSED = re.compile(r"(?<!L)GPL(?!.*(exception|linking))|AGPL|Non.?Commercial|Proprietary", re.I)


MODEL_FILES = ("*.onnx", "*.traineddata")
"""Networks of ONNX, and those of Tesseract."""

_SAMPLES = ("onnxruntime",)
"""Packages whose models are samples of their documentation, under the licence of the package."""


@dataclass(frozen=True)
class ModelNotice:
    """What a wheel says about its models."""

    digests: str
    """Text with the SHA-256 of each file."""

    notices: Mapping[str, str]
    """Origin and licence by file name; "" stands for every file that is not named."""

    def of(self, name: str) -> str:
        """Return origin and licence of a file, "" if neither is stated."""
        return self.notices.get(name) or self.notices.get("", "")


def of_environment(python: Path) -> dict[str, Any]:
    """Return the bill of an environment, the models inside its wheels included.

    Raises:
        ToolError: A component has no licence, or none that is allowed; or a model is not in the
            list of its wheel.
    """
    document = _wheels(python)
    site = _site_packages(python)
    _complete_licences(document.get("components", []), site)
    document["components"] = sorted(
        [*document.get("components", []), *models(site)],
        key=lambda one: (one["type"], one["name"].lower()),
    )
    wrong = list(_wrong_licences(document["components"]))
    if wrong:
        raise ToolError("\n".join(wrong))
    return document


def _wheels(python: Path) -> dict[str, Any]:
    command = [
        sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible",
        "--mc-type", "library", "--pyproject", str(REPOSITORY / "pyproject.toml"), str(python),
    ]  # fmt: skip
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=os.environ,  # noqa: TID251
    )
    if done.returncode:
        raise ToolError(f"cyclonedx-py failed:\n{done.stderr}".rstrip())
    found: dict[str, Any] = json.loads(done.stdout)
    for component in found.get("components", []):
        component.pop("evidence", None)
        # The place of the wheel on the machine that built it is nobody's business.
        component.pop("externalReferences", None)
    return found


def _complete_licences(components: Iterable[Component], site: Path) -> None:
    """Add the licence that a wheel states in free text, which the scanner leaves out."""
    stated = {
        found.name.lower(): str(found.metadata.json.get("license", ""))
        for found in distributions(path=[str(site)])
    }
    for component in components:
        name = stated.get(component["name"].lower(), "")
        if name and not licences(component):
            component["licenses"] = [{"license": {"name": name.partition("\n")[0]}}]


def models(site: Path) -> list[Component]:
    """Return the models inside the wheels of an environment, with hash, licence and wheel.

    Raises:
        ToolError: A wheel does not state the hash of a model and its licence, Apache-2.0.
    """
    found: list[Component] = []
    for path in sorted(file for pattern in MODEL_FILES for file in site.rglob(pattern)):
        package = path.relative_to(site).parts[0]
        if package in _SAMPLES:
            continue
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        notice = _notice(site, package)
        text = notice.of(path.name)
        if digest not in notice.digests or not _APACHE.search(text):
            raise ToolError(
                f"{path.name} in {package}: its wheel must state the hash of this file, and that "
                "it is licensed under the Apache License, Version 2.0"
            )
        found.append(
            {
                "type": "machine-learning-model",
                "name": path.stem,
                "group": package,
                "bom-ref": f"{package}/{path.name}",
                "hashes": [{"alg": "SHA-256", "content": digest}],
                "licenses": [{"license": {"id": "Apache-2.0"}}],
                "description": text,
            }
        )
    return found


_APACHE = re.compile(r"Apache-2\.0|Apache License, Version 2\.0")

_RAPIDOCR = (
    "Trained by Baidu and the PaddleOCR authors, converted by the RapidOCR authors; the wheel's "
    "MODEL_LICENSES.md lists the hash under Apache-2.0."
)


def _notice(site: Path, package: str) -> ModelNotice:
    """Return what a wheel states about its models: RapidOCR in a list, our own in its NOTICE."""
    lists = sorted(site.glob(f"{package}-*.dist-info/**/MODEL_LICENSES.md"))
    if lists:
        text = lists[0].read_text(encoding="utf-8")
        return ModelNotice(text, {"": _RAPIDOCR} if "`Apache-2.0`" in text else {})
    notices = sorted(site.glob(f"{package}-*.dist-info/licenses/NOTICE"))
    sums = site / package / "SHA256SUMS"
    if not notices or not sums.is_file():
        return ModelNotice("", {})
    return ModelNotice(
        sums.read_text(encoding="utf-8"), by_file(notices[0].read_text(encoding="utf-8"))
    )


def by_file(notice: str) -> dict[str, str]:
    """Return the paragraphs of a NOTICE by the files in the line above each.

    Such a line is a list of file names; the lines of its paragraph are indented.
    """
    found: dict[str, str] = {}
    names: list[str] = []
    for line in notice.splitlines():
        if line.startswith(" "):
            for name in names:
                found[name] = f"{found.get(name, '')} {line.strip()}".strip()
        else:
            names = [name.strip() for name in line.split(",") if "." in name]
    return found


def _wrong_licences(components: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for component in components:
        names = licences(component)
        shown = f"{component['name']} {component.get('version', '')}".strip()
        if not names:
            yield f"no licence: {shown}"
        elif REFUSED.search(" ".join(names)) or not ALLOWED.search(" ".join(names)):
            yield f"licence not allowed: {shown} ({'; '.join(names)})"


def licences(component: Mapping[str, Any]) -> list[str]:
    """Return the licences that a component declares, as expressions, ids or names."""
    found: list[str] = []
    for item in component.get("licenses", []):
        licence = item.get("license", {})
        name = item.get("expression") or licence.get("id") or licence.get("name")
        if name:
            found.append(str(name)[:100])
    return found


def _site_packages(python: Path) -> Path:
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    done = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True)
    return Path(done.stdout.strip())


def write(document: Mapping[str, Any], path: Path) -> str:
    """Write the bill as JSON and return a summary."""
    path.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    parts = document["components"]
    count = sum(part["type"] == "machine-learning-model" for part in parts)
    return f"{len(parts) - count} packages and {count} models, each with a licence: {path.name}"
