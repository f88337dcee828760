# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The floor, the chair's steps in the conference, connections, and who may speak or listen."""

from __future__ import annotations

import pytest
from council import (
    AYSE,
    CALLED,
    CLERK,
    DEPUTY,
    GUEST,
    INVITED,
    MAYOR,
    NOW,
    ON_ITEM,
    OPENED,
    ROTH,
    T1,
    T2,
    UWE,
    recused,
)
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.conference import Right, right
from bot.domain.ids import SeatId
from bot.domain.meeting import Linked, Meeting
from bot.domain.values import Link, Phase, Role, Step

RUNNING = (Phase.OPEN, Phase.INTERRUPTED)
NOBODY = SeatId("99")
EXCLUDED = e.PublicExcluded(by=MAYOR)
ENDED = e.ConferenceLed(step=Step.END, by=MAYOR)
REMOVED = e.ConferenceLed(step=Step.REMOVE, by=MAYOR, seat=AYSE)
CONNECTED = e.ConferenceLinked(seat=AYSE, link=Link.CONNECTED, microphone=True, camera=False)
LOST = e.ConferenceLinked(seat=AYSE, link=Link.LOST, microphone=False, camera=False)


def given_floor(seat: SeatId = AYSE) -> e.FloorGiven:
    return e.FloorGiven(seat=seat, by=MAYOR)


def give(seat: SeatId = AYSE, by: SeatId = MAYOR) -> c.GiveFloor:
    return c.GiveFloor(by=by, at=NOW, seat=seat)


def take(seat: SeatId | None = None, by: SeatId = MAYOR) -> c.TakeFloor:
    return c.TakeFloor(by=by, at=NOW, seat=seat)


def step(step: Step, seat: SeatId | None = None, by: SeatId = MAYOR) -> c.LeadConference:
    return c.LeadConference(by=by, at=NOW, step=step, seat=seat)


def link(
    link: Link, seat: SeatId = AYSE, *, microphone: bool = False, camera: bool = False
) -> c.ReportLink:
    return c.ReportLink(
        by=c.OPERATOR, at=NOW, seat=seat, link=link, microphone=microphone, camera=camera
    )


# The floor.


def test_the_chair_gives_the_floor_once() -> None:
    Given(*CALLED).when(give()).then(given_floor())
    Given(*CALLED, given_floor()).when(give()).then()
    Given(*CALLED).when(give(GUEST)).then(given_floor(GUEST))  # an expert may be heard


def test_the_floor_is_given_in_a_meeting_only_and_to_somebody_there_is() -> None:
    Given(*INVITED).when(give()).refused(r.WrongPhase(phase=Phase.INVITED, needed=RUNNING))
    Given(*ON_ITEM).when(give(NOBODY)).refused(r.SeatUnknown(seat=NOBODY))
    Given(*ON_ITEM).when(give(by=AYSE)).refused(
        r.NotAllowed(roles=(Role.CHAIR, Role.CLERK, Role.DEPUTY))
    )


def test_neither_a_recused_nor_a_removed_member_gets_the_floor() -> None:
    Given(*ON_ITEM, recused(AYSE, T1)).when(give()).refused(r.Recused(seat=AYSE, item=T1))
    Given(*CALLED).when(give()).then(given_floor())
    Given(*ON_ITEM, REMOVED).when(give()).refused(r.RemovedFromConference(seat=AYSE))
    Given(*ON_ITEM, ENDED).when(give()).refused(r.ConferenceOver())


def test_the_floor_is_taken_from_one_or_all_and_given_back_by_oneself() -> None:
    both = (*ON_ITEM, given_floor(), given_floor(ROTH))
    ayse, roth = e.FloorTaken(seat=AYSE, by=MAYOR), e.FloorTaken(seat=ROTH, by=MAYOR)
    Given(*both).when(take(AYSE)).then(ayse)
    Given(*both).when(take()).then(ayse, roth)
    Given(*both).when(take(by=AYSE)).then(e.FloorTaken(seat=AYSE, by=AYSE))
    Given(*both).when(take(by=UWE)).then()
    Given(*both).when(take(UWE)).then()
    Given(*both).when(take(ROTH, by=AYSE)).refused(r.NotEntered(seat=ROTH))
    assert Given(*both, ayse).meeting.floor == (ROTH,)


