# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Members whose clients nobody here wrote sit in the council, and their votes count.

One uses matrix-js-sdk with Rust crypto and shows nothing from unsigned devices, one an independent
implementation on libolm. Both are enrolled by code in their direct room with the bot.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from council_bot import CouncilBot, council_bot
from js_peer import JsPeer, Report, js_peer
from olm_peer import olm_peer
from real_synapse import Homeserver

from bot.domain.ids import BallotId, SeatId, UserId
from bot.domain.meeting import Meeting
from bot.domain.values import Channel, Choice
from bot.effects import Place

POLL_START = "org.matrix.msc3381.poll.start"


async def opened(council: CouncilBot) -> None:
    """A meeting with one item, open, the roll call under way."""
    day = council.day(8)
    await council.say("S", f'!sitzung planen {day} 19:00 "Ratssaal" "Sitzung"', Place.OFFICE)
    await council.say("S", '!tagesordnung neu "Brücke"\nDie Brücke wird gebaut.', Place.OFFICE)
    await council.confirmed("S", "!einladen", Place.OFFICE)
    await council.hears("1", "Einladung")
    council.clock.ahead = timedelta(days=8)
    await council.say("1", "!sitzung eröffnen")
    await council.say("1", "!namensaufruf")
    await council.hears("1", "Namensaufruf")


async def code_for(council: CouncilBot, seat: str, user: str) -> tuple[str, str]:
    """The direct room and the code a member is handed."""
    code = await council.chamber.welcome_code(SeatId(seat), UserId(user), council.clock())
    return await council.chamber.rooms.direct(UserId(user)), code


async def heard(peer: JsPeer, *words: str) -> Report:
    """A message the only-signed client shows, without a warning beside it."""
    found = await peer.seen(
        "event", lambda r: r.body is not None and all(word in r.body for word in words)
    )
    assert found["shield"] == 0, dict(found.facts)
    return found


@pytest.mark.parametrize("version", ["11", "12"])
async def test_members_with_clients_nobody_here_wrote_vote(
    synapse: Homeserver, tmp_path: Path, version: str
) -> None:
    """Given js-sdk in only-signed mode and libolm, when they answer, then both votes count."""
    async with council_bot(synapse, tmp_path, room_version=version) as council, js_peer() as js:
        await council.enrol_by_code("S", "frieda")
        await council.enrol_by_code("1", "berta")
        js_account = await synapse.register(f"ayse-{version}-{tmp_path.name[-3:]}")
        await js.enter(synapse.url, js_account.user_id, js_account.password)
        direct, code = await code_for(council, "2", js_account.user_id)
        await js.join(direct)
        await js.send_text(direct, f"!ausweis {code}")
        await council.until(lambda: SeatId("2") in council.chamber.desk.body.enrolments)
        await heard(js, "Willkommen", "Ayşe Demir")
        await js.join(council.room())

        olm_account = await synapse.register(f"carl-{version}-{tmp_path.name[-3:]}")
        async with olm_peer(synapse.url, olm_account.user_id, olm_account.password) as olm:
            direct, code = await code_for(council, "3", olm_account.user_id)
            await olm.join(direct)
            await olm.send_text(direct, f"!ausweis {code}")
            await council.until(lambda: SeatId("3") in council.chamber.desk.body.enrolments)
            await olm.join(council.room())

            await opened(council)

            def meeting() -> Meeting:
                return next(iter(council.chamber.desk.meetings.values()))

            await heard(js, "Namensaufruf")
            await council.say("1", "hier")
            await js.send_text(council.room(), "hier")
            await olm.send_text(council.room(), "here")
            await council.until(lambda: len(meeting().present()) == 3)
            await council.say("1", "!namensaufruf schließen")
            await heard(js, "Beschlussfähig")
            await council.say("1", "!top 1")
            await council.say("1", "!abstimmung öffnen A1 namentlich")
            await heard(js, "Wer stimmt dem Antrag A1 zu?")
            poll = await js.seen("event", lambda r: r["type"] == POLL_START)
            yes = poll["content"][POLL_START]["answers"][0]["id"]
            await js.call("poll_answer", room=council.room(), poll=poll["event_id"], answers=[yes])
            await olm.send_text(council.room(), "nein")
            await council.say("1", "ja")
            await council.until(lambda: len(meeting().ballots[BallotId("V1")].votes) == 3)
            await council.say("1", "!abstimmung schließen")
            await heard(js, "V1: angenommen", "2 Ja, 1 Nein")

        votes = meeting().ballots[BallotId("V1")].votes
        assert (votes[SeatId("2")].choice, votes[SeatId("2")].channel) == (Choice.YES, Channel.POLL)
        assert votes[SeatId("3")].choice is Choice.NO
