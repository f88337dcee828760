# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Requests for an item: the room hears of them so that others can sign, the office what is due."""

from __future__ import annotations

from dataclasses import replace

import pytest
from council import AYSE, BEFORE, BODY, CLERK, MAYOR, UWE
from scenario import Given
from talking import context, reading

from bot.chat.reader import Ask
from bot.chat.requests import FileItemRequest
from bot.domain import events as e
from bot.domain.ids import ItemRequestId, MeetingId
from bot.domain.roster import evolve
from bot.domain.values import RequestRefusal
from bot.effects import Effect, Place, Say, Tell
from bot.reactions import BodyTurn, body_effects

B1 = ItemRequestId("B1")
ASKED = e.ItemRequested(
    request=B1,
    by=AYSE,
    group="",
    title="Radweg",
    text="",
    public=True,
    needed=2,
    norm="§ 35",
    at=BEFORE,
)
SIGNED = e.ItemRequestSupported(request=B1, by=UWE, at=BEFORE)


def effects(*happened: e.BodyEvent) -> list[Effect]:
    before = Given(*BODY, *happened[:-1]).body
    after = evolve(before, happened[-1])
    turn = BodyTurn(before=before, after=after, event=happened[-1], seq=9, hash="", at=BEFORE)
    return body_effects(turn)


def said(*happened: e.BodyEvent) -> list[tuple[Place | None, str]]:
    return [
        (one.place if isinstance(one, Say) else None, one.lines[0].key)
        for one in effects(*happened)
        if isinstance(one, Say | Tell)
    ]


def test_others_are_shown_how_to_sign_until_it_is_a_right() -> None:
    room, office = effects(ASKED)
    assert isinstance(room, Say)
    assert [line.key for line in room.lines] == ["say.item_requested", "say.item_request_support"]
    assert isinstance(office, Say)
    assert office.lines[0].key == "say.item_request_waits"
    group = replace(ASKED, group="Grüne", needed=0)
    assert said(group) == [
        (Place.SESSION, "say.item_requested_group"),
        (Place.OFFICE, "say.item_request_right"),
    ]


def test_the_office_hears_once_that_it_has_become_a_right() -> None:
    assert said(ASKED, SIGNED)[1] == (Place.OFFICE, "say.item_request_right")
    more = replace(SIGNED, by=MAYOR)
    assert said(ASKED, SIGNED, more)[1] == (Place.OFFICE, "say.item_request_waits")


@pytest.mark.parametrize(("public", "room"), [(True, Place.SESSION), (False, Place.CLOSED)])
def test_what_is_not_public_is_said_in_the_closed_room(public: bool, room: Place) -> None:
    asked = replace(ASKED, public=public)
    refused = e.ItemRequestRefused(
        request=B1, by=CLERK, ground=RequestRefusal.UNCLEAR, reason="Was?", norm="§ 35"
    )
    gone = e.ItemRequestWithdrawn(request=B1, by=AYSE)
    taken = e.ItemRequestTakenUp(request=B1, by=CLERK, meeting=MeetingId("2026-03"))
    assert said(asked)[0][0] is room
    assert [place for place, _ in said(asked, refused)] == [room, Place.OFFICE, None]
    assert [place for place, _ in said(asked, gone)] == [room, Place.OFFICE]
    assert said(asked, taken) == [(None, "say.item_request_taken_up")]


def test_a_request_is_read_with_group_and_part() -> None:
    found = reading('!aufnahmeantrag nichtöffentlich fraktion "Kauf"\nWir kaufen.', context())
    assert found == Ask(
        FileItemRequest(title="Kauf", text="Wir kaufen.", public=False, for_group=True)
    )
