"""The programs of the guide run as they stand, with an emulator in place of the cloud."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ocr_emulator import Emulator
from tests.cluster import service
from tests.docs.snippets import blocks
from tests.paths import IMAGES

PROGRAMS = {
    block.code.split()[1].partition(".")[0]: block.code
    for block in blocks("python")
    if block.page == "docs/guides/clusters.md"
    and block.code.startswith(("import ray", "from pysp"))
}


@pytest.mark.parametrize("engine", ["ray", "pyspark"])
def test_program_of_the_guide_recognizes_each_image(
    emulator: Emulator, tmp_path: Path, engine: str
) -> None:
    """The keys come from the environment of the workers, as the guide recommends."""
    if engine == "pyspark" and shutil.which("java") is None:
        pytest.skip("Spark needs Java, which is not installed")
    shutil.copytree(IMAGES, tmp_path / "examples" / "images")
    environment = {
        **os.environ,  # noqa: TID251 - what the engines need to start
        "HUAWEICLOUD_SDK_AK": emulator.ak,
        "HUAWEICLOUD_SDK_SK": emulator.sk,
        "HUAWEICLOUD_SDK_PROJECT_ID": emulator.projects[service.REGION],
        "HWOCR_REGION": service.REGION,
        "HWOCR_ENDPOINT": emulator.url,
        "PYSPARK_PYTHON": sys.executable,
        "RAY_ADDRESS": "local",
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAMS[engine]],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    images = len([path for path in (IMAGES / "passports").iterdir() if path.is_file()])
    assert emulator.journal.count(operation="recognize_passport", status=200) == images
