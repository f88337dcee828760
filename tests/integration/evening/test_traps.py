# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What tripped up other voting systems, tried on ours: moments that coincide, midnight, the bot.

More of these are spread over the other tests; `docs/explanation/threat-model.md` lists them all.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hall import Hall
from member import sign_device

from bot.domain import events as e
from bot.domain.ids import UserId
from bot.domain.values import Choice
from bot.domain.votes import electorate
from tests.integration.evening.test_hostile_keys import add_device, announce, ghost_device

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def closings(hall: Hall, ballot: str) -> int:
    """How often the journal says that a ballot was closed."""
    desk = hall.council.chamber.desk
    events = [
        desk.journal.codec.event(entry)
        async for entry in desk.journal.read(desk.stream_of(hall.meeting.id))
    ]
    return sum(isinstance(event, e.BallotClosed) and event.ballot == ballot for event in events)


async def test_chair_and_clerk_who_close_at_the_same_moment_get_one_result(hall: Hall) -> None:
    async with hall.ballot() as vote:
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        both = await asyncio.gather(
            hall.say("1", "!abstimmung schließen"), hall.say("S", "!abstimmung schließen")
        )
        for said in both:
            await hall.handled(said)
        assert not vote.ballot.open
        assert await closings(hall, vote.id) == 1
        await hall.hears("4", f"{vote.id}: angenommen")


async def test_a_vote_under_way_at_the_close_counts_or_its_sender_is_told(hall: Hall) -> None:
    async with hall.ballot() as vote:
        said, _ = await asyncio.gather(hall.say("3", "ja"), hall.say("1", "!abstimmung schließen"))
        await hall.handled(said)
        await hall.until(lambda: not vote.ballot.open)
        if vote.votes != {"3": Choice.YES}:
            assert vote.votes == {}
            await hall.hears("3", vote.id, reply_to=said)


async def test_a_vote_goes_on_past_midnight(hall: Hall) -> None:
    """One before, one after it: the journal's times go forward, and the meeting is one."""
    zone = ZoneInfo("Europe/Berlin")
    desk, id_ = hall.council.chamber.desk, hall.meeting.id
    head = desk.head(
        id_
    )  # what others set up this evening goes past the door with times of its own
    async with hall.ballot() as vote:
        await hall.say("1", "ja")
        await vote.has("1", Choice.YES)
        day = hall.now().astimezone(zone).date()
        evening = hall.now().astimezone(zone)
        midnight = evening.replace(hour=0, minute=0, second=1) + timedelta(days=1)
        hall.council.clock.ahead += midnight - evening
        assert hall.now().astimezone(zone).date() > day
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        ballot = await vote.close()
    assert ballot.result is not None
    assert ballot.result.yes == 2
    course = [entry async for entry in desk.journal.read(desk.stream_of(id_))]
    times = [entry.at for entry in course if entry.seq > head]
    assert len(times) >= 4
    assert times == sorted(times)


async def test_the_bot_belongs_to_no_electorate(hall: Hall) -> None:
    bot = UserId(hall.council.app.gateway.user_id)
    async with hall.ballot() as vote:
        entitled = electorate(hall.meeting, vote.ballot)
        assert {str(seat) for seat in entitled} == {"1", "2", "3", "4"}
        assert hall.council.chamber.desk.body.seat_for(bot) is None


async def test_of_a_device_signed_and_one_slipped_in_while_a_vote_is_open_the_signed_one_votes(
    hall: Hall,
) -> None:
    carl = hall.members["3"]
    async with hall.ballot() as vote:
        hall.server.keys(add_device(carl.user_id, ghost_device(carl.user_id)))
        await announce(hall, carl.user_id)
        tablet = await hall.device("3", signed=False)
        await hall.handled(await tablet.say(hall.session, "nein"))
        await hall.on_record("unsigned", carl.user_id)
        assert vote.votes == {}
        key = hall.signing["3"]
        await sign_device(tablet.http, carl.user_id, tablet.gateway.device_object(), key)
        await tablet.say(hall.session, "ja")
        await vote.has("3", Choice.YES)
        assert "GHOSTGHOST" not in hall.server.given_keys(carl.user_id)
        hall.server.relent()
        await announce(hall, carl.user_id)
        await tablet.log_out()
