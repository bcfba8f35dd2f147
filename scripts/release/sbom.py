"""Software bill of materials (CycloneDX) of what `[local]` installs, wheels and models.

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


_SAMPLES = ("onnxruntime",)
"""Packages whose models are samples of their documentation, under the licence of the package."""


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
    """Return the models inside the wheels of an environment, with hash, licence and wheel."""
    found: list[Component] = []
    for path in sorted(site.rglob("*.onnx")):
        package = path.relative_to(site).parts[0]
        if package in _SAMPLES:
            continue
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest not in _listed_models(site, package):
            raise ToolError(f"{path.name} in {package} is not in the list of licences of its wheel")
        found.append(
            {
                "type": "machine-learning-model",
                "name": path.stem,
                "group": package,
                "bom-ref": f"{package}/{path.name}",
                "hashes": [{"alg": "SHA-256", "content": digest}],
                "licenses": [{"license": {"id": "Apache-2.0"}}],
                "copyright": "Baidu and the PaddleOCR authors; converted by the RapidOCR authors",
                "description": f"Inside the wheel {package}; its MODEL_LICENSES.md lists the hash.",
            }
        )
    return found


def _listed_models(site: Path, package: str) -> str:
    """Return the list of models and licences in a wheel, "" if it has none."""
    files = sorted(site.glob(f"{package}-*.dist-info/**/MODEL_LICENSES.md"))
    text = files[0].read_text(encoding="utf-8") if files else ""
    return text if "`Apache-2.0`" in text else ""


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
