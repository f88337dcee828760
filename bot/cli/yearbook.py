# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium statistics` and `gremium oparl`: what is made of many meetings."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from bot.cli import options
from bot.cli.output import progress, say
from bot.cli.trouble import Unusable
from bot.cli.verify import journal_in
from bot.domain.events import Event
from bot.store import Codec, Journal
from bot.yearbook import NothingThere, Shelf, shelf, write_oparl, write_statistics

body_option = click.option("--body", help="The body, by its id. [default: the only one]")


@click.command(short_help="Write attendance, speaking time and allowance list as CSV.")
@click.argument("target", type=options.FOLDER)
@options.data
@options.journal
@body_option
@click.option("--year", type=int, help="Only meetings of this year. [default: all]")
def statistics(target: Path, data: Path, journal: str, body: str | None, year: int | None) -> None:
    """Write attendance.csv (each person in each meeting, the list allowances are paid by) and
    totals.csv into the folder TARGET. A running bot is not disturbed.
    """
    try:
        for path in write_statistics(read_shelf(data, journal, body), target, year):
            say(str(path))
    except NothingThere as error:
        raise Unusable(str(error)) from None


@click.command(short_help="Write the public meetings as OParl 1.1 objects.")
@click.argument("target", type=options.FOLDER)
@options.data
@options.journal
@body_option
@click.option(
    "--base", required=True, help="Address the files will have: https://example.org/oparl"
)
@click.option(
    "--early", is_flag=True, help="Papers on public items are public with the invitation."
)
def oparl(target: Path, data: Path, journal: str, body: str | None, base: str, early: bool) -> None:
    """Write each public object (JSON) and file below TARGET, for a web server to serve.

    Non-public items are not in them. Each object keeps its address for good, so name the same
    base address every time.
    """
    if not base.startswith(("https://", "http://")):
        raise click.UsageError("--base must be an address such as https://example.org/oparl.")
    try:
        number = write_oparl(read_shelf(data, journal, body), target, base, data, early=early)
    except NothingThere as error:
        raise Unusable(str(error)) from None
    say(str(target))
    progress(f"{number} objects; begin at {base.rstrip('/')}/system.json")


def read_shelf(data: Path, journal: str, body: str | None) -> Shelf:
    async def work() -> Shelf:
        codec = Codec[Event](Event)
        async with await Journal.open(
            journal_in(data, journal), codec=codec, signer=None
        ) as opened:
            return await shelf(opened, body)

    return asyncio.run(work())
