"""Generate the models and the request and parse functions of every operation."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError

from scripts.codegen import view
from scripts.contract.document import dump_json, operations
from scripts.layout import PACKAGE, REPOSITORY, ToolError

TEMPLATES = REPOSITORY / "scripts" / "codegen" / "templates"


def generate(bundle: dict[str, Any], package: Path) -> None:
    """Write `models/`, `api/`, `types.py` and `__init__.py` into an empty `package`.

    openapi-python-client drops what it does not understand and still succeeds, so every
    warning is an error here, and its modules are counted against the contract.

    Raises:
        ToolError: a warning, a dropped operation or schema, a class of another name.
    """
    reduced = view.for_models(bundle)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "openapi.json"
        source.write_text(dump_json(reduced), encoding="utf-8")
        made = Path(folder) / PACKAGE
        _run(reduced, source, made)
        _flatten(made)
        _expect_everything(bundle, made)
        shutil.copytree(made, package, dirs_exist_ok=True)


def _run(reduced: dict[str, Any], source: Path, target: Path) -> None:
    settings = ConfigFile(package_name_override=PACKAGE, post_hooks=[])
    config = Config.from_sources(settings, MetaType.NONE, source, "utf-8", True, target)
    data = GeneratorData.from_dict(reduced, config=config)
    if isinstance(data, GeneratorError):
        raise ToolError(f"openapi-python-client refused the contract: {_describe(data)}")
    project = Project(openapi=data, config=config, custom_template_path=TEMPLATES)
    project.env.globals["payload_names"] = frozenset(
        name
        for name, schema in reduced["components"]["schemas"].items()
        if schema.get("type") == "object"
        and (schema.get("properties") or schema.get("additionalProperties") is True)
    )
    project.package_dir.mkdir(parents=True)
    project._create_package()
    project._build_models()
    project._build_api()
    problems = project._get_errors()
    if problems:
        raise ToolError(
            "openapi-python-client left something out: " + "; ".join(map(_describe, problems))
        )


def _describe(error: GeneratorError) -> str:
    return " ".join(f"{error.header or ''} {error.detail or ''}".split())


def _flatten(made: Path) -> None:
    for module in (made / "api" / view.TAG).glob("*.py"):
        if module.name != "__init__.py":
            module.rename(made / "api" / module.name)
    shutil.rmtree(made / "api" / view.TAG)
    for unused in ("client.py", "errors.py"):
        (made / unused).unlink()
    (made / "py.typed").write_text("", encoding="utf-8")


def _expect_everything(bundle: dict[str, Any], made: Path) -> None:
    expected = {place.name for place in operations(bundle)}
    found = modules(made / "api")
    if found != expected:
        raise ToolError(f"Operations without a module, or the reverse: {sorted(found ^ expected)}.")
    text = (made / "models" / "__init__.py").read_text(encoding="utf-8")
    for name, schema in bundle["components"]["schemas"].items():
        kinds = schema.get("type") or []
        if "object" in ([kinds] if isinstance(kinds, str) else kinds) and f'"{name}",' not in text:
            raise ToolError(
                f"The schema {name} became no class of that name; names are words in CamelCase."
            )


def modules(folder: Path) -> set[str]:
    """Return the names of the modules in a folder, the package's own left out."""
    return {path.stem for path in folder.glob("*.py")} - {"__init__"}
