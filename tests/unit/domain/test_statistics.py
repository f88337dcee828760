# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who was there for how long, who spoke for how long; numbers that follow from the journal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sample_journal import GUEST, HORN, KAYA, MAYOR, ROAD, STEIN, Journal, evening, planned

from bot.domain import events as e
from bot.domain.minutes import minutes
from bot.domain.statistics import presences, speaking_seconds, totals
from bot.domain.values import Step

LINES = {line.seat: line for line in presences(evening())}


def test_everybody_but_guests_has_a_line_for_a_meeting_that_was_held() -> None:
    value = minutes(evening())
    assert set(LINES) == {line.person.seat for line in value.roll} - {GUEST}
    assert presences(planned().records) == ()


def test_a_stay_is_counted_in_whole_minutes_between_opening_and_end() -> None:
    value = minutes(evening())
    assert value.opened is not None
    assert value.closed is not None
    whole = (value.closed - value.opened) // timedelta(minutes=1)
    assert LINES[MAYOR].came
    assert LINES[MAYOR].minutes <= whole
    assert all(0 <= line.minutes <= whole for line in LINES.values())


def test_an_absence_has_its_reason_and_no_minutes() -> None:
    gone = LINES[STEIN]
    assert (gone.came, gone.minutes) == (False, 0)
    assert gone.reason


def test_sums_count_meetings_presences_and_excuses() -> None:
    lines = presences(evening())
    found = {one.seat: one for one in totals([*lines, *lines])}
    assert (found[MAYOR].meetings, found[MAYOR].came) == (2, 2)
    assert found[MAYOR].minutes == 2 * LINES[MAYOR].minutes
    assert (found[STEIN].came, found[STEIN].excused) == (0, 2 * int(LINES[STEIN].excused))


def floor(*events: tuple[str, e.MeetingEvent]) -> dict[str, int]:
    journal = planned().at("19:00").add(e.MeetingOpened(by=MAYOR, chair=MAYOR))
    for clock, event in events:
        journal.at(clock).add(event)
    return {str(seat): seconds for seat, seconds in speaking_seconds(journal.records).items()}


@pytest.mark.parametrize(
    "end",
    [
        e.FloorTaken(seat=KAYA, by=MAYOR),
        e.MemberLeft(seat=KAYA, reason=""),
        e.ItemClosed(item=ROAD, note=""),
        e.PublicExcluded(by=MAYOR),
        e.MeetingClosed(by=MAYOR, open_items=()),
        e.MeetingInterrupted(reason="Pause"),
        e.RecusalDeclared(seat=KAYA, item=ROAD, reason="Anlieger"),
        e.ConferenceLed(step=Step.REMOVE, by=MAYOR, seat=KAYA),
    ],
)
def test_who_has_the_floor_speaks_until_it_ends(end: e.MeetingEvent) -> None:
    given = e.FloorGiven(seat=KAYA, by=MAYOR)
    called = e.ItemCalled(item=ROAD)
    arrived = e.MemberArrived(seat=KAYA, mode=_ARRIVED.mode, channel=_ARRIVED.channel, late=False)
    found = floor(
        ("19:01", arrived), ("19:02", called), ("19:05", given), ("19:06", given), ("19:08", end)
    )
    assert found == {str(KAYA): 180}


def test_a_recess_is_no_speaking_time_and_the_speech_goes_on_after_it() -> None:
    given = e.FloorGiven(seat=KAYA, by=MAYOR)
    pause, on = e.MeetingInterrupted(reason="Pause"), e.MeetingResumed(by=MAYOR)
    taken = e.FloorTaken(seat=KAYA, by=MAYOR)
    spoken = floor(("19:05", given), ("19:08", pause), ("19:38", on), ("19:40", taken))
    assert spoken == {str(KAYA): 300}


@pytest.mark.parametrize(
    "lost", [e.FloorTaken(seat=KAYA, by=MAYOR), e.MemberLeft(seat=KAYA, reason="")]
)
def test_who_loses_the_floor_in_the_recess_does_not_speak_after_it(lost: e.MeetingEvent) -> None:
    given = e.FloorGiven(seat=KAYA, by=MAYOR)
    pause, on = e.MeetingInterrupted(reason="Pause"), e.MeetingResumed(by=MAYOR)
    closed = e.MeetingClosed(by=MAYOR, open_items=())
    spoken = floor(
        ("19:05", given), ("19:08", pause), ("19:10", lost), ("19:38", on), ("20:00", closed)
    )
    assert spoken == {str(KAYA): 180}


_ARRIVED = next(r.event for r in evening() if isinstance(r.event, e.MemberArrived))


def test_who_never_had_the_floor_has_not_spoken() -> None:
    assert floor(("19:05", e.FloorTaken(seat=HORN, by=MAYOR))) == {}
    assert isinstance(planned(), Journal)
