"""Command `hwocr configure`: write the access key into the vendor's profile file."""

from __future__ import annotations

import sys

import click

from ocr_wrapper.errors import ConfigurationError

_LONGEST_LINE = 16_384
"""Characters of a line of standard input; a security token has several thousand."""


@click.command("configure")
@click.option("--temporary", is_flag=True, help="Ask for a security token too (temporary keys).")
@click.option("--project-id", metavar="ID", help="Project id; without it, it is looked up.")
@click.option("--yes", is_flag=True, help="Replace a key in the profile without asking.")
def configure(temporary: bool, project_id: str | None, yes: bool) -> int:
    """Write your access key into the profile ~/.huaweicloud/credentials.

    This command, the library and the vendor's own SDKs find it there.
    HUAWEICLOUD_SDK_CREDENTIALS_FILE names another file.

    The keys are asked for; the secret key is not shown. From a pipe, access key, secret key and,
    with --temporary, the security token are read from one line each. Only the section [basic] is
    changed; the file is readable by you alone.

    The profile has no place for a region: set HWOCR_REGION, or give --region.
    """
    from ocr_wrapper.auth.credentials import AkSk, check_project_id
    from ocr_wrapper.cli.setup.account import masked
    from ocr_wrapper.cli.setup.profile import Profile
    from ocr_wrapper.environment import Environment

    environment = Environment.read()
    if environment.profile is None:
        raise ConfigurationError(
            "There is no home folder: set HUAWEICLOUD_SDK_CREDENTIALS_FILE to a path."
        )
    if project_id is not None:
        check_project_id(project_id)
    profile = Profile(environment.profile)
    _confirm(None if profile.access_key is None else masked(profile.access_key), yes)
    ask = _prompt if sys.stdin.isatty() else _read_line
    keys = AkSk(
        ask("Access key (AK)", secret=False),
        ask("Secret key (SK), not shown", secret=True),
        ask("Security token, not shown", secret=True) if temporary else None,
    )
    profile.write(keys, project_id)
    click.echo(f"hwocr: wrote access key {masked(keys.ak)} to {profile.path}, section [basic].")
    if environment.ak is not None or environment.sk is not None:
        click.echo(
            "hwocr: HUAWEICLOUD_SDK_AK or HUAWEICLOUD_SDK_SK is set and wins over the profile: "
            "unset both to use it."
        )
    if environment.region is None:
        click.echo("hwocr: now set your region, for example: export HWOCR_REGION=ap-southeast-1")
    click.echo("hwocr: hwocr doctor checks that the key is accepted; it sends nothing billable.")
    return 0


def _confirm(known: str | None, yes: bool) -> None:
    """Ask before a key is replaced."""
    if known is None or yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError(
            f"The profile has the access key {known} already: give --yes to replace it."
        )
    click.confirm(f"The profile has the access key {known}. Replace it?", abort=True, err=True)


def _prompt(text: str, *, secret: bool) -> str:
    """Ask on the terminal."""
    return str(click.prompt(text, hide_input=secret, err=True)).strip()


def _read_line(text: str, *, secret: bool) -> str:  # noqa: ARG001 - as _prompt
    """Read one line of standard input."""
    line = sys.stdin.readline(_LONGEST_LINE).strip()
    if not line:
        name = text.partition(",")[0]
        raise click.UsageError(f"{name} is missing: give each value on a line of standard input.")
    return line
