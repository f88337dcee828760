# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Roll call, quorum, coming and going, recusal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sample_journal import (
    BERLIN,
    CLERK,
    DIETZ,
    HORN,
    KAYA,
    LANGE,
    MAYOR,
    ROAD,
    ROTH,
    RULES,
    SEATS,
    STEIN,
    VOGT,
    WEBER,
    YES,
    Journal,
    check,
    evening,
    planned,
)
from turns import keys, last, lines, messages, steps

from bot.domain import events as e
from bot.domain.ids import SeatId
from bot.domain.values import Channel, Mark, Mode, Subject, SubjectKind, VoteMode
from bot.effects import Place, Revise, Say, ShareKeys, Style

FIVE = (MAYOR, WEBER, KAYA, LANGE, HORN)


def called(present: Sequence[SeatId] = FIVE) -> Journal:
    """Return a meeting whose roll call is closed with those present."""
    journal = planned()
    journal.at("19:00").add(e.MeetingOpened(by=MAYOR, chair=MAYOR), e.RollCallStarted(by=MAYOR))
    for seat in present:
        journal.add(arrival(seat, late=False))
    for seat in (s.id for s in SEATS if s.votes and s.id not in present):
        journal.add(e.AbsenceRecorded(seat=seat, reason="", excused=False))
    return journal.add(e.RollCallClosed(check=check(len(present))))


def arrival(seat: SeatId, *, late: bool = True) -> e.MemberArrived:
    return e.MemberArrived(seat=seat, mode=Mode.HALL, channel=Channel.TEXT, late=late)


def voting(mode: VoteMode = VoteMode.RECORDED) -> Journal:
    """Return a meeting with an open ballot two members have answered."""
    journal = called((*FIVE, DIETZ)).add(e.ItemCalled(item=ROAD))
    name = journal.open(ROAD, Subject(kind=SubjectKind.PROCEDURE, text="Schluss"), 6, mode)
    for seat in (DIETZ, HORN):
        journal.add(e.VoteCast(ballot=name, seat=seat, choice=YES, channel=Channel.TEXT))
    return journal


def test_a_roll_call_is_one_message_that_grows() -> None:
    lived = steps(evening())
    start = next(step for step in lived if step.kind == "RollCallStarted").effects[0]
    assert isinstance(start, Say)
    grown = [s for s in lived if s.kind == "MemberArrived" and s.turn.after.roll_call_open]
    assert grown
    for step in grown:
        (edit,) = step.effects
        assert isinstance(edit, Revise)
        assert edit.slot == start.slot
    assert [
        line.facts["present"] for line in lines(grown[-1].effects) if "present" in line.facts
    ] == [7]


def test_marks_at_the_roll_call_are_shown_to_the_office_alone() -> None:
    journal = planned().add(
        e.RosterTaken(seats=SEATS, marks=((KAYA, Mark.FIRST_USE), (HORN, Mark.VERIFIED)))
    )
    journal.add(e.MeetingOpened(by=MAYOR, chair=MAYOR), e.RollCallStarted(by=MAYOR))
    _, office = messages(last(journal.records).effects)
    assert isinstance(office, Say)
    assert office.place is Place.OFFICE
    assert [line.facts["name"] for line in office.lines[1:]] == ["Ayşe Kaya"]


def test_the_closed_roll_call_tells_quorum_and_absent_and_shares_the_keys() -> None:
    closed = last(called().records)
    assert keys(closed.effects) == [
        "say.roll_call_closed",
        "say.quorate",
        "say.absent",
        "say.absence_unexplained",
    ]
    assert ShareKeys(place=Place.SESSION) in closed.effects
    assert "Uwe Stein" in lines(closed.effects)[2].facts["names"]


def test_when_all_are_there_nobody_is_named_absent() -> None:
    everybody = tuple(seat.id for seat in SEATS if seat.votes)
    assert keys(last(called(everybody).records).effects) == ["say.roll_call_closed", "say.quorate"]


def test_a_missing_quorum_is_a_warning_with_its_paragraph() -> None:
    warning = lines(last(called(FIVE[:4]).records).effects)[1]
    assert (warning.key, warning.style) == ("say.not_quorate", Style.WARNING)
    assert warning.facts["norm"] == "§ 36 Abs. 1 ThürKO"


def test_a_rule_without_paragraph_is_the_bodys_own() -> None:
    journal = called()
    stated = replace(check(5), norm="")
    (line,) = lines(last(journal.add(e.QuorumStated(check=stated)).records).effects)
    assert line.facts["norm"] == "word.own_rule"


def test_the_reason_of_an_absence_is_for_the_office() -> None:
    excused = e.AbsenceRecorded(seat=STEIN, reason="Krankheit", excused=True)
    (said,) = messages(last(called().add(excused).records).effects)
    assert isinstance(said, Say)
    assert said.place is Place.OFFICE


def test_an_absence_entered_in_the_roll_call_shows_on_pages_but_not_why() -> None:
    journal = planned().add(e.MeetingOpened(by=MAYOR, chair=MAYOR), e.RollCallStarted(by=MAYOR))
    excused = e.AbsenceRecorded(seat=STEIN, reason="Krankheit", excused=True)
    office, edit = messages(last(journal.add(excused).records).effects)
    assert isinstance(office, Say)
    assert isinstance(edit, Revise)
    assert office.place is Place.OFFICE
    assert "Krankheit" not in str((edit.lines, edit.view))
    presence = {p["seat"]: p["presence"] for p in (edit.view or {})["attendance"]}
    assert presence[STEIN] == "absent"


