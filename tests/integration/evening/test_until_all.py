# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A vote that ends by itself once everybody has answered, before a real homeserver."""

from __future__ import annotations

from typing import Any

import pytest
from hall import VOTERS, Hall, Vote
from hostile import hide, relabel
from proxy import Exchange, Rule

from bot.domain import commands as c
from bot.domain.ids import SeatId
from bot.domain.values import Channel, Choice, Mode, Undecided
from bot.effects import Place

pytestmark = pytest.mark.asyncio(loop_scope="package")
Json = dict[str, Any]
FIRST_THREE, LAST = VOTERS[:-1], VOTERS[-1]


async def answered(hall: Hall, vote: Vote, *seats: str) -> None:
    """Have seats say yes, one after the other."""
    for seat in seats:
        await hall.say(seat, "ja")
        await vote.has(seat, Choice.YES)


async def test_the_last_answer_closes_the_vote_and_the_result_is_announced(hall: Hall) -> None:
    async with hall.ballot(until_all=True) as vote:
        await hall.hears("3", "endet von selbst")
        await answered(hall, vote, *FIRST_THREE)
        assert vote.ballot.open
        await hall.say(LAST, "nein")
        await hall.until(lambda: not vote.ballot.open)
        result = vote.ballot.result
        assert result is not None
        assert (result.yes, result.no, result.not_voted) == (3, 1, 0)
        await hall.hears("3", f"{vote.id}", "3 Ja", "1 Nein")


async def test_it_ends_when_the_last_who_has_not_answered_leaves(hall: Hall) -> None:
    async with hall.ballot(until_all=True) as vote:
        await answered(hall, vote, *FIRST_THREE)
        try:
            await hall.say("S", f"!gegangen {LAST} Zug", Place.OFFICE)
            await hall.until(lambda: not vote.ballot.open)
            result = vote.ballot.result
            assert result is not None
            assert (result.yes, result.entitled) == (3, 3)
        finally:
            back = c.ReportPresent(
                by=SeatId("S"),
                at=hall.now(),
                seat=SeatId(LAST),
                mode=Mode.HALL,
                channel=Channel.CLERK,
            )
            await hall.act(back)


async def test_a_change_of_mind_hidden_from_the_sync_is_found_before_it_ends(hall: Hall) -> None:
    """Carl says yes, then no; the server shows the bot the yes alone."""
    carl = hall.members["3"]
    hidden: list[str] = []

    def withhold(_: str, event: Json) -> Json | None:
        if event["sender"] == carl.user_id:
            hidden.append(event["event_id"])
            return None
        return event

    async with hall.ballot(until_all=True) as vote:
        await answered(hall, vote, *FIRST_THREE)
        hall.twist = withhold
        changed = await hall.say("3", "nein")
        await hall.say(LAST, "ja")
        await hall.until(lambda: not vote.ballot.open)
        assert changed in hidden
        assert vote.votes["3"] is Choice.NO
        result = vote.ballot.result
        assert result is not None
        assert (result.yes, result.no) == (3, 1)


async def test_an_answer_taken_back_behind_the_bots_back_keeps_it_open(hall: Hall) -> None:
    carl = hall.members["3"]
    async with hall.ballot(until_all=True) as vote:
        await answered(hall, vote, *FIRST_THREE)
        hall.server.twist(hide(carl.user_id))
        await hall.say("3", "!stimme zurückziehen")
        last = await hall.say(LAST, "ja")
        await hall.handled(last)
        assert vote.ballot.open
        assert "3" not in vote.votes
        hall.server.relent()
        await hall.say("3", "ja")
        await hall.until(lambda: not vote.ballot.open)


async def test_while_somebody_was_not_heard_the_chair_closes(hall: Hall) -> None:
    """Carl's second answer cannot be read: nobody knows what it says, so it is waited for."""
    carl = hall.members["3"]
    async with hall.ballot(until_all=True) as vote:
        await answered(hall, vote, *FIRST_THREE)
        hall.server.twist(relabel(carl.user_id, session_id="unknown"))
        await hall.say("3", "nein")
        await hall.on_record("undecryptable", carl.user_id)
        await hall.handled(await hall.say(LAST, "ja"))
        assert vote.ballot.open
        await hall.hears("S", f"Alle haben zu {vote.id} geantwortet", "Sitzungsleitung schließt")
        hall.server.relent()
        await hall.say("3", "nein")
        await hall.until(lambda: not vote.ballot.open)
        assert vote.votes["3"] is Choice.NO


async def test_without_a_complete_history_the_chair_closes_and_learns_why(hall: Hall) -> None:
    def forget(exchange: Exchange) -> None:
        answer = exchange.answer or {}
        answer["chunk"] = []
        answer.pop("end", None)

    async with hall.ballot(until_all=True) as vote:
        hall.proxy.add(Rule("/messages$", after=forget))
        await answered(hall, vote, *FIRST_THREE)
        await hall.handled(await hall.say(LAST, "ja"))
        assert vote.ballot.open
        await hall.hears("S", f"Alle haben zu {vote.id} geantwortet", "Sitzungsleitung schließt")
        ballot = await vote.close()
        assert (ballot.result, ballot.undecided) == (None, Undecided.GAP)
