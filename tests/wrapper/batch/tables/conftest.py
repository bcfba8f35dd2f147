"""Fixtures of the table tests: settings of a client for the emulator, and tables of images."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pyarrow as pa
import pytest

from ocr_emulator import Emulator
from ocr_wrapper import AkSk
from tests.wrapper.conftest import NOWHERE

REGION = "ap-southeast-1"
OPERATION = "recognize_general_text"
Settings: TypeAlias = dict[str, Any]
Images: TypeAlias = Callable[..., pa.Table]


@pytest.fixture
def settings(emulator: Emulator, keys: AkSk) -> Settings:
    """Return keywords of a client that calls the emulator once for each row."""
    return {
        "region": REGION,
        "credentials": keys,
        "endpoint": emulator.url,
        "project_id": emulator.projects[REGION],
        "environment": NOWHERE,
        "trust_env": False,
        "max_attempts": 1,
    }


@pytest.fixture
def images(image: bytes) -> Images:
    """Return a function that makes a table of images with the given ids."""

    def make(*ids: str) -> pa.Table:
        return pa.table(
            {"id": pa.array(ids, pa.string()), "image": pa.array([image] * len(ids), pa.binary())}
        )

    return make
