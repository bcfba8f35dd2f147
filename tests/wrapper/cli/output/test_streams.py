"""A stream without a reader takes neither the other stream nor the exit code with it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs pipes and signals of POSIX")

COMMAND = [sys.executable, "-m", "ocr_wrapper.cli"]
PATIENT = """
import signal, sys
from ocr_wrapper.cli import main, run
run.INTERRUPT_TIMEOUT = 30
signal.signal(signal.SIGHUP, signal.SIG_DFL)
sys.exit(main())
"""
"""The command with more time for the calls in flight, for a machine that is busy. The tests may run
under nohup, which ignores SIGHUP."""


def environment(folder: Path, **more: str) -> dict[str, str]:
    path = os.pathsep.join(sys.path)
    return {"HOME": str(folder), "PATH": os.defpath, "PYTHONPATH": path, **more}


def run(folder: Path, arguments: list[str], *, gone: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command; nobody reads the stream that is named, and the other one is kept."""
    reader, writer = os.pipe()
    os.close(reader)
    found = subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(folder),
        stdout=writer if gone == "stdout" else subprocess.PIPE,
        stderr=writer if gone == "stderr" else subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    return found


def images(folder: Path, count: int) -> list[str]:
    for number in range(count):
        Image.new("L", (40, 30), number).save(folder / f"{number}.png")
    return [f"{number}.png" for number in range(count)]


@pytest.mark.parametrize("option", [[], ["-v"], ["--progress"]])
def test_results_are_printed_after_standard_error_has_gone(
    tmp_path: Path, option: list[str]
) -> None:
    """A message that nobody reads costs no result, and the exit code is that of the run."""
    arguments = ["passport", "missing.png", *images(tmp_path, 2), "--dry-run", *option]
    found = run(tmp_path, arguments, gone="stderr")
    assert (found.returncode, found.stdout.count(b"call  ")) == (9, 2)


@pytest.mark.parametrize(
    ("arguments", "code"), [(["--nope"], 2), (["passport", "missing.png"], 2), (["regions"], 0)]
)
def test_exit_code_without_standard_error(tmp_path: Path, arguments: list[str], code: int) -> None:
    """It says what became of the command, and not that a message was not read."""
    assert run(tmp_path, arguments, gone="stderr").returncode == code


@pytest.mark.parametrize("arguments", [["regions"], ["errors", "--json"], ["--help"]])
def test_reader_of_standard_output_that_has_gone(tmp_path: Path, arguments: list[str]) -> None:
    """The exit code is that of other programs in a pipe, without a message."""
    found = run(tmp_path, arguments, gone="stdout")
    assert (found.returncode, found.stderr) == (141, b"")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_request_to_end_saves_the_call_in_flight(tmp_path: Path, name: str) -> None:
    """As with Ctrl-C: it is paid for, and its result is waited for a moment."""
    body = b'{"result": {"surname": "LATE"}}'
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        more = {
            "HWOCR_ENDPOINT": f"http://127.0.0.1:{server.getsockname()[1]}",
            "HUAWEICLOUD_SDK_AK": "ak",
            "HUAWEICLOUD_SDK_SK": "sk",
            "HUAWEICLOUD_SDK_PROJECT_ID": "0123456789abcdef0123456789abcdef",
        }
        process = subprocess.Popen(
            [
                *(sys.executable, "-c", PATIENT, "passport", *images(tmp_path, 3)),
                *("--region", "ap-southeast-1", "--output", "results", "--format", "json"),
            ],
            cwd=tmp_path,
            env=environment(tmp_path, **more),
            stderr=subprocess.PIPE,
        )
        try:
            connection, _ = server.accept()
            with connection:
                assert connection.recv(1)
                process.send_signal(getattr(signal, name))
                connection.sendall(head + body)
                _, err = process.communicate(timeout=40)
        finally:
            process.kill()
            process.communicate()
    assert (process.returncode, err.strip()) == (143, b"hwocr: interrupted")
    assert "LATE" in (tmp_path / "results" / "0.json").read_text()
