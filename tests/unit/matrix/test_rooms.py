# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rumours about rooms; encryption alone is for ever."""

from __future__ import annotations

from typing import Any

import pytest

from bot.matrix.events import Invited, Kind, MembershipSeen, Suspicious
from bot.matrix.machine import MEGOLM
from bot.matrix.rooms import INFINITE_POWER, Rooms, creators_rule, invitation, power

Json = dict[str, Any]
BOT, ALICE, BELA = "@bot:x", "@alice:x", "@bela:x"
ROOM = "!0Hq7ohdQbQX4"  # since room version 12 without a server name


def member(user: str, membership: str) -> Json:
    return {"type": "m.room.member", "state_key": user, "content": {"membership": membership}}


def encryption(algorithm: str | None) -> Json:
    content = {} if algorithm is None else {"algorithm": algorithm}
    return {"type": "m.room.encryption", "state_key": "", "content": content, "sender": ALICE}


def rooms(*events: Json) -> tuple[Rooms, list[str]]:
    remembered: list[str] = []
    known = Rooms(BOT, [], remembered.append)
    for event in events:
        known.apply(ROOM, event)
    return known, remembered


def test_messages_are_meant_for_who_is_in_or_invited() -> None:
    known, _ = rooms(member(BOT, "join"), member(ALICE, "join"), member(BELA, "invite"))
    assert known.addressed(ROOM) == [ALICE, BELA]
    known.apply(ROOM, member(BELA, "leave"))
    assert known.addressed(ROOM) == [ALICE]


def test_a_change_of_membership_is_told_once() -> None:
    known, _ = rooms()
    seen = MembershipSeen(room=ROOM, user=ALICE, membership="join")
    assert known.apply(ROOM, member(ALICE, "join")) == [seen]
    assert known.apply(ROOM, member(ALICE, "join")) == []


def test_old_news_do_not_bring_back_whom_we_removed() -> None:
    known, _ = rooms(member(ALICE, "invite"))
    known.note_removed(ROOM, ALICE)
    known.apply(ROOM, member(ALICE, "join"))  # happened before our removal, told after it
    assert known.addressed(ROOM) == []
    known.apply(ROOM, member(ALICE, "leave"))
    known.apply(ROOM, member(ALICE, "join"))
    assert known.addressed(ROOM) == [ALICE]


def test_a_removal_we_heard_of_before_does_not_linger() -> None:
    known, _ = rooms(member(ALICE, "leave"))
    known.note_removed(ROOM, ALICE)
    known.apply(ROOM, member(ALICE, "invite"))
    assert known.addressed(ROOM) == [ALICE]


def test_whom_we_invite_again_is_addressed_at_once() -> None:
    known, _ = rooms(member(ALICE, "join"))
    known.note_removed(ROOM, ALICE)
    known.note_invited(ROOM, ALICE)
    assert known.addressed(ROOM) == [ALICE]


def test_an_encrypted_room_is_remembered_and_stays_so() -> None:
    known, remembered = rooms(encryption(MEGOLM))
    assert remembered == [ROOM]
    for algorithm in (None, "m.none"):
        [item] = known.apply(ROOM, encryption(algorithm))
        assert isinstance(item, Suspicious)
        assert (item.kind, item.sender) == (Kind.ENCRYPTION_CHANGED, ALICE)
        assert known.is_encrypted(ROOM)
    assert Rooms(BOT, remembered, lambda _: None).is_encrypted(ROOM)


def test_encryption_missing_from_the_whole_state_is_told() -> None:
    known = Rooms(BOT, [ROOM], lambda _: None)
    [_, item] = known.apply_all_state(ROOM, [member(BOT, "join")], [])
    assert isinstance(item, Suspicious)
    assert item.kind is Kind.ENCRYPTION_CHANGED
    assert len(known.apply_all_state(ROOM, [encryption(MEGOLM)], [])) == 0
    assert len(known.apply_all_state(ROOM, [], [encryption(MEGOLM)])) == 0


@pytest.mark.parametrize("event", [{}, {"type": "m.room.member"}, member(ALICE, 7)])  # type: ignore[arg-type]
def test_malformed_state_says_nothing(event: Json) -> None:
    known, _ = rooms()
    assert known.apply(ROOM, event) == []


def test_an_invitation_names_who_invites() -> None:
    state = [member(ALICE, "join"), member(BOT, "invite") | {"sender": ALICE}]
    assert invitation(BOT, ROOM, state) == Invited(room=ROOM, by=ALICE)
    assert invitation(BOT, ROOM, [member(BOT, "leave")]) is None


@pytest.mark.parametrize(
    ("version", "infinite"),
    [("1", False), ("11", False), ("12", True), ("13", True), ("org.example.new", True)],
)
def test_creators_stand_above_power_levels_from_version_12_on(version: str, infinite: bool) -> None:
    assert creators_rule(version) is infinite
    create = {"sender": BOT, "content": {"room_version": version, "additional_creators": [BELA]}}
    levels = {"users": {BOT: 100, ALICE: 50}, "users_default": 1}
    assert power(create, levels, BOT) == (INFINITE_POWER if infinite else 100)
    assert power(create, levels, BELA) == (INFINITE_POWER if infinite else 1)
    assert power(create, levels, ALICE) == 50
    assert power(create, levels, "@else:x") == 1


def test_without_power_levels_the_creator_has_a_hundred() -> None:
    create = {"sender": BOT, "content": {"room_version": "11"}}
    assert (power(create, None, BOT), power(create, None, ALICE)) == (100, 0)
