"""Validation: the vendor's code and the exact place of each violation."""

from __future__ import annotations

import base64
import io
import json
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from ocr_emulator.emulator import Emulator
from tests.emulator.conftest import call, encoded, image_bytes
from tests.emulator.signer import send, signed, stamp

PASSPORT = "recognize_passport"
TEXT = "recognize_general_text"


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"url": "https://a.example/x.png"}, "AIS.0101", ""),
        ({"image": None}, "AIS.0101", "/image"),
        ({"image": 5}, "AIS.0101", "/image"),
        ({"country_code": "XYZ"}, "AIS.0101", "/country_code"),
        ({"country_code": True}, "AIS.0101", "/country_code"),
        ({"contry_code": "CHN"}, "AIS.0101", "/contry_code"),
        ({"image": ""}, "AIS.0101", "/image"),
    ],
)
def test_schema_violation_is_located(
    emu: Emulator, change: dict[str, Any], code: str, pointer: str
) -> None:
    """The body has the vendor's shape; header and journal name the place."""
    answer = call(emu, PASSPORT, {"image": encoded(), **change})
    assert (answer.status, answer.code) == (400, code)
    assert set(answer.json) == {"error_code", "error_msg"}
    assert answer.violation["pointer"] == pointer
    assert emu.journal.last.violation == answer.violation


def test_request_without_image_and_url_is_refused(emu: Emulator) -> None:
    """Exactly one of the two is required."""
    answer = call(emu, PASSPORT, {"country_code": "CHN"})
    assert answer.violation == {
        "pointer": "",
        "expected": "exactly one of 'image' and 'url'",
        "got": "neither",
    }


@pytest.mark.parametrize("value", ["true", 1, "yes", None])
def test_only_booleans_are_booleans(emu: Emulator, value: object) -> None:
    """A misspelt true is AIS.0101, as the error table says."""
    answer = call(emu, TEXT, {"image": encoded(), "detect_direction": value})
    assert (answer.code, answer.violation["expected"]) == ("AIS.0101", "boolean")


def test_option_requires_its_base_option(emu: Emulator) -> None:
    """return_char_location without return_text_location is refused."""
    body = {"image": encoded(), "return_char_location": True}
    answer = call(emu, "recognize_general_table", body)
    assert (answer.code, answer.violation["pointer"]) == ("AIS.0101", "/return_char_location")
    good = call(emu, "recognize_general_table", {**body, "return_text_location": True})
    assert good.status == 200


@pytest.mark.parametrize(
    ("raw", "got"),
    [
        (b"", "an empty one"),
        (b"{", "an error at character 1"),
        (b"\xff{}", "an invalid byte at offset 0"),
        (b"\xef\xbb\xbf{}", "a byte order mark"),
        (b'{"image": "a", "image": "b"}', "key 'image' twice"),
        (b'{"image": NaN}', "NaN"),
        (b'{"image": ' + b"[" * 17 + b"]" * 17 + b"}", "a deeper body"),
        (b"[" * 4_500 + b"]" * 4_500, "a deeper body"),
        (b'{"image": ' + b"9" * 5000 + b"}", "thousands of digits"),
        (b'{"image": 1e999}', "one that is too large"),
        (b'{"image": "\\ud800"}', "half of a surrogate pair"),
    ],
    ids=[
        "empty",
        "cut",
        "encoding",
        "bom",
        "duplicate",
        "nan",
        "deep",
        "abyss",
        "digits",
        "infinite",
        "surrogate",
    ],
)
def test_body_that_is_not_strict_json_is_refused(emu: Emulator, raw: bytes, got: str) -> None:
    """The error is ModelArts.4105, before the schema is checked."""
    answer = call(emu, PASSPORT, raw=raw, extra={"content-type": "application/json"})
    assert (answer.status, answer.code) == (400, "ModelArts.4105")
    assert answer.violation["got"].startswith(got)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("content-type", "text/plain"),
        ("content-type", "application/json; charset=gbk"),
        ("content-encoding", "gzip"),
    ],
)
def test_body_must_be_uncompressed_json(emu: Emulator, header: str, value: str) -> None:
    """Other media types and encodings are refused; nothing is decompressed."""
    answer = call(emu, PASSPORT, extra={header: value})
    assert (answer.status, answer.code) == (400, "ModelArts.4105")
    assert answer.violation["pointer"].lower() == f"header:{header}"


