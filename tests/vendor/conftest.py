"""Isolate the vendor's SDK from this machine: no home, proxies or keys of the user."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from ocr_emulator import Emulator

HERE = Path(__file__).parent
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Ignore warnings of the vendor's modules; all others stay errors."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore:::huaweicloudsdk"))


@pytest.fixture(autouse=True)
def _nobody_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set an empty home: a `.netrc` there would replace the vendor's signature."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="session")
def _running() -> Iterator[Emulator]:
    with Emulator(engine=None) as emulator:
        yield emulator


@pytest.fixture
def cloud(_running: Emulator) -> Emulator:
    """An emulator that responds with the contract's examples and remembers nothing yet."""
    _running.reset()
    return _running


@pytest.fixture
def vendor(cloud: Emulator) -> Iterator[Callable[..., Any]]:
    """Make clients of the vendor's SDK for a region of the emulator; they are closed after."""
    from tests.vendor import sdk  # here, so that a missing SDK skips modules and breaks nothing

    with ExitStack() as stack:

        def make(
            region: str = "ap-southeast-1",
            *,
            ak: str | None = None,
            sk: str | None = None,
            project: str | None = None,
            security_token: str | None = None,
            url: str | None = None,
            **config: Any,
        ) -> Any:
            credentials = sdk.BasicCredentials(ak or cloud.ak, sk or cloud.sk, project)
            credentials.with_iam_endpoint(cloud.url)
            if security_token is not None:
                credentials.with_security_token(security_token)
            client = (
                sdk.OcrClient.new_builder()
                .with_http_config(sdk.HttpConfig(**config))
                .with_credentials(credentials)
                .with_region(sdk.Region(region, url or cloud.url))
                .build()
            )
            stack.callback(client.close)
            return client

        yield make
