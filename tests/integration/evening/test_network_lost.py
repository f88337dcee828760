# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bot's line is dead for a minute while the council votes: nothing is lost, nothing doubled."""

from __future__ import annotations

import asyncio

import pytest
from campaign import Case
from hall import Hall
from proxy import Exchange, Rule

from bot.domain.values import Choice

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.timeout(600)]
SECONDS = 60.0


async def test_a_line_dead_for_a_minute_in_a_vote_loses_and_doubles_nothing(
    hall: Hall, case: Case
) -> None:
    """Nothing is refused and nothing answered; what was on its way arrives when the line is back.

    Members reach their server by other ways and vote on, one of them twice.
    """
    asked, back = asyncio.Event(), asyncio.Event()

    async def silence(exchange: Exchange) -> None:
        if exchange.path.endswith("/sync"):
            asked.set()
        await back.wait()

    async with hall.ballot() as vote:
        await hall.say("1", "ja")
        await vote.has("1", Choice.YES)
        rule = hall.proxy.add(Rule(r".", before=silence, after=silence))
        try:
            # A question for news may be under way since before; a word lets the next one follow.
            await hall.say("1", "Einen Augenblick, bitte.")
            await asyncio.wait_for(asked.wait(), 60)
            for seat, word in (("2", "nein"), ("3", "ja"), ("3", "nein")):
                await hall.say(seat, word)
            await asyncio.sleep(SECONDS / 2)
            await hall.say("4", "enthaltung")
            await asyncio.sleep(SECONDS / 2)
            assert vote.votes == {"1": Choice.YES}
        finally:
            hall.proxy.remove(rule)
            back.set()
        told = await hall.hears("S", "keine Verbindung zum Homeserver")
        await hall.hears("1", "keine Verbindung zum Homeserver")
        await vote.has("4", Choice.ABSTAIN)
        await vote.has("3", Choice.NO)
        result = (await vote.close()).result
    assert result is not None
    assert (result.yes, result.no, result.abstain, result.not_voted) == (1, 2, 1, 0)
    assert await hall.incidents() == []
    case("line dead for 60 s in a vote", "all votes counted once", [told.body])
