# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""An answer that does not count is never lost in silence: who gave it is told so."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from hall import Hall
from member import Member

from bot.domain import commands as c
from bot.domain.ids import SeatId
from bot.domain.values import Choice
from bot.effects import Place
from bot.flood import BURST, WINDOW
from bot.polling import LATE

pytestmark = pytest.mark.asyncio(loop_scope="package")
Json = dict[str, Any]


async def unanswered(hall: Hall, seat: str, said: str) -> bool:
    """Tell whether the bot took a message in and left it without an answer."""
    await hall.handled(said)
    member = hall.members[seat]
    await member.sync(wait=0)
    return not any(getattr(item, "reply_to", None) == said for item in member.seen)


def hide_from(hall: Hall, member: Member, hidden: list[str]) -> None:
    """Let the server keep a member's next message from the bot's syncs, and no other."""

    def hide(_: str, event: Json) -> Json | None:
        ours = event["sender"] == member.user_id and event["type"] == "m.room.encrypted"
        if ours and (not hidden or event["event_id"] in hidden):
            hidden[:] = [event["event_id"]]
            return None
        return event

    hall.twist = hide


# ── too late ────────────────────────────────────────────────────────────────────────────
async def test_a_word_just_after_the_close_is_told_it_came_too_late(hall: Hall) -> None:
    async with hall.ballot() as vote:
        await hall.say("4", "nein")
        await vote.has("4", Choice.NO)
        await vote.close()
    late = await hall.say("3", "ja")
    await hall.hears("3", f"{vote.id} war schon beendet", "zählt nicht", reply_to=late)
    again = await hall.say("4", "ja")
    await hall.hears("4", f"{vote.id} war schon beendet", "Stimme davor", reply_to=again)
    assert vote.votes == {"4": Choice.NO}


async def test_talk_after_the_close_stays_talk(hall: Hall) -> None:
    """Other words, words of who has no vote, and words long after are no late votes."""
    async with hall.ballot():
        pass
    assert await unanswered(hall, "3", await hall.say("3", "ja, das war knapp"))
    assert await unanswered(hall, "A", await hall.say("A", "ja"))
    other = await hall.say("4", "Gehen wir essen?")
    carl = hall.members["3"]
    assert await unanswered(hall, "3", await carl.reply(hall.session, other, "ja"))
    hall.council.clock.ahead += LATE + timedelta(seconds=1)
    assert await unanswered(hall, "3", await hall.say("3", "ja"))


# ── to something else ───────────────────────────────────────────────────────────────────
async def test_a_reply_to_an_older_question_is_no_vote_in_this_ballot(hall: Hall) -> None:
    carl = hall.members["3"]
    async with hall.ballot() as earlier:
        question = await earlier.question()
    hall.council.clock.ahead += LATE * 2
    late = await carl.reply(hall.session, question, "ja")
    await hall.hears("3", f"{earlier.id} war schon beendet", reply_to=late)
    async with hall.ballot() as vote:
        said = await carl.reply(hall.session, question, "ja")
        await hall.hears("3", "andere Nachricht", vote.id, reply_to=said)
        said = await carl.reply(hall.session, await hall.say("4", "Kaffee?"), "nein")
        await hall.hears("3", "andere Nachricht", vote.id, reply_to=said)
        assert vote.votes == {}
        await carl.reply(hall.session, await vote.poll(), "ja")
        await vote.has("3", Choice.YES)


async def test_a_poll_answer_without_one_known_choice_is_told(hall: Hall) -> None:
    carl = hall.members["3"]
    async with hall.ballot() as vote:
        poll, yes, no = await vote.poll(), vote.answer(Choice.YES), vote.answer(Choice.NO)
        for answers, words in (((yes, no), "mehrere"), (("42",), "gibt es"), ((), "keine Antwort")):
            said = await carl.answer(hall.session, poll, *answers)
            await hall.hears("3", words, reply_to=said)
        assert vote.votes == {}
        own = await hall.say("4", "Umfrage: Kaffee oder Tee?")
        assert await unanswered(hall, "3", await carl.answer(hall.session, own, "tee"))
        await carl.answer(hall.session, poll, no)
        await vote.has("3", Choice.NO)
        emptied = await carl.answer(hall.session, poll)
        await hall.hears("3", "bleibt", reply_to=emptied)
        assert vote.votes == {"3": Choice.NO}


