# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where words go: results to stdout, everything about how it goes to stderr.

Logs carry no names, contents, keys or tokens; nio's own log does, so it stays silent.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.homeserver.supervisor import Notice

LOUD = {"trouble", "crashed", "gave-up"}


def set_up_logs(*, debug: bool) -> None:
    """Send the program's own log to stderr; foreign libraries stay silent below an error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.ERROR)
    logging.getLogger("bot").setLevel(logging.DEBUG if debug else logging.WARNING)
    for name in ("nio", "peewee", "asyncio", "weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def say(text: str = "") -> None:
    """Write a result, at once: somebody may be watching through a pipe."""
    click.echo(text)
    sys.stdout.flush()


def progress(text: str) -> None:
    """Write how it goes."""
    click.echo(text, err=True)


def notice(told: Notice) -> None:
    """Pass on what the supervisor reports; trouble stands out."""
    mark = "! " if told.stage in LOUD else ""
    progress(f"{mark}{told.sentence}")


def hand_over(title: str, lines: Sequence[str], kept: Path, *, show: bool) -> None:
    """Give a secret to the operator: on the terminal, else in a file only the owner can read.

    A service's output ends in a log, where no secret belongs.
    """
    if show or sys.stdout.isatty():
        say(title)
        for line in lines:
            say(f"    {line}")
        return
    from bot.archive import write_private  # noqa: PLC0415 - --help and --version must not wait

    write_private(kept, "\n".join([title, *lines, ""]).encode())
    say(f"{title} in {kept} (mode 0600; remove it when you have taken note).")
