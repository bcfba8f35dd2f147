"""Invalid input causes one line with cause and remedy, a documented exit code, and no request."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from ocr_wrapper import errors
from ocr_wrapper.cli import exit_codes
from tests.wrapper.cli.conftest import FakeCloud, Hwocr, Outcome
from tests.wrapper.cli.folder import counts


def refused(outcome: Outcome, cloud: FakeCloud, *needles: str, code: int = 2) -> None:
    """Check that exactly one line was printed, with these words, and nothing was sent."""
    assert outcome.code == code
    assert outcome.out == ""
    assert outcome.err.count("\n") == 1, outcome.err
    assert outcome.err.startswith("hwocr")
    for needle in needles:
        assert needle in outcome.err
    assert cloud.calls == []


def test_missing_file(hwocr: Hwocr, cloud: FakeCloud) -> None:
    """A file that does not exist is refused."""
    refused(hwocr("passport", "nowhere.png"), cloud, "nowhere.png does not exist", "check the path")
    assert cloud.connections == []


def test_directory(hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path) -> None:
    """A directory without images is refused."""
    refused(hwocr("passport", tmp_path), cloud, "has no images", "--recursive")


def test_text_named_png(hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path) -> None:
    """A text file with the name of an image is refused."""
    path = tmp_path / "letter.png"
    path.write_text("Dear Sir or Madam,\n")
    refused(hwocr("passport", path), cloud, "is text, not an image", "PNG, JPG")


def test_image_too_small(hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path) -> None:
    """An image of 10 pixels is refused."""
    path = tmp_path / "dot.png"
    Image.new("RGB", (10, 10)).save(path)
    refused(hwocr("passport", path), cloud, "10 x 10 pixels", "at least 15")


def test_eleven_megabytes(hwocr: Hwocr, cloud: FakeCloud, scan: Path) -> None:
    """An image of 11 MB is refused."""
    data = scan.read_bytes()
    scan.write_bytes(data + bytes(11 * 1024 * 1024 - len(data)))
    refused(hwocr("passport", scan), cloud, "4,893,356 (47 %) over the limit", "--fit")


def test_both_and_neither(hwocr: Hwocr, cloud: FakeCloud, scan: Path) -> None:
    """Exactly one kind of source is required."""
    both = hwocr("passport", scan, "--url", "https://host/a.png")
    refused(both, cloud, "both given", "give one of them")
    refused(hwocr("passport"), cloud, "No file and no URL", "name at least one")


def test_unsupported_url_scheme(hwocr: Hwocr, cloud: FakeCloud) -> None:
    """A URL that the service cannot download is refused."""
    refused(hwocr("passport", "--url", "obs://bucket/a.png"), cloud, "obs", "http")


def test_no_credentials_anywhere(scan: Path, tmp_path: Path) -> None:
    """Without keys the error lists where they were searched, and no socket was opened."""
    guard = (
        "import socket, sys; from ocr_wrapper.cli import main\n"
        "def refuse(*_): raise AssertionError('a socket was opened')\n"
        "socket.socket.connect = refuse\n"
        "sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", guard, "passport", str(scan), "--region", "ap-southeast-1"],
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.count("\n") == 1
    assert "HUAWEICLOUD_SDK_AK" in done.stderr
    assert "~/.huaweicloud/credentials" in done.stderr


def test_configuration_error_ends_the_run(hwocr: Hwocr, cloud: FakeCloud, scan: Path) -> None:
    """Missing credentials end the run with exit code 3, for any number of files."""
    cloud.refuse = errors.CredentialsError("No credentials were found: set HUAWEICLOUD_SDK_AK.")
    refused(hwocr("passport", scan), cloud, "No credentials were found", code=3)
    outcome = hwocr("passport", scan, scan, scan)
    assert counts(outcome.err).splitlines() == [
        f"hwocr: {scan}: No credentials were found: set HUAWEICLOUD_SDK_AK.",
        "hwocr: 0 of 3 processed, 1 failed (1 CredentialsError), 2 not tried",
    ]


@pytest.mark.parametrize(
    ("arguments", "needle"),
    [
        (["pasport", "x"], "did you mean passport?"),
        (["nonsense"], "hwocr --help lists them"),
        (["passport", "x", "--nonsense"], "--nonsense"),
        (["passport", "x", "--format", "xml"], "markdown"),
        (["passport", "x", "--timeout", "0"], "--timeout"),
        (["passport", "x", "--local", "--endpoint", "http://x"], "give one of them"),
        (["passport", "x", "--annotate", "a.png", "--no-annotate"], "give one of them"),
        (["errors", "AIS.013"], "AIS.0103"),
    ],
)
def test_invalid_command_lines(
    hwocr: Hwocr, cloud: FakeCloud, arguments: list[str], needle: str
) -> None:
    """The error for an invalid command line names the correct one."""
    refused(hwocr(*arguments), cloud, needle, "--help")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.ImageTooSmallError("x"), 2),
        (errors.RegionError("x"), 3),
        (errors.RateLimitError("x"), 4),
        (errors.DeadlineExceededError("x"), 5),
        (errors.ResponseLostError("x"), 5),
        (errors.InvalidResponseError("x"), 6),
        (errors.OcrError("x"), 1),
        (RuntimeError("x"), 1),
        (KeyboardInterrupt(), 130),
    ],
)
def test_exit_codes(error: BaseException, code: int) -> None:
    """Every kind of error has its documented exit code."""
    assert exit_codes.exit_code(error) == code
    assert code in exit_codes.MEANINGS


def test_refusal_begins_with_request_id(hwocr: Hwocr, cloud: FakeCloud, scan: Path) -> None:
    """A refusal by the service begins with the request id."""
    cloud.responses["recognize_passport"] = errors.ImageRejectedError(
        "AIS.0104: the image\nis blurred: scan it again.", request_id="req-7", code="AIS.0104"
    )
    outcome = hwocr("passport", scan)
    line = f"hwocr: [req-7] {scan}: AIS.0104: the image is blurred: scan it again.\n"
    assert (outcome.code, outcome.err, outcome.out) == (4, line, "")


def test_unexpected_internal_error(hwocr: Hwocr, cloud: FakeCloud, scan: Path) -> None:
    """An internal error is reported as such in one line; -v adds the traceback."""
    cloud.responses["recognize_passport"] = KeyError("surprise")
    quiet, loud = hwocr("passport", scan), hwocr("passport", scan, "-v")
    assert (quiet.code, quiet.err.count("\n")) == (1, 1)
    assert "KeyError" in quiet.err
    assert "Traceback" in loud.err


def test_control_characters_are_removed(hwocr: Hwocr, cloud: FakeCloud, scan: Path) -> None:
    """Neither an error nor a response can send escape sequences to the terminal."""
    cloud.responses["recognize_passport"] = errors.ServerError("\x1b[2J boo")
    assert "\x1b" not in hwocr("passport", scan).err
    cloud.responses["recognize_passport"] = {"result": {"surname": "A\x1b[31mB\u202e"}}
    for form in ("table", "text", "markdown", "csv"):
        assert "\x1b" not in hwocr("passport", scan, "--format", form).out
