# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands run in this process: ``run("verify", folder)``."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from bot import municipality
from bot.archive import write_private
from bot.cli import gremium
from bot.cli.embedded import SAMPLE_PAGES
from bot.embedded_bridge import BridgeFiles
from bot.installation import Installation


def run(*arguments: object) -> Result:
    """Run ``gremium`` with these arguments; nothing is raised, everything is in the result."""
    return CliRunner().invoke(gremium, [str(argument) for argument in arguments])


def own_ports(data: Path) -> BridgeFiles:
    """Choose ports nobody else uses for the pages and the conference of a data folder.

    Two that start at the same time on one machine would both choose the usual ones.
    """
    home = Installation.at(data)
    home.make()
    write_private(home.pages, SAMPLE_PAGES.format(port=municipality.free_port(0)).encode())
    files = BridgeFiles(home.conference)
    files.write(signal=0, media=0, web=0)
    return files
