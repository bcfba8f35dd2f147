"""Command `hwocr emulator`: serve the emulator to other programs."""

from __future__ import annotations

import click

from ocr_wrapper.errors import ConfigurationError


@click.command("emulator", short_help="Start the emulator and print its address and keys.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8787,
    show_default=True,
    help="Port to listen on; 0 selects a free one.",
)
@click.option(
    "--engine",
    default="auto",
    show_default=True,
    metavar="NAME",
    help="OCR engine; auto selects the installed one, none returns the examples of the contract.",
)
@click.option("--tls", is_flag=True, help="Serve HTTPS with a temporary certificate authority.")
@click.option(
    "--fetch", is_flag=True, help="Download image URLs; without it only stored files are served."
)
def emulator(host: str, port: int, engine: str, tls: bool, fetch: bool) -> int:
    """Start the emulator and serve until interrupted.

    The first line on standard output is JSON: the URL, a key pair, the project ids by region
    and a user. With the extra [local] it recognizes images; without it, it returns the examples
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
