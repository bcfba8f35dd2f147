"""Profile file of the vendor's tools (INI): read it without showing what it holds.

It holds keys, maybe of other programs too, so that no error may quote it; both the credential chain
and the command that writes a profile read it here.
"""

from __future__ import annotations

from pathlib import Path

from ocr_wrapper.errors import CredentialsError

SECTION = "basic"
"""The section with the key pair."""


def read_text(path: Path) -> str | None:
    """Return the text of a profile, None if there is no such file.

    Raises:
        CredentialsError: It cannot be read.
    """
    try:
        # Some editors on Windows begin a file with a byte order mark.
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise CredentialsError(
            f"The profile {path} cannot be read ({type(error).__name__}): check its owner, its "
            "mode and that it is UTF-8."
        ) from None


def parse(text: str, path: Path) -> dict[str, dict[str, str]]:
    """Return the settings of each section.

    Raises:
        CredentialsError: It is no INI file.
    """
    import configparser  # only where there is a profile: it is not needed for keys in variables

    # No interpolation: a secret may hold a percent sign. No section whose settings all others get,
    # which would combine a key with the secret of another one: no header has a line break.
    parser = configparser.ConfigParser(interpolation=None, default_section="\n")
    try:
        parser.read_string(text)
    except configparser.Error as error:
        # The parser's own text quotes the line, which may be the one with the secret.
        raise CredentialsError(
            f"The profile {path} is not an INI file ({type(error).__name__}): it needs a section "
            f"[{SECTION}] with ak and sk; correct it, or move it away."
        ) from None
    return {name: dict(parser.items(name)) for name in parser.sections()}
