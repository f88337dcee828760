# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Up to where a burst of messages is answered, and what its author is told of the rest."""

from __future__ import annotations

from datetime import timedelta

from talking import NOON

from bot.domain.values import Language
from bot.flood import BURST, WINDOW, Flood
from bot.replies import Heard

SECOND = timedelta(seconds=1)


def heard(n: int, user: str = "@carl:rat.example", after: timedelta = timedelta()) -> Heard:
    return Heard(
        event_id=f"${n}", room="!r", user=user, seat=None, at=NOON + after, language=Language.DE
    )


def test_a_burst_is_answered_and_the_next_message_is_not() -> None:
    flood = Flood()
    assert all(flood.admits("@carl", NOON) for _ in range(BURST))
    assert not flood.admits("@carl", NOON + WINDOW - SECOND)
    assert flood.admits("@dora", NOON), "what one writes is no burden of another"
    assert flood.admits("@carl", NOON + WINDOW)


def test_the_first_unread_message_is_told_and_the_number_when_the_window_ends() -> None:
    flood = Flood()
    assert [flood.leave_unread(heard(n, after=SECOND * n)) for n in range(3)] == [
        True,
        False,
        False,
    ]
    assert flood.leave_unread(heard(9, "@dora:rat.example", WINDOW))
    assert flood.over(NOON + WINDOW - SECOND) == ()
    [over] = flood.over(NOON + WINDOW)
    assert (over.first.event_id, over.count) == ("$0", 3)
    assert flood.over(NOON + WINDOW) == ()
    assert flood.leave_unread(heard(10, after=WINDOW)), "the next window is told of anew"


def test_who_fell_silent_is_forgotten_and_who_has_not_is_still_held_back() -> None:
    flood = Flood()
    for _ in range(BURST):
        flood.admits("@carl", NOON)
    flood.admits("@dora", NOON - WINDOW)
    flood.over(NOON + SECOND)
    assert not flood.admits("@carl", NOON + SECOND)
    flood.over(NOON + WINDOW)
    assert flood.admits("@carl", NOON + WINDOW)


def test_who_goes_on_pouring_is_not_answered_until_it_ebbs() -> None:
    """Five a second for a minute: the first of them, then none; then one in a while is heard."""
    flood, pace = Flood(), timedelta(milliseconds=200)
    answered = [flood.admits("@carl", NOON + pace * n) for n in range(300)]
    assert answered == [n < BURST for n in range(300)]
    assert flood.admits("@carl", NOON + pace * 300 + WINDOW)
