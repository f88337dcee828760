# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Times of presence as the public saw them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.minutes import Part
from bot.domain.minutes.persons import Span, Stay
from bot.domain.minutes.publicly import spans_seen, stays_seen
from bot.domain.values import Mode

BEGIN = datetime(2026, 11, 19, 18, 0, tzinfo=UTC)
CLOSED = 180


def at(minute: int) -> datetime:
    return BEGIN + timedelta(minutes=minute)


def span(since: int, until: int | None = None) -> Span:
    return Span(since=at(since), until=None if until is None else at(until))


def stay(
    since: int, until: int | None = None, mode: Mode = Mode.HALL, *, out: bool = False
) -> Stay:
    part = Part.NON_PUBLIC if out else Part.PUBLIC
    return Stay(span=span(since, until), mode=mode, late=since > 0, reason="x", left_in=part)


BETWEEN, LAST = span(60, 90), span(150, CLOSED)


@pytest.mark.parametrize(
    ("stays", "seen"),
    [
        # Nothing of it happened without the public.
        ([stay(0)], [(0, None)]),
        ([stay(10, 30), stay(40)], [(10, 30), (40, None)]),
        ([stay(0, 60)], [(0, 60)]),
        ([stay(90)], [(90, None)]),
        # Left, or came, between two public parts: seen last before, or first after it.
        ([stay(0, 70)], [(0, 60)]),
        ([stay(70)], [(90, None)]),
        ([stay(0, 70), stay(100)], [(0, 60), (100, None)]),
        # There without the public alone.
        ([stay(65, 80)], []),
        ([stay(155)], []),
        ([stay(155, 160)], []),
        # Out of the room and back while nobody saw it.
        ([stay(0, 70), stay(80)], [(0, None)]),
        ([stay(0, 70), stay(75, 80), stay(85, 120)], [(0, 120)]),
        # Left before the end, and the public was out until then.
        ([stay(0, 160)], [(0, None)]),
        # Went on from elsewhere: from when on is seen when the public is back.
        ([stay(0, 70), stay(70, None, Mode.REMOTE)], [(0, 60), (90, None)]),
        ([], []),
    ],
)
def test_who_comes_or_goes_while_the_public_is_out_does_so_unseen(
    stays: list[Stay], seen: list[tuple[int, int | None]]
) -> None:
    found = stays_seen(stays, (BETWEEN, LAST), at(CLOSED))
    assert [one.span for one in found] == [span(*each) for each in seen]


def test_while_the_public_is_still_out_nobody_knows_who_came_since() -> None:
    assert stays_seen([stay(65)], (span(60),), None) == ()
    assert [one.span for one in stays_seen([stay(0, 65)], (span(60),), None)] == [span(0)]


def test_why_somebody_left_is_told_in_the_part_they_left_in() -> None:
    (openly,) = stays_seen([stay(0, 50)], (BETWEEN,), at(CLOSED))
    (unseen,) = stays_seen([stay(0, 70, out=True)], (BETWEEN,), at(CLOSED))
    assert (openly.reason, unseen.reason) == ("x", "")


MINUTES = st.integers(min_value=0, max_value=CLOSED)


@given(
    st.lists(MINUTES, min_size=1, max_size=8, unique=True).map(sorted),
    st.lists(MINUTES, min_size=2, max_size=6, unique=True).map(sorted),
)
def test_no_time_from_within_the_non_public_part_is_ever_told(
    turns: list[int], switches: list[int]
) -> None:
    """Given any comings and goings, and any times without the public."""
    starts, ends = turns[::2], [*turns[1::2], *([None] if len(turns) % 2 else [])]
    stays = [stay(since, until) for since, until in zip(starts, ends, strict=True)]
    without = [
        span(since, until) for since, until in zip(switches[::2], switches[1::2], strict=False)
    ]
    seen = stays_seen(stays, without, at(CLOSED))
    told = [one.span for one in seen]
    assert told == list(spans_seen(told, without, at(CLOSED)))
    for one in told:
        for moment in filter(None, (one.since, one.until)):
            assert not any(
                out.since < moment and (out.until is None or moment < out.until) for out in without
            )
    present = [minute for minute in range(CLOSED) if _in(minute, [one.span for one in stays])]
    public = [minute for minute in range(CLOSED) if not _in(minute, without)]
    for minute in set(present) & set(public):
        assert _in(minute, told), "whom the public saw is shown"
    for minute in set(public) - set(present):
        assert not _in(minute, told), "whom the public missed is not shown"


def _in(minute: int, spans: list[Span]) -> bool:
    return any(
        one.since <= at(minute) and (one.until is None or at(minute) < one.until) for one in spans
    )
