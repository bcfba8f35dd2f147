"""Command `hwocr completion`: print the script that completes commands and options in a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_SHELLS = ("bash", "zsh", "fish")


_HELP = """Print the script with which a SHELL completes commands, options and values.

\b
bash (4.4 or newer), in ~/.bashrc:
    eval "$(hwocr completion bash)"
zsh, in ~/.zshrc after compinit:
    eval "$(hwocr completion zsh)"
fish, once:
    hwocr completion fish > ~/.config/fish/completions/hwocr.fish
"""


@click.command("completion", help=_HELP)
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print the completion script for a shell."""
    kind = get_completion_class(shell)
    assert kind is not None
    root = context.find_root().command
    click.echo(kind(root, {}, "hwocr", "_HWOCR_COMPLETE").source())
    return 0