def test_content_type_as_the_vendor_writes_it_is_accepted(emu: Emulator) -> None:
    """The vendor's SDK writes the charset without a space."""
    extra = {"content-type": "application/json;charset=utf-8"}
    assert call(emu, PASSPORT, extra=extra).status == 200


def test_signed_body_over_12_mb_is_refused_unread(emu: Emulator) -> None:
    """Content-Length alone is enough to refuse it."""
    url = f"{emu.url}/v2/{emu.projects['ap-southeast-1']}/ocr/passport"
    headers = signed("POST", url, b"{}", emu.ak, emu.sk, stamp(emu.clock.now()))
    headers["content-length"] = str(12 * 1024 * 1024 + 1)
    answer = send("POST", url, headers, b"{}")
    assert (answer.status, answer.code) == (413, "ModelArts.4104")


def test_image_over_10_mb_of_base64_is_refused(emu: Emulator) -> None:
    """The limit is 10,485,760 characters, reported as an error of the image size."""
    answer = call(emu, PASSPORT, {"image": "A" * 10_485_764})
    assert (answer.status, answer.code) == (400, "AIS.0103")
    assert answer.violation["got"] == "string of 10485764 characters"


PNG = encoded()


@pytest.mark.parametrize(
    ("image", "got"),
    [
        ("data:image/png;base64," + PNG, "a data: prefix"),
        # Python 3.14 words it in another way.
        (PNG.rstrip("=") + "=====", "excess "),
        (PNG[:40] + "\n" + PNG[40:], "only base64 data is allowed"),
        (PNG.replace("/", "_").replace("+", "-") + "_A==", "only base64 data is allowed"),
        ("grün", "a character outside ASCII"),
        (base64.b64encode(b"not an image at all").decode(), "19 bytes of no known format"),
    ],
    ids=["prefix", "padding", "newline", "urlsafe", "umlaut", "text"],
)
def test_image_must_be_clean_base64(emu: Emulator, image: str, got: str) -> None:
    """The error is AIS.0102 for everything but Base64 of a known format."""
    answer = call(emu, PASSPORT, {"image": image})
    assert (answer.status, answer.code) == (400, "AIS.0102")
    assert answer.violation["got"].startswith(got)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "TIFF", "GIF", "WEBP", "PCX", "ICO", "TGA"])
def test_format_is_detected_by_content(emu: Emulator, kind: str) -> None:
    """An operation accepts only the formats it lists, even if Pillow can read others."""
    data = image_bytes(64, 64, kind)
    for name in (PASSPORT, TEXT, "recognize_web_image"):
        operation = emu.contract.operations[name]
        taken = {"JPG": "JPEG"}.get(kind, kind) in {f.upper() for f in operation.formats}
        answer = call(emu, name, {operation.input_field: encoded(data)})
        expected = (200, None) if taken else (400, "AIS.0102")
        assert (answer.status, answer.json.get("error_code")) == expected, (name, kind)


@pytest.mark.parametrize(
    ("size", "status"), [((15, 15), 200), ((14, 100), 400), ((8192, 15), 200), ((8193, 15), 400)]
)
def test_image_sides_are_checked(emu: Emulator, size: tuple[int, int], status: int) -> None:
    """Both limits of a side are inclusive; other sizes get AIS.0103."""
    answer = call(emu, PASSPORT, {"image": encoded(image_bytes(*size))})
    assert answer.status == status
    if status == 400:
        assert (answer.code, answer.violation["got"]) == ("AIS.0103", f"{size[0]}x{size[1]}")


