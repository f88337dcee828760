# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium completion`: what a shell needs to complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from bot.cli.output import say
from bot.cli.trouble import Unusable

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_GREMIUM_COMPLETE"


@click.command(short_help="Print the shell's completion script.")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what SHELL needs to complete commands, options and choices.

    \b
        bash:  gremium completion bash > ~/.local/share/bash-completion/completions/gremium
        zsh:   gremium completion zsh > ~/.zfunc/_gremium    (and ~/.zfunc in fpath)
        fish:  gremium completion fish > ~/.config/fish/completions/gremium.fish
    """
    kind = get_completion_class(shell)
    if kind is None:
        raise Unusable(f"Completion for {shell} is not known.")
    say(kind(ctx.find_root().command, {}, "gremium", VARIABLE).source())
