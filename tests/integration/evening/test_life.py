# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bot's own life: restarted in the middle of a vote, started twice, on PostgreSQL, its logs."""

from __future__ import annotations

import logging
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from council_bot import COUNCIL, CouncilBot, council_bot
from hall import VISITORS, Hall, Vote, hall_in_session
from postgres import Postgres
from proxy import Proxy, Rule
from real_synapse import Homeserver

from bot.app import open_app
from bot.domain.values import Choice
from bot.matrix.events import TextMessage
from bot.matrix.http import path
from bot.store import JournalInUse

Json = dict[str, Any]


async def test_a_restart_in_the_middle_of_a_vote_loses_and_doubles_nothing(
    synapse: Homeserver, tmp_path: Path, postgres: Postgres
) -> None:
    """One vote before, one while the bot is down, one played back under a new id afterwards.

    The journal lies in PostgreSQL; `tests/integration/faults` has the like on SQLite.
    """
    journal = postgres.url(postgres.create_database())
    async with AsyncExitStack() as stack:
        proxy = await stack.enter_async_context(Proxy.before(synapse.url))
        first = AsyncExitStack()
        hall = await first.enter_async_context(
            hall_in_session(synapse, proxy, tmp_path, journal=journal)
        )
        members, account = dict(hall.members), hall.council.app.settings.account
        for member in members.values():
            stack.push_async_callback(member.close)
        vote = await hall.open_ballot()
        said = await hall.say("3", "ja")
        await vote.has("3", Choice.YES)
        rooms, ahead = hall.session, hall.council.clock.ahead
        old = (await members["3"].http.get(path("rooms", rooms, "event", said)))["content"]
        hall.members.clear()
        await first.aclose()

        await members["4"].say(rooms, "nein")
        council = await stack.enter_async_context(
            council_bot(
                replace(synapse, url=proxy.url),
                tmp_path,
                COUNCIL + VISITORS,
                account=(account.user, account.password or ""),
                journal=journal,
            )
        )
        council.clock.ahead = ahead
        again = Hall(council, proxy)
        proxy.rules.clear()
        proxy.add(Rule("/sync$", after=again.twisted))
        council.members = {}
        vote = Vote(again, vote.id)
        assert again.session == rooms
        await vote.has("4", Choice.NO)
        assert vote.votes == {"3": Choice.YES, "4": Choice.NO}

        def play_back(_: str, event: Json) -> Json:
            dora = event["sender"] == members["4"].user_id
            fresh = dora and event["type"] == "m.room.encrypted"
            return event | {"sender": members["3"].user_id, "content": old} if fresh else event

        again.twist = play_back
        await again.handled(await members["4"].say(rooms, "ja"))
        again.twist = None
        assert ("replayed", members["3"].user_id) in await again.incidents()
        assert vote.votes == {"3": Choice.YES, "4": Choice.NO}
        # The server hid Dora's own answer behind what it played back: so the chair is asked first.
        await again.handled(await members["1"].say(rooms, "!abstimmung schließen"))
        assert vote.ballot.open
        assert ("id_reused", members["4"].user_id) in await again.incidents()
        await members["1"].say(rooms, "!abstimmung schließen")
        await again.until(lambda: not vote.ballot.open)
        bot = council.app.gateway.user_id
        await members["2"].sync(wait=0)
        texts = Counter(
            item.body
            for item in members["2"].seen
            if isinstance(item, TextMessage)
            and (item.sender, item.room, item.is_edit_of) == (bot, rooms, None)
        )
        assert [body for body, times in texts.items() if times > 1] == []
        assert any(f"Abstimmung {vote.id}" in body for body in texts)


async def test_a_second_bot_on_the_same_data_is_refused(
    synapse: Homeserver, tmp_path: Path
) -> None:
    async with council_bot(synapse, tmp_path) as council:
        with pytest.raises(JournalInUse):
            await AsyncExitStack().enter_async_context(open_app(council.app.settings))
        council.alive()


async def test_rooms_are_made_once(synapse: Homeserver, tmp_path: Path) -> None:
    def rooms(council: CouncilBot) -> dict[str, str]:
        return dict(council.chamber.rooms._rooms)

    async with council_bot(synapse, tmp_path) as council:
        account, made = council.app.settings.account, rooms(council)
    kept = (account.user, account.password or "")
    async with Proxy.before(synapse.url) as proxy:
        moved = replace(synapse, url=proxy.url)
        async with council_bot(moved, tmp_path, account=kept) as council:
            assert rooms(council) == made
            assert proxy.count("/createRoom") == 0


async def test_logs_hold_no_names_votes_words_keys_or_tokens(
    synapse: Homeserver, tmp_path: Path, postgres: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    """A vote on PostgreSQL with everything logged that anybody logs."""
    caplog.set_level(logging.DEBUG)
    journal = postgres.url(postgres.create_database())
    async with (
        Proxy.before(synapse.url) as proxy,
        hall_in_session(synapse, proxy, tmp_path, journal=journal) as hall,
    ):
        vote = await hall.open_ballot()
        await hall.say("3", "nein")
        await hall.say("4", "!zauberwort")
        await vote.has("3", Choice.NO)
        content = {"msgtype": "m.text", "body": "Klartext"}
        await hall.members["2"].send_plain(hall.session, "m.room.message", content)
        await hall.on_record("plaintext", hall.members["2"].user_id)
        result = (await vote.close()).result
        assert result is not None
        assert (result.yes, result.no, result.not_voted) == (0, 1, 3)
        app = hall.council.app
        secrets = [app.gateway.login.token, app.settings.account.password or "-"]
        secrets += [
            str(enrolled.master) for enrolled in hall.council.chamber.desk.body.enrolments.values()
        ]
        secrets += [seat.name for seat in hall.meeting.seats.values()]
        secrets += [member.user_id for member in hall.members.values()]
        secrets += ["zauberwort", "Klartext", "Wir lüften"]
    ours = [r for r in caplog.records if r.name.startswith("bot") or r.levelno >= logging.INFO]
    logged = "\n".join(f"{r.name} {r.getMessage()} {r.exc_text or ''}" for r in ours)
    assert [secret for secret in secrets if secret in logged] == []
    assert "not counted: plaintext" in logged
