# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The reference page of the command line says what the commands say."""

from __future__ import annotations

import click

from bot.cli import gremium
from bot.cli.reference import PAGE, page


def test_the_page_is_current() -> None:
    """Renew it with ``python -m bot.cli.reference``."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_page_names_every_command_and_option() -> None:
    text = page()
    context = click.Context(gremium, info_name="gremium")
    for name in gremium.list_commands(context):
        command = gremium.get_command(context, name)
        assert command is not None
        assert f"`gremium {name}" in text
        for param in command.params:
            if isinstance(param, click.Option):
                assert all(opt in text for opt in param.opts), param.opts
