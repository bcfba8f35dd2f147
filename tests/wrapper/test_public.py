"""The public names: completeness, lazy loading, equal clients."""

from __future__ import annotations

import ast
import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest
from huawei_ocr_api.catalog import OPERATIONS
from huawei_ocr_api.facade import AsyncOperations, SyncOperations

import ocr_wrapper
from ocr_wrapper import AsyncOcrClient, OcrClient
from tests.paths import ROOT


def test_every_public_name_can_be_imported() -> None:
    """`__all__` lists the public names, and each can be imported."""
    public: list[str] = vars(ocr_wrapper)["__all__"]
    assert public == sorted(public)
    stub = Path(ocr_wrapper.__file__).with_suffix(".pyi").read_text(encoding="utf-8")
    imports = [node for node in ast.parse(stub).body if isinstance(node, ast.ImportFrom)]
    names = {alias.name for node in imports for alias in node.names}
    assert names == set(public)
    assert all(alias.asname == alias.name for node in imports for alias in node.names)
    for name in public:
        assert getattr(ocr_wrapper, name) is not None
    assert set(public) <= set(dir(ocr_wrapper))


def test_errors_module_is_accessible_without_an_import() -> None:
    """`except ocr_wrapper.errors.RateLimitError` works after `import ocr_wrapper` alone."""
    code = (
        "import ocr_wrapper\nprint(ocr_wrapper.errors.RateLimitError is ocr_wrapper.RateLimitError)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"


def test_unknown_name_is_an_attribute_error() -> None:
    """A misspelt name fails as in any other module."""
    with pytest.raises(AttributeError, match="OcrCleint"):
        getattr(ocr_wrapper, "OcrCleint")  # noqa: B009


def test_import_loads_neither_httpx_nor_pillow_nor_models() -> None:
    """A program that only catches errors or reads credentials loads nothing else."""
    code = (
        "import json, sys, ocr_wrapper\n"
        "from ocr_wrapper import AkSk, OcrError\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    loaded = json.loads(
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout
    )
    heavy = {"httpx", "PIL", "attrs", "huawei_ocr_api.models", "asyncio", "ssl"}
    assert heavy & set(loaded) == set()


def test_client_constructor_loads_no_httpx() -> None:
    """The transport is loaded by the first request."""
    code = (
        "import sys\nfrom ocr_wrapper import AkSk, OcrClient\n"
        "OcrClient('ap-southeast-1', AkSk('key', 'secret'))\n"
        "print('httpx' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("name", OPERATIONS)
def test_both_clients_offer_every_operation_with_the_same_options(name: str) -> None:
    """Both have the same signature and docstring, with every option of the contract."""
    blocking = inspect.signature(getattr(OcrClient, name))
    awaiting = inspect.signature(getattr(AsyncOcrClient, name))
    assert blocking == awaiting
    assert getattr(OcrClient, name).__doc__ == getattr(AsyncOcrClient, name).__doc__
    assert inspect.iscoroutinefunction(getattr(AsyncOcrClient, name))
    options = {option.name for option in OPERATIONS[name].options}
    of_image = {"image", "url", "fit"} if OPERATIONS[name].input_field else set()
    common = {"self", "enterprise_project_id", "timeout", "region"}
    assert set(blocking.parameters) == options | common | of_image


def test_facades_contain_only_operations_and_call() -> None:
    """The façades hold the operations and `call`, and nothing else."""
    for facade in (SyncOperations, AsyncOperations):
        public = {name for name in vars(facade) if not name.startswith("_")}
        assert public == {*OPERATIONS, "call"}


def test_both_clients_have_the_same_constructor_and_call() -> None:
    """Only the driver differs."""
    assert inspect.signature(OcrClient) == inspect.signature(AsyncOcrClient)
    assert inspect.signature(OcrClient.call) == inspect.signature(AsyncOcrClient.call)


def test_version_equals_that_of_the_distribution() -> None:
    """The number in User-Agent is the installed one."""
    import tomllib

    # Of this tree: an installed wheel has no such file.
    found = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert found.get("version", ocr_wrapper.__version__) == ocr_wrapper.__version__
