# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The homeserver killed with SIGKILL in a roll call, a vote and the closed part of a meeting.

Its supervisor starts it again, as under `gremium up`. Clients and bot find it again by themselves.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from campaign import Case
from council_bot import COUNCIL, council_bot
from evening_parts import PATIENCE, VOTES
from hall import NAMES, VISITORS, Hall, summon
from proxy import Proxy
from supervised import Town, supervised

from bot import watch
from bot.domain import commands as c
from bot.domain.ids import SeatId
from bot.effects import Place
from bot.homeserver.supervisor import Stage
from bot.matrix.events import PollQuestion, TextMessage
from bot.store import check_journal


async def half_then_half(hall: Hall, town: Town, words: dict[str, str], place: Place) -> None:
    """Two speak, the server dies, the other two speak into the dark; all of them are patient."""
    first, second = list(words.items())[:2], list(words.items())[2:]
    for seat, word in first:
        await hall.say(seat, word, place)
    times = town.kill()
    await asyncio.gather(*(hall.say(seat, word, place) for seat, word in second))
    await town.back(times)


@pytest.mark.timeout(600)
async def test_a_homeserver_killed_in_roll_call_vote_and_closed_part_loses_nothing(
    tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "AWAY_SECONDS", 1.0)
    async with (
        supervised(tmp_path / "homeserver") as town,
        Proxy.before(town.homeserver.url) as proxy,
        council_bot(town.homeserver, tmp_path, COUNCIL + VISITORS) as council,
    ):
        hall = Hall(council, proxy)
        await asyncio.gather(*(hall.enrol(seat, NAMES[seat]) for seat in ("S", *VOTES)))
        await summon(hall)
        await _roll_call(hall, town, case)
        await _vote(hall, town, case)
        await _closed_part(hall, town, case)
        report = await check_journal(council.app.journal, keys=[council.app.anchor.public])
        assert report.ok, report.deviation
        await _everything_was_said_once(hall)
    crashes = [notice.sentence for notice in town.told if notice.stage is Stage.CRASHED]
    assert len(crashes) == 3
    assert all("signal 9" in crash and "started again" in crash for crash in crashes)


async def _told_in_the_office(hall: Hall) -> str:
    told = await hall.hears("S", "keine Verbindung zum Homeserver", within=PATIENCE)
    hall.mark(hall.members["S"])
    return told.body


async def _roll_call(hall: Hall, town: Town, case: Case) -> None:
    await half_then_half(hall, town, dict.fromkeys(VOTES, "hier"), Place.SESSION)
    await hall.until(lambda: len(hall.meeting.present()) == len(VOTES), PATIENCE)
    told = await _told_in_the_office(hall)
    at = hall.now()
    await hall.act(c.RecordAbsence(by=SeatId("S"), at=at, seat=SeatId("5"), reason="Krankheit"))
    await hall.say("1", "!namensaufruf schließen")
    await hall.until(lambda: hall.meeting.roll_call_held, PATIENCE)
    case("homeserver killed in a roll call", "started again; everybody counted once", told)


async def _vote(hall: Hall, town: Town, case: Case) -> None:
    await hall.say("1", "!top 1")
    await hall.until(lambda: hall.meeting.item is not None, PATIENCE)
    await hall.say("1", '!abstimmung öffnen geschäftsordnung "Wir lüften."')
    await hall.until(lambda: hall.meeting.ballot is not None, PATIENCE)
    await half_then_half(hall, town, VOTES, Place.SESSION)
    told = await _told_in_the_office(hall)
    await _counted(hall, Place.SESSION)
    case("homeserver killed in a vote", "started again; all votes counted once", told)


async def _closed_part(hall: Hall, town: Town, case: Case) -> None:
    await hall.say("1", "!top schließen")
    await hall.until(lambda: hall.meeting.item is None, PATIENCE)
    await hall.say("1", "!nichtöffentlich")
    await hall.until(lambda: hall.meeting.non_public, PATIENCE)
    closed = hall.council.room(Place.CLOSED)
    for seat in ("S", *VOTES):
        await hall.members[seat].accept(closed)
    await hall.say("1", "!top N1", Place.CLOSED)
    await hall.until(lambda: hall.meeting.item is not None, PATIENCE)
    await hall.say("1", '!abstimmung öffnen geschäftsordnung "Vertagen."', Place.CLOSED)
    await hall.until(lambda: hall.meeting.ballot is not None, PATIENCE)
    await half_then_half(hall, town, VOTES, Place.CLOSED)
    told = await _told_in_the_office(hall)
    await _counted(hall, Place.CLOSED)
    case("homeserver killed in the closed part", "started again; all votes counted once", told)


async def _counted(hall: Hall, place: Place) -> None:
    """Everybody's vote is there once: two yes, one no, one abstention."""
    ballot = hall.meeting.ballot
    assert ballot is not None
    await hall.until(lambda: len(hall.meeting.ballots[ballot].votes) == len(VOTES), PATIENCE)
    await hall.say("1", "!abstimmung schließen", place)
    await hall.until(lambda: hall.meeting.ballot is None, PATIENCE)
    result = hall.meeting.ballots[ballot].result
    assert result is not None
    assert (result.yes, result.no, result.abstain) == (2, 1, 1)


async def _everything_was_said_once(hall: Hall) -> None:
    """Questions, polls and results as the clerk read them, who is in all rooms."""
    await hall.council.settle()
    clerk, bot = hall.members["S"], hall.council.app.gateway.user_id
    await clerk.sync(wait=0)
    polls = [item for item in clerk.seen if isinstance(item, PollQuestion)]
    said = Counter(
        item.body.splitlines()[0]
        for item in clerk.seen
        if isinstance(item, TextMessage) and item.sender == bot and item.is_edit_of is None
    )
    of_ballots = {line: times for line, times in said.items() if line.startswith(("Abst", "V"))}
    assert len(polls) == 2
    assert len(of_ballots) >= 4, said
    assert set(of_ballots.values()) == {1}, of_ballots
