"""Start the emulator for others to use."""

from __future__ import annotations

import click

from ocr_wrapper.errors import ConfigurationError


@click.command("emulator", short_help="Start the emulator and print how to reach it.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8787,
    show_default=True,
    help="Port to listen on; 0 takes a free one.",
)
@click.option(
    "--engine",
    default="auto",
    show_default=True,
    metavar="NAME",
    help="OCR engine to read with; auto takes the installed one, none answers with examples.",
)
@click.option("--tls", is_flag=True, help="Serve HTTPS with a throw-away certificate authority.")
@click.option(
    "--fetch", is_flag=True, help="Fetch addresses from outside; off, only stored files are had."
)
def emulator(host: str, port: int, engine: str, tls: bool, fetch: bool) -> int:
    """Start the emulator and serve until interrupted.

    The first line on standard output is JSON: the address, a key pair, the project ids by region
    and a user. With the extra [local] it reads pictures; without, it answers with the examples
    of the contract.
    """
    try:
        from ocr_emulator import cli
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"The emulator needs {error.name}, which is not installed: "
            'run pip install "ocr-wrapper[emulator]".'
        ) from None
    return cli.run(host, port, engine, tls=tls, fetch=fetch)