async def test_editing_a_counted_vote_into_talk_is_told(hall: Hall) -> None:
    carl = hall.members["3"]
    async with hall.ballot() as vote:
        said = await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        new = {"msgtype": "m.text", "body": "ja, aber nur zur Hälfte"}
        edit = await carl.gateway.edit(hall.session, said, new, "edit-into-talk")
        await hall.hears("3", "Änderung zählt nicht", reply_to=edit)
        assert vote.votes == {"3": Choice.YES}


async def test_a_widget_that_sends_nonsense_is_told(hall: Hall) -> None:
    content: Json = {"wish": 1}
    said = await hall.members["3"].send(hall.session, "org.gremium.command", content)
    await hall.hears("3", "nicht verstehe", reply_to=said)


# ── in another room ─────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("text", ["ja", "!abstimmung ja"])
async def test_a_vote_in_the_office_room_counts_for_nothing(hall: Hall, text: str) -> None:
    async with hall.ballot() as vote:
        said = await hall.say("1", text, Place.OFFICE)
        await hall.hears("1", "zählt nicht", "Sitzungsraum", reply_to=said)
        assert vote.votes == {}


async def test_a_vote_in_a_direct_message_counts_for_nothing(hall: Hall) -> None:
    carl = hall.members["3"]
    direct = await hall.direct("3")
    async with hall.ballot() as vote:
        said = await carl.say(direct, "ja")
        await hall.hears("3", "zählt nicht", "Sitzungsraum", reply_to=said)
        said = await carl.say(direct, "!abstimmung ja")
        await hall.hears("3", "Sitzungsraum", reply_to=said)
        assert vote.votes == {}


async def test_a_ballot_of_the_closed_room_takes_no_answer_from_the_public_one(hall: Hall) -> None:
    """What was said in public would not be found again when the closed room is read back."""
    closed, one = hall.council.room(Place.CLOSED), SeatId("1")
    await hall.act(c.CloseItem(by=one, at=hall.now()))
    await hall.act(c.ExcludePublic(by=one, at=hall.now()))
    try:
        for seat in ("1", "2", "3", "4"):
            await hall.members[seat].accept(closed)
        secret = hall.next_item(public=False)
        await hall.act(c.CallItem(by=one, at=hall.now(), item=secret))
        async with hall.ballot() as vote:
            said = await hall.say("3", "ja")
            await hall.hears("3", "zählt nicht", "nichtöffentlicher Raum", reply_to=said)
            assert await unanswered(hall, "A", await hall.say("A", "ja"))
            assert vote.votes == {}
            await hall.say("3", "ja", Place.CLOSED)
            await vote.has("3", Choice.YES)
            ballot = await vote.close("1", Place.CLOSED)
            assert ballot.result is not None
            assert ballot.result.yes == 1
    finally:
        await hall.break_off()
        await hall.act(c.CloseItem(by=one, at=hall.now()))
        await hall.act(c.RestorePublic(by=one, at=hall.now()))
        await hall.act(c.CallItem(by=one, at=hall.now(), item=hall.next_item(public=True)))


# ── found when the ballot closes ────────────────────────────────────────────────────────
async def test_a_ballot_waits_for_who_could_not_be_heard_and_then_counts(hall: Hall) -> None:
    """Carl's "ja" is found after his "Moment": it may be an old one, so he is asked again."""
    carl, hidden = hall.members["3"], list[str]()
    async with hall.ballot() as vote:
        hide_from(hall, carl, hidden)
        yes = await hall.say("3", "ja")
        await hall.handled(await hall.say("3", "Moment"))
        assert hidden == [yes]
        asked = await hall.say("1", "!abstimmung schließen")
        await hall.hears("3", "falscher Reihenfolge", reply_to=yes)
        await hall.hears("1", f"{vote.id} bleibt noch offen", "Carl Ohm", reply_to=asked)
        assert (vote.ballot.open, vote.votes) == (True, {})
        hall.twist = None
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        result = (await vote.close()).result
        assert result is not None
        assert (result.yes, result.not_voted) == (1, 3)


async def test_who_stays_silent_after_not_being_heard_stops_nobody(hall: Hall) -> None:
    carl = hall.members["3"]
    async with hall.ballot() as vote:
        hide_from(hall, carl, [])
        await hall.say("3", "ja")
        await hall.handled(await hall.say("3", "Moment"))
        asked = await hall.say("S", "!abstimmung schließen", Place.OFFICE)
        await hall.hears("S", "bleibt noch offen", reply_to=asked)
        await hall.hears("4", "bleibt noch offen", "Carl Ohm")
        result = (await vote.close("S", Place.OFFICE)).result
        assert result is not None
        assert (result.yes, result.not_voted) == (0, 4)