@pytest.mark.parametrize(
    "end",
    [
        e.ItemClosed(item=T1, note=""),
        e.ItemClosed(item=T1, note="", postponed=True),
        e.ItemCalled(item=T2),
        EXCLUDED,
        e.PublicRestored(by=MAYOR),
        recused(AYSE, T1),
        e.MemberLeft(seat=AYSE, reason=""),
        REMOVED,
        e.MeetingClosed(by=MAYOR, open_items=()),
    ],
)
def test_the_floor_ends_with_what_it_was_given_for(end: e.MeetingEvent) -> None:
    assert Given(*ON_ITEM, given_floor(), end).meeting.floor == ()


# The chair's steps.


def test_one_is_muted_only_where_there_is_somebody_to_mute() -> None:
    mute = e.ConferenceLed(step=Step.MUTE, by=MAYOR, seat=AYSE)
    Given(*ON_ITEM, CONNECTED).when(step(Step.MUTE, AYSE)).then(mute)
    Given(*ON_ITEM, CONNECTED, LOST).when(step(Step.MUTE, AYSE)).refused(
        r.NotInConference(seat=AYSE)
    )
    Given(*ON_ITEM).when(step(Step.MUTE, AYSE)).refused(r.NotInConference(seat=AYSE))
    Given(*ON_ITEM).when(step(Step.MUTE, NOBODY)).refused(r.SeatUnknown(seat=NOBODY))
    assert Given(*ON_ITEM, CONNECTED, mute).meeting == Given(*ON_ITEM, CONNECTED).meeting


def test_all_others_may_be_muted_at_any_time() -> None:
    led = e.ConferenceLed(step=Step.MUTE_OTHERS, by=CLERK)
    Given(*ON_ITEM).when(step(Step.MUTE_OTHERS, by=CLERK)).then(led)


def test_removing_and_admitting_undo_each_other_and_happen_once() -> None:
    admitted = e.ConferenceLed(step=Step.ADMIT, by=MAYOR, seat=AYSE)
    Given(*ON_ITEM).when(step(Step.REMOVE, AYSE)).then(REMOVED)
    Given(*ON_ITEM, REMOVED).when(step(Step.REMOVE, AYSE)).then()
    Given(*ON_ITEM, REMOVED).when(step(Step.ADMIT, AYSE)).then(admitted)
    Given(*ON_ITEM).when(step(Step.ADMIT, AYSE)).then()
    assert Given(*ON_ITEM, REMOVED).meeting.barred == {AYSE}
    assert Given(*ON_ITEM, REMOVED, admitted).meeting.barred == frozenset()


def test_the_conference_is_ended_and_opened_again() -> None:
    opened = e.ConferenceLed(step=Step.OPEN, by=MAYOR)
    Given(*ON_ITEM).when(step(Step.END)).then(ENDED)
    Given(*ON_ITEM, ENDED).when(step(Step.END)).refused(r.ConferenceOver())
    Given(*ON_ITEM).when(step(Step.OPEN)).then()
    Given(*ON_ITEM, ENDED).when(step(Step.OPEN)).then(opened)
    assert not Given(*ON_ITEM, ENDED, opened).meeting.conference_ended
    Given(*INVITED).when(step(Step.END)).refused(r.WrongPhase(phase=Phase.INVITED, needed=RUNNING))


# Connections.


def test_a_connection_is_written_down_when_it_changes() -> None:
    Given(*ON_ITEM).when(link(Link.CONNECTED, microphone=True)).then(CONNECTED)
    Given(*ON_ITEM, CONNECTED).when(link(Link.CONNECTED, microphone=True)).then()
    Given(*ON_ITEM, CONNECTED).when(link(Link.LOST)).then(LOST)
    assert Given(*ON_ITEM, CONNECTED).meeting.links == {
        AYSE: Linked(link=Link.CONNECTED, microphone=True)
    }


