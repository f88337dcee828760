# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Irreversible commands wait for a second word of the same person, in the same room, in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.command import Doubt
from bot.chat.reader import Act, NeedsConfirmation
from bot.confirmations import PATIENCE, Confirmations, asked_back
from bot.domain import commands as c
from bot.domain.ids import MeetingId, SeatId
from bot.domain.values import Language
from bot.replies import Heard
from bot.texts import Texts

TEXTS = Texts.load()
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HEARD = Heard(
    event_id="$abcdefGh1j",
    room="!session",
    user="@berta:rat.example",
    seat=SeatId("1"),
    at=NOON,
    language=Language.DE,
)
CLOSE = Act(c.CloseMeeting(by=SeatId("1"), at=NOON))


@pytest.mark.parametrize("typed", ["GH1J", "gh1j", ""])
def test_the_token_or_none_confirms_once(typed: str) -> None:
    waiting = Confirmations()
    assert waiting.ask(CLOSE, HEARD) == "GH1J"
    assert waiting.take(typed, HEARD) == CLOSE
    assert waiting.take(typed, HEARD) is None


def test_a_wrong_token_confirms_nothing_and_leaves_it_waiting() -> None:
    waiting = Confirmations()
    waiting.ask(CLOSE, HEARD)
    assert waiting.take("XXXX", HEARD) is None
    assert waiting.take("GH1J", HEARD) == CLOSE


def test_nobody_else_and_no_other_room_can_confirm() -> None:
    waiting = Confirmations()
    waiting.ask(CLOSE, HEARD)
    assert waiting.take("", replace(HEARD, user="@carl:rat.example")) is None
    assert waiting.take("", replace(HEARD, room="!office")) is None


def test_after_five_minutes_it_is_asked_again() -> None:
    waiting = Confirmations()
    waiting.ask(CLOSE, HEARD)
    assert waiting.take("", replace(HEARD, at=NOON + PATIENCE + timedelta(seconds=1))) is None
    waiting.ask(CLOSE, HEARD)
    assert waiting.take("", replace(HEARD, at=NOON + PATIENCE)) == CLOSE


def test_the_newest_command_is_the_one_that_waits() -> None:
    waiting = Confirmations()
    waiting.ask(CLOSE, HEARD)
    later = Act(c.DraftMinutes(by=SeatId("1"), at=NOON), MeetingId("2026-04"))
    waiting.ask(later, replace(HEARD, event_id="$other-Zz9_"))
    assert waiting.take("", HEARD) == later


def test_what_is_dropped_waits_no_more() -> None:
    waiting = Confirmations()
    waiting.ask(CLOSE, HEARD)
    waiting.drop(HEARD)
    waiting.drop(HEARD)
    assert waiting.take("", HEARD) is None


def test_an_event_id_without_letters_still_gives_a_token() -> None:
    assert Confirmations().ask(CLOSE, replace(HEARD, event_id="$----"))


def test_what_cannot_be_undone_is_said_as_such() -> None:
    asked = NeedsConfirmation(CLOSE.command, "command.meeting.close")
    lines = asked_back(asked, "GH1J", TEXTS, Language.DE)
    assert [line.key for line in lines] == ["reply.confirm"]
    assert lines[0].facts["token"] == "GH1J"


def test_what_speaks_against_it_is_named_first() -> None:
    doubt = Doubt("doubt.undecided", {"number": "1", "ids": ("A1", "A2")})
    asked = NeedsConfirmation(CLOSE.command, "command.agenda.close", (doubt,))
    lines = asked_back(asked, "GH1J", TEXTS, Language.DE)
    assert [line.key for line in lines] == ["doubt.undecided", "reply.confirm_doubt"]
    passing = replace(asked, doubts=(replace(doubt, for_good=False),))
    assert [line.key for line in asked_back(passing, "GH1J", TEXTS, Language.DE)] == [
        "doubt.undecided",
        "reply.confirm_anyway",
    ]
    assert "A1 und A2" in TEXTS.say("de", lines[0].key, **lines[0].facts)
