# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands run in this process: ``run("verify", folder)``."""

from __future__ import annotations

from click.testing import CliRunner, Result

from bot.cli import gremium


def run(*arguments: object) -> Result:
    """Run ``gremium`` with these arguments; nothing is raised, everything is in the result."""
    return CliRunner().invoke(gremium, [str(argument) for argument in arguments])
