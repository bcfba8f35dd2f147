"""Nothing goes to a host or region that was not allowed."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

import httpx
import pytest
from huawei_ocr_api.catalog import OPERATIONS, REGIONS

from ocr_wrapper import (
    AkSk,
    ConfigurationError,
    Environment,
    ImageTooLargeError,
    OcrClient,
    OcrError,
    PasswordToken,
    RegionError,
    Token,
)
from tests.wrapper.conftest import NOWHERE

KEYS = AkSk("KEY", "secret")


class World(httpx.BaseTransport):
    """Answer for every host there is, and note who was asked."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.asked: list[tuple[str, str]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((request.url.host, request.url.path))
        if request.url.path.startswith("/v3/projects"):
            name = request.url.params["name"]
            return httpx.Response(200, json={"projects": [{"name": name, "id": f"id-{name}"}]})
        if request.url.path.startswith("/v3/"):
            body = {"token": {"project": {"id": "p-token"}}}
            return httpx.Response(201, json=body, headers={"x-subject-token": "tok"})
        return httpx.Response(self.status, json={"result": {}} if self.status == 200 else {})


@pytest.mark.parametrize("pair", list(itertools.combinations(REGIONS, 2)), ids="+".join)
@pytest.mark.parametrize("status", [200, 503])
def test_only_the_hosts_of_allowed_regions_receive_requests(
    pair: tuple[str, str], status: int, image: bytes
) -> None:
    """There is no failover to another region, after a success or a failure."""
    world = World(status)
    allowed = {host for r in pair for host in (*REGIONS[r].hosts, *REGIONS[r].iam_hosts)}
    with OcrClient(
        credentials=KEYS, regions=pair, transport=world, max_attempts=2, environment=NOWHERE
    ) as ocr:
        ocr._pipeline.loop.jitter = lambda: 0.0
        for name, operation in OPERATIONS.items():
            serving = [region for region in pair if region in operation.regions]
            before = len(world.asked)
            try:
                ocr.call(name, image if operation.input_field else None)
                assert status == 200
            except RegionError:
                assert serving == []
                assert len(world.asked) == before
            except OcrError:
                assert status == 503
            if serving:
                host, path = world.asked[-1]
                assert host == REGIONS[serving[0]].hosts[0]
                assert path == f"/v2/id-{serving[0]}/ocr/{operation.slug}"
    assert {host for host, _ in world.asked} <= allowed


@pytest.mark.parametrize("credentials", [KEYS, PasswordToken("u", "p", "d"), Token("tok")])
def test_custom_endpoint_receives_all_requests(
    credentials: AkSk | PasswordToken | Token, image: bytes
) -> None:
    """A private endpoint with a region never falls back to the public hosts."""
    for status in (200, 503):
        world = World(status)
        with OcrClient(
            "ap-southeast-1",
            credentials,
            endpoint="https://private.example.com",
            transport=world,
            max_attempts=2,
            environment=NOWHERE,
        ) as ocr:
            ocr._pipeline.loop.jitter = lambda: 0.0
            try:
                ocr.recognize_passport(image)
            except OcrError:
                assert status == 503
        assert {host for host, _ in world.asked} == {"private.example.com"}


def test_project_id_of_the_environment_is_not_used_with_keys_given_in_code(image: bytes) -> None:
    """That project id belongs to the environment's keys."""
    world = World()
    around = Environment.read(
        {
            "HUAWEICLOUD_SDK_AK": "OTHER",
            "HUAWEICLOUD_SDK_SK": "other-secret",
            "HUAWEICLOUD_SDK_PROJECT_ID": "other-project",
        }
    )
    with OcrClient("ap-southeast-1", KEYS, transport=world, environment=around) as ocr:
        ocr.recognize_passport(image)
    assert world.asked[-1][1] == "/v2/id-ap-southeast-1/ocr/passport"
    with OcrClient("ap-southeast-1", transport=world, environment=around) as ocr:
        ocr.recognize_passport(image)
    assert world.asked[-1][1] == "/v2/other-project/ocr/passport"


@pytest.mark.parametrize(
    ("endpoint", "host"),
    [("http://127.0.0.1:8787", "127.0.0.1"), ("https://gate.example.com", "iam.example.com")],
)
def test_endpoint_on_loopback_ignores_the_iam_endpoint_of_the_environment(
    endpoint: str, host: str, image: bytes
) -> None:
    """An emulator stands in for the whole cloud."""
    world = World()
    around = Environment.read({"HUAWEICLOUD_SDK_IAM_ENDPOINT": "https://iam.example.com"})
    with OcrClient(
        "ap-southeast-1", KEYS, endpoint=endpoint, transport=world, environment=around
    ) as ocr:
        ocr.recognize_passport(image)
    assert world.asked[0] == (host, "/v3/projects")