def bomb(width: int, height: int) -> bytes:
    """A PNG of one colour whose rows are packed a thousand to one."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    packer = zlib.compressobj(9)
    row = b"\0" * (width + 1)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def test_pixel_count_is_checked(emu: Emulator) -> None:
    """General text accepts at most 160 million pixels."""
    answer = call(emu, TEXT, {"image": encoded(bomb(16_001, 10_000))})
    assert answer.code == "AIS.0103"
    assert answer.violation["expected"] == "at most 160000000 pixels"


def test_image_of_an_address_is_limited_as_one_in_a_request(emu: Emulator) -> None:
    """The limit is that of its Base64, which no request contains here."""
    limit = emu.contract.operations["recognize_passport"].max_encoded_bytes
    for extra, status in ((0, 200), (3, 400)):
        data = image_bytes().ljust(limit // 4 * 3 + extra, b"\0")
        answer = call(emu, body={"url": emu.files.put("a.png", data)})
        assert answer.status == status
    assert (answer.code, answer.violation["got"]) == ("AIS.0103", f"{limit // 4 * 3 + 3} bytes")


@pytest.mark.parametrize(
    "data",
    [
        b"RIFF\x30\0\0\0WEBPVP8?" + bytes(40),
        b"\0\0\1\0\2\0" + bytes((32, 32)) + bytes(14),
        b"\0\0\1\0\1\0" + bytes(10),
    ],
    ids=["WebP of an unknown kind", "icon that is cut off", "icon without an entry"],
)
def test_header_without_a_size_is_no_image(emu: Emulator, data: bytes) -> None:
    """Such a file is refused as one of another format, and nothing is decoded to find out."""
    answer = call(emu, "recognize_general_text", {"image": encoded(data)}, region="ap-southeast-1")
    assert (answer.status, answer.code) == (400, "AIS.0102")


def test_webp_and_icon_sizes_are_read_without_decoding() -> None:
    """Sides come from the header for the two formats that Pillow decodes on opening."""
    from ocr_emulator.contract.bundle import load
    from ocr_emulator.images.inspect import inspect

    operation = load().operations[TEXT]
    for options in ({"lossless": True}, {"lossless": False}, {"exact": True}):
        stream = io.BytesIO()
        Image.new("RGBA", (321, 123), (1, 2, 3, 40)).save(stream, "WEBP", **options)
        found = inspect(stream.getvalue(), operation)
        assert (found.format, found.width, found.height) == ("WEBP", 321, 123)
    stream = io.BytesIO()
    Image.new("RGB", (200, 100)).save(stream, "WEBP", quality=50)
    assert inspect(stream.getvalue(), operation).width == 200
    inside = bomb(20_000, 20_000)
    entry = struct.pack("<BBBBHHII", 16, 16, 0, 0, 1, 32, len(inside), 22)
    icon = b"\0\0\1\0\1\0" + entry + inside
    with pytest.raises(Exception, match="160000000 pixels"):
        inspect(icon, operation)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/x",
        "https://a.example/é",
        "https://a.example/a b",
        "x",
        "file:///etc/passwd",
    ],
)
def test_invalid_url_is_refused(emu: Emulator, url: str) -> None:
    """The error is ModelArts.4601 for everything but an http(s) address in ASCII."""
    answer = call(emu, PASSPORT, {"url": url})
    assert (answer.status, answer.code) == (400, "ModelArts.4601")


def test_prefer_selects_examples_and_errors(emu: Emulator) -> None:
    """One request can ask for an example, a status or an error code by name."""
    operation = emu.contract.operations[PASSPORT]
    chosen = call(emu, PASSPORT, extra={"Prefer": "example=nulls"})
    assert chosen.json == operation.examples["nulls"]
    throttled = call(emu, PASSPORT, extra={"Prefer": "code=429, example=throttled"})
    assert (throttled.status, throttled.json) == (429, operation.failures[429]["throttled"])
    assert call(emu, PASSPORT, extra={"Prefer": "code=AIS.0105"}).code == "AIS.0105"
    assert call(emu, PASSPORT, extra={"Prefer": "code=503"}).status == 503
    assert call(emu, PASSPORT, extra={"Prefer": "example=none-such"}).code == "AIS.0101"


@pytest.mark.parametrize(
    ("chosen", "code"),
    [("code=429, example=throttled", "APIG.0308"), ("code=AIS.0105", "AIS.0105"),
     ("code=503", "ModelArts.4403"), ("example=nulls", None)],
)  # fmt: skip
def test_chosen_error_is_recorded_with_its_code(
    emu: Emulator, chosen: str, code: str | None
) -> None:
    """The journal has the code of the body, also when the body is an example."""
    call(emu, PASSPORT, extra={"Prefer": chosen})
    assert emu.journal.last.code == code


def test_prefer_does_not_bypass_checks(emu: Emulator) -> None:
    """An invalid request is refused, with and without the header."""
    answer = call(emu, PASSPORT, {"image": 1}, extra={"Prefer": "example=default"})
    assert answer.code == "AIS.0101"
    assert call(emu, PASSPORT, sk="wrong", extra={"Prefer": "code=200"}).status == 401


def test_all_examples_are_valid() -> None:
    """Every example response passes the check of the emulator's own responses."""
    from ocr_emulator.contract.bundle import load
    from ocr_emulator.contract.validation import check_response

    contract = load()
    wrong = {
        (operation.name, name): check_response(contract, operation, example)
        for operation in contract.operations.values()
        for name, example in operation.examples.items()
    }
    assert {key: value for key, value in wrong.items() if value is not None} == {}


