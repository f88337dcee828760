# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page on what follows a session names commands and tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

import click

from bot.chat import COMMANDS
from bot.cli.group import gremium

ROOT = Path(__file__).parents[2]
ROWS = [
    line.split("|")
    for line in (ROOT / "docs/reference/after-the-session.md").read_text("utf-8").splitlines()
    if line.startswith("| ")
][1:]


def test_every_line_names_a_test_there_is() -> None:
    named = [name for row in ROWS for name in re.findall(r"`([^`]+)`", row[3])]
    assert len(named) == len(ROWS)
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_every_command_it_names_is_one() -> None:
    spoken = {f"!{words}" for one in COMMANDS for words in one.words["de"]}
    typed = {f"gremium {name}" for name in gremium.list_commands(click.Context(gremium))}
    named = {n for row in ROWS for n in re.findall(r"`((?:!|gremium )[^`]+)`", row[2])}
    assert len(named) > len(ROWS)
    assert {re.sub(r" --.*", "", name) for name in named} - spoken - typed == set()
