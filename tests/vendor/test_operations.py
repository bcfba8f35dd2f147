"""The emulator serves the vendor's SDK, unmodified, for everything that the contract holds."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from huawei_ocr_api.catalog import OPERATIONS

from ocr_emulator import Emulator
from tests.vendor import sdk
from tests.vendor.calls import EXAMPLES, OTHER_NAMES, SHARED, call, example, region_of

# Fields of the pages' examples and tables that the vendor's own classes do not have.
DROPPED = {
    "recognize_passport": {"/result/machine_code", "/result/machine_code2"},
    "recognize_peru_id_card": {"/result/portrait_image", "/result/portrait_location"},
}

INLINE = [
    pytest.param(operation, path.stem, id=f"{operation}-{path.stem}")
    for operation in SHARED
    for path in sorted((EXAMPLES / operation).glob("request-*.json"))
    if "url" not in example(operation, path.stem)
]


def _leaves(value: Any, path: str = "") -> dict[str, Any]:
    """Flatten JSON to a value a path; an empty object or array is a leaf."""
    parts = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    found = {k: v for name, part in parts for k, v in _leaves(part, f"{path}/{name}").items()}
    return found or {path: value}


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _handed_back(response: Any) -> dict[str, Any]:
    """Return all that the vendor's response classes hold, leaf by leaf."""
    body = sdk.sanitize_for_serialization(response)
    body.pop("X-Request-Id")
    return {path: _plain(value) for path, value in _leaves(body).items()}


def test_every_operation_is_covered() -> None:
    """Each operation that the SDK has is called; the names that differ are of the contract."""
    assert {operation for param in INLINE for operation in param.values[:1]} == set(SHARED)
    assert set(OTHER_NAMES) <= set(SHARED)
    assert len(SHARED) > len(OTHER_NAMES)


@pytest.mark.parametrize(("operation", "request_name"), INLINE)
def test_vendor_sdk_reads_the_whole_response(
    operation: str, request_name: str, cloud: Emulator, vendor: Callable[..., Any]
) -> None:
    """The vendor's classes return every field of the response that they know."""
    region = region_of(operation)
    response = call(vendor(region), operation, example(operation, request_name))
    expected = _leaves(example(operation, "response-default"))
    dropped = {
        path
        for path in expected
        if any(path == gone or path.startswith(gone + "/") for gone in DROPPED.get(operation, ()))
    }
    # Null leaves are left out, because the vendor does not tell them from absent ones.
    assert {k: v for k, v in expected.items() if k not in dropped and v is not None} == {
        k: v for k, v in _handed_back(response).items() if v is not None
    }
    assert response.to_json_object() == example(operation, "response-default")
    entry = cloud.journal.last
    assert (operation, region, 200, "aksk") == (
        entry.operation,
        entry.region,
        entry.status,
        entry.credential,
    )
    assert entry.request_id == response.x_request_id


@pytest.mark.parametrize("operation", SHARED)
def test_vendor_sdk_sends_an_image_url(
    operation: str, cloud: Emulator, vendor: Callable[..., Any]
) -> None:
    """A file in the emulator replaces OBS."""
    body = example(operation, "request-image")
    address = cloud.files.put("image", b64decode(body.pop(OPERATIONS[operation].input_field)))
    response = call(vendor(region_of(operation)), operation, {**body, "url": address})
    assert response.to_json_object() == example(operation, "response-default")


@pytest.mark.parametrize(
    ("operation", "region"),
    [(operation, region) for operation in SHARED for region in OPERATIONS[operation].regions],
)
def test_every_region_of_an_operation_serves_the_vendor_sdk(
    operation: str, region: str, cloud: Emulator, vendor: Callable[..., Any]
) -> None:
    """The region follows from the project id, which the SDK asked the emulator's IAM for."""
    response = call(vendor(region), operation, example(operation, "request-image"))
    assert response.status_code == 200
    assert cloud.journal.last.project_id == cloud.projects[region]


def test_enterprise_project_header_is_signed_and_sent(
    cloud: Emulator, vendor: Callable[..., Any]
) -> None:
    """The optional header of all operations arrives, and the signature covers it."""
    body = example("recognize_passport", "request-image")
    call(vendor(), "recognize_passport", body, enterprise_project_id="invented-project")
    assert cloud.journal.last.headers["enterprise-project-id"] == "invented-project"
    assert cloud.journal.last.status == 200