def test_what_concerns_no_meeting_or_nobody_is_not_written_down() -> None:
    Given(*INVITED).when(link(Link.CONNECTED)).then()
    Given(*ON_ITEM).when(link(Link.CONNECTED, NOBODY)).then()
    Given(*ON_ITEM).when(link(Link.LOST)).then()  # was never there
    Given(*ON_ITEM).when(c.ReportLink(by=MAYOR, at=NOW, seat=AYSE, link=Link.CONNECTED)).refused(
        r.NotAllowed(roles=())
    )


def test_a_connection_is_no_attendance() -> None:
    before = Given(*OPENED).meeting
    after = Given(*OPENED, CONNECTED, LOST).meeting
    assert after.attendance == before.attendance
    assert after.present() == before.present()
    assert after.quorum(None) == before.quorum(None)


# Rights.


def _right(meeting: Meeting | None, seat: SeatId, role: Role, *, closed: bool = False) -> Right:
    return right(meeting, role, seat, closed=closed)


@pytest.mark.parametrize("meeting", [None, Given(*INVITED).meeting])
def test_before_a_meeting_members_talk_and_guests_listen(meeting: Meeting | None) -> None:
    assert _right(meeting, AYSE, Role.MEMBER) is Right.SPEAK
    assert _right(meeting, AYSE, Role.MEMBER, closed=True) is Right.SPEAK
    assert _right(meeting, GUEST, Role.GUEST) is Right.LISTEN
    assert _right(meeting, GUEST, Role.GUEST, closed=True) is Right.NOTHING


def test_in_a_meeting_speaks_who_leads_keeps_the_minutes_or_has_the_floor() -> None:
    meeting = Given(*ON_ITEM, given_floor(), given_floor(GUEST)).meeting
    assert _right(meeting, MAYOR, Role.CHAIR) is Right.SPEAK
    assert _right(meeting, CLERK, Role.CLERK) is Right.SPEAK
    assert _right(meeting, AYSE, Role.MEMBER) is Right.SPEAK
    assert _right(meeting, GUEST, Role.GUEST) is Right.SPEAK
    assert _right(meeting, ROTH, Role.MEMBER) is Right.LISTEN
    assert _right(meeting, DEPUTY, Role.DEPUTY) is Right.LISTEN
    led = Given(*ON_ITEM, e.ChairTaken(chair=DEPUTY)).meeting
    assert _right(led, DEPUTY, Role.DEPUTY) is Right.SPEAK


def test_recused_removed_and_unknown_have_nothing() -> None:
    nothing = Right.NOTHING
    meeting = Given(*ON_ITEM, recused(AYSE, T1)).meeting
    assert _right(meeting, AYSE, Role.MEMBER) is nothing
    assert _right(Given(*ON_ITEM, REMOVED).meeting, AYSE, Role.MEMBER) is nothing
    assert _right(Given(*ON_ITEM, ENDED).meeting, MAYOR, Role.CHAIR) is nothing
    assert _right(Given(*ON_ITEM).meeting, NOBODY, Role.MEMBER) is nothing


def test_in_the_closed_part_only_the_entitled_are_in_a_conference_of_their_own() -> None:
    meeting = Given(*ON_ITEM, EXCLUDED, given_floor()).meeting
    assert _right(meeting, AYSE, Role.MEMBER, closed=True) is Right.SPEAK
    assert _right(meeting, ROTH, Role.MEMBER, closed=True) is Right.LISTEN
    assert _right(meeting, GUEST, Role.GUEST, closed=True) is Right.NOTHING
    assert _right(meeting, AYSE, Role.MEMBER) is Right.LISTEN  # not where guests are
    assert _right(Given(*ON_ITEM).meeting, AYSE, Role.MEMBER, closed=True) is Right.NOTHING
