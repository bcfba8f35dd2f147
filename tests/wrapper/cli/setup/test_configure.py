"""`hwocr configure`: the profile is written for its owner alone, and nothing else is touched."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ocr_wrapper import ConfigurationError
from ocr_wrapper.auth.chain import find_credentials
from ocr_wrapper.auth.credentials import AkSk
from ocr_wrapper.cli.setup.profile import Profile
from ocr_wrapper.environment import Environment
from tests.wrapper.cli.conftest import Hwocr

AK, SK = "ABCDEFGHIJKLMNOP", "the-secret-key%"


@pytest.fixture
def profile(home: Path) -> Path:
    """Return the path of the profile, which does not exist."""
    return home / ".huaweicloud" / "credentials"


def give(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Set standard input."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_piped_keys_are_written_and_found(
    hwocr: Hwocr, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client finds what was written; the output shows the ends of the access key alone."""
    give(monkeypatch, AK, SK)
    done = hwocr("configure", "--project-id", "project-1")
    assert done.code == 0
    found = find_credentials(Environment(profile=profile))
    assert (found.credentials, found.project_id) == (AkSk(AK, SK), "project-1")
    assert [path.name for path in profile.parent.iterdir()] == ["credentials"]
    assert "ABCD…MNOP" in done.out
    assert SK not in done.out + done.err
    assert AK not in done.out + done.err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_profile_is_for_its_owner_alone(
    hwocr: Hwocr, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the folder nor the file is readable by others."""
    give(monkeypatch, AK, SK)
    assert hwocr("configure").code == 0
    assert stat.S_IMODE(profile.stat().st_mode) == 0o600
    assert stat.S_IMODE(profile.parent.stat().st_mode) == 0o700


def test_temporary_keys_have_a_third_line(
    hwocr: Hwocr, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The security token makes the pair a temporary one."""
    give(monkeypatch, AK, SK, "token" * 100)
    assert hwocr("configure", "--temporary").code == 0
    found = find_credentials(Environment(profile=profile))
    assert found.credentials == AkSk(AK, SK, "token" * 100)


def test_other_sections_settings_and_comments_stay(
    hwocr: Hwocr, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new pair removes what belonged to the old one: token and project."""
    profile.parent.mkdir()
    profile.write_text(
        "# my accounts\n[other]\nak = theirs\nsk = %(x)s\n\n[basic]\n; the key of work\nAK: old\n"
        "sk = old\n  continued\nsecurity_token = old\nproject_id = old\niam_endpoint = https://iam\n"
        "\n[last]\nname = value\n",
        encoding="utf-8",
    )
    give(monkeypatch, AK, SK)
    assert hwocr("configure", "--yes").code == 0
    assert profile.read_text(encoding="utf-8") == (
        "# my accounts\n[other]\nak = theirs\nsk = %(x)s\n\n[basic]\nak = ABCDEFGHIJKLMNOP\n"
        "sk = the-secret-key%\n; the key of work\niam_endpoint = https://iam\n\n[last]\n"
        "name = value\n"
    )


def test_key_is_not_replaced_without_asking(
    hwocr: Hwocr, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a pipe nobody can be asked, so nothing is written."""
    profile.parent.mkdir()
    profile.write_text("[basic]\nak = FIRST-KEY-OF-ALL\nsk = first\n", encoding="utf-8")
    before = profile.read_bytes()
    give(monkeypatch, AK, SK)
    done = hwocr("configure")
    assert done.code == 2
    assert "FIRS…-ALL" in done.err
    assert "--yes" in done.err
    assert profile.read_bytes() == before


@pytest.mark.parametrize(
    ("lines", "code", "words"),
    [
        ([AK], 2, "Secret key (SK) is missing"),
        ([], 2, "Access key (AK) is missing"),
        ([AK, "wrong\tsecret"], 3, "is not ASCII"),
    ],
)
def test_keys_that_cannot_be_used_are_not_written(
    hwocr: Hwocr,
    profile: Path,
    monkeypatch: pytest.MonkeyPatch,
    lines: list[str],
    code: int,
    words: str,
) -> None:
    """The old profile, if there is one, is better than half a new one."""
    give(monkeypatch, *lines)
    done = hwocr("configure")
    assert done.code == code
    assert words in done.err
    assert "wrong" not in done.err
    assert not profile.exists()


def test_symbolic_link_is_not_followed(
    hwocr: Hwocr, profile: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Somebody else's link would send the secret to another file."""
    target = tmp_path / "elsewhere"
    profile.parent.mkdir()
    profile.symlink_to(target)
    give(monkeypatch, AK, SK)
    done = hwocr("configure")
    assert done.code == 3
    assert "symbolic link" in done.err
    assert not target.exists()


def test_failed_write_leaves_the_old_file(
    hwocr: Hwocr, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is replaced as a whole or not at all; no temporary file with keys stays."""
    profile.parent.mkdir()
    profile.write_text("[other]\nname = value\n", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    give(monkeypatch, AK, SK)
    done = hwocr("configure")
    assert done.code == 8
    assert "No space left on device" in done.err
    assert profile.read_text(encoding="utf-8") == "[other]\nname = value\n"
    assert len(list(profile.parent.iterdir())) == 1


def test_file_that_is_no_profile_is_not_changed(
    hwocr: Hwocr, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error does not quote the line, which may hold a secret."""
    profile.parent.mkdir()
    profile.write_text("sk without a section = hidden-secret\n", encoding="utf-8")
    give(monkeypatch, AK, SK)
    done = hwocr("configure")
    assert done.code == 3
    assert "hidden-secret" not in done.err
    assert profile.read_text(encoding="utf-8") == "sk without a section = hidden-secret\n"


def test_form_that_cannot_be_changed_safely_is_refused(tmp_path: Path) -> None:
    """What is written is read again before it replaces the file."""
    path = tmp_path / "credentials"
    path.write_text("[other]\nname = first\n [basic]\n[basic]\nak = a\nsk = b\n")
    with pytest.raises(ConfigurationError, match="cannot be changed safely"):
        Profile(path).write(AkSk(AK, SK))
    assert AK not in path.read_text()


class Terminal(io.StringIO):
    """Standard input at which somebody types."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("typed", ["n\n", "\n", ""])
def test_key_is_kept_unless_the_question_is_answered_with_yes(
    hwocr: Hwocr, profile: Path, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    """No, nothing and the end of the input leave the profile as it is."""
    profile.parent.mkdir()
    profile.write_text("[basic]\nak = FIRST-KEY-OF-ALL\nsk = first\n", encoding="utf-8")
    before = profile.read_bytes()
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    done = hwocr("configure")
    assert done.code != 0
    assert "FIRS…-ALL" in done.err
    assert "FIRST-KEY-OF-ALL" not in done.err
    assert profile.read_bytes() == before


def test_home_folder_that_does_not_exist_is_named(
    hwocr: Hwocr, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a container without a user there is no place for the profile until one is given."""
    monkeypatch.setattr(Environment, "read", Environment)
    give(monkeypatch, AK, SK)
    done = hwocr("configure")
    assert done.code == 3
    assert "HUAWEICLOUD_SDK_CREDENTIALS_FILE" in done.err


def test_variable_that_wins_over_the_profile_is_named(
    hwocr: Hwocr, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the new key is written and the old one goes on being used."""
    monkeypatch.setenv("HUAWEICLOUD_SDK_AK", "OTHER-KEY")
    monkeypatch.setenv("HWOCR_REGION", "ap-southeast-1")
    give(monkeypatch, AK, SK)
    done = hwocr("configure")
    assert done.code == 0
    assert "wins over the profile" in done.out
    assert "OTHER-KEY" not in done.out
    assert "set your region" not in done.out


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no terminals")
@pytest.mark.parametrize("known", [False, True], ids=["first key", "another key"])
def test_secret_is_not_shown_on_a_terminal(profile: Path, known: bool) -> None:
    """Each answer is typed after its question; the secret does not appear on the screen."""
    questions = [(b"(AK)", AK), (b"not shown", SK)]
    if known:
        profile.parent.mkdir()
        profile.write_text("[basic]\nak = FIRST-KEY-OF-ALL\nsk = first\n", encoding="utf-8")
        questions.insert(0, (b"Replace it?", "y"))
    ours, theirs = os.openpty()
    code = (
        "import fcntl, sys, termios\n"
        "fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
        "from ocr_wrapper.cli import main\n"
        "sys.exit(main(['configure']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=theirs, stdout=theirs, stderr=theirs,
        start_new_session=True,
    ) as process:  # fmt: skip
        os.close(theirs)
        screen = b""
        for question, typed in questions:
            while question not in screen:
                screen += os.read(ours, 1024)
            os.write(ours, typed.encode() + b"\n")
        while b"hwocr doctor" not in screen:
            screen += os.read(ours, 1024)
    os.close(ours)
    assert process.returncode == 0
    assert SK.encode() not in screen
    assert find_credentials(Environment(profile=profile)).credentials == AkSk(AK, SK)