async def test_a_withheld_poll_answer_proves_by_itself_which_question_it_meant(hall: Hall) -> None:
    carl, hidden = hall.members["3"], list[str]()
    async with hall.ballot() as vote:
        hide_from(hall, carl, hidden)
        said = await carl.answer(hall.session, await vote.poll(), vote.answer(Choice.YES))
        await hall.handled(await hall.say("3", "Moment"))
        assert hidden == [said]
        result = (await vote.close()).result
        assert result is not None
        assert (result.yes, result.not_voted) == (1, 3)


async def test_of_two_answers_the_later_one_counts_though_the_earlier_is_found_later(
    hall: Hall,
) -> None:
    """The server hides Carl's "ja" in the poll; his "nein" after it is what counts."""
    carl = hall.members["3"]
    async with hall.ballot() as vote:
        hide_from(hall, carl, [])
        await carl.answer(hall.session, await vote.poll(), vote.answer(Choice.YES))
        await hall.say("3", "nein")
        await vote.has("3", Choice.NO)
        result = (await vote.close()).result
        assert result is not None
        assert (result.yes, result.no) == (0, 1)


async def test_the_second_unreadable_vote_within_a_minute_is_told_as_well(hall: Hall) -> None:
    carl = hall.members["3"]

    def spoil(_: str, event: Json) -> Json:
        if event["sender"] == carl.user_id and event["type"] == "m.room.encrypted":
            event["content"]["session_id"] = "unknown"
        return event

    async with hall.ballot() as vote:
        hall.twist = spoil
        for _ in range(2):
            said = await hall.say("3", "ja")
            await hall.hears("3", "nicht lesen", reply_to=said)
        assert [kind for kind, _ in await hall.incidents()] == ["undecryptable"]
        hall.twist = None
        asked = await hall.say("1", "!abstimmung schließen")
        await hall.hears("1", "bleibt noch offen", "Carl Ohm", reply_to=asked)
        assert vote.ballot.open


# ── too many at once ────────────────────────────────────────────────────────────────────
async def test_a_vote_in_the_midst_of_a_flood_counts_and_the_rest_is_told(hall: Hall) -> None:
    carl = hall.members["3"]
    async with hall.ballot() as vote:
        for _ in range(BURST):
            await carl.say(hall.session, "Bla")
        unread = [await carl.say(hall.session, "!status") for _ in range(3)]
        await hall.hears("3", "schneller, als ich antworten kann", reply_to=unread[0])
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        await carl.answer(hall.session, await vote.poll(), vote.answer(Choice.NO))
        await vote.has("3", Choice.NO)
        hall.council.clock.ahead += WINDOW
        await hall.hears("3", "3 Nachrichten von Ihnen blieben ungelesen", reply_to=unread[0])
        asked = await hall.say("3", "!status")
        await hall.hears("3", "3. Sitzung", reply_to=asked)


async def test_many_votes_of_one_member_count_once_and_hold_up_nobody(hall: Hall) -> None:
    carl = hall.members["3"]
    async with hall.ballot() as vote:
        flood = [carl.say(hall.session, "ja" if n % 2 else "nein") for n in range(80)]
        poured = asyncio.gather(*flood)
        await asyncio.sleep(0.5)
        await hall.say("4", "ja")
        await hall.until(lambda: vote.votes.get("4") is Choice.YES, 40)
        async with asyncio.timeout(60):
            await hall.handled((await poured)[-1])
        assert set(vote.votes) == {"3", "4"}


# ── without a vote ──────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("text", ["ja", "!abstimmung nein"])
async def test_who_advises_is_told_that_the_vote_is_not_theirs(hall: Hall, text: str) -> None:
    async with hall.ballot() as vote:
        said = await hall.say("A", text)
        await hall.hears("A", "andere Rolle", reply_to=said)
        assert vote.votes == {}


async def test_a_guest_is_told_that_the_vote_is_not_theirs(hall: Hall) -> None:
    guest = await hall.admit_guest("G", "hans")
    async with hall.ballot() as vote:
        said = await hall.say("G", "ja")
        await hall.hears("G", "andere Rolle", reply_to=said)
        said = await guest.answer(hall.session, await vote.poll(), vote.answer(Choice.YES))
        await hall.hears("G", "andere Rolle", reply_to=said)
        reaction = await guest.react(hall.session, await vote.question(), "👍")
        await hall.on_record("reaction", guest.user_id)
        await hall.hears("G", "Reaktionen zählen nicht", reply_to=reaction)
        assert vote.votes == {}
