"""`onboardgen completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print a script that teaches SHELL to complete commands, options and customers.

    \b
      bash:  eval "$(onboardgen completion bash)"      in ~/.bashrc
      zsh:   eval "$(onboardgen completion zsh)"       in ~/.zshrc
      fish:  onboardgen completion fish | source       in config.fish
    """
    completion_class = get_completion_class(shell)
    if completion_class is None:
        raise click.UsageError(f"There is no completion for {shell}.")
    root = ctx.find_root().command
    script = completion_class(root, {}, "onboardgen", "_ONBOARDGEN_COMPLETE")
    click.echo(script.source())
