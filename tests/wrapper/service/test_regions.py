"""Region routing: the region and host of a call."""

from __future__ import annotations

from typing import Any

import pytest
from huawei_ocr_api.catalog import OPERATIONS, REGIONS

from ocr_wrapper import (
    AkSk,
    ConfigurationError,
    CredentialsError,
    Environment,
    OcrClient,
    OptionError,
    RegionError,
)
from ocr_wrapper.service.endpoints import Endpoint, parse_endpoint
from ocr_wrapper.service.regions import Router, find_operation

PASSPORT = OPERATIONS["recognize_passport"]
TABLE = OPERATIONS["recognize_general_table"]
KEYS = AkSk("KEY", "secret")
EMPTY = Environment.read({})


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("region", REGIONS)
def test_region_serves_the_operations_of_the_catalog(name: str, region: str) -> None:
    """An operation goes to the region's own host, or the error names the regions that serve it."""
    operation = OPERATIONS[name]
    router = Router([region])
    if region in operation.regions:
        route = router.route(operation)
        assert route.endpoint == Endpoint("https", REGIONS[region].hosts[0])
        assert route.iam == Endpoint("https", REGIONS[region].iam_hosts[0])
    else:
        with pytest.raises(RegionError) as caught:
            router.route(operation)
        assert caught.value.regions == operation.regions
        assert all(serving in str(caught.value) for serving in operation.regions)


def test_first_allowed_region_that_serves_the_operation_is_used() -> None:
    """The order is the user's preference."""
    router = Router(["ap-southeast-3", "ap-southeast-2", "ap-southeast-1"])
    assert router.route(PASSPORT).region == "ap-southeast-2"
    assert router.route(TABLE).region == "ap-southeast-3"


def test_call_can_choose_among_the_allowed_regions_only() -> None:
    """`region=` of a call does not allow more than the client does."""
    router = Router(["ap-southeast-1", "ap-southeast-2"])
    assert router.route(PASSPORT, "ap-southeast-2").region == "ap-southeast-2"
    with pytest.raises(RegionError, match="may not use"):
        router.route(PASSPORT, "cn-north-4")
    with pytest.raises(RegionError, match="is not served in ap-southeast-1"):
        router.route(OPERATIONS["recognize_web_image"], "ap-southeast-1")


def test_other_domain_can_be_chosen() -> None:
    """`.cn` hosts are used on request; a region without one is an error."""
    route = Router(["ap-southeast-1"], domain=".cn").route(PASSPORT)
    assert route.endpoint.host == "ocr.ap-southeast-1.myhuaweicloud.cn"
    with pytest.raises(RegionError, match=r"no host under \.cn"):
        Router(["la-north-2"], domain=".cn")
    with pytest.raises(ConfigurationError):
        Router(["ap-southeast-1"], domain=".org")


def test_error_for_an_unknown_region_names_the_nearest() -> None:
    """A typing mistake is found when the client is created."""
    with pytest.raises(RegionError, match="did you mean ap-southeast-1"):
        Router(["ap-southeast1"])


def test_custom_endpoint_keeps_its_path_prefix() -> None:
    """The prefix is used for calls and for the identity service."""
    router = Router(["ap-southeast-1"], endpoint="https://gate.example.com:8443/ocr/")
    route = router.route(PASSPORT)
    assert route.endpoint.base == "https://gate.example.com:8443/ocr"
    assert route.iam == route.endpoint


def test_custom_endpoint_without_regions_allows_every_region() -> None:
    """All calls go to the endpoint."""
    router = Router(None, endpoint="http://127.0.0.1:8787")
    assert router.regions == tuple(REGIONS)
    assert {router.route(op).endpoint.host for op in OPERATIONS.values()} == {"127.0.0.1:8787"}


def test_override_variable_replaces_the_host_of_a_region() -> None:
    """It replaces the identity service too, unless one is given."""
    override = {"ap-southeast-1": "https://private.example.com,https://second.example.com"}
    route = Router(["ap-southeast-1"], overrides=override).route(PASSPORT)
    assert (route.endpoint.host, route.iam.host) == ("private.example.com", "private.example.com")
    named = Router(["ap-southeast-1"], overrides=override, iam_endpoint="https://iam.example.com")
    assert named.route(PASSPORT).iam.host == "iam.example.com"


def test_override_with_an_own_host_of_the_region_keeps_its_identity_service() -> None:
    """The `.cn` host of a region is the vendor's own."""
    override = {"ap-southeast-1": "ocr.ap-southeast-1.myhuaweicloud.cn"}
    route = Router(["ap-southeast-1"], overrides=override).route(PASSPORT)
    assert route.iam.host == "iam.ap-southeast-1.myhuaweicloud.com"


@pytest.mark.parametrize(
    "host", ["ocr.cn-north-4.myhuaweicloud.com", "ocr.eu-west-101.myhuaweicloud.com:8443"]
)
def test_host_of_another_region_is_no_address_for_an_allowed_one(host: str) -> None:
    """The documents would be sent to a region that is not allowed."""
    for settings in (
        {"endpoint": f"https://{host}/prefix"},
        {"overrides": {"ap-southeast-1": f"https://{host}"}},
    ):
        with pytest.raises(RegionError, match=r"is the host of (cn-north-4|eu-west-101)"):
            Router(["ap-southeast-1"], **settings)


def test_endpoint_that_is_the_host_of_one_region_serves_that_one_only() -> None:
    """Without a list of regions, too; its identity service is the region's own."""
    router = Router(None, endpoint="https://ocr.cn-north-4.myhuaweicloud.cn")
    assert router.regions == ("cn-north-4",)
    assert router.route(PASSPORT).iam.host == "iam.cn-north-4.myhuaweicloud.com"
    with pytest.raises(RegionError):
        router.route(TABLE)


