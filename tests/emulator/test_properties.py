"""Properties for any input: nothing crashes, nothing changed is accepted."""

from __future__ import annotations

import base64
import json
import string
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ocr_emulator.auth import signature
from ocr_emulator.contract import strict_json
from ocr_emulator.contract.bundle import load
from ocr_emulator.contract.errors import ImageError
from ocr_emulator.contract.validation import check_request
from ocr_emulator.emulator import Emulator
from ocr_emulator.images.addresses import AddressError, parse_url
from ocr_emulator.images.decode import decode
from ocr_emulator.images.inspect import inspect
from tests.emulator.conftest import call, encoded, image_bytes
from tests.emulator.signer import send, signed, stamp

CONTRACT = load()
TAKING_IMAGES = sorted(name for name, one in CONTRACT.operations.items() if one.input_field)
quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)


@quick
@given(text=st.text(max_size=200))
def test_any_authorization_header_is_parsed_or_refused(text: str) -> None:
    """Anything is either parsed or refused."""
    for header in (text, f"SDK-HMAC-SHA256 {text}"):
        try:
            signature.parse(header)
        except signature.SignatureError:
            continue


@quick
@given(body=st.binary(max_size=300))
def test_any_body_is_parsed_or_refused(body: bytes) -> None:
    """Anything is either JSON or a BodyError."""
    try:
        strict_json.read(body)
    except strict_json.BodyError:
        return
    json.loads(body)


@quick
@given(value=json_values)
def test_json_round_trip(value: Any) -> None:
    """The strict reader reads what json writes, as deep as it allows."""
    assert strict_json.read(json.dumps(value).encode()) == value


@quick
@given(name=st.sampled_from(TAKING_IMAGES), body=json_values)
def test_every_violation_is_described(name: str, body: Any) -> None:
    """Noise is no request with an image, and the place fits into one ASCII header line."""
    violation = check_request(CONTRACT, CONTRACT.operations[name], body)
    assert violation is not None
    assert violation.header().isascii()
    assert "\n" not in violation.header()


@quick
@given(
    name=st.sampled_from(sorted(CONTRACT.operations)),
    key=st.data(),
    value=json_values,
)
def test_any_option_value_gets_a_response(
    ocr_emulator: Emulator, name: str, key: st.DataObject, value: Any
) -> None:
    """Any value in any option gets 200 or an error code for the caller's input."""
    operation = CONTRACT.operations[name]
    schema = CONTRACT.document["components"]["schemas"]
    reference = str(operation.request_schema["$ref"]).rpartition("/")[2]
    option = key.draw(st.sampled_from(sorted(schema[reference]["properties"])))
    field = operation.input_field
    body = {**({field: encoded(image_bytes(128, 128))} if field else {}), option: value}
    answer = call(ocr_emulator, name, body)
    assert answer.status == 200 or answer.code in ("AIS.0101", "AIS.0102", "ModelArts.4601")


@quick
@given(
    data=st.binary(max_size=400),
    kind=st.sampled_from(["PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "PCX", "ICO", "TGA"]),
    cut=st.integers(0, 300),
    noise=st.binary(max_size=20),
)
def test_any_image_is_inspected_or_refused(data: bytes, kind: str, cut: int, noise: bytes) -> None:
    """Noise, and real files with noise in them, are inspected or refused."""
    real = image_bytes(40, 30, kind)
    operation = CONTRACT.operations["recognize_web_image"]
    for candidate in (data, real[:cut] + noise + real[cut + len(noise) :], real[:cut]):
        try:
            decode(candidate, inspect(candidate, operation)).close()
        except ImageError:
            continue


@quick
@given(url=st.text(string.printable, max_size=60))
def test_any_url_is_parsed_or_refused(url: str) -> None:
    """Anything is a target or refused, and a target's host is a plain name or public."""
    for candidate in (url, f"http://{url}", f"http://example.com/{url}"):
        try:
            target = parse_url(candidate)
        except AddressError:
            continue
        assert target.literal is not None or "." in target.host


@quick
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]),
    path=st.text(string.ascii_letters + string.digits + "/%.?=&{}_-~", max_size=60),
)
def test_any_path_gets_a_response(ocr_emulator: Emulator, method: str, path: str) -> None:
    """Any unknown path gets the error for an unknown path."""
    answer = send(method, f"{ocr_emulator.url}/x{path}")
    assert answer.status == 404


CHANGES: dict[str, Callable[[str, dict[str, str], bytes], tuple[str, dict[str, str], bytes]]] = {
    "path": lambda url, headers, body: (url.replace("passport", "general-text"), headers, body),
    "project": lambda url, headers, body: (url.replace("/v2/", "/v2/x"), headers, body),
    "query": lambda url, headers, body: (url + "?a=b", headers, body),
    "body": lambda url, headers, body: (url, headers, body + b" "),
    "signed header": lambda url, headers, body: (url, {**headers, "x-project-id": "other"}, body),
    "date": lambda url, headers, body: (
        url, {**headers, "x-sdk-date": headers["x-sdk-date"][:-3] + "59Z"}, body
    ),
    "key": lambda url, headers, body: (
        url, {**headers, "authorization": headers["authorization"].replace("Access=", "Access=X")},
        body,
    ),
    "list": lambda url, headers, body: (
        url,
        {**headers, "authorization": headers["authorization"].replace(";x-project-id", "")},
        body,
    ),
    "signature": lambda url, headers, body: (
        url,
        {**headers, "authorization": headers["authorization"][:-1]
         + ("0" if headers["authorization"][-1] != "0" else "1")},
        body,
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_change_of_signed_content_breaks_the_signature(ocr_emulator: Emulator, change: str) -> None:
    """Each part of a signed request is covered by the signature."""
    emu = ocr_emulator
    emu.clock.set(1_800_000_030)
    emu.clock.freeze()
    project = emu.projects["ap-southeast-1"]
    url = f"{emu.url}/v2/{project}/ocr/passport"
    body = json.dumps({"image": encoded()}).encode()
    headers = signed(
        "POST", url, body, emu.ak, emu.sk, stamp(emu.clock.now()), {"X-Project-Id": project}
    )
    assert send("POST", url, headers, body).status == 200
    answer = send("POST", *CHANGES[change](url, headers, body))
    assert (answer.status, answer.code) == (401, "APIG.0301")


@quick
@given(segment=st.text(min_size=1, max_size=20), value=st.text(max_size=20))
def test_canonical_forms_are_stable(segment: str, value: str) -> None:
    """However a path or a query was escaped, its canonical form is one."""
    from urllib.parse import quote

    plain = quote(segment.replace("/", "_"), safe="")
    everything = "".join(f"%{byte:02x}" for byte in segment.replace("/", "_").encode())
    assert signature.canonical_path("/" + plain) == signature.canonical_path("/" + everything)
    query = f"b={quote(value, safe='')}&a=1"
    assert signature.canonical_query(query).startswith("a=1&b=")


def test_base64_decoding_preserves_bytes() -> None:
    """Decoding is exact."""
    from ocr_emulator.images.inspect import decode_base64

    for size in range(8):
        data = bytes(range(size))
        assert decode_base64(base64.b64encode(data).decode()) == data
