"""`completion`: what a shell needs to complete commands and options."""

from __future__ import annotations

import click

from aggregator.cli.options import examples


@click.command(
    epilog=examples(
        "completion bash > ~/.local/share/bash-completion/completions/aggregator",
        'completion zsh > "${fpath[1]}/_aggregator"',
        "completion fish > ~/.config/fish/completions/aggregator.fish",
    )
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script of a shell."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None, "click knows the shells that the argument allows"
    click.echo(kind(context.find_root().command, {}, "aggregator", "_AGGREGATOR_COMPLETE").source())
