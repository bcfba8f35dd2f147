"""The migration guide is up to date, and its tables state what both libraries do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from typing import Any

import pytest
from huawei_ocr_api.catalog import OPERATIONS, REGIONS

from ocr_emulator import Emulator
from ocr_wrapper import AkSk, Environment, OcrClient
from tests.paths import ROOT

sdk = pytest.importorskip("tests.vendor.sdk", reason="the vendor's SDK is not installed")
page = pytest.importorskip("tests.examples.migration_page")
calls = pytest.importorskip("tests.vendor.calls")

pytestmark = pytest.mark.filterwarnings("ignore:::huaweicloudsdk")
TEXT = (ROOT / "docs" / "guides" / "migration.md").read_text(encoding="utf-8")
REGION = "ap-southeast-1"
UNTRUSTED = "certificate not trusted"

Change = Callable[[Emulator], Any]
CHANGES: dict[str, Change] = {
    "wrong parameters (`AIS.0101`)": lambda cloud: cloud.faults.error("AIS.0101"),
    "the image was refused (`AIS.0103`)": lambda cloud: cloud.faults.error("AIS.0103"),
    "nothing was recognized (`AIS.0105`)": lambda cloud: cloud.faults.error("AIS.0105"),
    "not subscribed, no permission, frozen": lambda cloud: setattr(cloud.account, "frozen", True),
    "throttled (429)": lambda cloud: cloud.quotas.per_minute(0),
    "an error inside the service (5xx)": lambda cloud: cloud.faults.error("ModelArts.4301"),
    "come back in hours (`AIS.0118`)": lambda cloud: cloud.faults.error("AIS.0118"),
    "this machine's clock is wrong": lambda cloud: cloud.clock.advance(3600),
    "the connection ended without a response": lambda cloud: cloud.faults.reset(),
    "no response in time": lambda cloud: cloud.faults.latency(1.0),
    "the response is cut off": lambda cloud: cloud.faults.truncate(),
    "the response is not JSON": lambda cloud: cloud.faults.bad_json(),
}
"""What the emulator does in a situation of the table."""

SETTINGS: dict[str, dict[str, Any]] = {
    "wrong key": {"sk": "wrong"},
    "wrong region, project or path": {"project_region": "ap-southeast-3"},
    "no connection": {"url": "http://127.0.0.1:1"},
    "not an image": {"image": "bm8gaW1hZ2U="},
    "the URL of the image cannot be read": {"image": None},
    "no response in time": {"seconds": 0.1},
    "this machine's clock is wrong": {"attempts": 2},
    "no credentials": {"sk": None},
    "unknown region": {"region": "nowhere"},
}
"""What the caller does in a situation of the table."""


class Calls:
    """One call of each library in the same situation."""

    def __init__(
        self,
        cloud: Emulator,
        *,
        sk: str | None = "",
        region: str = REGION,
        project_region: str = REGION,
        url: str | None = None,
        image: str | None = "",
        seconds: float = 60.0,
        attempts: int = 1,
    ) -> None:
        self.url = url or cloud.url
        self.ak, self.sk, self.region, self.seconds = cloud.ak, sk or cloud.sk, region, seconds
        self.attempts = attempts
        self.project = cloud.projects[project_region]
        example = calls.example("recognize_passport", "request-image")["image"]
        self.body = {"image": example if image == "" else image}
        if image is None:
            self.body = {"url": cloud.files.put("private.png", b"", private=True)}
        self.without_keys = sk is None

    def theirs(self, stack: ExitStack) -> str:
        """Call with the vendor's SDK and return how it ended."""
        if self.without_keys:
            # Only this source: the whole chain would also ask the network.
            sdk.EnvCredentialProvider.get_basic().get_credentials()
        if self.region not in REGIONS:
            sdk.OcrRegion.value_of(self.region)
        client = (
            sdk.OcrClient.new_builder()
            .with_http_config(sdk.HttpConfig(timeout=self.seconds))
            .with_credentials(sdk.BasicCredentials(self.ak, self.sk, self.project))
            .with_region(sdk.Region(self.region, self.url))
            .build()
        )
        stack.callback(client.close)
        response = calls.call(client, "recognize_passport", self.body)
        return "a result" if response.result is not None else "result=None"

    def ours(self, stack: ExitStack) -> str:
        """Call with our client, usually without retries, and return how it ended."""
        client = stack.enter_context(
            OcrClient(
                region=self.region,
                credentials=None if self.without_keys else AkSk(self.ak, self.sk),
                endpoint=self.url,
                project_id=self.project,
                max_attempts=self.attempts,
                deadline=self.seconds,
                environment=Environment(),
            )
        )
        found = client.recognize_passport(self.body.get("image"), url=self.body.get("url"))
        return "a result" if found.result else "result=None"


