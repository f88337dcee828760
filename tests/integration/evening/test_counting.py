# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What counts, in which form and until when; and what the bot does if the server hides a vote."""

from __future__ import annotations

from typing import Any

import pytest
from hall import Hall
from proxy import Exchange, Rule

from bot.domain import commands as c
from bot.domain.ids import SeatId
from bot.domain.values import Channel, Choice, Mode, Undecided, VoteMode
from bot.effects import Place

pytestmark = pytest.mark.asyncio(loop_scope="package")
Json = dict[str, Any]


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("!abstimmung ja", Choice.YES),
        ("!nein", Choice.NO),
        ("!vote abstain", Choice.ABSTAIN),
        ("Ja!", Choice.YES),
        ("dagegen", Choice.NO),
    ],
)
async def test_a_vote_counts_however_it_is_typed(hall: Hall, text: str, choice: Choice) -> None:
    async with hall.ballot() as vote:
        await hall.say("3", text)
        await vote.has("3", choice)


async def test_a_reply_to_the_question_is_a_vote(hall: Hall) -> None:
    async with hall.ballot() as vote:
        await hall.members["3"].reply(hall.session, await vote.question(), "nein")
        await vote.has("3", Choice.NO)


async def test_of_poll_and_text_the_last_answer_counts_once(hall: Hall) -> None:
    carl = hall.members["3"]
    async with hall.ballot() as vote:
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        await carl.answer(hall.session, await vote.poll(), vote.answer(Choice.NO))
        await vote.has("3", Choice.NO)
        result = (await vote.close()).result
        assert result is not None
        assert (result.yes, result.no, result.not_voted) == (0, 1, 3)


async def test_who_enters_hands_is_told_in_the_office_whose_they_were(hall: Hall) -> None:
    """The room's count says how many; a number that may be hands or a seat is asked back."""
    async with hall.ballot(VoteMode.OPEN) as vote:
        asked = await hall.say("S", "!handzeichen ja 2")
        told = await hall.hears("S", "gezählte Hände", reply_to=asked)
        assert "!handzeichen ja Sitz 2" in told.body
        assert "!auszählung ja 2" in told.body
        assert vote.votes == {}
        await hall.say("S", "!handzeichen ja Sitz 2 nein 3, 4")
        await hall.until(lambda: len(vote.votes) == 3)
        office = hall.council.room(Place.OFFICE)
        answer = await hall.hears("S", f"Eingetragen zu {vote.id}", "Ayşe", "Carl", "Dora")
        assert answer.room == office
        corrected = await hall.say("S", "!abstimmung für 3 ja", Place.OFFICE)
        await hall.hears("S", f"Eingetragen zu {vote.id}", "Ja", "Carl", reply_to=corrected)


async def test_a_word_before_the_opening_is_talk(hall: Hall) -> None:
    await hall.handled(await hall.say("3", "ja"))
    async with hall.ballot() as vote:
        await hall.handled(await hall.say("4", "nein"))
        assert vote.votes == {"4": Choice.NO}


async def test_a_vote_after_the_close_is_refused(hall: Hall) -> None:
    async with hall.ballot() as vote:
        poll, answer = await vote.poll(), vote.answer(Choice.YES)
        await vote.close()
        late = await hall.say("3", "!abstimmung ja")
        await hall.hears("3", "keine Abstimmung", reply_to=late)
        late = await hall.members["3"].answer(hall.session, poll, answer)
        await hall.hears("3", f"{vote.id} ist beendet", reply_to=late)
        assert vote.votes == {}


async def test_an_answer_to_an_earlier_poll_is_no_vote_in_this_one(hall: Hall) -> None:
    """Also if a server moves it over to the new poll: the answer's id says which it was."""
    async with hall.ballot() as earlier:
        answer = earlier.answer(Choice.YES)
    async with hall.ballot() as vote:
        said = await hall.members["3"].answer(hall.session, await vote.poll(), answer)
        await hall.hears("3", f"{earlier.id} ist beendet", reply_to=said)
        assert vote.votes == {}


async def test_two_ballots_cannot_be_open(hall: Hall) -> None:
    async with hall.ballot() as vote:
        asked = await hall.say("1", "!abstimmung öffnen A1")
        await hall.hears("1", f"{vote.id} läuft noch", reply_to=asked)
        assert hall.meeting.ballot == vote.id


