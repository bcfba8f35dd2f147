"""Responses of the identity service and of the metadata service, valid and malformed."""

from __future__ import annotations

from typing import Any

import pytest

from ocr_wrapper import (
    AkSk,
    CredentialsError,
    EcsAgency,
    InvalidResponseError,
    PasswordToken,
    Token,
)
from ocr_wrapper.attempts.messages import Response
from ocr_wrapper.auth.cache import Fetched
from ocr_wrapper.auth.ecs_metadata import read_agency_keys
from ocr_wrapper.auth.iam import (
    TOKEN_SECONDS,
    read_project_id,
    read_token,
    token_body,
)
from ocr_wrapper.errors import AuthenticationError, OcrError
from tests.wrapper.hand import EPOCH_TIME, REGION, Hand, projects, response

DATE = {"date": "Mon, 02 Feb 2026 02:40:00 GMT"}


def tokens(body: Any = None, **headers: str) -> Response:
    """Return a response with a token in its header."""
    sent = {"x-subject-token": "tok", **headers}
    return response(201, {} if body is None else body, sent)


@pytest.mark.parametrize(
    ("body", "lifetime"),
    [
        ({"token": {"expires_at": "2026-02-03T02:40:00.123000Z"}}, 86_400.123),
        (
            {
                "token": {
                    "issued_at": "2026-02-02T00:40:00Z",
                    "expires_at": "2026-02-02T01:40:00Z",
                }
            },
            3600.0,
        ),
        ({"token": {"expires_at": "2020-01-01T00:00:00Z"}}, 0.0),
        ({"token": {"expires_at": "2199-01-01T00:00:00Z"}}, 7 * TOKEN_SECONDS),
        ({"token": {"expires_at": "soon"}}, TOKEN_SECONDS),
        ({"token": {"expires_at": 7}}, TOKEN_SECONDS),
        ({"token": []}, TOKEN_SECONDS),
        ({}, TOKEN_SECONDS),
        (b"<html>", TOKEN_SECONDS),
    ],
)
def test_token_lifetime_comes_from_the_times_of_the_server(body: Any, lifetime: float) -> None:
    """The body may be anything; the token is in the header."""
    found = read_token(tokens(body, **DATE), ())
    assert not isinstance(found, OcrError)
    assert found.value == Token("tok")
    assert found.lifetime == pytest.approx(lifetime)


def test_project_id_of_a_token_is_read() -> None:
    """An id that is not text is ignored."""
    assert read_token(tokens({"token": {"project": {"id": "p1"}}}), ()).value == Token("tok", "p1")  # type: ignore[union-attr]
    assert read_token(tokens({"token": {"project": {"id": 7}}}), ()).value == Token("tok")  # type: ignore[union-attr]
    assert read_token(tokens({"token": {"project": []}}), ()).value == Token("tok")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "response",
    [
        response(201, {}),
        tokens({}, **{"x-subject-token": "a b\x01"}),
        tokens({"token": {"project": {"id": "../../x"}}}),
        Response(201, {"x-subject-token": "tok"}, b"{", broken="it broke off"),
    ],
)
def test_response_without_a_usable_token_is_an_error(response: Response) -> None:
    """The error contains no part of the response."""
    assert type(read_token(response, ())) is InvalidResponseError


def test_wrong_password_is_an_authentication_error() -> None:
    """The error format of the identity service is read, and the password is not quoted."""
    body = {"error": {"code": 401, "message": "The password hunter2 is wrong", "title": "no"}}
    found = read_token(response(401, body), ("hunter2",))
    assert isinstance(found, AuthenticationError)
    assert found.detail == "The password *** is wrong"


def test_project_name_can_be_given() -> None:
    """Otherwise it is the name of the region."""
    for project, expected in ((None, b'"name":"ap-southeast-1"'), ("sub", b'"name":"sub"')):
        body = token_body(PasswordToken("u", "p", "d", project), "ap-southeast-1")
        assert expected in b"".join(body.parts)


@pytest.mark.parametrize(
    "response",
    [
        response(200, {"projects": [{"name": "r", "id": 7}]}),
        response(200, {"projects": [{"name": "r"}]}),
        Response(200, {}, b'{"projects": []}', broken="it broke off"),
    ],
)
def test_malformed_project_id_is_an_error(response: Response) -> None:
    """It is never put into a path."""
    assert type(read_project_id(response, "r", ())) is InvalidResponseError


def test_refusal_to_list_projects_is_raised() -> None:
    """A user without permission sees what the service says."""
    found = read_project_id(response(403, {"error_code": "IAM.0003", "error_msg": "no"}), "r", ())
    assert isinstance(found, OcrError)
    assert found.status == 403


KEYS = {"access": "K", "secret": "S", "securitytoken": "T", "expires_at": "2026-02-02T03:40:00Z"}


@pytest.mark.parametrize("headers", [DATE, {}])
def test_lifetime_of_temporary_keys_is_read(headers: dict[str, str]) -> None:
    """By the response's own date, or by this machine's clock if it has none."""
    found = read_agency_keys(response(200, {"credential": KEYS}, headers), lambda: EPOCH_TIME)
    assert found == Fetched(AkSk("K", "S", "T"), 3600.0)


@pytest.mark.parametrize(
    "response",
    [
        response(404, {}),
        response(200, b"<html>"),
        response(200, {}),
        response(200, {"credential": []}),
        response(200, {"credential": {**KEYS, "secret": ""}}),
        response(200, {"credential": {**KEYS, "securitytoken": 7}}),
        Response(200, {}, b"{}", broken="it broke off"),
    ],
)
def test_cloud_server_without_an_agency_is_an_error(response: Response) -> None:
    """This holds for any response of the metadata service."""
    assert type(read_agency_keys(response, lambda: EPOCH_TIME)) is CredentialsError


@pytest.mark.parametrize(
    "session", [b"", b"a\r\nx: y", b"<html>\n</html>", b"\x00", b"\xff", b"a\x7f"]
)
def test_session_that_cannot_be_sent_is_none(session: bytes) -> None:
    """Something else responded to its request, and the keys are asked for without it."""
    keys = {"credential": KEYS}
    hand = Hand([response(200, session), response(200, keys), response()], credentials=EcsAgency())
    hand.call()
    assert "x-metadata-token" not in hand.sent[1].headers


def test_several_projects_of_one_name_are_an_error() -> None:
    """Which of them pays is for the user to say; the same one twice is one."""
    with pytest.raises(CredentialsError, match="several projects"):
        Hand([projects((REGION, "p1"), (REGION, "p2"))], projects={}).call()
    hand = Hand([projects((REGION, "p1"), ("a", "p2"), (REGION, "p1")), response()], projects={})
    hand.call()
    assert "/v2/p1/" in hand.sent[-1].url
