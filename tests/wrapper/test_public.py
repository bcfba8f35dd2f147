"""The public surface: names, laziness, and two clients that offer the same."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys

import pytest
from huawei_ocr_api.catalog import OPERATIONS
from huawei_ocr_api.facade import AsyncOperations, SyncOperations

import ocr_wrapper
from ocr_wrapper import AsyncOcrClient, OcrClient


def test_all_public_names_exist_and_are_sorted() -> None:
    """`__all__` is the public surface, no more and no less."""
    assert ocr_wrapper.__all__ == sorted(ocr_wrapper.__all__)
    assert {*ocr_wrapper._ORIGIN, "__version__"} == set(ocr_wrapper.__all__)
    for name in ocr_wrapper.__all__:
        assert getattr(ocr_wrapper, name) is not None
    assert set(ocr_wrapper.__all__) <= set(dir(ocr_wrapper))


def test_errors_module_can_be_used_after_importing_the_package() -> None:
    """`except ocr_wrapper.errors.RateLimitError` works after `import ocr_wrapper` alone."""
    code = (
        "import ocr_wrapper\nprint(ocr_wrapper.errors.RateLimitError is ocr_wrapper.RateLimitError)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"


def test_unknown_public_name_is_an_attribute_error() -> None:
    """Lazy loading does not change the error."""
    with pytest.raises(AttributeError, match="OcrCleint"):
        ocr_wrapper.OcrCleint  # noqa: B018


def test_import_loads_neither_httpx_nor_pillow_nor_models() -> None:
    """A program that only catches errors pays for nothing else."""
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


def test_creating_a_client_does_not_load_httpx() -> None:
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
    """One signature and one docstring, and every option of the contract in it."""
    blocking = inspect.signature(getattr(OcrClient, name))
    awaiting = inspect.signature(getattr(AsyncOcrClient, name))
    assert blocking == awaiting
    assert getattr(OcrClient, name).__doc__ == getattr(AsyncOcrClient, name).__doc__
    assert inspect.iscoroutinefunction(getattr(AsyncOcrClient, name))
    options = {option.name for option in OPERATIONS[name].options}
    common = {"self", "image", "url", "enterprise_project_id", "timeout", "region", "fit"}
    assert set(blocking.parameters) == options | common


def test_facades_have_the_operations_of_the_contract_only() -> None:
    """And `call`."""
    for facade in (SyncOperations, AsyncOperations):
        public = {name for name in vars(facade) if not name.startswith("_")}
        assert public == {*OPERATIONS, "call"}


def test_both_clients_have_the_same_settings() -> None:
    """Only the driver differs."""
    assert inspect.signature(OcrClient) == inspect.signature(AsyncOcrClient)
    assert inspect.signature(OcrClient.call) == inspect.signature(AsyncOcrClient.call)


def test_version_is_that_of_the_distribution() -> None:
    """The number in User-Agent is the installed one."""
    import tomllib
    from pathlib import Path

    project = Path(ocr_wrapper.__file__).parents[1] / "pyproject.toml"
    found = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    assert found.get("version", ocr_wrapper.__version__) == ocr_wrapper.__version__
