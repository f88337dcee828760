# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium bridge`: the conference server, a program of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from bot.cli import options


@click.command("bridge", short_help="The conference server.")
@click.option(
    "--config", type=options.FILE, required=True, help="The bridge's configuration (TOML)."
)
@click.option("--check", is_flag=True, help="Check the configuration and end.")
def serve_bridge(config: Path, check: bool) -> None:
    """Run the conference bridge until SIGTERM; meetings get time to end.

    Bot and bridge know each other over HTTP only, so this becomes the other program: the same as
    `python -m bridge`. The bot is told of it with --conference.
    """
    arguments = [sys.executable, "-m", "bridge", "--config", str(config)]
    # The interpreter that runs us, and a path: no shell, nothing to inject.
    os.execv(sys.executable, [*arguments, "--check"] if check else arguments)  # noqa: S606
