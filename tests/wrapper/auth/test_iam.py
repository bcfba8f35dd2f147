"""What the identity service and a cloud server's metadata answer, whole and strange."""

from __future__ import annotations

from typing import Any

import pytest

from ocr_wrapper import AkSk, CredentialsError, InvalidResponseError, PasswordToken, Token
from ocr_wrapper.attempts.messages import Response
from ocr_wrapper.auth.iam import (
    TOKEN_SECONDS,
    read_agency_keys,
    read_project_id,
    read_token,
    token_request,
)
from ocr_wrapper.errors import AuthenticationError, OcrError
from tests.wrapper.hand import WALL, answer

DATE = {"date": "Mon, 02 Feb 2026 02:40:00 GMT"}


def tokens(body: Any = None, **headers: str) -> Response:
    """Return an answer with a token in its header."""
    sent = {"x-subject-token": "tok", **headers}
    return answer(201, {} if body is None else body, sent)


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
def test_a_token_lives_as_long_as_the_server_says_by_its_own_clock(
    body: Any, lifetime: float
) -> None:
    """The body may be anything; the token is in the header."""
    found = read_token(tokens(body, **DATE), ())
    assert not isinstance(found, OcrError)
    assert found[0] == Token("tok")
    assert found[1] == pytest.approx(lifetime)


def test_a_token_brings_its_project() -> None:
    """An id of another type than text does not."""
    assert read_token(tokens({"token": {"project": {"id": "p1"}}}), ())[0] == Token("tok", "p1")  # type: ignore[index]
    assert read_token(tokens({"token": {"project": {"id": 7}}}), ())[0] == Token("tok")  # type: ignore[index]
    assert read_token(tokens({"token": {"project": []}}), ())[0] == Token("tok")  # type: ignore[index]


@pytest.mark.parametrize(
    "response",
    [
        answer(201, {}),
        tokens({}, **{"x-subject-token": "a b\x01"}),
        tokens({"token": {"project": {"id": "../../x"}}}),
        Response(201, {"x-subject-token": "tok"}, b"{", broken="it broke off"),
    ],
)
def test_an_answer_without_a_usable_token_is_an_error(response: Response) -> None:
    """Nothing of it is sent back."""
    assert type(read_token(response, ())) is InvalidResponseError


def test_a_wrong_password_is_an_authentication_error() -> None:
    """In the identity service's own form, and the password is not quoted."""
    body = {"error": {"code": 401, "message": "The password hunter2 is wrong", "title": "no"}}
    found = read_token(answer(401, body), ("hunter2",))
    assert isinstance(found, AuthenticationError)
    assert found.detail == "The password *** is wrong"


def test_a_project_may_be_named_differently() -> None:
    """The user says so, else it is named like the region."""
    for project, expected in ((None, b'"name":"ap-southeast-1"'), ("sub", b'"name":"sub"')):
        body = token_request(PasswordToken("u", "p", "d", project), "ap-southeast-1")
        assert expected in b"".join(body.parts)


@pytest.mark.parametrize(
    "response",
    [
        answer(200, {"projects": [{"name": "r", "id": 7}]}),
        answer(200, {"projects": [{"name": "r"}]}),
        Response(200, {}, b'{"projects": []}', broken="it broke off"),
    ],
)
def test_a_strange_project_is_an_error(response: Response) -> None:
    """An id that is none ends up in no path."""
    assert type(read_project_id(response, "r", ())) is InvalidResponseError


def test_a_refusal_to_list_projects_is_its_own_error() -> None:
    """A user without permission sees what the service says."""
    found = read_project_id(answer(403, {"error_code": "IAM.0003", "error_msg": "no"}), "r", ())
    assert isinstance(found, OcrError)
    assert found.status == 403


KEYS = {"access": "K", "secret": "S", "securitytoken": "T", "expires_at": "2026-02-02T03:40:00Z"}


@pytest.mark.parametrize("headers", [DATE, {}])
def test_temporary_keys_live_as_long_as_the_metadata_says(headers: dict[str, str]) -> None:
    """By the answer's own date, or by this machine's clock where it has none."""
    found = read_agency_keys(answer(200, {"credential": KEYS}, headers), lambda: WALL)
    assert found == (AkSk("K", "S", "T"), 3600.0)


@pytest.mark.parametrize(
    "response",
    [
        answer(404, {}),
        answer(200, b"<html>"),
        answer(200, {}),
        answer(200, {"credential": []}),
        answer(200, {"credential": {**KEYS, "secret": ""}}),
        answer(200, {"credential": {**KEYS, "securitytoken": 7}}),
        Response(200, {}, b"{}", broken="it broke off"),
    ],
)
def test_a_server_without_an_agency_has_no_credentials(response: Response) -> None:
    """The error says so, whatever the metadata service answered."""
    assert type(read_agency_keys(response, lambda: WALL)) is CredentialsError