async def test_who_advises_has_no_vote(hall: Hall) -> None:
    async with hall.ballot() as vote:
        said = await hall.say("A", "ja")
        await hall.hears("A", "", reply_to=said)
        assert vote.votes == {}


async def test_who_has_left_has_no_vote_until_back(hall: Hall) -> None:
    await hall.act(c.ReportLeft(by=SeatId("4"), at=hall.now(), seat=SeatId("4"), reason="Zug"))
    try:
        async with hall.ballot() as vote:
            said = await hall.say("4", "ja")
            await hall.hears("4", "Nicht als anwesend eingetragen", reply_to=said)
            assert vote.votes == {}
    finally:
        await hall.act(
            c.ReportPresent(
                by=SeatId("S"),
                at=hall.now(),
                seat=SeatId("4"),
                mode=Mode.HALL,
                channel=Channel.CLERK,
            )
        )


async def test_who_is_recused_has_no_vote_on_the_item(hall: Hall) -> None:
    await hall.act(c.DeclareRecusal(by=SeatId("3"), at=hall.now(), seat=SeatId("3")))
    try:
        async with hall.ballot() as vote:
            said = await hall.say("3", "ja")
            await hall.hears("3", "persönlicher Beteiligung ausgeschlossen", reply_to=said)
            assert vote.votes == {}
    finally:
        await hall.act(c.WithdrawRecusal(by=SeatId("1"), at=hall.now(), seat=SeatId("3")))


@pytest.mark.parametrize("text", ["!abstimmung schließen", "!sitzung schließen", "!top schließen"])
async def test_a_member_cannot_do_what_the_chair_does(hall: Hall, text: str) -> None:
    async with hall.ballot() as vote:
        asked = await hall.say("3", text)
        await hall.hears("3", "andere Rolle", reply_to=asked)
        assert vote.ballot.open
        assert hall.meeting.running


async def test_a_vote_hidden_from_the_sync_is_found_when_the_clerk_closes(hall: Hall) -> None:
    """The order comes from the office, so the bot sets a mark in the room and reads back to it."""
    carl = hall.members["3"]
    hidden: list[str] = []

    def hide(_: str, event: Json) -> Json | None:
        if event["sender"] == carl.user_id:
            hidden.append(event["event_id"])
            return None
        return event

    async with hall.ballot() as vote:
        hall.twist = hide
        said = await hall.say("3", "ja")
        await hall.say("4", "nein")
        await vote.has("4", Choice.NO)
        await hall.until(lambda: said in hidden)
        assert vote.votes == {"4": Choice.NO}
        result = (await vote.close("S", Place.OFFICE)).result
        assert result is not None
        assert (result.yes, result.no, result.not_voted) == (1, 1, 2)
        await hall.hears("4", f"{vote.id} wird jetzt geschlossen")


async def test_without_a_complete_history_there_is_no_result(hall: Hall) -> None:
    def forget(exchange: Exchange) -> None:
        answer = exchange.answer or {}
        answer["chunk"] = []
        answer.pop("end", None)

    async with hall.ballot() as vote:
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        hall.proxy.add(Rule("/messages$", after=forget))
        ballot = await vote.close()
        assert (ballot.result, ballot.undecided) == (None, Undecided.GAP)
        await hall.hears("3", f"{vote.id} endet ohne Ergebnis")
        assert "history_gap" in [kind for kind, _ in await hall.incidents()]


async def test_a_question_shown_behind_the_order_to_close_breaks_no_vote_off(hall: Hall) -> None:
    """As after the homeserver's death over the question: the bot sets a mark and reads to that."""
    async with hall.ballot() as vote:
        asked = await vote.question()
        turned: list[str] = []

        def show_behind(exchange: Exchange) -> None:
            chunk = (exchange.answer or {}).get("chunk", [])
            late = [event for event in chunk if event["event_id"] == asked]
            if late and not turned:
                turned.append(asked)
                chunk.remove(late[0])
                chunk.insert(0, late[0])

        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        hall.proxy.add(Rule("/messages$", after=show_behind))
        result = (await vote.close()).result
        assert turned == [asked]
        assert result is not None
        assert (result.yes, result.no, result.not_voted) == (1, 0, 3)
        await hall.hears("3", f"{vote.id} wird jetzt geschlossen")
