# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The group `gremium`: its help, its exit codes, and how errors leave it."""

from __future__ import annotations

import difflib
import importlib
import traceback
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import click

from bot.cli.output import set_up_logs

_COMMANDS: Mapping[str, tuple[str, str]] = {
    "up": ("bot.cli.up", "up"),
    "play": ("bot.cli.up", "play"),
    "rehearse": ("bot.cli.rehearse", "rehearse"),
    "bot": ("bot.cli.serve", "serve_bot"),
    "bridge": ("bot.cli.conference", "serve_bridge"),
    "homeserver": ("bot.cli.server", "homeserver"),
    "synapse-config": ("bot.cli.server", "synapse_config"),
    "verify": ("bot.cli.verify", "verify"),
    "export": ("bot.cli.export", "export"),
    "backup": ("bot.cli.backup", "backup"),
    "restore": ("bot.cli.backup", "restore"),
    "doctor": ("bot.cli.doctor", "doctor"),
    "identity": ("bot.cli.identity", "identity"),
    "statistics": ("bot.cli.yearbook", "statistics"),
    "oparl": ("bot.cli.yearbook", "oparl"),
    "retention": ("bot.cli.retention", "retention"),
    "erase": ("bot.cli.retention", "erase"),
    "rules": ("bot.cli.rules", "rules"),
    "completion": ("bot.cli.completion", "completion"),
}
"""Command to module and function, in the order people meet them; loaded when they are called."""

EPILOG = """\b
Exit codes:
    0  all is well               3  a file, key or folder cannot be used
    1  a check failed            4  something could not be reached, started or written
    2  typed wrongly           130  interrupted before it was done
   70  a defect of the program
"""


class Gremium(click.Group):
    """A group that loads commands late and lets every error leave as one sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = _COMMANDS.get(cmd_name)
        if place is None:
            return None
        command: click.Command = getattr(importlib.import_module(place[0]), place[1])
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = difflib.get_close_matches(args[0], _COMMANDS, n=1)
            if not near:
                raise
            raise click.UsageError(f"{error.message} Did you mean {near[0]}?", ctx) from None

    def invoke(self, ctx: click.Context) -> Any:
        from bot.cli import trouble  # noqa: PLC0415 - knows all errors, so it imports nearly all

        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BaseException as error:
            if trouble.is_interrupt(error):
                raise click.exceptions.Exit(trouble.Exit.INTERRUPTED) from None
            if isinstance(error, SystemExit):
                raise
            if ctx.params.get("debug"):
                click.echo("".join(traceback.format_exception(error)), err=True)
            raise trouble.told(error) from error


@click.group(
    cls=Gremium,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(version("gremium"), "-V", "--version", prog_name="gremium")
@click.option("--debug", is_flag=True, help="Log more, and show the whole trace of an error.")
def gremium(debug: bool) -> None:
    """Council meetings on Matrix, encrypted end to end, from the invitation to the minutes.

    `gremium up` shows everything on this machine: a homeserver, the bot, and a sample council that
    holds an evening. `gremium up --no-play --council my.toml` is the same for a real council,
    `gremium bot` serves one on a homeserver that exists. `gremium doctor` says what is wrong and
    what to do; `gremium verify` proves to anybody that minutes and journal belong together.

    Results go to stdout, everything else to stderr. `gremium COMMAND --help` tells more.
    """
    set_up_logs(debug=debug)


def main() -> None:
    """Run the command line."""
    gremium()
