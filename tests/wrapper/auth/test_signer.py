"""The signature, stage by stage, against vectors made with the vendor's own signer."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ocr_wrapper.auth import signer

AK = "EXAMPLEACCESSKEY0001"
SK = "ExampleSecretKeyOnlyForSignatureVectors1"
FOLDERS = sorted((Path(__file__).parent / "vectors").iterdir())


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def vector(request: pytest.FixtureRequest) -> tuple[dict[str, Any], Path]:
    folder: Path = request.param
    return json.loads((folder / "req").read_text(encoding="utf-8")), folder


def _query(req: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in req["query"]]


def test_each_stage_equals_the_vector(vector: tuple[dict[str, Any], Path]) -> None:
    """Canonical request, string to sign and authorization are equal byte for byte."""
    req, folder = vector
    headers = {name.lower(): value for name, value in req["headers"].items()}
    creq = signer.canonical_request(
        req["method"], req["path"], _query(req), headers, sha256(req["body"].encode()).hexdigest()
    )
    sts = signer.string_to_sign(creq, headers["x-sdk-date"])
    authz = signer.authorization(AK, SK, ";".join(sorted(headers)), sts)
    for name, value in (("creq", creq), ("sts", sts), ("authz", authz)):
        assert value == (folder / name).read_text(encoding="utf-8")


def test_sign_joins_the_stages(vector: tuple[dict[str, Any], Path]) -> None:
    """The old date and signature are dropped."""
    req, folder = vector
    date = req["headers"]["X-Sdk-Date"]
    headers = {**req["headers"], "X-Sdk-Date": "20000101T000000Z", "Authorization": "old"}
    sent = signer.sign(
        req["method"],
        req["path"],
        _query(req),
        headers,
        sha256(req["body"].encode()).hexdigest(),
        ak=AK,
        sk=SK,
        date=date,
    )
    assert sent["authorization"] == (folder / "authz").read_text(encoding="utf-8")
    assert sent["x-sdk-date"] == date
    assert [name for name in sent if name.lower() == "x-sdk-date"] == ["x-sdk-date"]


def test_only_the_fixed_list_of_headers_is_signed() -> None:
    """A header that a proxy may rewrite cannot break the signature."""
    sent = signer.sign(
        "POST",
        "/v2/p/ocr/passport",
        [],
        {"host": "h", "user-agent": "u", "accept": "a", "content-length": "2", "traceparent": "t"},
        signer.EMPTY_SHA256,
        ak=AK,
        sk=SK,
        date="20260102T030405Z",
    )
    assert "SignedHeaders=host;x-sdk-date," in sent["authorization"]


@pytest.fixture(params=["<+08>-8", "<-05>5", "<+14>-14"])
def time_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """Put the machine into another time zone."""
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone of this system cannot be set")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


def test_date_is_in_utc() -> None:
    """Seconds since the epoch become the compact form."""
    assert signer.format_date(1_770_000_000.9) == "20260202T024000Z"


def test_date_is_in_utc_in_every_time_zone(time_zone: str) -> None:
    """The zone of the machine does not matter."""
    assert time.localtime(1_770_000_000).tm_gmtoff != 0, time_zone
    assert signer.format_date(1_770_000_000.9) == "20260202T024000Z"
