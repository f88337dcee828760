# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The closed room: at every moment exactly who may follow, and nothing said elsewhere."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from sample_journal import (
    CLERK,
    DIETZ,
    FIRE_CHIEF,
    GUEST,
    HORN,
    KAYA,
    LAND,
    LANGE,
    MAYOR,
    ROTH,
    SEATS,
    STAFF,
    STEIN,
    VOGT,
    WEBER,
    check,
    evening,
    planned,
)
from turns import Step, keys, last, messages, steps

from bot.domain import events as e
from bot.domain.ids import SeatId
from bot.domain.records import Recorded
from bot.domain.values import Channel, Mode, Role
from bot.effects import Admit, Effect, Exclude, Place, Publish, RotateKeys, Say, ShareKeys, Tell
from bot.reactions import meeting_effects


def part(*events: e.MeetingEvent) -> list[Recorded]:
    """Return a journal in which the non-public part has begun, and then `events`."""
    journal = planned()
    journal.at("19:00").add(e.MeetingOpened(by=MAYOR, chair=MAYOR), e.RollCallStarted(by=MAYOR))
    for seat in (MAYOR, WEBER, KAYA, LANGE, HORN, DIETZ, CLERK, FIRE_CHIEF, GUEST):
        journal.add(e.MemberArrived(seat=seat, mode=Mode.HALL, channel=Channel.TEXT, late=False))
    for seat in (STEIN, VOGT, ROTH):
        journal.add(e.AbsenceRecorded(seat=seat, reason="", excused=False))
    journal.add(e.RollCallClosed(check=check(6)), e.PublicExcluded(by=MAYOR), *events)
    return journal.records


def inside(lived: list[Step]) -> set[SeatId]:
    """Return who is in the closed room after all of it, beginning with everybody but guests."""
    seats = {seat.id for seat in SEATS if seat.role is not Role.GUEST}
    for step in lived:
        for effect in step.effects:
            if isinstance(effect, Admit) and effect.place is Place.CLOSED:
                seats.add(effect.seat)
            if isinstance(effect, Exclude) and effect.place is Place.CLOSED:
                seats.discard(effect.seat)
    return seats


def moved(step: Step) -> list[Effect]:
    return [effect for effect in step.effects if isinstance(effect, Admit | Exclude)]


def arrival(seat: SeatId) -> e.MemberArrived:
    return e.MemberArrived(seat=seat, mode=Mode.HALL, channel=Channel.CLERK, late=True)


def recusal(seat: SeatId) -> e.RecusalDeclared:
    return e.RecusalDeclared(seat=seat, item=LAND, reason="Verwandtschaft")


def test_the_non_public_part_begins_with_the_right_people_and_keys_of_its_own() -> None:
    begin = last(part())
    kinds = [type(effect) for effect in begin.effects]
    assert inside([begin]) == {MAYOR, WEBER, KAYA, LANGE, HORN, DIETZ, CLERK, FIRE_CHIEF}
    assert kinds[0] is Say
    assert kinds[-3:] == [RotateKeys, ShareKeys, Say]
    assert kinds.index(Admit) > max(n for n, kind in enumerate(kinds) if kind is Exclude)


def test_a_guest_and_an_absent_member_are_taken_out_before_the_keys_change() -> None:
    """They may have been in the room for an earlier part, or for the invitation."""
    out = {effect.seat for effect in last(part()).effects if isinstance(effect, Exclude)}
    assert out == {STEIN, VOGT, ROTH, GUEST}


def test_who_left_between_two_non_public_parts_is_not_in_the_second() -> None:
    lived = steps(
        part(
            e.PublicRestored(by=MAYOR),
            e.MemberLeft(seat=HORN, reason=""),
            e.PublicExcluded(by=MAYOR),
        )
    )
    assert HORN not in inside(lived)
    assert RotateKeys(place=Place.CLOSED) in lived[-1].effects