def test_all_example_requests_are_served(emu: Emulator) -> None:
    """Every example request of the contract passes; its url is put into the file store."""
    refused = {}
    data = image_bytes(128, 128)
    for operation in emu.contract.operations.values():
        post = emu.contract.document["paths"][operation.path]["post"]
        examples = post["requestBody"]["content"]["application/json"]["examples"]
        for key, example in examples.items():
            value = example["value"]
            if "url" in value:
                emu.files.put("image.png", data, url=value["url"])
            answer = call(emu, operation.name, value)
            if answer.status != 200:
                refused[operation.name, key] = (answer.json, answer.headers)
    assert refused == {}


def test_journal_contains_no_image_data(emu: Emulator) -> None:
    """An error about the image records its length and digest, never its bytes."""
    secret = base64.b64encode(b"canary" * 100).decode()
    call(emu, PASSPORT, {"image": secret, "country_code": 7})
    call(emu, PASSPORT, {"image": secret})
    assert secret[:60] not in json.dumps([e.to_dict() for e in emu.journal]) + repr(
        list(emu.journal)
    )


@pytest.mark.parametrize(
    ("schema", "value", "expected", "got"),
    [
        ({"minimum": 2}, 1, "at least 2", "1"),
        ({"exclusiveMaximum": 2}, 2, "less than 2", "2"),
        ({"minItems": 1}, [], "at least 1 items", "array of 0"),
        ({"items": {"enum": ["a", "b"]}}, ["c"], 'one of "a", "b"', '"c"'),
        ({"uniqueItems": True}, ["c", "c"], "uniqueItems", "array of 2"),
        ({"type": ["string", "null"]}, 1, "null or string", "1"),
        ({"maxLength": 1}, "ab", "at most 1 characters", "string of 2 characters"),
        ({"required": ["a"]}, {}, 'property "a"', "nothing"),
    ],
)
def test_each_schema_keyword_is_explained(schema: Any, value: Any, expected: str, got: str) -> None:
    """The violation states what was expected and what came."""
    import jsonschema_rs

    from ocr_emulator.contract.validation import first_violation

    validator = jsonschema_rs.Draft202012Validator({"properties": {"x": schema}})
    violation = first_violation(validator.iter_errors({"x": value}), {"x": value}, "image")
    assert violation is not None
    assert (violation.expected, violation.got) == (expected, got)


def test_unreadable_contract_is_explained(tmp_path: Any) -> None:
    """A missing or broken bundle names the file and the remedy."""
    from ocr_emulator.contract.bundle import load

    broken = tmp_path / "openapi.json"
    with pytest.raises(RuntimeError, match="make generate"):
        load(str(broken))
    broken.write_text('{"paths": {"/x": {"post": {"x-ocr": {}}}}}')
    with pytest.raises(RuntimeError, match="KeyError"):
        load(str(broken))


def test_unlisted_error_code_can_be_scripted(emu: Emulator) -> None:
    """A code outside the table has the vendor's shape."""
    emu.faults.error("AIS.9999", times=1)
    answer = call(emu)
    assert (answer.status, answer.code) == (500, "AIS.9999")
