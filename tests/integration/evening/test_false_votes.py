# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Votes that must not count: not counted, told to the member, told to the office, on record."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

import pytest
from hall import Hall
from member import Member

from bot.domain.values import Choice
from bot.matrix.http import path

pytestmark = pytest.mark.asyncio(loop_scope="package")
Json = dict[str, Any]


async def test_a_vote_in_clear_text_does_not_count(hall: Hall) -> None:
    carl = hall.members["3"]
    async with hall.ballot() as vote:
        content = {"msgtype": "m.text", "body": "ja"}
        said = await carl.send_plain(hall.session, "m.room.message", content)
        await hall.on_record("plaintext", carl.user_id)
        await hall.hears("3", "nicht verschlüsselt", reply_to=said)
        assert vote.votes == {}


async def test_a_reaction_is_no_vote(hall: Hall) -> None:
    carl = hall.members["3"]
    async with hall.ballot() as vote:
        reaction = await carl.react(hall.session, await vote.question(), "👍")
        await hall.on_record("reaction", carl.user_id)
        await hall.hears("3", "Reaktionen zählen nicht", reply_to=reaction)
        assert vote.votes == {}


async def test_applause_while_nothing_is_voted_on_alarms_nobody(hall: Hall) -> None:
    carl = hall.members["3"]
    said = await hall.say("3", "Guten Abend")
    await hall.handled(said)
    await carl.react(hall.session, said, "👏")
    await hall.handled(await hall.say("3", "Ende"))
    assert await hall.incidents() == []


async def test_an_edited_vote_keeps_what_was_said_first(hall: Hall) -> None:
    carl = hall.members["3"]
    async with hall.ballot() as vote:
        said = await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        new = {"msgtype": "m.text", "body": "nein"}
        edit = await carl.gateway.edit(hall.session, said, new, secrets.token_hex(8))
        await hall.on_record("edit", carl.user_id)
        await hall.hears("3", "Änderung zählt nicht", reply_to=edit)
        assert vote.votes == {"3": Choice.YES}


async def test_a_redacted_vote_stays_counted(hall: Hall) -> None:
    carl = hall.members["3"]
    async with hall.ballot() as vote:
        said = await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        await carl.redact(hall.session, said)
        await hall.on_record("redaction", carl.user_id)
        await hall.hears("3", "Gelöschte Nachrichten ändern nichts")
        ballot = await vote.close()
        assert ballot.result is not None
        assert (ballot.result.yes, ballot.result.not_voted) == (1, 3)


async def test_a_vote_under_somebody_elses_name_does_not_count(hall: Hall) -> None:
    """The chair's town's server says Carl's vote was Dora's."""
    carl, dora = hall.members["3"], hall.members["4"]

    def relabel(_: str, event: Json) -> Json:
        forged = event["sender"] == carl.user_id and event["type"] == "m.room.encrypted"
        return event | {"sender": dora.user_id} if forged else event

    async with hall.ballot() as vote:
        hall.twist = relabel
        said = await hall.say("3", "ja")
        await hall.on_record("forged_sender", dora.user_id)
        await hall.hears("4", "nicht von dessen Gerät", reply_to=said)
        assert vote.votes == {}


async def test_a_vote_played_back_in_a_later_ballot_does_not_count(hall: Hall) -> None:
    """Carl's "ja" to the first question is not his "ja" to the second."""
    carl = hall.members["3"]
    async with hall.ballot() as first:
        said = await hall.say("3", "ja")
        await first.has("3", Choice.YES)
    old = (await carl.http.get(path("rooms", hall.session, "event", said)))["content"]

    def play_back(_: str, event: Json) -> Json:
        fresh = event["sender"] == carl.user_id and event["type"] == "m.room.encrypted"
        return event | {"content": old} if fresh else event

    async with hall.ballot() as second:
        hall.twist = play_back
        await hall.say("3", "nein")
        await hall.on_record("replayed", carl.user_id)
        assert second.votes == {}


async def test_a_yes_held_back_until_after_the_no_does_not_replace_it(hall: Hall) -> None:
    carl = hall.members["3"]
    held: list[Json] = []

    def hold(_: str, event: Json) -> Json | None:
        if event["sender"] == carl.user_id and not held:
            held.append(event)
            return None
        return event

    def release(_: str, event: Json) -> Json:
        """Show the held event in the place of Dora's."""
        return held[0] if event["sender"] == hall.members["4"].user_id else event

    async with hall.ballot() as vote:
        hall.twist = hold
        yes = await hall.say("3", "ja")
        async with asyncio.timeout(10):
            while not held:  # noqa: ASYNC110 - the proxy's doing
                await asyncio.sleep(0.05)
        await hall.say("3", "nein")
        await vote.has("3", Choice.NO)
        hall.twist = release
        await hall.say("4", "ja")
        await hall.handled(yes)
        await hall.on_record("out_of_order", carl.user_id)
        await hall.hears("3", "falscher Reihenfolge", reply_to=yes)
        assert vote.votes == {"3": Choice.NO}


async def test_a_vote_nobody_can_read_is_asked_for_again(hall: Hall) -> None:
    """Carl's key is damaged on the way; he is asked, repeats, and counts."""
    carl = hall.members["3"]

    def spoil(_: str, event: Json) -> Json:
        if event["sender"] == carl.user_id and event["type"] == "m.room.encrypted":
            event["content"]["session_id"] = "unknown"
        return event

    async with hall.ballot() as vote:
        hall.twist = spoil
        said = await hall.say("3", "ja")
        await hall.on_record("undecryptable", carl.user_id)
        await hall.hears("3", "nicht lesen", reply_to=said)
        assert vote.votes == {}
        hall.twist = None
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)


async def test_a_client_that_withholds_the_key_is_told_how_to_be_heard(hall: Hall) -> None:
    carl = hall.members["3"]
    async with hall.ballot() as vote:
        carl.gateway._keyring._may_receive = lambda *_: False
        await carl.gateway.rotate(hall.session)
        try:
            said = await hall.say("3", "ja")
            await hall.on_record("undecryptable", carl.user_id)
            await hall.hears("3", "nicht lesen", reply_to=said)
        finally:
            carl.gateway._keyring._may_receive = lambda *_: True
            await carl.gateway.rotate(hall.session)
        assert vote.votes == {}
        await hall.say("3", "ja")
        await vote.has("3", Choice.YES)


async def test_a_stranger_let_in_by_the_server_neither_votes_nor_reads(hall: Hall) -> None:
    """The server invents an invitation; the stranger stands in the room."""
    eve = await Member.join_server(hall.council.synapse, "eve", hall.council.folder)
    bot = hall.council.app.gateway
    await bot.http.post(path("rooms", hall.session, "invite"), {"user_id": eve.user_id})
    await eve.accept(hall.session)
    try:
        async with hall.ballot() as vote:
            await hall.handled(await eve.say(hall.session, "ja"))
            await hall.on_record("stranger", eve.user_id)
            assert vote.votes == {}
            asked = await vote.question()
            found = await eve.wait_for(lambda i: getattr(i, "event_id", None) == asked)
            assert type(found).__name__ == "Suspicious"
    finally:
        await bot.kick(hall.session, eve.user_id)
        await eve.close()
