# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium statistics`, `gremium oparl` and `gremium retention`: what is made of many meetings."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.cli import options
from bot.cli.output import progress, say
from bot.cli.trouble import Unusable
from bot.cli.verify import journal_in
from bot.council import load_council
from bot.domain.events import Event
from bot.domain.rules import Rules
from bot.installation import Installation
from bot.retention import KINDS, delete, expired
from bot.store import Codec, Journal
from bot.yearbook import NothingThere, Shelf, shelf, write_oparl, write_statistics

_body = click.option("--body", help="The body, by its id. [default: the only one]")


@click.command(short_help="Write attendance, speaking time and allowance list as CSV.")
@click.argument("target", type=options.FOLDER)
@options.data
@options.journal
@_body
@click.option("--year", type=int, help="Only meetings of this year. [default: all]")
def statistics(target: Path, data: Path, journal: str, body: str | None, year: int | None) -> None:
    """Write attendance.csv (each person in each meeting, the list allowances are paid by) and
    totals.csv into the folder TARGET. A running bot is not disturbed.
    """
    try:
        for path in write_statistics(_read(data, journal, body), target, year):
            say(str(path))
    except NothingThere as error:
        raise Unusable(str(error)) from None


@click.command(short_help="Write the public meetings as OParl 1.1 objects.")
@click.argument("target", type=options.FOLDER)
@options.data
@options.journal
@_body
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
        number = write_oparl(_read(data, journal, body), target, base, data, early=early)
    except NothingThere as error:
        raise Unusable(str(error)) from None
    say(str(target))
    progress(f"{number} objects; begin at {base.rstrip('/')}/system.json")


@click.command(short_help="Show, or delete, what is over its period of retention.")
@options.data
@options.journal
@_body
@click.option("--delete", "really", is_flag=True, help="Delete it and write a report.")
def retention(data: Path, journal: str, body: str | None, really: bool) -> None:
    """List what is over its period: drafts of approved minutes, exports, papers on items.

    Periods are rules of the body (retention.drafts, retention.exports, retention.attachments, in
    days; see the council file). Journal and approved minutes are never deleted, and recordings
    are never made.
    """
    try:
        known = _read(data, journal, body)
    except NothingThere as error:
        raise Unusable(str(error)) from None
    now = datetime.now(UTC)
    found = expired(data, known, _rules(data, known, now), now)
    for one in found:
        say(f"{one.path}  ({one.kind}, {one.days} days since {one.since[:10]}, {one.norm or '–'})")
    if not really:
        progress(f"{len(found)} found; nothing was deleted (--delete does).")
        return
    progress(f"{len(found)} deleted; report: {delete(data, found, str(known.body.id), now)}")


def _read(data: Path, journal: str, body: str | None) -> Shelf:
    async def work() -> Shelf:
        codec = Codec[Event](Event)
        async with await Journal.open(
            journal_in(data, journal), codec=codec, signer=None
        ) as opened:
            return await shelf(opened, body)

    return asyncio.run(work())


def _rules(data: Path, known: Shelf, now: datetime) -> Rules:
    remembered = Installation.at(data).recall()
    for path in remembered.councils if remembered else ():
        council = load_council(Path(path))
        if council.body == known.body.id:
            return council.law.on(now.astimezone(ZoneInfo(council.time_zone)).date())
    raise Unusable(
        f"The council file of {known.body.name} is not known here; it holds the periods "
        f"({', '.join(KINDS)}). Start the bot with it once."
    )
