# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Answers: in the asker's room and language, once however often they are given, never fatal."""

from __future__ import annotations

import pytest
from talking import NOON
from written import Written

from bot.domain.ids import SeatId
from bot.domain.values import Language
from bot.effects import Line
from bot.matrix.http import MatrixError, Unreachable
from bot.matrix.media import TooLarge
from bot.matrix.outbox import NotEncrypted
from bot.replies import TRIES, Heard, Replies
from bot.speech import PART_LIMIT
from bot.texts import Texts

ASKED = Heard(
    event_id="$asked",
    room="!session",
    user="@carl:rat.example",
    seat=SeatId("3"),
    at=NOON,
    language=Language.DE,
)
CANCELLED = Line("reply.cancelled")


def replies(way: Written) -> Replies:
    return Replies(way, Texts.load())


async def test_an_answer_is_a_reply_that_mentions_who_asked() -> None:
    way = Written()
    await replies(way).lines(ASKED, CANCELLED)
    [sent] = way.sent
    assert (sent.room, sent.type, sent.reply_to) == ("!session", "m.room.message", "$asked")
    assert sent.content["m.mentions"] == {"user_ids": ["@carl:rat.example"]}
    assert sent.body.startswith("Verworfen")


async def test_an_answer_is_given_in_the_language_of_who_asked() -> None:
    way = Written()
    english = Heard(
        event_id="$other", room="!r", user="@x", seat=None, at=NOON, language=Language.EN
    )
    await replies(way).lines(english, CANCELLED)
    assert "Verworfen" not in way.sent[0].body


async def test_the_same_answer_given_again_after_a_crash_is_the_same_transaction() -> None:
    way = Written()
    await replies(way).lines(ASKED, CANCELLED)
    await replies(way).lines(ASKED, CANCELLED)
    assert len(way.sent) == 1


async def test_what_is_said_beside_an_answer_has_its_own_transaction() -> None:
    """Else the homeserver would take the end of a flood for its beginning, and swallow it."""
    way = Written()
    said = replies(way)
    await said.lines(ASKED, CANCELLED)
    await said.beside(ASKED, Line("reply.flood"), kind="flood")
    await said.beside(ASKED, Line("reply.unread", n=3), kind="unread")
    await said.privately("!direct", ASKED, CANCELLED)
    assert len({sent.txn for sent in way.sent}) == len(way.sent) == 4
    assert [sent.reply_to for sent in way.sent] == ["$asked", "$asked", "$asked", None]
    assert way.sent[-1].room == "!direct"


async def test_of_a_long_answer_only_the_first_part_is_the_reply() -> None:
    way = Written()
    await replies(way).text(ASKED, "Wort " * PART_LIMIT)
    assert len(way.sent) > 2
    assert [sent.reply_to for sent in way.sent] == ["$asked", *[None] * (len(way.sent) - 1)]


async def test_a_file_is_handed_out_in_the_room_it_was_asked_for() -> None:
    way = Written()
    await replies(way).file(ASKED, b"%PDF", mime="application/pdf", name="Niederschrift.pdf")
    [sent] = way.sent
    assert (sent.room, sent.body, sent.content["info"]["size"]) == (
        "!session",
        "Niederschrift.pdf",
        4,
    )


@pytest.mark.parametrize(
    "refusal",
    [MatrixError(403, "M_FORBIDDEN", "no"), NotEncrypted("clear"), TooLarge("large")],
    ids=lambda error: type(error).__name__,
)
async def test_an_answer_nobody_can_be_given_stops_nothing(refusal: Exception) -> None:
    await replies(Written(refuses=refusal)).lines(ASKED, CANCELLED)


@pytest.mark.parametrize(("times", "said"), [(1, 1), (TRIES - 1, 1), (TRIES, 0)])
async def test_an_answer_the_homeserver_stumbles_over_is_given_again_but_not_for_ever(
    monkeypatch: pytest.MonkeyPatch, times: int, said: int
) -> None:
    monkeypatch.setattr("bot.replies.AGAIN_SECONDS", 0.0)
    way = Written(stumbles=times)
    await replies(way).lines(ASKED, CANCELLED)
    assert len(way.sent) == said


async def test_an_unreachable_homeserver_is_the_callers_business() -> None:
    with pytest.raises(Unreachable):
        await replies(Written(refuses=Unreachable("down"))).lines(ASKED, CANCELLED)