def test_who_leaves_is_out_before_another_word_is_said() -> None:
    left = last(part(e.MemberLeft(seat=HORN, reason="")))
    assert left.effects[0] == Exclude(place=Place.CLOSED, user=None, seat=HORN)
    assert keys(left.effects) == ["say.left_without_reason"]


def test_who_comes_late_is_in_before_it_is_said() -> None:
    came = last(part(arrival(ROTH)))
    assert came.effects[0] == Admit(place=Place.CLOSED, user=None, seat=ROTH)


def test_a_late_guest_stays_outside() -> None:
    assert moved(last(part(e.MemberLeft(seat=GUEST, reason=""), arrival(GUEST)))) == []


def test_who_was_recused_before_goes_out_when_the_item_is_called() -> None:
    called = last(part(recusal(LANGE), e.ItemCalled(item=LAND)))
    assert called.effects[0] == Exclude(place=Place.CLOSED, user=None, seat=LANGE)
    assert isinstance(called.effects[1], Tell)
    assert called.effects[1].seat == LANGE
    assert keys(called.effects) == ["say.out_recused", "say.item_called", "say.recused_now"]


def test_who_is_recused_during_the_item_goes_out_at_once_and_comes_back_with_its_end() -> None:
    declared = last(part(e.ItemCalled(item=LAND), recusal(LANGE)))
    assert declared.effects[0] == Exclude(place=Place.CLOSED, user=None, seat=LANGE)
    ended = last(part(e.ItemCalled(item=LAND), recusal(LANGE), e.ItemClosed(item=LAND, note="")))
    assert ended.effects[-1] == Admit(place=Place.CLOSED, user=None, seat=LANGE)
    assert isinstance(ended.effects[0], Say)


def test_a_withdrawn_recusal_lets_the_member_back_in() -> None:
    back = last(
        part(
            e.ItemCalled(item=LAND),
            recusal(LANGE),
            e.RecusalWithdrawn(seat=LANGE, item=LAND),
        )
    )
    assert back.effects[0] == Admit(place=Place.CLOSED, user=None, seat=LANGE)


def test_a_recusal_on_another_item_moves_nobody() -> None:
    other = e.RecusalDeclared(seat=LANGE, item=STAFF, reason="")
    assert moved(last(part(e.ItemCalled(item=LAND), other))) == []


def test_a_recused_member_who_left_does_not_come_back_with_the_end_of_the_item() -> None:
    gone = e.MemberLeft(seat=LANGE, reason="")
    ended = last(
        part(e.ItemCalled(item=LAND), recusal(LANGE), gone, e.ItemClosed(item=LAND, note=""))
    )
    assert moved(ended) == []


def test_who_loses_the_seat_or_becomes_a_guest_goes_out() -> None:
    seats = tuple(
        replace(seat, role=Role.GUEST, votes=False) if seat.id == HORN else seat
        for seat in SEATS
        if seat.id != KAYA
    )
    changed = last(part(e.RosterTaken(seats=seats, marks=())))
    assert {effect.seat for effect in changed.effects if isinstance(effect, Exclude)} == {
        HORN,
        KAYA,
    }


def test_before_and_after_the_part_nobody_is_moved_by_coming_or_going() -> None:
    left = last(part(e.PublicRestored(by=MAYOR), e.MemberLeft(seat=HORN, reason="")))
    assert moved(left) == []


def test_the_end_changes_the_keys_and_says_in_both_rooms_where_it_goes_on() -> None:
    ended = last(part(e.PublicRestored(by=MAYOR)))
    assert [message.place for message in messages(ended.effects) if isinstance(message, Say)] == [
        Place.CLOSED,
        Place.SESSION,
    ]
    assert ended.effects[-1] == RotateKeys(place=Place.CLOSED)


