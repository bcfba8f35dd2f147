"""Hostile HTTP responses, as bytes: status lines, headers, framing, bodies, surplus.

A case says whether a correct client may take the response as a success. Everything else must
end in an error of ours, without a second billable request and without a trace of a secret.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.hostile.server import Script

RESULT: dict[str, Any] = {"result": {"surname": "ERIKSSON", "confidence": {"surname": 0.9}}}
GOOD_BODY = json.dumps(RESULT).encode()
JSON = b"Content-Type: application/json\r\n"


def response(
    body: bytes = GOOD_BODY,
    *,
    line: bytes = b"HTTP/1.1 200 OK",
    headers: bytes = JSON,
    length: bool = True,
) -> bytes:
    """Return a response in HTTP/1.1."""
    framing = b"Content-Length: %d\r\n" % len(body) if length else b""
    return line + b"\r\n" + headers + framing + b"\r\n" + body


GOOD = response()


@dataclass(frozen=True, slots=True)
class Case:
    """One hostile response."""

    id: str
    script: Script
    may_succeed: bool = False
    """Whether the response, odd as it is, holds the whole result."""

    retried: bool = False
    """Whether the refusal allows a retry, so that more than one request is right."""

    deadline: float = 10.0
    """Seconds for the call; short where the server never ends its response."""


def _case(name: str, data: bytes, *, then: Any = "close", ok: bool = False) -> Case:
    return Case(name, Script(data, then), ok)


def status_lines() -> Iterator[Case]:
    """Yield responses whose first line is not what HTTP/1.1 says."""
    lines = {
        "no status": b"HTTP/1.1",
        "garbage": b"\x00\xff\x00\xff",
        "another protocol": b"SSH-2.0-OpenSSH_9.6",
        "HTTP/0.9": b"<html>",
        "HTTP/2 preface": b"PRI * HTTP/2.0",
        "HTTP/3.0": b"HTTP/3.0 200 OK",
        "status 99": b"HTTP/1.1 99 Low",
        "status 600": b"HTTP/1.1 600 High",
        "status 1000": b"HTTP/1.1 1000 High",
        "negative status": b"HTTP/1.1 -200 OK",
        "status as text": b"HTTP/1.1 two OK",
        "status in other digits": "HTTP/1.1 ２００ OK".encode(),
        "reason of 1 MiB": b"HTTP/1.1 200 " + b"a" * (1 << 20),
        "reason with escapes": b"HTTP/1.1 200 \x1b[31mred\x1b[0m",
        "blank before": b" HTTP/1.1 200 OK",
    }
    for name, line in lines.items():
        # Reason phrase and version are no reason to refuse a whole result.
        ok = name in ("reason with escapes", "reason of 1 MiB", "blank before", "HTTP/3.0")
        yield _case(f"status line: {name}", response(line=line), ok=ok)
    yield _case("status line: no reason", response(line=b"HTTP/1.1 200"), ok=True)
    yield _case("status line: HTTP/1.0", response(line=b"HTTP/1.0 200 OK"), ok=True)
    yield _case("status line: nothing at all", b"")
    yield _case("status line: only line breaks", b"\r\n" * 1000)
    for status in (100, 102, 103):
        interim = b"HTTP/1.1 %d Interim\r\nLink: </x>\r\n\r\n" % status
        yield _case(f"interim: fifty times {status}, then a result", interim * 50 + GOOD, ok=True)
        yield _case(f"interim: {status} and no more", interim)
    yield _case("interim: 101 to another protocol", b"HTTP/1.1 101 Up\r\nUpgrade: x\r\n\r\n" + GOOD)


def statuses() -> Iterator[Case]:
    """Yield whole results under a status that is none of a result."""
    for status in (201, 202, 203, 226, 299):
        line = b"HTTP/1.1 %d Fine" % status
        yield _case(f"status: {status} with a result", response(line=line), ok=True)
    for status in (204, 205, 206, 300, 301, 302, 303, 304, 305, 307, 308):
        line = b"HTTP/1.1 %d Odd" % status
        moved = JSON + b"Location: http://127.0.0.1:9/v2/elsewhere\r\n"
        ok = status == 205  # a body is there, so the result is there
        yield _case(f"status: {status} with a result", response(line=line, headers=moved), ok=ok)
    for status in (400, 401, 403, 404, 405, 407, 409, 411, 413, 414, 415, 418, 421, 422, 431, 451):
        line = b"HTTP/1.1 %d No" % status
        yield _case(f"status: {status} with a result", response(line=line))
        yield _case(f"status: {status} with HTML", response(b"<h1>no</h1>", line=line))
    for status in (408, 429, 500, 501, 502, 503, 504, 507, 511, 599):
        line = b"HTTP/1.1 %d No" % status
        for kind, body in (("a result", GOOD_BODY), ("HTML", b"<h1>no</h1>"), ("nothing", b"")):
            made = Script(response(body, line=line), "close")
            # Behind the others a proxy may have lost the response of a call that was carried out.
            yield Case(f"status: {status} with {kind}", made, retried=status in (429, 503))


def headers() -> Iterator[Case]:
    """Yield responses with headers that are too many, too long, contradictory or absurd."""
    odd = {
        "a thousand": b"".join(b"X-%d: y\r\n" % n for n in range(1000)),
        "one of 1 MiB": b"X-Long: " + b"a" * (1 << 20) + b"\r\n",
        "no colon": b"nonsense\r\n",
        "no name": b": value\r\n",
        "blank in the name": b"Bad Name: x\r\n",
        "null byte": b"X-Null: a\x00b\r\n",
        "bare line feed": b"X-A: 1\nX-B: 2\r\n",
        "bare carriage return": b"X-A: 1\rX-B: 2\r\n",
        "folded": b"X-A: 1\r\n  2\r\n",
        "not UTF-8": b"X-Request-Id: \xff\xfe\r\n",
        "escapes in the request id": b"X-Request-Id: a\x1b[2Jb\r\n",
        "bidi control in the request id": "X-Request-Id: a\u202eb\r\n".encode(),
        "request id of 100 kB": b"X-Request-Id: " + b"a" * 100_000 + b"\r\n",
        "a cookie": b"Set-Cookie: session=1; Domain=.com\r\n",
        "a thousand cookies": b"Set-Cookie: a=b\r\n" * 1000,
        "a redirect beside 200": b"Location: http://127.0.0.1:9/\r\n",
        "a refresh": b"Refresh: 0; url=http://127.0.0.1:9/\r\n",
        "an authentication challenge": b"WWW-Authenticate: Basic realm=x\r\n",
        "year 1": b"Date: Mon, 01 Jan 0001 00:00:00 GMT\r\n",
        "year 99999": b"Date: Mon, 01 Jan 99999 00:00:00 GMT\r\n",
        "no date": b"Date: \xf0\x9f\x98\x80\r\n",
        "keep alive for ever": b"Keep-Alive: timeout=1e309\r\n",
        "connection says many things": b"Connection: close, keep-alive, upgrade\r\n",
        "content type is absent": b"",
        "content type is HTML": b"Content-Type: text/html\r\n",
        "content type of 10 kB": b"Content-Type: " + b"a" * 10_000 + b"\r\n",
        "charset is unknown": b"Content-Type: application/json; charset=klingon\r\n",
    }
    for name, made in odd.items():
        yield _case(f"header: {name}", response(headers=JSON + made), ok=True)


def waits() -> Iterator[Case]:
    """Yield refusals that ask for an absurd wait."""
    values = (
        *(b"-1", b"0", b"1e309", b"NaN", b"99999999999999999999", b"9" * 5000, b"0.000001"),
        *(b"Mon, 01 Jan 0001 00:00:00 GMT", b"Fri, 31 Dec 9999 23:59:59 GMT", b"\xff", b""),
    )
    for wait in values:
        for status in (429, 503):
            made = response(
                b"{}",
                line=b"HTTP/1.1 %d No" % status,
                headers=JSON + b"Retry-After: " + wait + b"\r\n",
            )
            shown = wait[:30].decode("latin-1")
            yield Case(
                f"header: Retry-After {shown} with {status}", Script(made, "close"), retried=True
            )


def lengths() -> Iterator[Case]:
    """Yield responses whose announced length is wrong, malformed or doubled."""
    values = {
        "shorter": b"%d" % (len(GOOD_BODY) - 5),
        "longer": b"%d" % (len(GOOD_BODY) + 5),
        "negative": b"-1",
        "text": b"many",
        "exponent": b"1e3",
        "with a sign": b"+%d" % len(GOOD_BODY),
        "hexadecimal": b"0x50",
        "of 5,000 digits": b"9" * 5000,
        "two to the power of 64": b"%d" % (1 << 64),
        "empty": b"",
        "a list of equals": b"%d, %d" % (len(GOOD_BODY), len(GOOD_BODY)),
        "a list of others": b"%d, 5" % len(GOOD_BODY),
    }
    for name, value in values.items():
        made = JSON + b"Content-Length: " + value + b"\r\n"
        ok = name in ("a list of equals", "empty", "with a sign")
        yield _case(f"length: {name}", response(headers=made, length=False), ok=ok)
    twice = b"Content-Length: %d\r\n" % len(GOOD_BODY)
    yield _case("length: twice the same", response(headers=JSON + twice), ok=True)
    yield _case("length: twice, and another", response(headers=JSON + b"Content-Length: 5\r\n"))
    yield _case("length: none, until the end", response(length=False), ok=True)
    yield _case("length: none, and reset", response(length=False), then="reset", ok=True)


def chunks() -> Iterator[Case]:
    """Yield responses in chunks, most of them malformed."""
    size = b"%x\r\n" % len(GOOD_BODY)
    framed = {
        "whole": (size + GOOD_BODY + b"\r\n0\r\n\r\n", True),
        "one byte each": (
            b"".join(b"1\r\n%c\r\n" % byte for byte in GOOD_BODY) + b"0\r\n\r\n",
            True,
        ),
        "with trailers": (size + GOOD_BODY + b"\r\n0\r\nX-Late: 1\r\n\r\n", True),
        "with a long extension": (
            b"%x;a=" % len(GOOD_BODY) + b"b" * 100 + b"\r\n" + GOOD_BODY + b"\r\n0\r\n\r\n",
            True,
        ),
        "without an end": (size + GOOD_BODY + b"\r\n", False),
        "of a negative size": (b"-5\r\n" + GOOD_BODY, False),
        "of a size in words": (b"many\r\n" + GOOD_BODY, False),
        "of 2^64": (b"ffffffffffffffff\r\n" + GOOD_BODY, False),
        "of a size of 10,000 digits": (b"f" * 10_000 + b"\r\n" + GOOD_BODY, False),
        "cut in its middle": (size + GOOD_BODY[:10], False),
        "without line breaks": (b"50" + GOOD_BODY + b"0", False),
        "empty": (b"0\r\n\r\n", False),
    }
    for name, (body, ok) in framed.items():
        made = JSON + b"Transfer-Encoding: chunked\r\n"
        yield _case(f"chunks: {name}", response(body, headers=made, length=False), ok=ok)
    both = JSON + b"Transfer-Encoding: chunked\r\n"
    yield _case(
        "chunks: with a length too",
        response(size + GOOD_BODY + b"\r\n0\r\n\r\n", headers=both),
        ok=True,
    )
    for coding in ("gzip, chunked", "identity", "xchunked", "chunked, chunked"):
        made = JSON + f"Transfer-Encoding: {coding}\r\n".encode()
        yield _case(f"transfer encoding: {coding}", response(headers=made))


def encodings() -> Iterator[Case]:
    """Yield responses whose body is compressed, or only says so."""
    bomb = gzip.compress(bytes(64 << 20))
    encoded = {
        "gzip": (gzip.compress(GOOD_BODY), b"gzip", True),
        "deflate": (zlib.compress(GOOD_BODY), b"deflate", True),
        "gzip that is none": (GOOD_BODY, b"gzip", False),
        "gzip cut off": (gzip.compress(GOOD_BODY)[:-9], b"gzip", False),
        "gzip bomb": (bomb, b"gzip", False),
        "gzip twice": (gzip.compress(gzip.compress(GOOD_BODY)), b"gzip, gzip", True),
        "brotli that is none": (GOOD_BODY, b"br", False),
        "unknown": (GOOD_BODY, b"klingon", False),
        "a hundred": (GOOD_BODY, b", ".join([b"gzip"] * 100), False),
    }
    for name, (body, encoding, ok) in encoded.items():
        made = JSON + b"Content-Encoding: " + encoding + b"\r\n"
        yield _case(f"encoding: {name}", response(body, headers=made), ok=ok)


def bodies() -> Iterator[Case]:
    """Yield complete responses whose body is no result, or a strange one."""
    odd: dict[str, tuple[bytes, bool]] = {
        "empty": (b"", False),
        "blanks": (b" \r\n\t" * 100, False),
        "HTML": (b"<!doctype html><title>Login</title>", False),
        "XML": (
            b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
            False,
        ),
        "a list": (b"[" + GOOD_BODY + b"]", False),
        "null": (b"null", False),
        "a number": (b"1e999", False),
        "a text": (b'"result"', False),
        "no result": (b'{"results": {}}', False),
        "result null": (b'{"result": null}', False),
        "result a text": (b'{"result": "none"}', False),
        "result true": (b'{"result": true}', False),
        "empty result": (b'{"result": {}}', True),
        "empty list": (b'{"result": []}', True),
        "a refusal in a 200": (b'{"error_code": "AIS.0105", "error_msg": "no"}', False),
        "a refusal inside the result": (b'{"result": {"error_code": "AIS.0105"}}', False),
        "cut in its middle": (GOOD_BODY[: len(GOOD_BODY) // 2], False),
        "two objects": (GOOD_BODY + GOOD_BODY, False),
        "comments": (b"/* hi */" + GOOD_BODY, False),
        "NaN": (b'{"result": {"confidence": NaN}}', False),
        "Infinity": (b'{"result": {"confidence": -Infinity}}', False),
        "a byte order mark": (b"\xef\xbb\xbf" + GOOD_BODY, True),
        "UTF-16": (GOOD_BODY.decode().encode("utf-16"), False),
        "not UTF-8": (b'{"result": {"surname": "\xff\xfe\xfd"}}', True),
        "a lone surrogate": (b'{"result": {"surname": "\\ud800"}}', True),
        "surrogates in a name": (b'{"result": {"\\udfff": "x"}}', True),
        "null bytes": (b'{"result": {"surname": "a\\u0000b"}}', True),
        "escapes": (b'{"result": {"surname": "\\u001b[2J\\u202e"}}', True),
        "a number of 5,000 digits": (b'{"result": {"number": ' + b"9" * 5000 + b"}}", True),
        "an exponent of 10^9": (b'{"result": {"number": 1e1000000000}}', True),
        "equal names": (b'{"result": {}, "result": {"surname": "X"}}', True),
        "nested 100,000 times": (b'{"result": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", False),
        "20,000 names": (
            json.dumps({"result": {f"name_{n}": n for n in range(20_000)}}).encode(),
            True,
        ),
        "a value of 5 MiB": (b'{"result": {"surname": "' + b"a" * (5 << 20) + b'"}}', True),
        "named like Python": (b'{"result": {"__class__": "x", "__dict__": {}, "self": 1}}', True),
        "formulas": (b'{"result": {"surname": "=HYPERLINK(1)"}}', True),
        "markup": (b'{"result": {"surname": "<script>alert(1)</script>"}}', True),
    }
    for name, (body, ok) in odd.items():
        yield _case(f"body: {name}", response(body), ok=ok)


def endings() -> Iterator[Case]:
    """Yield exchanges in which the connection does not end as it should."""
    yield Case("ending: closed before the request", Script(b"", "close", read="none"))
    yield Case("ending: reset before the request", Script(b"", "reset", read="none"))
    yield Case("ending: closed after the head", Script(b"", "close", read="head"))
    yield Case("ending: reset after the head", Script(b"", "reset", read="head"))
    yield Case("ending: closed after the request", Script(b"", "close"))
    yield Case("ending: reset after the request", Script(b"", "reset"))
    refusal = response(b'{"error_code": "ModelArts.4104"}', line=b"HTTP/1.1 413 Too large")
    yield Case("ending: refused before the body came", Script(refusal, "close", read="head"))
    yield Case("ending: reset behind a whole result", Script(GOOD, "reset"), may_succeed=True)
    for name, cut in (("nothing", 0), ("half a head", 40), ("half a result", len(GOOD) - 20)):
        yield Case(f"ending: held open behind {name}", Script(GOOD[:cut], "hold"), deadline=0.2)
    surplus = {
        "another response": response(b'{"result": {"surname": "SOMEBODY ELSE"}}'),
        "an error": response(b"{}", line=b"HTTP/1.1 500 No"),
        "bytes": b"surplus",
        "a line break": b"\r\n",
        "1 MiB": bytes(1 << 20),
    }
    for name, more in surplus.items():
        yield Case(f"surplus: {name}", Script(GOOD + more, "keep"), may_succeed=True)
        yield Case(f"surplus: {name}, then closed", Script(GOOD + more, "close"), may_succeed=True)


FAMILIES = {
    "status line": status_lines,
    "status": statuses,
    "header": headers,
    "wait": waits,
    "length": lengths,
    "chunks": chunks,
    "encoding": encodings,
    "body": bodies,
    "ending": endings,
}
CASES = [case for family in FAMILIES.values() for case in family()]
