"""Response parser: a complete result, or the error that a response is."""

from __future__ import annotations

import gc
import json
import pickle
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from huawei_ocr_api.catalog import ERRORS, FAMILIES, STATUSES

from ocr_wrapper import errors
from ocr_wrapper.attempts import responses
from ocr_wrapper.attempts.messages import Response
from ocr_wrapper.attempts.responses import explain, read_result
from ocr_wrapper.errors import BY_CATEGORY, InvalidResponseError, StatusError
from ocr_wrapper.redaction import redact
from tests.wrapper.hand import refusal, response


@pytest.mark.parametrize(
    ("code", "status"), [(c, s) for c, entry in ERRORS.items() for s in entry.statuses]
)
def test_error_code_gives_class_remedy_and_retryability(code: str, status: int) -> None:
    """Class, remedy and retryability are the catalog's; a refusing status is never retried."""
    entry = ERRORS[code]
    error = read_result(refusal(code, status, "why", {"x-request-id": "r-1"}))
    assert type(error) is BY_CATEGORY[entry.category]
    assert isinstance(error, StatusError)
    assert (error.code, error.status, error.detail) == (code, status, "why")
    assert (error.category, error.remedy) == (entry.category, entry.remedy)
    refusing = 400 <= status < 500 and status not in (408, 429)
    assert error.retry_safe is (entry.retryable and not refusing)
    assert error.request_id == "r-1"
    assert str(error).startswith(f"[r-1] HTTP {status} {code} (why): ")
    assert entry.remedy in str(error)
    assert vars(pickle.loads(pickle.dumps(error))) == vars(error)


def test_every_category_has_its_own_class() -> None:
    """An except clause can distinguish all categories."""
    categories = {entry.category for entry in (*ERRORS.values(), *FAMILIES.values())}
    assert categories <= set(BY_CATEGORY)
    assert len(set(BY_CATEGORY.values())) == len(BY_CATEGORY)


def test_unlisted_code_is_classified_by_its_family() -> None:
    """The exact code wins, then the longest prefix."""
    assert explain("APIGW.9999") is FAMILIES["APIGW.*"]
    assert explain("ModelArts.4699") is FAMILIES["ModelArts.46*"]
    assert explain("AIS.0103") is ERRORS["AIS.0103"]
    assert explain("Nobody.1") is None


@pytest.mark.parametrize(
    ("status", "kind", "safe"),
    [
        (301, errors.NotFoundError, False),
        (302, errors.NotFoundError, False),
        (400, errors.ParametersError, False),
        (401, errors.AuthenticationError, False),
        (403, errors.PermissionDeniedError, False),
        (404, errors.NotFoundError, False),
        (408, errors.ServerError, None),
        (413, errors.ImageRejectedError, False),
        (422, errors.ParametersError, False),
        (429, errors.RateLimitError, True),
        (500, errors.ServerError, None),
        (501, errors.NotFoundError, False),
        (502, errors.ServerError, None),
        (503, errors.ServerError, True),
        (504, errors.ServerError, None),
    ],
)
@pytest.mark.parametrize("body", [b"", b"<html>x</html>", b'{"error_code": "New.1"}', b"[1]"])
def test_status_decides_without_a_known_code(
    status: int, kind: type[StatusError], safe: bool | None, body: bytes
) -> None:
    """The status decides for a gateway's HTML page and for an unknown code."""
    error = read_result(Response(status, {}, body))
    assert type(error) is kind
    assert isinstance(error, StatusError)
    assert error.retry_safe is safe


@pytest.mark.parametrize("status", list(STATUSES))
def test_status_gives_class_remedy_and_retryability(status: int) -> None:
    """They are those of the contract for a status without a code."""
    entry = STATUSES[status]
    error = read_result(Response(status, {}, b""))
    assert type(error) is BY_CATEGORY[entry.category]
    assert isinstance(error, StatusError)
    assert (error.category, error.remedy) == (entry.category, entry.remedy)
    unknown = entry.retryable and status not in (429, 503)
    assert error.retry_safe is (None if unknown else entry.retryable)
    assert str(error).startswith(f"HTTP {status}: {entry.meaning} {entry.remedy}")
    assert ("may be billed" in str(error)) is unknown


