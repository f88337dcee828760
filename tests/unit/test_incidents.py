# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What must not count: on record once in a while, told to the person every time, within reason."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from body_at_work import BodyAtWork, body_at_work
from talking import AYSE, NOON

from bot.domain import events as e
from bot.domain.ids import SeatId
from bot.domain.roster import Distrust
from bot.domain.values import Language
from bot.effects import Line
from bot.incidents import PAUSE, TOLD, Incidents
from bot.matrix.events import Kind
from bot.replies import Heard

USER = "@ayse:rat.example"


def heard(
    n: int,
    *,
    room: str = "!session",
    user: str = USER,
    seat: SeatId | None = AYSE,
    after: timedelta = timedelta(),
) -> Heard:
    at = NOON + after
    return Heard(event_id=f"${n}", room=room, user=user, seat=seat, at=at, language=Language.DE)


async def on_record(body: BodyAtWork) -> list[tuple[str, str]]:
    desk = body.desk
    return [
        (event.kind, event.user)
        async for entry in desk.journal.read(desk.stream_of(None))
        if isinstance(event := desk.journal.codec.event(entry), e.IncidentRecorded)
    ]


def incidents(body: BodyAtWork) -> Incidents:
    return Incidents(body.desk, body.replies, body.chambers)


async def test_every_lost_message_is_told_though_only_the_first_is_on_record(
    tmp_path: Path,
) -> None:
    async with body_at_work(tmp_path) as body:
        watch = incidents(body)
        for n in range(3):
            await watch.report(Kind.UNDECRYPTABLE, heard(n))
        assert [sent.reply_to for sent in body.way.sent] == ["$0", "$1", "$2"]
        assert await on_record(body) == [("undecryptable", USER)]


async def test_a_flood_is_told_a_few_times_until_the_pause_is_over(tmp_path: Path) -> None:
    async with body_at_work(tmp_path) as body:
        watch = incidents(body)
        for n in range(TOLD + 5):
            await watch.report(Kind.UNDECRYPTABLE, heard(n))
        assert len(body.way.sent) == TOLD
        await watch.report(Kind.REACTION, heard(50))
        assert len(body.way.sent) == TOLD + 1, "another kind is another matter"
        await watch.report(Kind.UNDECRYPTABLE, heard(99, after=PAUSE))
        assert body.way.sent[-1].reply_to == "$99"
        kinds = [kind for kind, _ in await on_record(body)]
        assert kinds == ["undecryptable", "reaction", "undecryptable"]


async def test_a_device_without_keys_is_told_in_the_direct_room(tmp_path: Path) -> None:
    async with body_at_work(tmp_path) as body:
        await incidents(body).report(Distrust.UNSIGNED, heard(1))
        [sent] = body.way.sent
        assert sent.room == f"!direct-{USER}"
        assert "nicht durch Ihre Identität" in sent.body


@pytest.mark.parametrize(
    ("room", "told", "recorded"),
    [("!session", 0, [("stranger", "@eve:else.example")]), ("!elsewhere", 1, [])],
    ids=["let into our room", "visiting"],
)
async def test_a_visitor_is_told_the_way_and_an_intruder_is_put_on_record(
    tmp_path: Path, room: str, told: int, recorded: list[tuple[str, str]]
) -> None:
    async with body_at_work(tmp_path) as body:
        eve = heard(1, room=room, user="@eve:else.example", seat=None)
        await incidents(body).report(Distrust.STRANGER, eve)
        assert len(body.way.sent) == told
        assert await on_record(body) == recorded


async def test_a_kind_there_is_no_sentence_for_is_put_on_record_all_the_same(
    tmp_path: Path,
) -> None:
    async with body_at_work(tmp_path) as body:
        await incidents(body).report("history_gap", heard(1))
        assert (len(body.way.sent), len(await on_record(body))) == (0, 1)


async def test_what_is_told_beside_an_answer_does_not_take_its_place(tmp_path: Path) -> None:
    """Two sentences under one transaction id would be one: the server drops the second."""
    async with body_at_work(tmp_path) as body:
        await incidents(body).report("words_missing", heard(1), beside="missing")
        await body.replies.lines(heard(1), Line("reply.cancelled"))
        assert [sent.reply_to for sent in body.way.sent] == ["$1", "$1"]
        assert len({sent.txn for sent in body.way.sent}) == 2
        assert await on_record(body) == [("words_missing", USER)]
