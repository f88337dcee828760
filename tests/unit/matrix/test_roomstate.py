# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""State of a room counts as ours while it is being made, and afterwards only if we set it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.matrix.events import Kind
from bot.matrix.roomstate import HANDOVER, Course, Intended, StateName, StateWatch

ROOM = "!r"
LEVELS = {"users": {"@bot:x": 100}}
NAME = (ROOM, "m.room.name", "")
Known = dict[StateName, Course]


def state(type: str, content: Any, key: str = "") -> dict[str, Any]:
    return {
        "type": type,
        "state_key": key,
        "content": content,
        "sender": "@bot:x",
        "event_id": "$e",
    }


def turn(watch: StateWatch, began: float = 0.0) -> None:
    """End a turn of the sync and commit it."""
    watch.settle(began)
    watch.commit()


def standing(known: Known) -> StateWatch:
    """Return a watch over a room that has been made; `known` outlives it."""
    watch = StateWatch(known, known.__setitem__)
    assert watch.judge(ROOM, state("m.room.power_levels", LEVELS)) == []
    assert watch.judge(ROOM, state("m.room.encryption", {"algorithm": "a"})) == []
    assert watch.judge(ROOM, named("Rat")) == []
    turn(watch)
    return watch


def named(name: str) -> dict[str, Any]:
    return state("m.room.name", {"name": name})


def rename(watch: StateWatch, name: str, confirmed: float | None = 0.0) -> None:
    """Do what the gateway does around setting a room's name."""
    watch.intend(*NAME, {"name": name})
    if confirmed is not None:
        watch.confirm(*NAME, {"name": name}, confirmed)


def shown(watch: StateWatch, *names: str, listed: bool = False) -> list[bool]:
    """Return which of the names, shown one after the other, are told as suspicious."""
    return [watch.judge(ROOM, named(name), listed=listed) != [] for name in names]


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
    rename(watch, "Stadtrat")
    assert shown(watch, "Stadtrat", "Rat") == [False, True]


def test_what_we_set_once_is_not_ours_for_ever() -> None:
    """The oldest state is no more ours than the one between."""
    watch = standing({})
    for name in ("Erster", "Zweiter", "Dritter"):
        rename(watch, name)
        assert shown(watch, name) == [False]
        turn(watch)
    assert shown(watch, "Erster", "Zweiter", "Rat", "Dritter") == [True, True, True, False]


def test_what_is_under_way_and_what_was_before_it_both_count_until_it_is_shown() -> None:
    watch = standing({})
    rename(watch, "Stadtrat", confirmed=None)
    assert shown(watch, "Rat", "Stadtrat", "Rat") == [False, False, True]


def test_state_set_several_times_may_be_shown_in_that_order_or_in_part() -> None:
    for seen, told in {
        ("Eins", "Zwei", "Eins"): [False, False, False],
        ("Zwei", "Eins"): [False, False],
        ("Zwei", "Rat"): [False, True],
    }.items():
        watch = standing({})
        for name in ("Eins", "Zwei", "Eins"):
            rename(watch, name)
        assert shown(watch, *seen) == told


def test_what_was_set_twice_alike_is_set_once() -> None:
    watch = standing({})
    rename(watch, "Stadtrat", confirmed=None)
    rename(watch, "Stadtrat")
    rename(watch, "Rathaus")
    assert shown(watch, "Stadtrat", "Rathaus", "Stadtrat") == [False, False, True]


def test_a_server_that_withholds_what_it_confirmed_may_show_the_old_for_a_while_only() -> None:
    watch = standing({})
    rename(watch, "Stadtrat", confirmed=100.0)
    turn(watch, began=100.0 + HANDOVER - 1)
    assert shown(watch, "Rat") == [False]
    turn(watch, began=100.0 + HANDOVER)
    assert shown(watch, "Rat", "Stadtrat") == [True, False]


def test_what_the_server_never_confirmed_takes_nothing_from_what_stands() -> None:
    watch = standing({})
    rename(watch, "Stadtrat", confirmed=None)
    turn(watch, began=10 * HANDOVER)
    assert shown(watch, "Rat", "Stadtrat") == [False, False]


def test_what_the_server_refused_is_not_ours() -> None:
    watch = standing({})
    rename(watch, "Stadtrat", confirmed=None)
    watch.withdraw(*NAME, {"name": "Stadtrat"})
    assert shown(watch, "Stadtrat", "Rat") == [True, False]


def test_a_refusal_of_what_was_set_before_or_never_changes_nothing() -> None:
    watch = standing({})
    watch.withdraw(*NAME, {"name": "Rat"})
    rename(watch, "Stadtrat")
    watch.withdraw(*NAME, {"name": "Stadtrat"})
    watch.confirm(*NAME, {"name": "Anders"}, 1.0)
    assert shown(watch, "Stadtrat") == [False]


def test_a_gap_may_list_the_newest_state_before_it_tells_how_it_came_to_be() -> None:
    watch = standing({})
    rename(watch, "Stadtrat")
    rename(watch, "Rathaus")
    assert shown(watch, "Rathaus", listed=True) == [False]
    assert shown(watch, "Stadtrat", "Rathaus") == [False, False]
    turn(watch)
    assert shown(watch, "Stadtrat", listed=True) == [True]


