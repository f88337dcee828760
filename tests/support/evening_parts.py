# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Parts of an evening of five that tests of faults have in common."""

from __future__ import annotations

from council_bot import CouncilBot

from bot.domain.ids import BallotId
from bot.effects import Place

VOTES = {"1": "ja", "2": "nein", "3": "ja", "4": "enthaltung"}
NAMES = {"S": "frieda", "1": "berta", "2": "ayse", "3": "carl", "4": "dora"}
PATIENCE = 120.0
"""Seconds; a loaded machine is no defect."""


async def enrol(council: CouncilBot) -> None:
    """Enrol clerk, chair and three members by code."""
    for seat, name in NAMES.items():
        await council.enrol_by_code(seat, name)


async def convene(council: CouncilBot) -> None:
    """Enrol five people and bring a meeting to where it can vote."""
    await enrol(council)
    meetings = council.chamber.desk.meetings
    office = Place.OFFICE
    await council.say("S", '!sitzung planen 1.12.2031 19:00 "Saal" "1. Sitzung"', office)
    await council.until(lambda: bool(meetings), PATIENCE)
    await council.say("S", '!tagesordnung neu "Anfragen"', office)
    await council.confirmed("S", "!einladen", office)
    await council.until(lambda: any(m.invited for m in meetings.values()), PATIENCE)
    await council.confirmed("1", "!sitzung eröffnen")  # on another day than convened for
    await council.say("1", "!namensaufruf")
    await council.until(lambda: any(m.roll_call_open for m in meetings.values()), PATIENCE)
    for seat in VOTES:
        await council.say(seat, "hier")
    await council.until(
        lambda: any(len(m.present()) == len(VOTES) for m in meetings.values()), PATIENCE
    )
    await council.say("1", "!namensaufruf schließen")
    await council.until(lambda: any(m.roll_call_held for m in meetings.values()), PATIENCE)


async def hears(council: CouncilBot, seat: str, *words: str) -> str:
    """Wait until a member reads a message of the bot with these words; return it."""
    return (await council.hears(seat, *words, within=PATIENCE)).body


def result_of(council: CouncilBot) -> tuple[BallotId | None, int]:
    """The ballot that is open, and how many votes it has."""
    for meeting in council.chamber.desk.meetings.values():
        if meeting.ballot is not None:
            return meeting.ballot, len(meeting.ballots[meeting.ballot].votes)
    return None, 0
