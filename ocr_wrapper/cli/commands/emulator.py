"""Command `hwocr emulator`: serve the emulator to other programs."""

from __future__ import annotations

from typing import Any

import click

from ocr_wrapper.cli.commands.playground_exports import installed_exports
from ocr_wrapper.errors import ConfigurationError


@click.command("emulator")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    envvar="HWOCR_EMULATOR_HOST",
    help="Address to listen on.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8787,
    show_default=True,
    envvar="HWOCR_EMULATOR_PORT",
    help="Port to listen on; 0 selects a free one.",
)
@click.option(
    "--engine",
    default="auto",
    show_default=True,
    metavar="NAME",
    envvar="HWOCR_EMULATOR_ENGINE",
    help="OCR engine; auto selects the installed one, none returns the examples of the contract.",
)
@click.option("--open", "open_page", is_flag=True, help="Show the playground in the browser.")
@click.option("--tls", is_flag=True, help="Serve HTTPS with a temporary certificate authority.")
@click.option(
    "--fetch", is_flag=True, help="Download image URLs; without it only stored files are served."
)
@click.option("--ak", envvar="HWOCR_EMULATOR_AK", help="Fixed access key; with --sk.")
@click.option("--sk", envvar="HWOCR_EMULATOR_SK", help="Fixed secret of the access key.")
@click.option(
    "--project",
    "projects",
    multiple=True,
    metavar="REGION=ID",
    envvar="HWOCR_EMULATOR_PROJECTS",
    help="Fixed project id of a region; may be repeated.",
)
@click.option(
    "--config",
    metavar="FILE",
    envvar="HWOCR_EMULATOR_CONFIG",
    help="Take keys, projects and user from a file with the first line of an earlier run.",
)
@click.option(
    "--allowed-host",
    "allowed_hosts",
    multiple=True,
    metavar="NAME",
    envvar="HWOCR_EMULATOR_ALLOWED_HOSTS",
    help="Further host name under which the admin API may be called; may be repeated.",
)
@click.option(
    "--record",
    metavar="URL",
    help="Pass requests on to the service at this address and report differences from the "
    "contract. Every request is billed.",
)
@click.option("--record-to", metavar="FILE", help="Store the responses in a new file.")
@click.option("--scrub", is_flag=True, help="Replace letters and digits in the stored responses.")
@click.option(
    "--upstream-ak",
    envvar="HUAWEICLOUD_SDK_AK",
    metavar="AK",
    help="Your access key of the service, for --record.",
)
@click.option(
    "--upstream-sk",
    envvar="HUAWEICLOUD_SDK_SK",
    metavar="SK",
    help="Secret of that key, for --record; better in the environment.",
)
@click.option("--replay", metavar="FILE", help="Respond from a recording.")
@click.option(
    "--env",
    type=click.Choice(["shell", "dotenv", "json"]),
    is_flag=False,
    flag_value="shell",
    help="Print environment variables for a client in place of the JSON.",
)
def emulator(**options: Any) -> int:
    """Start the emulator and serve until interrupted.

    The first line on standard output is JSON: the URL, a key pair, the project ids by region
    and a user. With the extra [local] it recognizes images; without it, it returns the examples
    of the contract. The URL is also the address of a page, the playground, to try operations and
    watch calls; --open shows it.
    """
    try:
        from ocr_emulator import cli
    except ModuleNotFoundError as error:
        raise ConfigurationError(str(error)) from None
    return cli.run(exporters=installed_exports(), **options)
