"""Response parser: a complete result, or the error that a response is.

Pure: it reads one response and the error catalog. Nothing but a complete, well-formed result
passes as one, because an empty success is worse than an error; and an odd value inside a complete
result is no error, because the response has been paid for.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from huawei_ocr_api.catalog import ERRORS, FAMILIES, STATUSES, ErrorCode, StatusInfo

from ocr_wrapper.attempts.deadlines import deadline_error
from ocr_wrapper.attempts.http_dates import parse_retry_after
from ocr_wrapper.attempts.messages import LOGIN_REFUSED, Failure, Response
from ocr_wrapper.errors import (
    BY_CATEGORY,
    AttemptTimeoutError,
    ConnectError,
    InvalidResponseError,
    OcrError,
    ResponseLostError,
    StatusError,
    TransportError,
)
from ocr_wrapper.redaction import one_line, redact, visible_headers

_MAX_REQUEST_ID = 128
_KEPT_BODY = 1 << 16
_LARGE_TEXT = 1 << 16
_COLLECTS_WHILE_DECODING = sys.version_info < (3, 12)
"""Whether the garbage collector starts inside the JSON decoder. Since Python 3.12 it starts
between two instructions of Python code only."""

_NOT_BEGUN = frozenset({429, 503})
"""Statuses by which a server says that it has not begun the request (RFC 6585, RFC 9110)."""
_REFUSAL_FIELDS = frozenset({"error_code", "error_msg", "request_id"})


def explain(code: str) -> ErrorCode | None:
    """Return the catalog's entry for a code, an exact one before the family's."""
    if code in ERRORS:
        return ERRORS[code]
    fitting = [p for p in FAMILIES if p.endswith("*") and code.startswith(p[:-1])]
    return FAMILIES[max(fitting, key=len)] if fitting else None


def explain_status(status: int) -> StatusInfo | None:
    """Return what a status means when the body names no known code; None for a 2xx.

    An unlisted status counts as the first of its hundred (RFC 9110, 15).
    """
    return STATUSES.get(status) or STATUSES.get(status // 100 * 100)


def parse_object(body: bytes) -> dict[str, Any] | str:
    """Return the JSON object of a body, or what is wrong with it.

    A value that Python rejects although JSON allows it, such as a number of 5,000 digits, stays
    text. Bytes that are not UTF-8 become U+FFFD, so that the rest can be read.
    """
    if not body.strip():
        return "it is empty"
    try:
        # The codec `utf-8-sig` does the same with code in Python.
        found = _decode(body.decode(errors="replace").removeprefix("\ufeff"))
    except RecursionError:
        return "it is nested too deeply"
    except ValueError:
        kind = "HTML" if body.lstrip()[:1] == b"<" else "cut off or not JSON"
        return f"it is {kind}"
    return found if isinstance(found, dict) else "it is not a JSON object"


def _decode(text: str) -> Any:
    """Decode JSON; on Python 3.11, pause the garbage collector while the text is a large one.

    The decoder allocates many containers, so that the collector would start again and again, visit
    objects of the whole process and free nothing, because JSON has no cycles. Other threads do not
    run meanwhile. A collector that the application has disabled stays disabled.
    """
    if not _COLLECTS_WHILE_DECODING or len(text) < _LARGE_TEXT or not gc.isenabled():
        return _load(text)
    gc.disable()
    try:
        return _load(text)
    finally:
        gc.enable()


def _load(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError:
        raise
    except ValueError:
        return json.loads(text, parse_constant=_reject_constant, parse_int=_integer)


def _reject_constant(constant: str) -> Any:
    """Reject NaN and Infinity, which are not JSON."""
    raise json.JSONDecodeError("not JSON", constant, 0)


_DECODER = json.JSONDecoder(parse_constant=_reject_constant)
"""Made once: `json.loads` makes one for each call that has options."""


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= 4000 else digits


def read_result(response: Response, secrets: Sequence[str] = ()) -> dict[str, Any] | OcrError:
    """Return the body of a successful OCR response, or the error that the response is."""
    found = read_object(response, secrets)
    if isinstance(found, dict) and not isinstance(found.get("result"), (dict, list)):
        return invalid_response(response, "it holds no result", secrets)
    return found


def read_object(response: Response, secrets: Sequence[str] = ()) -> dict[str, Any] | OcrError:
    """Return the JSON object of a successful response, or the error that the response is."""
    if not 200 <= response.status < 300:
        return refusal(response, secrets)
    if response.broken is not None:
        return invalid_response(response, response.broken, secrets)
    found = parse_object(response.body)
    if isinstance(found, str):
        return invalid_response(response, found, secrets)
    if found.get("error_code") or (found.get("error_msg") and "result" not in found):
        return refusal(response, secrets)
    if _is_nested_refusal(found):
        return refusal(response, secrets)
    if response.status == 206:
        return invalid_response(response, "it is marked as a part of a body", secrets)
    return found


def invalid_response(
    response: Response, why: str, secrets: Sequence[str] = (), *, free: bool = False
) -> InvalidResponseError:
    """Return the error for a 2xx that is not a complete result; its body is not kept.

    `free` says that nothing is billed, so that a retry is safe.
    """
    billed = "" if free else "the call may be billed; "
    kind = one_line(redact(response.headers.get("content-type", "no content type"), secrets), 60)
    return InvalidResponseError(
        f"HTTP {response.status} came with a body of {len(response.body)} bytes ({kind}), but "
        f"{why}: {billed}check proxies and the endpoint, then retry.",
        request_id=request_id_of(response.headers, None, secrets),
        status=response.status,
        headers=visible_headers(response.headers, secrets),
        retry_safe=True if free else None,
    )


def refusal(response: Response, secrets: Sequence[str] = (), *, free: bool = False) -> StatusError:
    """Return the error for a refusal, by its code, else by its status.

    A code of the vendor comes from the service or its gateway, which know what was done. Without
    one a 5xx or 408 comes from something in between, such as a proxy: the service may have carried
    the call out and billed it, so that a retry is not safe; unless the request is a free one.
    """
    status, headers = response.status, response.headers
    found = parse_object(response.body)
    fields: Mapping[str, Any] = {} if isinstance(found, str) else _error_fields(found)
    code = _text(fields.get("error_code"))
    known = explain(code) if code else None
    entry = known or explain_status(status)
    category = entry.category if entry else None
    detail = _text(fields.get("error_msg"))
    detail = one_line(redact(detail, secrets)) if detail else None
    shown = one_line(redact(code, secrets), 60) if code else None
    billed = 200 <= status < 300
    retryable = entry is not None and entry.retryable
    # A 4xx says that this very request is refused, even if its code is retryable (D-013).
    if 400 <= status < 500 and status not in (408, 429):
        retryable = False
    # A time-out of the vendor's own gateway (504 with APIG.0201 or ModelArts.4402) is retried too:
    # the vendor advises it (D-023), and no page says that a call without a result is billed.
    begun = retryable and known is None and status not in _NOT_BEGUN
    unknown = not free and (billed or begun)
    remedy = entry.remedy if entry else "Read the message."
    if entry is None and not free:
        remedy = "Read the message; the call may be billed."
    return BY_CATEGORY.get(category or "", StatusError)(
        " ".join(p for p in (f"HTTP {status}", shown, detail and f"({detail})") if p)
        + f": {(entry.meaning + ' ') if entry else ''}{remedy}"
        + (" The call may be billed." if unknown and not billed else ""),
        request_id=request_id_of(headers, fields.get("request_id"), secrets),
        status=status,
        code=shown,
        detail=detail,
        category=category,
        remedy=remedy,
        retry_safe=None if unknown else retryable,
        retry_after=parse_retry_after(headers),
        headers=visible_headers(headers, secrets),
        body=None if billed else _kept_body(response, secrets),
    )


def _kept_body(response: Response, secrets: Sequence[str]) -> bytes:
    """Return the body of a refusal; redacted before it is cut, or half a secret could be left."""
    text = response.body[: 2 * _KEPT_BODY].decode(errors="replace")
    return redact(text, secrets).encode()[:_KEPT_BODY]


def _is_nested_refusal(found: Mapping[str, Any]) -> bool:
    """Return whether a result holds a refusal and nothing else, as one page shows it (D-040)."""
    result = found.get("result")
    return (
        isinstance(result, Mapping)
        and bool(_text(result.get("error_code")))
        and set(result) <= _REFUSAL_FIELDS
    )


def _error_fields(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return code and message, also from where they are nested.

    The identity service writes `{"error": {"code": 401, "message": …, "title": …}}`, one
    page of the OCR service `{"result": {"error_code": …, "error_msg": …}}` (D-040).
    """
    if _is_nested_refusal(found) and not found.get("error_code"):
        return {"request_id": found.get("request_id"), **found["result"]}
    nested = found.get("error")
    if not isinstance(nested, Mapping):
        return found
    return {
        "error_code": nested.get("error_code") or found.get("error_code"),
        "error_msg": nested.get("error_msg") or nested.get("message") or found.get("error_msg"),
        "request_id": nested.get("request_id") or found.get("request_id"),
    }