def test_state_listed_in_a_turn_counts_from_the_next_one_on() -> None:
    watch = standing({})
    rename(watch, "Stadtrat")
    assert shown(watch, "Stadtrat", "Rat", listed=True) == [False, False]
    turn(watch)
    assert shown(watch, "Rat", listed=True) == [True]
    assert shown(watch, "Stadtrat", listed=True) == [False]


def test_state_may_be_listed_as_it_was_when_the_turn_began() -> None:
    watch = standing({})
    rename(watch, "Stadtrat")
    assert shown(watch, "Stadtrat") == [False]
    assert shown(watch, "Rat", listed=True) == [False]
    turn(watch)
    assert shown(watch, "Rat", listed=True) == [True]


def test_a_turn_that_was_not_committed_may_tell_everything_again() -> None:
    watch = standing({})
    for name in ("Stadtrat", "Rathaus"):
        rename(watch, name)
    assert shown(watch, "Stadtrat", "Rathaus") == [False, False]
    watch.settle()
    watch.rewind()
    assert shown(watch, "Rat", listed=True) == [False]
    assert shown(watch, "Stadtrat", "Rathaus") == [False, False]
    turn(watch)
    watch.rewind()
    assert shown(watch, "Rat", "Stadtrat", "Rathaus", listed=True) == [True, True, False]


def test_after_a_restart_only_the_latest_state_is_ours() -> None:
    known: Known = {}
    watch = standing(known)
    rename(watch, "Stadtrat")
    assert shown(watch, "Stadtrat") == [False]
    turn(watch)
    again = StateWatch(known)
    assert shown(again, "Rat", "Stadtrat") == [True, False]


def test_a_restart_before_the_server_has_shown_it_forgets_nothing_we_set() -> None:
    known: Known = {}
    watch = standing(known)
    rename(watch, "Stadtrat", confirmed=None)
    assert shown(StateWatch(known), "Stadtrat", "Rat") == [False, True]
    assert known[NAME].ahead[0].done is None
    watch.confirm(*NAME, {"name": "Stadtrat"}, 5.0)
    assert known[NAME].ahead[0] == Intended(digest=known[NAME].ahead[0].digest, done=5.0)


def test_what_we_set_in_a_new_room_is_not_undone_by_how_the_server_made_it() -> None:
    watch = StateWatch()
    rename(watch, "Stadtrat")
    assert shown(watch, "Rat", listed=True) == [False]
    assert shown(watch, "Rat", "Stadtrat") == [False, False]
    watch.judge(ROOM, state("m.room.power_levels", LEVELS))
    watch.judge(ROOM, state("m.room.encryption", {"algorithm": "a"}))
    turn(watch)
    assert shown(watch, "Rat", "Stadtrat") == [True, False]


def test_a_room_is_still_being_made_until_a_turn_that_shows_it_is_committed() -> None:
    watch = StateWatch()
    for event in (
        state("m.room.power_levels", LEVELS),
        state("m.room.encryption", {"algorithm": "a"}),
        named("Rat"),
    ):
        watch.judge(ROOM, event)
    watch.settle()
    watch.rewind()
    assert shown(watch, "Entwurf", "Rat") == [False, False]
    turn(watch)
    assert shown(watch, "Entwurf") == [True]


def test_state_of_a_kind_never_seen_is_ours_once_we_mean_to_set_it() -> None:
    watch = standing({})
    topic = state("m.room.topic", {"topic": "x"})
    watch.intend(ROOM, "m.room.topic", "", {"topic": "x"})
    assert watch.judge(ROOM, topic) == []


def test_members_set_their_own_membership_and_calls() -> None:
    watch = standing({})
    for type in ("m.room.member", "org.matrix.msc3401.call.member", "m.rtc.member"):
        assert watch.judge(ROOM, state(type, {"x": 1}, "@a:x")) == []


def test_a_restart_forgets_nothing() -> None:
    known: Known = {}
    standing(known)
    again = StateWatch(known)
    assert again.judge(ROOM, state("m.room.name", {"name": "Rat"})) == []
    assert again.judge(ROOM, state("m.room.name", {"name": "Anders"})) != []


def test_a_room_still_being_made_is_not_judged() -> None:
    watch = StateWatch()
    assert watch.judge(ROOM, state("m.room.power_levels", LEVELS)) == []
    turn(watch)
    assert watch.judge(ROOM, state("m.room.name", {"name": "Rat"})) == []


@pytest.mark.parametrize("content", [None, [], {"x": 1.5}, {"x": 2**80}, {"x": "\ud800"}])
def test_state_that_is_no_json_is_told_and_stops_nobody(content: Any) -> None:
    assert len(standing({}).judge(ROOM, state("m.room.name", content))) == 1


@pytest.mark.parametrize(
    "broken", [{}, {"type": 7, "state_key": ""}, {"type": "m", "state_key": 7}]
)
def test_no_state_at_all_is_passed_over(broken: dict[str, Any]) -> None:
    assert standing({}).judge(ROOM, broken) == []
