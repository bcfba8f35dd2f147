"""Profile file: write the section `[basic]` of the vendor's own format, and nothing else.

The file holds keys, maybe of other programs too. So other sections, other settings and comments
stay as they are, the file is replaced as a whole, and only its owner can read it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from ocr_wrapper.auth import profile
from ocr_wrapper.auth.credentials import AkSk
from ocr_wrapper.auth.profile import SECTION
from ocr_wrapper.cli.exit_codes import OutputError
from ocr_wrapper.errors import ConfigurationError
from ocr_wrapper.files.atomic import PRIVATE, replacing

_OF_A_KEY = ("ak", "sk", "security_token", "project_id")
"""Settings that belong to one key pair; a new pair replaces or removes all of them."""

_HEADER = re.compile(r"\[(?P<name>.+)\]")
_SETTING = re.compile(r"(?P<name>[^:=\s][^:=]*?)\s*[:=]")


class Profile:
    """One profile file, read before it is changed."""

    def __init__(self, path: Path) -> None:
        """Read the file; a missing one is empty.

        Raises:
            ConfigurationError: It is a symbolic link, cannot be read, or is no profile.
        """
        self.path = path
        if path.is_symlink():
            raise ConfigurationError(
                f"The profile {path} is a symbolic link, which is not followed: set "
                "HUAWEICLOUD_SDK_CREDENTIALS_FILE to the file that it names."
            )
        self._text = profile.read_text(path) or ""
        self._settings = profile.parse(self._text, path)

    @property
    def access_key(self) -> str | None:
        """The access key in the file, None if there is none."""
        return self._settings.get(SECTION, {}).get("ak") or None

    def write(self, keys: AkSk, project_id: str | None = None) -> None:
        """Replace the key pair and what belongs to it; keep everything else.

        Raises:
            OutputError: The file cannot be written; it is unchanged.
        """
        given = {
            "ak": keys.ak,
            "sk": keys.sk,
            "security_token": keys.security_token,
            "project_id": project_id,
        }
        settings = {name: value for name, value in given.items() if value is not None}
        text = _with_settings(self._text, settings)
        kept = {k: v for k, v in self._settings.get(SECTION, {}).items() if k not in _OF_A_KEY}
        wanted = {**self._settings, SECTION: {**kept, **settings}}
        if profile.parse(text, self.path) != wanted:
            raise ConfigurationError(
                f"The profile {self.path} has a form that cannot be changed safely: edit it, or "
                "move it away."
            )
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with replacing(self.path, PRIVATE) as file:
                file.write(text.encode())
        except OSError as error:
            raise OutputError(
                f"The profile {self.path} cannot be written ({error.strerror}): it is unchanged; "
                "check owner and mode of its folder."
            ) from None


def _with_settings(text: str, settings: Mapping[str, str]) -> str:
    """Return the text of a profile with other settings of a key in its section."""
    lines = text.splitlines()
    rows = [f"{name} = {value}" for name, value in settings.items()]
    headers = [number for number, line in enumerate(lines) if _HEADER.match(line.strip())]
    mine = [number for number in headers if lines[number].strip() == f"[{SECTION}]"]
    if not mine:
        blank = [""] if lines and lines[-1].strip() else []
        return "\n".join([*lines, *blank, f"[{SECTION}]", *rows]) + "\n"
    start = mine[0]
    end = next((number for number in headers if number > start), len(lines))
    kept = _without_keys(lines[start + 1 : end])
    return "\n".join([*lines[: start + 1], *rows, *kept, *lines[end:]]) + "\n"


def _without_keys(lines: list[str]) -> list[str]:
    """Return the lines of a section without the settings of a key, continuation lines included."""
    kept, dropping = [], False
    for line in lines:
        indented = line[:1].isspace() and bool(line.strip())
        if not indented:
            found = _SETTING.match(line)
            name = found["name"].strip().lower() if found else ""
            dropping = name in _OF_A_KEY and not line.startswith(("#", ";"))
        if not dropping or line.startswith(("#", ";")):
            kept.append(line)
    return kept