def test_a_meeting_that_ends_without_the_public_is_closed_in_public() -> None:
    """Given the end in the non-public part, everybody may then come in for the next letter."""
    lived = steps(part(e.MeetingClosed(by=MAYOR, open_items=())))
    assert keys(lived[-1].effects)[0] == "say.closed"
    assert RotateKeys(place=Place.CLOSED) in lived[-1].effects
    assert inside(lived) == {seat.id for seat in SEATS} - {GUEST}


def test_a_meeting_without_a_non_public_part_does_not_touch_the_closed_room() -> None:
    journal = planned()
    journal.at("19:00").add(
        e.MeetingOpened(by=MAYOR, chair=MAYOR), e.MeetingClosed(by=MAYOR, open_items=())
    )
    closed = last(journal.records)
    assert not [x for x in closed.effects if getattr(x, "place", None) is Place.CLOSED]


STEPS = st.lists(
    st.one_of(
        st.sampled_from([seat.id for seat in SEATS]).map(arrival),
        st.sampled_from([seat.id for seat in SEATS]).map(
            lambda seat: e.MemberLeft(seat=seat, reason="")
        ),
        st.sampled_from([seat.id for seat in SEATS]).map(recusal),
        st.sampled_from([seat.id for seat in SEATS]).map(
            lambda seat: e.RecusalWithdrawn(seat=seat, item=LAND)
        ),
        st.just(e.ItemCalled(item=LAND)),
        st.just(e.ItemClosed(item=LAND, note="")),
        st.just(e.PublicRestored(by=MAYOR)),
        st.just(e.PublicExcluded(by=MAYOR)),
    ),
    max_size=25,
)


@given(STEPS)
def test_whatever_happens_exactly_those_are_in_the_room_who_may_follow(
    events: list[e.MeetingEvent],
) -> None:
    """Given any course of events, during the part the room holds who may follow, nobody else."""
    known = {record.event.seat for record in part() if isinstance(record.event, e.MemberArrived)}
    lawful = []
    for event in events:
        if isinstance(event, e.MemberArrived):
            known.add(event.seat)
        if not isinstance(event, e.MemberLeft) or event.seat in known:
            lawful.append(event)
    lived = steps(part(*lawful))
    for count, step in enumerate(lived, start=1):
        after = step.turn.after
        if after.non_public:
            allowed = {seat for seat in after.seats if after.may_follow(seat)}
            assert inside(lived[:count]) == allowed


def test_nothing_of_the_part_is_said_in_another_room() -> None:
    """Given the whole evening, while the public is excluded only its end is told outside."""
    for step in steps(evening()):
        if step.turn.before.non_public and step.turn.after.non_public:
            for effect in step.effects:
                place = getattr(effect, "place", Place.CLOSED)
                assert place is Place.CLOSED, (step.kind, effect)


def test_titles_of_non_public_items_are_never_said_in_the_session_room() -> None:
    for step in steps(evening()):
        for message in messages(step.effects):
            if not isinstance(message, Tell) and message.place is Place.SESSION:
                said = str([line.facts for line in message.lines])
                assert "Sommer" not in said, step.kind
                assert "Personalsache" not in said, step.kind
        for effect in step.effects:
            if isinstance(effect, Publish) and effect.place is Place.SESSION:
                assert effect.public, step.kind


def test_the_same_journal_gives_the_same_effects_in_the_same_order() -> None:
    first, second = steps(evening()), steps(evening())
    assert [step.effects for step in first] == [step.effects for step in second]
    again = [tuple(meeting_effects(step.turn)) for step in first]
    assert again == [step.effects for step in first]


WHOLE = steps(evening())


@settings(max_examples=25)  # each goes through up to a whole evening
@given(st.integers(min_value=1, max_value=len(WHOLE)))
def test_effects_do_not_depend_on_what_comes_later(count: int) -> None:
    until_then = [step.effects for step in steps(evening()[:count])]
    assert until_then == [step.effects for step in WHOLE[:count]]
