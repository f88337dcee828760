# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium rehearse`: go through evenings in memory, without a server, in a moment each."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli import options
from bot.cli.output import progress, say
from bot.cli.trouble import Deviated
from bot.council import load_council
from bot.play.conductor import Failed
from bot.play.outcome import NotAsWritten
from bot.play.parser import load_evening, load_script
from bot.play.rehearsal import Rehearsed, rehearse_script
from bot.texts import Texts


@click.command(short_help="Go through evenings in memory, and check them, without a server.")
@click.argument("evenings", type=options.FILE, nargs=-1, required=True)
@click.option(
    "--council",
    type=options.FILE,
    help="The council file, for scripts that do not name one (“Rat: council.toml”).",
)
@click.option("--tell", is_flag=True, help="Print what the bot says.")
def rehearse(evenings: tuple[Path, ...], council: Path | None, tell: bool) -> None:
    """Rehearse each of EVENINGS: what is typed, what the rules say to it, what must follow.

    For those who write an evening or try their rules of procedure: the exit code is 0 if every
    evening went as its script says, else 1. `gremium play` plays the same file with real devices.
    """
    failed = 0
    for evening in evenings:
        try:
            done = _rehearse(evening, council)
        except (Failed, NotAsWritten) as error:
            failed += 1
            progress(f"✗ {error}")
            continue
        if tell:
            for spoke in done.said:
                say(f"[{spoke.room}{f' {spoke.to}' if spoke.to else ''}] {spoke.text}")
        ballots = sum(len(meeting.ballots) for meeting in done.meetings)
        acts = sum(len(recorded) for recorded in done.records.values())
        say(f"✓ {evening}: {acts} journal entries, {ballots} votes, as written")
    if failed:
        raise Deviated(f"{failed} of {len(evenings)} evenings went otherwise than written.")


def _rehearse(evening: Path, council: Path | None) -> Rehearsed:
    if council is None:
        known, script = load_evening(evening)
    else:
        known = load_council(council)
        script = load_script(evening, known.seats)
    return rehearse_script(script, known, Texts.load(known.time_zone))