def _text(value: Any) -> str | None:
    """Return a text, cut long before it takes time to look for secrets in it."""
    return value[:_KEPT_BODY] if isinstance(value, str) and value else None


def request_id_of(
    headers: Mapping[str, str], in_body: object = None, secrets: Sequence[str] = ()
) -> str | None:
    """Return the request id from the header, else from the body, bounded and printable."""
    found = headers.get("x-request-id") or in_body
    if not isinstance(found, str) or not found:
        return None
    found = redact(found[:_KEPT_BODY], secrets) if secrets else found
    if len(found) <= _MAX_REQUEST_ID and found.isascii() and found.isprintable():
        return found
    return one_line(found, _MAX_REQUEST_ID)


def transport_error(
    failure: Failure, host: str, *, expired: bool, free: bool = False
) -> TransportError:
    """Return the error for a request that got no response.

    Args:
        failure: Why none came.
        host: Where the request was sent.
        expired: Whether the deadline of the whole call has passed.
        free: Whether nothing is billed, so that a retry is safe.
    """
    name = failure.reason
    if failure.kind == "tls":
        return ConnectError(
            f"The certificate of {host} is not trusted ({name}): give the authority that signed "
            "it with verify=, and check that no proxy is in between.",
            retry_safe=False,
        )
    if name in LOGIN_REFUSED:
        # Each further try would be another wrong password, and accounts get locked.
        return ConnectError(
            f"The proxy opens no tunnel to {host} ({name}): give its user and password in proxy= "
            "or HTTPS_PROXY.",
            retry_safe=False,
        )
    sent = failure.kind in ("lost", "timeout")
    if expired:
        outcome = "the call may have been billed" if sent else "the request was not sent completely"
        return deadline_error(
            f"The deadline passed while waiting for {host}: allow more time"
            f"{'.' if sent and free else f'; {outcome}.'}",
            maybe_billed=sent and not free,
        )
    if not sent:
        what = "could not be reached" if failure.kind == "connect" else "broke the connection"
        return ConnectError(
            f"{host} {what} before the request was complete ({name}): check network, endpoint "
            "and proxy.",
            retry_safe=True,
        )
    return _lost(failure, host, free=free)


def _lost(failure: Failure, host: str, *, free: bool) -> TransportError:
    """Return the error for a request that was sent and got no response in time, or none at all."""
    retry_safe = True if free else None
    if failure.kind == "timeout":
        remedy = (
            "allow more time."
            if free
            else "the call may have been billed; allow more time, or set retry_lost_responses=True "
            "to retry such calls."
        )
        return AttemptTimeoutError(
            f"{host} did not respond in the time of one attempt: {remedy}", retry_safe=retry_safe
        )
    remedy = (
        "check network and proxy, and retry it."
        if free
        else "the call may have been billed; retry it, or set retry_lost_responses=True to have it "
        "retried."
    )
    return ResponseLostError(
        f"The connection to {host} broke after the request was sent ({failure.reason}): {remedy}",
        retry_safe=retry_safe,
    )
