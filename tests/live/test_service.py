"""What the service does, asked of the emulator, or of the cloud itself (`make test-live`).

Nothing here knows which of the two answers. Refusals cost nothing; the calls that are billed
are the few that read a picture.
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
from tests.contract import pictures
from tests.live.target import Target, TooManyCallsError
from tests.live.target import target as _target
from tests.paths import IMAGES

TEXT = "recognize_general_text"
PASSPORT = "recognize_passport"
WHITE = pictures.ENCODED[0]
SERVED = (
    (PASSPORT, "passport"),
    ("recognize_web_image", "receipt"),
    ("recognize_general_table", "receipt"),
    ("recognize_chile_id_card", "passport"),
    ("recognize_colombia_id_card", "passport"),
)
"""In each region one operation that takes `image`, and a picture that it may be shown."""


def _one(service: Target) -> str:
    """Return an operation that the region serves."""
    return next(name for name, _ in SERVED if service.serves(name))


DOCUMENT = load().document


@pytest.fixture(scope="module")
def service() -> Iterator[Target]:
    with _target() as found:
        yield found


def _validates(operation: str, answer: object) -> None:
    schema = load().operations[operation].response_schema
    components = {"components": DOCUMENT["components"]}
    jsonschema.Draft202012Validator({**schema, **components}).validate(answer)


@pytest.mark.parametrize(("operation", "picture"), [(TEXT, "receipt"), (PASSPORT, "passport")])
def test_a_picture_is_read_in_the_form_of_the_contract(
    service: Target, operation: str, picture: str
) -> None:
    """A real picture gets a whole result, with a request id, that the contract describes."""
    if not service.serves(operation):
        operation = _one(service)
        picture = dict(SERVED)[operation]
    with service.client() as client:
        found = client.call(operation, IMAGES / f"{picture}.png")
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
        ({"image": pictures.encoded(pictures.drawn(14, 14))}, {"AIS.0103"}),
        ({"url": "https://files.invalid/a.png"}, {"ModelArts.4603"}),
    ],
    ids=["neither", "both", "wrong type", "data prefix", "no picture", "too small", "no file"],
)
def test_a_wrong_request_is_refused_with_its_code(
    service: Target, body: dict[str, object], codes: set[str]
) -> None:
    """The code and the status are the ones that the error table has."""
    answer = service.raw("POST", service.operation(_one(service)), json.dumps(body).encode())
    assert answer.code in codes
    assert answer.status in ERRORS[answer.code].statuses


def test_a_body_that_is_no_json_is_refused(service: Target) -> None:
    """Before anything else of it is looked at."""
    answer = service.raw("POST", service.operation(_one(service)), b"{")
    assert (answer.status, answer.code) == (400, "ModelArts.4105")


def test_a_wrong_place_is_told(service: Target) -> None:
    """An operation that does not exist is the gateway's APIG.0101."""
    url = service.operation(_one(service)).rpartition("/")[0] + "/no-such-thing"
    answer = service.raw("POST", url, json.dumps({"image": WHITE}).encode())
    assert (answer.status, answer.code) == (404, "APIG.0101")


def test_a_stale_signature_tells_both_times(service: Target) -> None:
    """A signature of an hour ago is refused with the times that a client learns from."""
    body = json.dumps({"image": WHITE}).encode()
    answer = service.raw("POST", service.operation(_one(service)), body, moment=time.time() - 3600)
    assert (answer.status, answer.code) == (401, "APIG.0301")
    assert "signature expired" in answer.json["error_msg"]
    assert "server time" in answer.json["error_msg"]


def test_a_wrong_secret_is_an_authentication_error(service: Target) -> None:
    """One failure, no retry: more than five in a row would lock the pair."""
    wrong = AkSk(service.keys.ak, "not-the-secret", service.keys.security_token)
    before = service.transport.left
    settings = {"credentials": wrong, "project_id": service.project}
    with service.client(**settings) as client, pytest.raises(AuthenticationError) as caught:
        client.call(_one(service), pictures.FILES["PNG"])
    assert (caught.value.status, caught.value.code) == (401, "APIG.0301")
    assert before - service.transport.left == 1


def test_the_project_of_a_region_is_found_by_its_name(service: Target) -> None:
    """The identity service knows the project that a region begins with."""
    answer = service.raw("GET", f"{service.iam}/v3/projects?name={service.region}")
    assert answer.status == 200
    assert [p["name"] for p in answer.json["projects"]] == [service.region]


def test_no_request_is_sent_beyond_the_cap(service: Target) -> None:
    """When the cap is reached the next call ends before it leaves."""
    kept, service.transport.left = service.transport.left, 0
    try:
        with service.client() as client, pytest.raises((TooManyCallsError, OcrError)):
            client.call(_one(service), pictures.FILES["PNG"])
        with pytest.raises(TooManyCallsError):
            service.raw("GET", f"{service.iam}/v3/projects")
        assert service.transport.left == 0
    finally:
        service.transport.left = kept
