# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""State of a room counts as ours while it is being made, and afterwards only if we set it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.matrix.events import Kind
from bot.matrix.roomstate import StateWatch

ROOM = "!r"
LEVELS = {"users": {"@bot:x": 100}}


def state(type: str, content: Any, key: str = "") -> dict[str, Any]:
    return {
        "type": type,
        "state_key": key,
        "content": content,
        "sender": "@bot:x",
        "event_id": "$e",
    }


def standing(known: dict[tuple[str, str, str], str]) -> StateWatch:
    """Return a watch over a room that has been made."""
    watch = StateWatch(known, known.__setitem__)
    assert watch.judge(ROOM, state("m.room.power_levels", LEVELS)) == []
    assert watch.judge(ROOM, state("m.room.encryption", {"algorithm": "a"})) == []
    assert watch.judge(ROOM, state("m.room.name", {"name": "Rat"})) == []
    watch.settle()
    return watch


def test_the_same_state_again_is_no_news() -> None:
    watch = standing({})
    assert watch.judge(ROOM, state("m.room.power_levels", LEVELS)) == []


@pytest.mark.parametrize(
    ("type", "kind"),
    [
        ("m.room.power_levels", Kind.POWER_CHANGED),
        ("m.room.tombstone", Kind.ROOM_UPGRADED),
        ("m.room.encryption", Kind.ENCRYPTION_CHANGED),
        ("m.room.server_acl", Kind.ACCESS_CHANGED),
        ("m.room.name", Kind.ROOM_CHANGED),
        ("org.example.unheard_of", Kind.ROOM_CHANGED),
    ],
)
def test_other_state_is_suspicious_each_time(type: str, kind: Kind) -> None:
    watch = standing({})
    for _ in range(2):
        [found] = watch.judge(ROOM, state(type, {"x": 1}))
        assert (found.kind, found.room, found.event_id, found.detail) == (kind, ROOM, "$e", type)


def test_what_we_set_is_ours_and_what_was_before_is_not_any_more() -> None:
    watch = standing({})
    watch.intend(ROOM, "m.room.name", "", {"name": "Stadtrat"})
    assert watch.judge(ROOM, state("m.room.name", {"name": "Stadtrat"})) == []
    [back] = watch.judge(ROOM, state("m.room.name", {"name": "Rat"}))
    assert back.kind is Kind.ROOM_CHANGED


def test_members_set_their_own_membership_and_calls() -> None:
    watch = standing({})
    for type in ("m.room.member", "org.matrix.msc3401.call.member", "m.rtc.member"):
        assert watch.judge(ROOM, state(type, {"x": 1}, "@a:x")) == []


def test_a_restart_forgets_nothing() -> None:
    known: dict[tuple[str, str, str], str] = {}
    standing(known)
    again = StateWatch(known)
    assert again.judge(ROOM, state("m.room.name", {"name": "Rat"})) == []
    assert again.judge(ROOM, state("m.room.name", {"name": "Anders"})) != []


def test_a_room_still_being_made_is_not_judged() -> None:
    watch = StateWatch()
    assert watch.judge(ROOM, state("m.room.power_levels", LEVELS)) == []
    watch.settle()
    assert watch.judge(ROOM, state("m.room.name", {"name": "Rat"})) == []


@pytest.mark.parametrize("content", [None, [], {"x": 1.5}, {"x": 2**80}, {"x": "\ud800"}])
def test_state_that_is_no_json_is_told_and_stops_nobody(content: Any) -> None:
    assert len(standing({}).judge(ROOM, state("m.room.name", content))) == 1


@pytest.mark.parametrize(
    "broken", [{}, {"type": 7, "state_key": ""}, {"type": "m", "state_key": 7}]
)
def test_no_state_at_all_is_passed_over(broken: dict[str, Any]) -> None:
    assert standing({}).judge(ROOM, broken) == []
