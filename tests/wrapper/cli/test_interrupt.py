"""Ctrl-C ends the command at once, also while requests are in progress."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

INTERRUPTIBLE = """
import signal, sys
# A test run in the background may ignore the signal, and its children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
from ocr_wrapper.cli import main
sys.exit(main())
"""


@pytest.mark.skipif(os.name == "nt", reason="needs signals of POSIX")
@pytest.mark.parametrize("jobs", [1, 4])
def test_interrupt_does_not_wait_for_requests(tmp_path: Path, jobs: int) -> None:
    """A server that never responds does not delay the end of the process."""
    paths = [tmp_path / f"{number}.png" for number in range(8)]
    for path in paths:
        Image.new("L", (40, 30)).save(path)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        command = [sys.executable, "-c", INTERRUPTIBLE, "passport", *map(str, paths)]
        process = subprocess.Popen(
            [*command, "--jobs", str(jobs), "--region", "ap-southeast-1"],
            env={
                "HOME": str(tmp_path),
                "PATH": os.defpath,
                "PYTHONPATH": os.pathsep.join(sys.path),
                "HWOCR_ENDPOINT": f"http://127.0.0.1:{server.getsockname()[1]}",
                "HUAWEICLOUD_SDK_AK": "ak",
                "HUAWEICLOUD_SDK_SK": "sk",
                "HUAWEICLOUD_SDK_PROJECT_ID": "0123456789abcdef0123456789abcdef",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            # The other requests wait until the first one shows that the key is accepted.
            connection, _ = server.accept()
            with connection:
                assert connection.recv(1)
                process.send_signal(signal.SIGINT)
                out, err = process.communicate(timeout=40)
        finally:
            process.kill()
            process.communicate()
    assert (process.returncode, out, err.strip()) == (130, "", "hwocr: interrupted")