@pytest.mark.parametrize(
    "credentials",
    [PasswordToken("u", "p", "d"), Token("tok"), AkSk("KEY", "secret", "session")],
    ids=["password", "token", "session token"],
)
@pytest.mark.parametrize("endpoint", [None, "https://gate.example.com"])
def test_password_and_token_given_in_code_are_not_sent_to_the_iam_endpoint_of_the_environment(
    credentials: PasswordToken | Token | AkSk, endpoint: str | None, image: bytes
) -> None:
    """It may belong to another account; the region's own identity service is asked instead."""
    world = World()
    around = Environment.read({"HUAWEICLOUD_SDK_IAM_ENDPOINT": "https://other.example.com"})
    own = endpoint.partition("://")[2] if endpoint else REGIONS["ap-southeast-1"].iam_hosts[0]
    with OcrClient(
        "ap-southeast-1", credentials, endpoint=endpoint, transport=world, environment=around
    ) as ocr:
        ocr.recognize_passport(image)
    assert world.asked[0][0] == own
    assert "other.example.com" not in {host for host, _ in world.asked}


@pytest.mark.parametrize("name", ["HWOCR_ENDPOINT", "HUAWEICLOUD_SDK_REGION_OCR_AP_SOUTHEAST_1"])
def test_password_given_in_code_is_not_sent_to_the_endpoint_of_the_environment(
    name: str, image: bytes
) -> None:
    """Calls go there, but the password goes to the region's own identity service."""
    world = World()
    around = Environment.read({name: "https://other.example.com"})
    with OcrClient(
        "ap-southeast-1", PasswordToken("u", "p", "d"), transport=world, environment=around
    ) as ocr:
        ocr.recognize_passport(image)
    own = REGIONS["ap-southeast-1"].iam_hosts[0]
    assert [host for host, path in world.asked if path == "/v3/auth/tokens"] == [own]
    assert world.asked[-1][0] == "other.example.com"


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:8787", "http://[::1]", "http://[::1]:8787"])
def test_password_given_in_code_is_sent_to_an_emulator_of_the_environment(
    endpoint: str, image: bytes
) -> None:
    """Its passwords are not valid elsewhere, and nothing leaves this machine."""
    world = World()
    around = Environment.read({"HWOCR_ENDPOINT": endpoint})
    with OcrClient(
        "ap-southeast-1", PasswordToken("u", "p", "d"), transport=world, environment=around
    ) as ocr:
        ocr.recognize_passport(image)
    assert {host for host, _ in world.asked} <= {"127.0.0.1", "[::1]", "::1"}


def test_password_is_sent_to_the_iam_endpoint_that_is_given_in_code(image: bytes) -> None:
    """An address that the user gave is trusted."""
    world = World()
    with OcrClient(
        "ap-southeast-1",
        PasswordToken("u", "p", "d"),
        iam_endpoint="https://mine.example.com",
        transport=world,
        environment=Environment.read({"HUAWEICLOUD_SDK_IAM_ENDPOINT": "https://other.example.com"}),
    ) as ocr:
        ocr.recognize_passport(image)
    assert world.asked[0][0] == "mine.example.com"


def test_iam_endpoint_of_the_environment_is_used_with_keys_of_the_environment(image: bytes) -> None:
    """Both belong to the same account."""
    world = World()
    around = Environment.read(
        {
            "HUAWEICLOUD_SDK_AK": "KEY",
            "HUAWEICLOUD_SDK_SK": "secret",
            "HUAWEICLOUD_SDK_IAM_ENDPOINT": "https://iam.example.com",
        }
    )
    with OcrClient("ap-southeast-1", transport=world, environment=around) as ocr:
        ocr.recognize_passport(image)
    assert world.asked[0] == ("iam.example.com", "/v3/projects")


def test_project_ids_can_be_given_by_region(image: bytes) -> None:
    """Those that are given are not looked up."""
    world = World()
    with OcrClient(
        credentials=KEYS,
        regions=["ap-southeast-1", "ap-southeast-3"],
        project_id={"ap-southeast-1": "mine"},
        transport=world,
        environment=NOWHERE,
    ) as ocr:
        ocr.recognize_general_text(image)
        ocr.recognize_general_table(image)
    assert [path for _, path in world.asked] == [
        "/v2/mine/ocr/general-text",
        "/v3/projects",
        "/v2/id-ap-southeast-3/ocr/general-table",
    ]


