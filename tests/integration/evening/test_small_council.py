# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small council on a real Synapse: from the clerk's code to signed minutes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from council_bot import council_bot
from real_synapse import Homeserver

from bot.domain.ids import BallotId, SeatId
from bot.domain.meeting import Meeting
from bot.domain.values import Phase
from bot.effects import Place


async def test_a_small_council_meets_from_invitation_to_signed_minutes(
    synapse: Homeserver, tmp_path: Path
) -> None:
    """Given clerk, chair and two members, an evening ends in minutes both have signed."""
    async with council_bot(synapse, tmp_path) as council:
        desk = council.chamber.desk

        def meeting() -> Meeting:
            return next(iter(desk.meetings.values()))

        await council.enrol_by_code("S", "frieda")
        await council.enrol_by_code("1", "berta")
        await council.enrol_by_code("2", "ayse")
        await council.enrol_by_code("3", "carl")

        day = council.day(8)
        await council.say("S", f'!sitzung planen {day} 19:00 "Ratssaal" "3. Sitzung"', Place.OFFICE)
        await council.hears("S", "Geplant", "3. Sitzung")
        await council.say("S", '!tagesordnung neu "Spielplatz am Anger"', Place.OFFICE)
        await council.hears("S", "TOP 1", "Spielplatz")
        await council.confirmed("S", "!einladen", Place.OFFICE)
        await council.hears("2", "Einladung", "TOP 1", "Ladungsfrist gewahrt")
        await council.hears_file("2", "einladung")

        council.clock.ahead = timedelta(days=8)
        await council.say("1", "!sitzung eröffnen")
        await council.hears("2", "ist eröffnet")
        await council.say("1", "!namensaufruf")
        await council.hears("2", "Namensaufruf")
        for seat in ("1", "2", "3"):
            await council.say(seat, "hier")
        await council.say("S", "!anwesend für 4")
        await council.until(lambda: len(meeting().present()) == 4)
        await council.say("S", "!entschuldigt 5 Krankheit", Place.OFFICE)
        await council.say("1", "!namensaufruf schließen")
        await council.hears("2", "Beschlussfähig: 4 von 5")

        await council.say("1", "!top 1")
        await council.say("2", "!antrag Der Spielplatz am Anger wird erneuert.")
        await council.hears("3", "Antrag A1", "erneuert")
        await council.say("1", "!abstimmung öffnen A1 namentlich")
        await council.hears("3", "Wer stimmt dem Antrag A1 zu?")
        await council.say("1", "ja")
        await council.say("2", "Ja!")
        await council.say("3", "nein")
        await council.say("S", "!stimme für 4 enthaltung")
        await council.until(lambda: len(meeting().ballots[BallotId("V1")].votes) == 4)
        await council.say("1", "!abstimmung schließen")
        await council.hears("3", "V1: angenommen", "2 Ja, 1 Nein, 1 Enthaltung;")

        await council.say("1", "!top schließen")
        await council.confirmed("1", "!sitzung schließen")
        await council.hears("2", "ist geschlossen")
        await council.say("S", "!niederschrift entwerfen", Place.OFFICE)
        draft = await council.hears_file("S", "niederschrift-entwurf")
        assert draft.startswith(b"%PDF")
        await council.confirmed("1", "!unterschreiben", Place.OFFICE)
        await council.confirmed("S", "!unterschreiben", Place.OFFICE)
        await council.hears("S", "Beide Unterschriften")

        assert meeting().phase is Phase.DRAFTED
        assert meeting().attendance[SeatId("5")].reason == "Krankheit"
