# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""When a crashed homeserver is started again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.homeserver.backoff import Backoff, GiveUp, Policy, Wait

POLICY = Policy(first=1.0, longest=5.0, attempts=4, forgiven_after=60.0)


def test_the_pauses_double_up_to_the_longest_and_then_it_gives_up() -> None:
    backoff = Backoff(policy=POLICY)
    decisions = []
    for _ in range(5):
        backoff, decision = backoff.crashed(100.0)
        decisions.append(decision)

    assert decisions == [
        Wait(until=101.0),
        Wait(until=102.0),
        Wait(until=104.0),
        Wait(until=105.0),
        GiveUp(crashes=5),
    ]


def test_a_long_healthy_time_forgives_earlier_crashes() -> None:
    backoff, _ = Backoff(policy=POLICY).crashed(0.0)
    backoff, _ = backoff.crashed(1.0)
    backoff = backoff.became_healthy(10.0)

    assert backoff.crashed(70.0)[1] == Wait(until=71.0)
    assert backoff.crashed(69.9)[1] == Wait(until=69.9 + 4.0)


def test_health_before_a_failed_start_forgives_nothing() -> None:
    backoff, _ = Backoff(policy=POLICY).became_healthy(0.0).crashed(100.0)

    assert backoff.crashed(200.0)[1] == Wait(until=202.0)


@given(gaps=st.lists(st.floats(0, 59), min_size=5, max_size=30))
def test_whoever_never_stays_up_is_given_up(gaps: list[float]) -> None:
    backoff, now, decision = Backoff(policy=POLICY), 0.0, None
    for gap in gaps:
        backoff = backoff.became_healthy(now)
        now += gap
        backoff, decision = backoff.crashed(now)

    assert isinstance(decision, GiveUp)