def test_losing_the_quorum_is_said_in_the_same_breath_and_its_return_too() -> None:
    journal = called()
    left = last(journal.add(e.MemberLeft(seat=HORN, reason="Zug")).records)
    assert keys(left.effects) == ["say.left", "say.quorum_lost"]
    back = last(journal.add(arrival(HORN)).records)
    assert keys(back.effects) == ["say.arrived", "say.quorum_back"]


def test_calling_an_item_too_many_are_recused_from_warns_at_once() -> None:
    journal = called().add(e.RecusalDeclared(seat=HORN, item=ROAD, reason=""))
    item = last(journal.add(e.ItemCalled(item=ROAD)).records)
    assert keys(item.effects) == ["say.item_called", "say.recused_now", "say.quorum_lost"]
    ended = last(journal.add(e.ItemClosed(item=ROAD, note="")).records)
    assert keys(ended.effects) == ["say.item_closed", "say.quorum_back"]


def test_only_who_is_there_is_named_as_recused_at_the_call() -> None:
    journal = called()
    for seat in (HORN, VOGT):
        journal.add(e.RecusalDeclared(seat=seat, item=ROAD, reason=""))
    item = last(journal.add(e.ItemCalled(item=ROAD)).records)
    assert lines(item.effects)[1].facts["names"] == ("Frank Horn",)


def test_a_changed_roster_is_told_if_it_costs_the_quorum() -> None:
    journal = called()
    without = tuple(seat for seat in SEATS if seat.id != HORN)
    assert keys(last(journal.add(e.RosterTaken(seats=without, marks=())).records).effects) == [
        "say.quorum_lost"
    ]
    unchanged = last(called().add(e.RosterTaken(seats=SEATS, marks=())).records)
    assert unchanged.effects == ()


def test_the_count_of_an_open_ballot_follows_who_comes_goes_and_is_recused() -> None:
    for event, received, entitled in (
        (arrival(ROTH), 2, 7),
        (e.MemberLeft(seat=DIETZ, reason=""), 2, 6),
        (e.MemberLeft(seat=KAYA, reason=""), 2, 5),
        (e.RecusalDeclared(seat=DIETZ, item=ROAD, reason=""), 1, 5),
    ):
        edit = last(voting().add(event).records).effects[-1]
        assert isinstance(edit, Revise)
        counted = edit.lines[0].facts
        assert (counted["received"], counted["entitled"]) == (received, entitled), event


def test_a_recused_members_vote_disappears_from_the_names() -> None:
    gone = last(voting().add(e.RecusalDeclared(seat=DIETZ, item=ROAD, reason="")).records)
    named = [line for line in lines(gone.effects) if line.key == "say.votes_of"]
    assert [line.facts["names"] for line in named] == [("Frank Horn",)]


def test_who_has_voted_and_lost_the_seat_since_is_still_named() -> None:
    without = tuple(seat for seat in SEATS if seat.id != DIETZ)
    changed = last(voting().add(e.RosterTaken(seats=without, marks=())).records)
    named = [line for line in lines(changed.effects) if line.key == "say.votes_of"]
    assert [line.facts["names"] for line in named] == [("Frank Horn", "Peter Dietz")]
    later = last(voting().add(e.RosterTaken(seats=without, marks=()), arrival(ROTH)).records)
    assert "9" not in str([line.facts.get("names") for line in lines(later.effects)])


def test_the_rules_of_the_sample_need_five() -> None:
    assert last(called().records).turn.after.quorum().needed == 5
    assert RULES.quorum.share.denominator == 2
    assert CLERK not in last(called().records).turn.after.voting_members()


def test_why_somebody_left_is_told_to_the_room_only_where_the_law_makes_it_public() -> None:
    gone = e.MemberLeft(seat=LANGE, reason="krank")
    for public, room in ((False, "say.left_without_reason"), (True, "say.left")):
        law = replace(RULES, values={**RULES.values, "minutes.reasons": public})
        effects = last(called().add(e.RulesTaken(rules=law), gone).records).effects
        told = {one.place: one.lines for one in messages(effects) if isinstance(one, Say)}
        assert told[Place.SESSION][0].key == room
        assert ("reason" in told[Place.SESSION][0].facts) is public
        office = [line.key for line in told.get(Place.OFFICE, ())]
        assert office == ([] if public else ["say.left"])


@pytest.mark.parametrize("days", [0, 1])
def test_that_all_go_is_said_once_with_the_breaking_off(days: int) -> None:
    """A meeting of sixty that was broken off sent sixty messages into the room."""
    until = datetime(2026, 11, 26, 21, 0, tzinfo=BERLIN) + timedelta(days=days)
    recess = e.MeetingInterrupted(reason="Spät", until=until, other_day=bool(days))
    gone = called().at("20:00").add(recess, e.MemberLeft(seat=KAYA, reason="Spät"))
    said = keys(last(gone.records).effects)
    assert said == [] if days else "say.left" in said