@pytest.mark.parametrize(("status", "like"), [(307, 300), (418, 400), (507, 500), (599, 500)])
def test_unlisted_status_counts_as_x00_of_its_class(status: int, like: int) -> None:
    """It counts as the x00 status of its class, such as 500 for 507 (RFC 9110, section 15)."""
    error = read_result(Response(status, {}, b""))
    assert isinstance(error, StatusError)
    same = read_result(Response(like, {}, b""))
    assert isinstance(same, StatusError)
    assert (error.category, error.retry_safe) == (same.category, same.retry_safe)
    assert error.category == STATUSES[like].category


def test_proxy_authentication_is_not_a_failure_of_the_key() -> None:
    """It neither renews a token nor counts towards the lock of a key pair (D-205)."""
    assert type(read_result(Response(407, {}, b""))) is errors.PermissionDeniedError


def test_unknown_code_with_a_success_status_is_an_error() -> None:
    """The call may be billed."""
    error = read_result(refusal("New.1", 200))
    assert type(error) is StatusError
    assert (error.code, error.category, error.retry_safe) == ("New.1", None, None)


NESTED = {"result": {"error_code": "AIS.0104", "error_msg": "The image is not supported."}}


@pytest.mark.parametrize("status", [200, 400])
def test_refusal_inside_the_result_is_raised(status: int) -> None:
    """One page of the vendor's nests it there (D-040)."""
    error = read_result(response(status, NESTED))
    assert type(error) is errors.ImageRejectedError
    assert (error.code, error.detail) == ("AIS.0104", "The image is not supported.")
    assert (error.retry_safe, error.body is None) == (
        (None, True) if status == 200 else (False, False)
    )


def test_result_with_other_fields_beside_a_code_is_a_result() -> None:
    """Such a field does not lose a response that was paid for."""
    body = {"result": {**NESTED["result"], "surname": "LINDQVIST"}}
    assert read_result(response(200, body)) == body


WHOLE = {"result": {"surname": "LINDQVIST"}}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  \n",
        b"<!DOCTYPE html><html></html>",
        b'{"result": {"surname": "LIN',
        b'{"result": {}} trailing',
        b"null",
        b"[]",
        b'"result"',
        b"{}",
        b'{"result": null}',
        b'{"result": "text"}',
        b'{"result": {"x": NaN}}',
        b'{"result": {"x": Infinity}}',
        b'{"result": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        b"\x1f\x8b\x08\x00",
    ],
)
def test_2xx_without_a_complete_result_is_an_error(body: bytes) -> None:
    """The error keeps no body, which may hold a name."""
    error = read_result(Response(200, {"x-request-id": "r-1"}, body))
    assert type(error) is InvalidResponseError
    assert (error.status, error.body, error.request_id) == (200, None, "r-1")
    assert error.retry_safe is None
    assert "LIN" not in str(error)


def test_incomplete_body_is_an_error_even_if_it_can_be_parsed() -> None:
    """A wrong length or a broken connection makes the response doubtful."""
    raw = json.dumps(WHOLE).encode()
    error = read_result(Response(200, {}, raw, broken="it broke off"))
    assert type(error) is InvalidResponseError


def test_partial_content_is_an_error() -> None:
    """206 is not the complete body."""
    assert type(read_result(response(206))) is InvalidResponseError


@pytest.mark.parametrize("status", [200, 201])
def test_refusal_with_a_success_status_is_raised(status: int) -> None:
    """The class is that of its code; it is unknown whether the call was billed."""
    error = read_result(refusal("AIS.0105", status))
    assert type(error) is errors.RecognitionFailedError
    assert (error.retry_safe, error.body) == (None, None)


@pytest.mark.parametrize(
    "body",
    [
        WHOLE,
        {**WHOLE, "error_code": None, "error_msg": ""},
        {"result": []},
        {"result": {}},
        {"result": {"birth_place": 240102, "surname": None, "new_field": [[[]]]}},
        {"result": {"confidence": {"surname": ""}}, "extra": 1},
    ],
)
def test_complete_result_with_odd_values_is_a_result(body: dict[str, Any]) -> None:
    """An odd value does not lose a response that was paid for."""
    assert read_result(response(200, body)) == body


