# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium homeserver` and `gremium synapse-config`."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from bot.cli import options
from bot.cli.output import notice, progress, say
from bot.cli.running import Lifetime
from bot.cli.trouble import Exit
from bot.homeserver import loader
from bot.homeserver.render import Fate, Flavour, RenderReport, render
from bot.homeserver.supervisor import Supervisor


@click.command(short_help="Run a rendered homeserver and watch over it.")
@click.option(
    "--directory",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    required=True,
    help="Folder that `gremium synapse-config` rendered.",
)
def homeserver(directory: Path) -> None:
    """Start Synapse in the foreground, restart it when it fails, stop it with SIGTERM or Ctrl+C.

    Meant for systemd: the rendered gremium-homeserver.service calls it. What goes wrong is told on
    stderr in one sentence with what to do.
    """

    async def run() -> Exit:
        life = Lifetime()

        async def work() -> None:
            async with Supervisor(directory, report=notice) as supervisor:
                life.is_up = True
                await supervisor.wait()

        return await life.run(work())

    code = asyncio.run(run())
    if code is not Exit.OK:
        raise click.exceptions.Exit(code)


@click.command("synapse-config", short_help="Render the homeserver's configuration.")
@click.argument("description", type=options.FILE)
@click.option(
    "--flavour",
    type=click.Choice([flavour.value for flavour in Flavour]),
    default=Flavour.EMBEDDED.value,
    show_default=True,
    help="embedded: SQLite, this machine only. single: PostgreSQL behind a reverse proxy.",
)
@click.option("--target", type=options.FOLDER, required=True, help="Folder to render into.")
@click.option(
    "--for",
    "server",
    metavar="SERVER",
    help="Of a description with several [[municipality]]: the name of the server to render.",
)
@click.option(
    "--overwrite",
    is_flag=True,
    help="Replace files edited by hand too; each is kept as NAME.bak.",
)
def synapse_config(
    description: Path, flavour: str, target: Path, server: str | None, overwrite: bool
) -> None:
    """Render DESCRIPTION (see synapse-config/municipality.example.toml) to what Synapse needs.

    Can be repeated: what changed is shown as a diff, files edited by hand are kept, and secrets are
    made once. The exit code is 1 if an edited file stands in the way of a new one.
    """
    report = render(loader.load(description, server), Flavour(flavour), target, overwrite=overwrite)
    _show(report)
    if report.conflicts:
        raise click.exceptions.Exit(Exit.DEVIATION)


def _show(report: RenderReport) -> None:
    for file in report.files:
        say(f"{file.fate.value:<10}{file.path}")
        if file.diff:
            say(file.diff.rstrip("\n"))
    for name in report.new_secrets:
        say(f"{'secret':<10}{report.layout.secret(name)} (made now, mode 0600)")
    for file in report.conflicts:
        progress(
            f"{file.path} was edited by hand and is kept; the new text: {file.path.name}.new. "
            "Move own settings to local.yaml, then use --overwrite."
        )
    if any(file.fate in (Fate.UPDATED, Fate.REPLACED) for file in report.files):
        progress("Restart the homeserver for the changes to take effect.")
