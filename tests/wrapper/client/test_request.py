"""`client.request`: operations that the contract does not have."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx
import pytest
from huawei_ocr_api.catalog import MAX_SIGNED_BODY_BYTES

from ocr_wrapper import (
    AkSk,
    AsyncOcrClient,
    ImageTooLargeError,
    InvalidResponseError,
    OcrClient,
    OptionError,
    ParametersError,
    PasswordToken,
    RegionError,
    ResponseLostError,
)
from tests.wrapper.conftest import NOWHERE

PATH = "/v2/{project_id}/ocr/new-card"
KEYS = AkSk("KEY", "secret")


class Server:
    """Record requests and respond from a script."""

    def __init__(self, *replies: httpx.Response | type[Exception]) -> None:
        self.replies = list(replies)
        self.seen: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        request.read()
        if request.url.path.startswith("/v3/auth"):
            token = {"token": {"project": {"id": "p1"}}}
            return httpx.Response(201, json=token, headers={"x-subject-token": "tok"})
        self.seen.append(request)
        reply = self.replies.pop(0)
        if isinstance(reply, type):
            raise reply("broken")
        return reply


def client(server: Server, **settings: Any) -> OcrClient:
    """Return a client of the server, with an access key."""
    settings = {"credentials": KEYS, "project_id": "p1", "max_attempts": 2, **settings}
    ocr = OcrClient(
        "ap-southeast-1",
        endpoint="https://ocr.example.com",
        transport=httpx.MockTransport(server),
        environment=NOWHERE,
        **settings,
    )
    ocr._pipeline.loop.jitter = lambda: 0.0
    return ocr


def good(body: object = None) -> httpx.Response:
    """Return a success."""
    found = {"result": {"name": "A", "confidence": {"name": 0.9}}} if body is None else body
    return httpx.Response(200, json=found, headers={"x-request-id": "r-1"})


def test_request_is_signed_and_its_response_is_returned_as_it_is() -> None:
    """Its views work without the contract."""
    server = Server(good())
    with client(server) as ocr:
        found = ocr.request(PATH, {"image": b"\x89PNG", "side": "front"})
    (sent,) = server.seen
    assert sent.url == "https://ocr.example.com/v2/p1/ocr/new-card"
    assert sent.headers["authorization"].startswith("SDK-HMAC-SHA256 Access=KEY, ")
    image = base64.b64encode(b"\x89PNG").decode()
    assert json.loads(sent.content) == {"image": image, "side": "front"}
    assert found.raw == {"result": {"name": "A", "confidence": {"name": 0.9}}}
    assert (found.operation, found.request_id, found.attempts) == (PATH, "r-1", 1)
    assert found.region == "ap-southeast-1"
    assert found.fields["name"].value == "A"


async def test_request_can_be_awaited() -> None:
    """The async client has the same method."""
    server = Server(good())
    async with AsyncOcrClient(
        "ap-southeast-1",
        KEYS,
        project_id="p1",
        endpoint="https://ocr.example.com",
        transport=httpx.MockTransport(server),
        environment=NOWHERE,
    ) as ocr:
        found = await ocr.request(PATH, {"url": "https://example.com/a.png"})
    assert found.request_id == "r-1"


def test_request_with_a_token() -> None:
    """The request is sent with the token and not signed."""
    server = Server(good())
    user = PasswordToken("u", "p", "d")
    with client(server, credentials=user, project_id=None) as ocr:
        ocr.request(PATH, {})
    assert server.seen[0].headers["x-auth-token"] == "tok"


def test_request_is_retried_as_any_call() -> None:
    """A refusal that is not billed is retried, a lost response is not."""
    busy = httpx.Response(429, json={"error_code": "APIG.0308", "error_msg": "no"})
    with client(Server(busy, good())) as ocr:
        assert ocr.request(PATH, {}).attempts == 2
    with client(Server(httpx.ReadError)) as ocr, pytest.raises(ResponseLostError) as caught:
        ocr.request(PATH, {})
    assert (caught.value.operation, caught.value.attempts) == (PATH, 1)


def test_refusal_of_a_request_is_raised() -> None:
    """The class of the error follows from the code."""
    wrong = httpx.Response(400, json={"error_code": "AIS.0101", "error_msg": "no"})
    with client(Server(wrong)) as ocr, pytest.raises(ParametersError):
        ocr.request(PATH, {})


def test_any_json_object_without_an_error_is_a_result() -> None:
    """What a new operation returns is unknown; HTML and lists are no JSON objects."""
    with client(Server(good({"data": [1]}), good([1]))) as ocr:
        assert ocr.request(PATH, {}).raw == {"data": [1]}
        with pytest.raises(InvalidResponseError):
            ocr.request(PATH, {})


@pytest.mark.parametrize(
    "path",
    ["", "v2/x", "https://other.example.com/v2/x", "//other.example.com/x", "/v2/../x", "/v2/x?a=b",
     "/v2/x#y", "/v2/{other}/x", "/v2/ x", "/v2/x\r\n", "/v2/é", "/v2//x", 7],
)  # fmt: skip
def test_unsafe_path_is_refused(path: Any) -> None:
    """A request cannot leave the host that the user allowed."""
    server = Server()
    with client(server) as ocr, pytest.raises(OptionError) as caught:
        ocr.request(path, {})
    assert (caught.value.option, server.seen) == ("path", [])


@pytest.mark.parametrize("body", [[1], "text", {"image": object()}, {"n": float("nan")}, {1: 2}])
def test_body_that_is_no_json_object_is_refused(body: Any) -> None:
    """Such a body is an error before anything is sent."""
    with client(Server()) as ocr, pytest.raises(OptionError) as caught:
        ocr.request(PATH, body)
    assert caught.value.option == "body"


def test_settings_of_a_request_are_checked() -> None:
    """They are checked like the settings of a call."""
    with client(Server()) as ocr:
        with pytest.raises(RegionError):
            ocr.request(PATH, {}, region="cn-north-4")
        with pytest.raises(OptionError):
            ocr.request(PATH, {}, enterprise_project_id="a b")
        with pytest.raises(ImageTooLargeError):
            ocr.request(PATH, {"image": b"x" * MAX_SIGNED_BODY_BYTES})


def test_error_for_an_unknown_operation_names_request() -> None:
    """It is the way to an operation that this version does not know."""
    with client(Server()) as ocr, pytest.raises(OptionError, match=r"client\.request"):
        ocr.call("recognize_new_card", b"x")