def test_numbers_and_bytes_that_python_rejects_do_not_lose_the_response() -> None:
    """A number of 5,000 digits stays text; a byte that is not UTF-8 becomes U+FFFD."""
    huge = b'{"result": {"n": ' + b"9" * 5000 + b', "m": 7, "s": "a\xffb"}}'
    found = read_result(response(200, huge))
    assert found == {"result": {"n": "9" * 5000, "m": 7, "s": "a\ufffdb"}}


@contextmanager
def collections() -> Iterator[list[str]]:
    """Record the collections that the garbage collector starts."""
    started: list[str] = []

    def record(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            started.append(f"generation {info['generation']}")

    gc.callbacks.append(record)
    try:
        yield started
    finally:
        gc.callbacks.remove(record)


LARGE = {"result": {"words_block_list": [{"location": [[n, n]]} for n in range(10_000)]}}


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="none start inside the decoder any more")
def test_large_response_is_decoded_without_garbage_collections() -> None:
    body = json.dumps(LARGE).encode()
    with collections() as during_standard_decoding:
        json.loads(body)
    with collections() as started:
        found = read_result(response(200, body))
    assert found == LARGE
    # One may be due right after the collector was enabled again.
    assert len(started) <= 1 < len(during_standard_decoding)


@pytest.mark.parametrize("body", [json.dumps(LARGE), json.dumps(LARGE)[:-1]])
@pytest.mark.parametrize("enabled", [True, False])
def test_garbage_collector_is_left_as_it_was(enabled: bool, body: str) -> None:
    was = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        read_result(response(200, body.encode()))
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if was else gc.disable)()


def test_byte_order_mark_is_ignored() -> None:
    """Some gateways send one."""
    assert read_result(response(200, b"\xef\xbb\xbf" + json.dumps(WHOLE).encode())) == WHOLE


def test_secrets_quoted_by_the_server_are_redacted() -> None:
    """The gateway's refusal of a signature shows the headers that it received."""
    message = "verify aksk signature fail, POST|/v2/|x-security-token:canary-session|" + "A" * 500
    error = read_result(refusal("APIG.0301", 401, message), ["canary-session"])
    assert isinstance(error, errors.AuthenticationError)
    everything = f"{error!r} {vars(error)} {pickle.dumps(error)!r}"
    assert "canary-session" not in everything
    assert "A" * 200 not in everything


def test_secret_at_the_cut_of_a_long_body_is_redacted() -> None:
    """The body is cut after the redaction, so that no half of a secret is left."""
    body = b"<p> " * 16383 + b" canary-secret " + b"<p> " * 100
    error = read_result(Response(502, {}, body), ["canary-secret"])
    assert isinstance(error, StatusError)
    assert error.body is not None
    assert len(error.body) == 1 << 16
    assert b"can" not in error.body


def test_headers_with_keys_or_cookies_are_not_kept() -> None:
    """An error can be logged with its headers."""
    error = read_result(response(500, {}, {"set-cookie": "a", "x-subject-token": "b", "date": "c"}))
    assert isinstance(error, StatusError)
    assert "date" in error.headers
    assert {"set-cookie", "x-subject-token"} & set(error.headers) == set()


def test_request_id_of_the_body_is_used_without_the_header() -> None:
    """The gateway writes it into the body."""
    error = read_result(response(404, {"error_code": "APIG.0101", "request_id": "r-2\n"}))
    assert isinstance(error, StatusError)
    assert error.request_id == "r-2"


def test_error_format_of_the_identity_service_is_read() -> None:
    """Message and code are in a nested object."""
    body = {"error": {"code": 401, "message": "wrong password", "title": "Unauthorized"}}
    error = read_result(response(401, body))
    assert type(error) is errors.AuthenticationError
    assert (error.code, error.detail) == (None, "wrong password")


@pytest.mark.parametrize("name", ["error_code", "error_msg", "request_id"])
def test_huge_text_of_a_refusal_is_cut_before_it_is_redacted(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking for secrets in 60 MB would take longer than the whole call may."""
    lengths: list[int] = []

    def measure(text: str, secrets: Sequence[str]) -> str:
        lengths.append(len(text))
        return redact(text, secrets)

    monkeypatch.setattr(responses, "redact", measure)
    body = {"error_msg": "no", name: "a b " * 100_000}
    found = read_result(response(400, body), ["secret"])
    assert max(lengths) <= 2 * 65_536
    assert len(str(found)) < 1000
