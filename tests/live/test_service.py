"""Behaviour of the service, tested with the emulator or the cloud (`make test-live`).

The tests do not know which of the two responds. Refusals cost nothing; the calls that are billed
are the few that read an image.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import jsonschema
import pytest
from huawei_ocr_api.catalog import ERRORS

from ocr_emulator.contract.bundle import load
from ocr_wrapper import AkSk, AuthenticationError, OcrError
from tests.contract import images
from tests.live.target import Target, TooManyCallsError
from tests.live.target import target as _target
from tests.paths import IMAGES

TEXT = "recognize_general_text"
PASSPORT = "recognize_passport"
WHITE = images.ENCODED[0]
SERVED = (
    (PASSPORT, "passport"),
    ("recognize_web_image", "receipt"),
    ("recognize_general_table", "receipt"),
    ("recognize_chile_id_card", "passport"),
    ("recognize_colombia_id_card", "passport"),
)
"""In each region one operation that takes `image`, and an image that it may be shown."""


def _one(service: Target) -> str:
    """Return an operation that the region serves."""
    return next(name for name, _ in SERVED if service.serves(name))


DOCUMENT = load().document


@pytest.fixture(scope="module")
def service() -> Iterator[Target]:
    with _target() as found:
        yield found


def _validates(operation: str, response: object) -> None:
    schema = load().operations[operation].response_schema
    components = {"components": DOCUMENT["components"]}
    jsonschema.Draft202012Validator({**schema, **components}).validate(response)


@pytest.mark.parametrize(("operation", "image"), [(TEXT, "receipt"), (PASSPORT, "passport")])
def test_response_to_a_real_image_matches_the_contract(
    service: Target, operation: str, image: str
) -> None:
    """A real image gets a complete result with a request id that matches the contract."""
    if not service.serves(operation):
        operation = _one(service)
        image = dict(SERVED)[operation]
    with service.client() as client:
        found = client.call(operation, IMAGES / f"{image}.png")
    _validates(operation, found.raw)
    assert found.request_id
    assert found.region == service.region


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ({}, {"AIS.0101"}),
        ({"image": WHITE, "url": "https://files.invalid/a.png"}, {"AIS.0101"}),
        ({"image": WHITE, "country_code": 7, "detect_direction": "true"}, {"AIS.0101"}),
        ({"image": f"data:image/png;base64,{WHITE}"}, {"AIS.0102"}),
        ({"image": "bm8gcGljdHVyZSBhdCBhbGw="}, {"AIS.0102"}),
        ({"image": images.encoded(images.drawn(14, 14))}, {"AIS.0103"}),
        ({"url": "https://files.invalid/a.png"}, {"ModelArts.4603"}),
    ],
    ids=["neither", "both", "wrong type", "data prefix", "no image", "too small", "no file"],
)
def test_invalid_request_is_refused_with_its_code(
    service: Target, body: dict[str, object], codes: set[str]
) -> None:
    """The code and the status are the ones that the error table has."""
    response = service.raw("POST", service.operation(_one(service)), json.dumps(body).encode())
    assert response.code in codes
    assert response.status in ERRORS[response.code].statuses


def test_body_that_is_not_json_is_refused(service: Target) -> None:
    """Malformed JSON is refused before anything else is checked."""
    response = service.raw("POST", service.operation(_one(service)), b"{")
    assert (response.status, response.code) == (400, "ModelArts.4105")


def test_unknown_operation_is_apig_0101(service: Target) -> None:
    """An unknown operation gets APIG.0101 from the gateway."""
    url = service.operation(_one(service)).rpartition("/")[0] + "/no-such-thing"
    response = service.raw("POST", url, json.dumps({"image": WHITE}).encode())
    assert (response.status, response.code) == (404, "APIG.0101")


def test_stale_signature_response_contains_both_times(service: Target) -> None:
    """A signature of an hour ago is refused with the times that a client needs."""
    body = json.dumps({"image": WHITE}).encode()
    response = service.raw(
        "POST", service.operation(_one(service)), body, moment=time.time() - 3600
    )
    assert (response.status, response.code) == (401, "APIG.0301")
    assert "signature expired" in response.json["error_msg"]
    assert "server time" in response.json["error_msg"]


def test_wrong_secret_is_an_authentication_error(service: Target) -> None:
    """One failure, no retry: more than five in a row would lock the pair."""
    wrong = AkSk(service.keys.ak, "not-the-secret", service.keys.security_token)
    before = service.transport.left
    settings = {"credentials": wrong, "project_id": service.project}
    with service.client(**settings) as client, pytest.raises(AuthenticationError) as caught:
        client.call(_one(service), images.FILES["PNG"])
    assert (caught.value.status, caught.value.code) == (401, "APIG.0301")
    assert before - service.transport.left == 1


def test_project_of_a_region_is_found_by_name(service: Target) -> None:
    """The identity service returns the default project of a region."""
    response = service.raw("GET", f"{service.iam}/v3/projects?name={service.region}")
    assert response.status == 200
    assert [p["name"] for p in response.json["projects"]] == [service.region]


def test_no_request_is_sent_beyond_the_cap(service: Target) -> None:
    """After the cap the next call fails before it is sent."""
    kept, service.transport.left = service.transport.left, 0
    try:
        with service.client() as client, pytest.raises((TooManyCallsError, OcrError)):
            client.call(_one(service), images.FILES["PNG"])
        with pytest.raises(TooManyCallsError):
            service.raw("GET", f"{service.iam}/v3/projects")
        assert service.transport.left == 0
    finally:
        service.transport.left = kept
