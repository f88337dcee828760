# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium export`: everything out in open formats."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from bot import excerpts
from bot.cli import options
from bot.cli.output import progress, say
from bot.cli.verify import journal_in
from bot.domain.events import Event
from bot.store import Codec, Journal


@click.command(short_help="Write journal, tables and minutes as open formats.")
@click.argument("target", type=click.Path(path_type=Path))
@options.data
@options.journal
@click.option("--body", help="Only this body, by its id. [default: all]")
@click.option("--meeting", help="Only this meeting, by its number, such as 2026-01. [default: all]")
@click.option(
    "--public",
    is_flag=True,
    help="Leave out what is not for the public: contents of non-public items, who voted how in "
    "open votes, and whose devices speak for whom. The chain can be checked all the same.",
)
def export(
    target: Path, data: Path, journal: str, body: str | None, meeting: str | None, public: bool
) -> None:
    """Write the new folder TARGET: journal (JSON lines), CSV tables, minutes, keys, checksums.

    The folder appears whole or not at all, and `gremium verify TARGET` checks it; so do sha256sum
    and openssl, as the README.txt in it explains. A running bot is not disturbed.
    """

    async def work() -> Path:
        url = journal_in(data, journal)
        codec = Codec[Event](Event)
        async with await Journal.open(url, codec=codec, signer=None) as opened:
            return await excerpts.export_body(
                opened, target, data=data, body=body, meeting=meeting, public=public
            )

    made = asyncio.run(work())
    say(str(made))
    progress(f"Check it with: gremium verify {made}")