@pytest.mark.parametrize(
    "host", ["gate.cn-north-4.example.com", "ocr.a.cn-north-4.myhuaweicloud.com", "ocr.cn-north-4"]
)
def test_host_that_only_looks_like_one_of_a_region_is_any_host(host: str) -> None:
    """A gateway or a private endpoint has the name that its owner gave it."""
    assert Router(["ap-southeast-1"], endpoint=f"https://{host}").route(PASSPORT)


@pytest.mark.parametrize("region", [["ap-southeast-1"], ("ap-southeast-1",), None, 1, {}])
def test_region_that_is_no_text_is_an_error(region: Any) -> None:
    """Of a client and of a call."""
    with pytest.raises(RegionError, match="There is no region"):
        Router([region])
    if region is not None:
        with pytest.raises(RegionError, match="may not use"):
            Router(["ap-southeast-1"]).route(PASSPORT, region)


@pytest.mark.parametrize("region", ["AP-SOUTHEAST-1", " ap-southeast-1 ", "ap-southeast-1\n"])
def test_region_is_not_corrected(region: str) -> None:
    """The error names the one that is meant."""
    with pytest.raises(RegionError, match="did you mean ap-southeast-1"):
        Router([region])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://ocr.example.com", "https://ocr.example.com"),
        ("ocr.example.com/", "https://ocr.example.com"),
        ("HTTPS://OCR.Example.com:443/a/b", "https://ocr.example.com/a/b"),
        ("http://localhost:80", "http://localhost"),
        ("http://127.1.2.3:8787", "http://127.1.2.3:8787"),
        ("http://[::1]:8787/x", "http://[::1]:8787/x"),
    ],
)
def test_endpoints_are_normalized(text: str, expected: str) -> None:
    """Lower case, no default port, no final slash: what is signed is what is sent."""
    assert str(parse_endpoint(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://ocr.example.com",
        "http://10.0.0.1",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "ftp://127.0.0.1",
        "https://user:canary@ocr.example.com",
        "https://ocr.example.com?canary=1",
        "https://ocr.example.com/#canary",
        "https://ocr.example.com/../x",
        "https://ocr.example.com/a//b",
        "https://ocr.example.com/a%2fb",
        "https://ocr.example.com:99999",
        "https://ocr.example.com:0",
        "https://exämple.com",
        "https://a..b",
        "https:///path",
        "https://a b.com",
    ],
)
def test_unsafe_endpoints_are_refused(text: str) -> None:
    """Plain http to another machine; and a password in an address is not quoted."""
    with pytest.raises(ConfigurationError) as caught:
        parse_endpoint(text)
    assert "canary" not in str(caught.value)


def test_error_for_an_unknown_operation_names_the_nearest() -> None:
    """A typing mistake is easy to correct."""
    assert find_operation("recognize_passport") is PASSPORT
    with pytest.raises(OptionError, match="recognize_passport"):
        find_operation("recognise_passport")


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"region": "ap-southeast-1", "regions": ["ap-southeast-1"]},
        {"regions": []},
        {"regions": "ap-southeast-1"},
        {"regions": {"ap-southeast-1", "ap-southeast-2"}},
        {"regions": 1},
        {"regions": [["ap-southeast-1"]]},
        {"region": ["ap-southeast-1"]},
        {"region": "ap-southeast-1", "retry_lost_responses": "false"},
        {"region": "ap-southeast-1", "trust_env": "false"},
        {"region": "ap-southeast-1", "rate_limiter": 60},
        {"region": "ap-southeast-1", "hooks": None},
        {"region": "ap-southeast-1", "hooks": "print"},
        {"region": "ap-southeast-1", "hooks": [None]},
        {"region": "ap-southeast-1", "environment": {"ak": "KEY"}},
        {"region": "ap-southeast-1", "project_id": 1},
        {"region": "ap-southeast-1", "project_id": b"p1"},
        {"region": "ap-southeast-1", "max_attempts": 0},
        {"region": "ap-southeast-1", "deadline": 0},
        {"region": "ap-southeast-1", "deadline": float("nan")},
        {"region": "ap-southeast-1", "attempt_timeout": -1},
        {"region": "ap-southeast-1", "verify": False},
        {"region": "ap-southeast-1", "verify": None},
        {"region": "ap-southeast-1", "transport": "http2"},
        {"region": "ap-southeast-1", "proxy": "example.com:3128"},
        {"region": "ap-southeast-1", "endpoint": "http://ocr.example.com"},
        {"region": "ap-southeast-1", "iam_endpoint": "http://iam.example.com"},
        {"regions": ["ap-southeast-1", "ap-southeast-2"], "project_id": "p1"},
        {"region": "ap-southeast-1", "project_id": "a/b"},
    ],
)
def test_invalid_settings_are_refused_by_the_constructor(wrong: dict[str, object]) -> None:
    """Each is a ConfigurationError."""
    with pytest.raises(ConfigurationError):
        OcrClient(**{"credentials": KEYS, "environment": EMPTY, **wrong})  # type: ignore[arg-type]


def test_credentials_of_an_unknown_type_are_refused() -> None:
    """A tuple is not a key."""
    with pytest.raises(CredentialsError, match="tuple"):
        OcrClient("ap-southeast-1", ("ak", "sk"), environment=EMPTY)  # type: ignore[arg-type]


def test_region_comes_from_the_environment_if_none_is_given() -> None:
    """`HWOCR_REGION` names one or several."""
    found = OcrClient(
        credentials=KEYS,
        environment=Environment.read({"HWOCR_REGION": "ap-southeast-3, ap-southeast-1"}),
    )
    assert found.regions == ("ap-southeast-3", "ap-southeast-1")