def _ending(call: Callable[[ExitStack], str]) -> str:
    with ExitStack() as stack:
        try:
            return call(stack)
        except Exception as error:  # the table names any exception
            module = type(error).__module__.partition(".")[0]
            name = type(error).__name__
            return f"{module}.{name}" if module == "requests" else name


def _rows(heading: str) -> list[list[str]]:
    """Return the rows of the first table below a heading."""
    section = TEXT.split(f"\n## {heading}\n")[1]
    table = re.search(r"(?:^\|.*\n)+", section, re.MULTILINE)
    assert table is not None
    lines = table[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def _expected(cell: str) -> str:
    """Return the exception, or the kind of response, that a cell of the table names."""
    if cell.startswith("a result"):
        return "a result"
    named = re.search(r"`(.+?)`", cell)
    assert named is not None
    return named[1]


@pytest.fixture(scope="module")
def running() -> Iterator[Emulator]:
    """One emulator for all situations."""
    with Emulator(engine=None) as emulator:
        yield emulator


@pytest.mark.parametrize("row", _rows("Errors"), ids=lambda row: row[0])
def test_row_of_the_error_table_is_what_happens(row: list[str], running: Emulator) -> None:
    """Both libraries end a call in each situation as the guide says."""
    situation, vendor, ours = row
    assert situation in {*CHANGES, *SETTINGS, UNTRUSTED}
    with Emulator(engine=None, tls=True) if situation == UNTRUSTED else nullcontext() as safe:
        cloud = safe or running
        for side, cell in (("theirs", vendor), ("ours", ours)):
            cloud.reset()
            both = Calls(cloud, **SETTINGS.get(situation, {}))
            if situation in CHANGES:
                CHANGES[situation](cloud)
            before = len(cloud.journal)
            assert (side, _ending(getattr(both, side))) == (side, _expected(cell))
            if "nothing is sent" in cell:
                assert len(cloud.journal) == before


def test_every_situation_is_in_the_table() -> None:
    """No row was lost."""
    assert {*CHANGES, *SETTINGS, UNTRUSTED} == {row[0] for row in _rows("Errors")}


def test_generated_parts_are_up_to_date() -> None:
    """Programs and tables of the page are those of the files and of the vendor's package."""
    assert page.render(TEXT) == TEXT


def test_page_counts_the_vendors_operations() -> None:
    """The figures in the text are those of the two packages."""
    vendor = page.vendor_methods()
    assert f"**{len(vendor) - len(OPERATIONS)} operations** of the vendor's {len(vendor)}" in TEXT
    assert {operation.path for operation in OPERATIONS.values()} <= set(vendor)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_options_have_the_same_names(operation: str) -> None:
    """Every option of ours is an attribute of the vendor's request body, and the reverse."""
    body = page.vendor_methods()[OPERATIONS[operation].path].body
    theirs = set(getattr(sdk.model, body).attribute_map) - {"image", "data", "url"}
    assert {option.name for option in OPERATIONS[operation].options} == theirs


def test_regions_that_only_the_vendor_lists_are_named() -> None:
    """The page names each region of the vendor that the client refuses."""
    others = set(sdk.OcrRegion.static_fields) - set(REGIONS)
    assert others
    assert [region for region in others if f"`{region}`" not in TEXT] == []


def test_classes_and_settings_of_the_vendor_exist() -> None:
    """The defaults that the page states are those of the installed package."""
    config = sdk.HttpConfig()
    assert (config.timeout, config.retry_times) == ((60, 120), 0)
    assert (config.pool_connections, config.pool_maxsize) == (10, 10)
    assert "timeout=(60, 120)" in TEXT
    assert "`pool_connections=10`, `pool_maxsize=10`" in TEXT
