# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The command `gremium`. Home of click; each module below holds one or two commands.

A command reads its options here, and does its work in the modules of `bot`. `trouble` names the
exit codes and turns errors into one sentence, `output` says what goes to stdout and what to stderr.
"""

from bot.cli.group import gremium, main

__all__ = ["gremium", "main"]
