"""Clients are pickled as their settings, for pools of processes and for batch engines."""

from __future__ import annotations

import asyncio
import copy
import pickle
import ssl
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import httpx
import pytest

from ocr_emulator import Emulator
from ocr_wrapper import AkSk, AsyncOcrClient, Environment, OcrClient, RateLimiter
from ocr_wrapper.auth.chain import find_credentials
from tests.wrapper.conftest import NOWHERE

REGION = "ap-southeast-1"


def recognized(client: OcrClient, image: bytes) -> str:
    """Call with a client that came from another process."""
    with client as ocr:
        return ocr.recognize_passport(image).operation


@pytest.fixture
def ocr(emulator: Emulator, keys: AkSk) -> OcrClient:
    return OcrClient(
        REGION, keys, endpoint=emulator.url, environment=NOWHERE, deadline=7, max_connections=3,
        rate_limiter=RateLimiter(600, 2, learn=False),
    )  # fmt: skip


@pytest.mark.parametrize("again", [lambda c: pickle.loads(pickle.dumps(c)), copy.copy])
def test_copy_of_a_client_has_its_settings_and_connections_of_its_own(
    ocr: OcrClient, image: bytes, again: Callable[[OcrClient], OcrClient]
) -> None:
    """Region, keys, deadline and limits come along; connections do not."""
    recognized(ocr, image)
    other = again(ocr)
    assert repr(other) == repr(ocr)
    assert recognized(other, image) == "recognize_passport"


def test_client_can_be_sent_to_another_process(ocr: OcrClient, image: bytes) -> None:
    """A new process, which inherits nothing, makes calls with it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(recognized, ocr, image).result(60) == "recognize_passport"
    ocr.close()


def test_async_client_is_pickled_alike(emulator: Emulator, keys: AkSk, image: bytes) -> None:
    """The asynchronous client comes back with its settings too."""

    async def call() -> str:
        made = AsyncOcrClient(REGION, keys, endpoint=emulator.url, environment=NOWHERE)
        async with pickle.loads(pickle.dumps(made)) as ocr:
            found = await ocr.recognize_passport(image)
        return str(found.operation)

    assert asyncio.run(call()) == "recognize_passport"


@pytest.mark.parametrize("again", [lambda c: pickle.loads(pickle.dumps(c)), copy.copy])
def test_copy_of_a_client_has_the_keys_that_the_client_found_in_a_profile(
    tmp_path: Path, again: Callable[[OcrClient], OcrClient]
) -> None:
    """On the machine of a copy the file may be missing, or hold the keys of another account."""
    file = tmp_path / "credentials"
    file.write_text(
        "[basic]\nak = AK\nsk = first\nsecurity_token = session\nproject_id = p1\n"
        "iam_endpoint = https://iam.example.com\n",
        encoding="utf-8",
    )
    around = Environment(profile=file, cloud_server=True)
    made = OcrClient(REGION, environment=around)
    file.unlink()
    other = again(made)
    pipeline = other._pipeline
    route = pipeline.router.route_to(None)
    assert route.iam.host == "iam.example.com"
    assert pipeline.identities._given == {REGION: "p1"}
    assert other._config.environment is not None
    assert find_credentials(other._config.environment).credentials == AkSk("AK", "first", "session")


def test_regions_of_a_copy_are_those_that_the_client_was_made_with(keys: AkSk) -> None:
    """What is added to the caller's list afterwards is not allowed."""
    regions = [REGION]
    made = OcrClient(regions=regions, credentials=keys, environment=NOWHERE)
    regions.append("cn-north-4")
    assert pickle.loads(pickle.dumps(made)).regions == (REGION,)


@pytest.mark.parametrize(
    "settings",
    [
        {"verify": ssl.create_default_context()},
        {"transport": httpx.MockTransport(lambda _request: httpx.Response(200))},
    ],
)
def test_settings_that_belong_to_a_process_are_named(settings: dict[str, object]) -> None:
    """A TLS context or a transport object cannot be pickled, and the error says what to give."""
    ocr = OcrClient(REGION, AkSk("ak", "sk"), environment=NOWHERE, **settings)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"cannot be pickled.*(file|leave)") as caught:
        pickle.dumps(ocr)
    assert "\n" not in str(caught.value)