def test_body_over_the_limit_for_signed_requests_is_not_sent(
    image: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """12 MB with an access key; a token has no such limit."""
    from ocr_wrapper import call

    monkeypatch.setattr(call, "MAX_SIGNED_BODY_BYTES", 100)
    world = World()
    with (
        OcrClient("ap-southeast-1", KEYS, transport=world, environment=NOWHERE) as ocr,
        pytest.raises(ImageTooLargeError, match="use a token"),
    ):
        ocr.recognize_passport(image)
    assert world.asked == []
    with OcrClient("ap-southeast-1", Token("t", "p"), transport=world, environment=NOWHERE) as ocr:
        ocr.recognize_passport(image)


@pytest.mark.parametrize(
    "options",
    [
        {"timeout": 0},
        {"timeout": -1},
        {"timeout": 1e300},
        {"enterprise_project_id": "a\r\nx: y"},
        {"enterprise_project_id": ""},
        {"country_code": "XXX"},
        {"no_such_option": True},
        {"region": "ap-southeast-3"},
        {"url": "https://example.com/a.png"},
    ],
)
def test_mistakes_are_found_before_anything_is_sent(
    options: dict[str, object], image: bytes
) -> None:
    """Every mistake in the arguments is an error before the first request."""
    world = World()
    with (
        OcrClient("ap-southeast-1", KEYS, transport=world, environment=NOWHERE) as ocr,
        pytest.raises(OcrError),
    ):
        ocr.call("recognize_passport", image, **options)
    assert world.asked == []


AROUND_EUROPE = Environment.read(
    {"HUAWEICLOUD_SDK_REGION_OCR_EU_WEST_101": "https://ocr.other.example.com"}
)


@pytest.mark.parametrize("endpoint", [None, "https://other.example.com"])
def test_password_given_in_code_needs_an_address_for_a_region_of_the_environment(
    endpoint: str | None,
) -> None:
    """Its identity service is not known, and an address of the environment gets no password."""
    around = dataclasses.replace(AROUND_EUROPE, endpoint=endpoint)
    with pytest.raises(ConfigurationError, match="give iam_endpoint="):
        OcrClient("eu-west-101", PasswordToken("u", "p", "d"), environment=around)


def test_region_of_the_environment_works_with_an_address_for_the_password(image: bytes) -> None:
    """Keys need none: they are not sent."""
    world = World()
    settings: dict[str, Any] = {"transport": world, "environment": AROUND_EUROPE}
    password = PasswordToken("u", "p", "d")
    with OcrClient(
        "eu-west-101", password, iam_endpoint="https://iam.example.com", **settings
    ) as a:
        a.request("/v2/{project_id}/ocr/passport", {"image": image})
    with OcrClient("eu-west-101", KEYS, project_id="p", **settings) as b:
        b.request("/v2/{project_id}/ocr/passport", {"image": image})
    called = "ocr.other.example.com"
    assert [host for host, _ in world.asked] == ["iam.example.com", called, called]


def test_empty_iam_endpoint_is_an_error() -> None:
    """It would be ignored, and the password would go to another address than the user thinks."""
    with pytest.raises(ConfigurationError, match="iam_endpoint is empty"):
        OcrClient("ap-southeast-1", KEYS, iam_endpoint="", environment=NOWHERE)


@pytest.mark.parametrize(
    ("region", "hint"),
    [("ap-southeast1", "did you mean ap-southeast-1"), ("europe", "use ap-"), (1, "use ap-")],
)
def test_misspelt_region_of_a_project_id_is_an_error(region: Any, hint: str) -> None:
    """The id would be ignored, and another project would pay."""
    with pytest.raises(RegionError, match=rf"in project_id.*{hint}"):
        OcrClient("ap-southeast-1", KEYS, project_id={region: "p"}, environment=NOWHERE)


def test_project_ids_of_other_regions_may_be_given() -> None:
    """Clients of different regions can share one mapping, with regions of the environment too."""
    ids = {"ap-southeast-1": "p1", "ap-southeast-3": "p3", "eu-west-101": "p101"}
    OcrClient("ap-southeast-1", KEYS, project_id=ids, environment=AROUND_EUROPE).close()
