# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What follows from the floor, the chair's steps, and lines that break."""

from __future__ import annotations

import pytest
from sample_journal import CLERK, DIETZ, KAYA, MAYOR, ROAD, SEATS, YES, Journal, planned
from turns import keys, last

from bot.domain import events as e
from bot.domain.ids import SeatId
from bot.domain.values import Channel, Link, Mode, Step, Subject, SubjectKind, VoteMode
from bot.effects import Line, Place, Say, Steer, Style


def meeting() -> Journal:
    journal = planned()
    journal.at("19:00").add(e.MeetingOpened(by=MAYOR, chair=MAYOR))
    for seat in (s.id for s in SEATS if s.votes and s.id != DIETZ):
        journal.add(e.MemberArrived(seat=seat, mode=Mode.HALL, channel=Channel.TEXT, late=False))
    return journal.add(e.ItemCalled(item=ROAD))


def voting() -> Journal:
    journal = meeting()
    name = journal.open(ROAD, Subject(kind=SubjectKind.PROCEDURE, text="S"), 6, VoteMode.OPEN)
    return journal.add(e.VoteCast(ballot=name, seat=MAYOR, choice=YES, channel=Channel.TEXT))


def linked(link: Link, seat: SeatId = KAYA) -> e.ConferenceLinked:
    return e.ConferenceLinked(seat=seat, link=link, microphone=True, camera=False)


def said(journal: Journal, event: e.MeetingEvent) -> list[tuple[Place, Line]]:
    effects = last(journal.add(event).records).effects
    return [(f.place, line) for f in effects if isinstance(f, Say) for line in f.lines]


@pytest.mark.parametrize("kind", [e.FloorGiven, e.FloorTaken])
def test_everybody_hears_whose_turn_it_is(kind: type[e.FloorGiven | e.FloorTaken]) -> None:
    [(place, line)] = said(meeting(), kind(seat=KAYA, by=MAYOR))
    assert place is Place.SESSION
    assert line.key in ("say.floor_given", "say.floor_taken")
    assert line.facts["name"] == next(s.name for s in SEATS if s.id == KAYA)


@pytest.mark.parametrize(
    ("step", "place", "done"),
    [
        (Step.MUTE, Place.OFFICE, True),
        (Step.MUTE_OTHERS, Place.OFFICE, True),
        (Step.REMOVE, Place.OFFICE, False),
        (Step.ADMIT, Place.OFFICE, False),
        (Step.END, Place.SESSION, True),
        (Step.OPEN, Place.SESSION, False),
    ],
)
def test_a_step_is_told_where_it_belongs_and_done_once(
    step: Step, place: Place, done: bool
) -> None:
    effects = last(meeting().add(e.ConferenceLed(step=step, by=MAYOR, seat=KAYA)).records).effects
    assert (Steer(step=step, seat=KAYA) in effects) is done
    assert [f.place for f in effects if isinstance(f, Say)] == [place]
    assert f"say.conference_{step}" in keys(effects)


def test_who_is_removed_while_speaking_has_the_floor_no_longer_and_all_hear_it() -> None:
    speaking = meeting().add(e.FloorGiven(seat=KAYA, by=MAYOR))
    told = said(speaking, e.ConferenceLed(step=Step.REMOVE, by=MAYOR, seat=KAYA))
    assert [(place, line.key) for place, line in told] == [
        (Place.SESSION, "say.floor_taken"),
        (Place.OFFICE, "say.conference_remove"),
    ]


def test_losing_a_member_while_a_vote_is_open_warns_the_office_at_once() -> None:
    journal = voting().add(linked(Link.CONNECTED))
    [(place, line)] = said(journal, linked(Link.LOST))
    assert (place, line.key, line.style) == (Place.OFFICE, "say.link_lost", Style.WARNING)
    [(place, line)] = said(journal, linked(Link.CONNECTED))
    assert (place, line.key) == (Place.OFFICE, "say.link_back")


@pytest.mark.parametrize(
    "event",
    [linked(Link.CONNECTED), linked(Link.LEFT), linked(Link.LOST, CLERK), linked(Link.LOST, DIETZ)],
    ids=["comes", "hangs up", "has no vote", "is not present"],
)
def test_nobody_is_alarmed_by_what_changes_no_vote(event: e.ConferenceLinked) -> None:
    assert said(voting(), event) == []


def test_without_a_vote_a_broken_line_is_only_shown() -> None:
    assert said(meeting().add(linked(Link.CONNECTED)), linked(Link.LOST)) == []
