# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The speakers' list and the clock: who speaks next, as what, for how long."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from council import (
    ADVISER,
    AYSE,
    CALLED,
    CLERK,
    DEPUTY,
    DIETZ,
    HORN,
    LANGE,
    MAYOR,
    NOW,
    ON_ITEM,
    ROTH,
    RULES,
    T1,
    T2,
    UWE,
    VOGT,
    left,
    planned,
    recused,
)
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.debating import ProceduralKind, SpeechKind, Talked
from bot.domain.due import due
from bot.domain.ids import SeatId
from bot.domain.permissions import LEAD
from bot.domain.rulebook import SpeechOrder
from bot.domain.rules import RuleValue
from bot.domain.speeches import group_left, item_left, speakers_list
from bot.domain.values import Phase, Step

S = SpeechKind
Events = tuple[e.MeetingEvent, ...]


def at(seconds: int) -> datetime:
    return NOW + timedelta(seconds=seconds)


def asking(seat: SeatId, kind: S = S.DEBATE, by: SeatId | None = None) -> c.RequestFloor:
    return c.RequestFloor(by=by or seat, at=NOW, seat=seat, kind=kind)


def giving(seat: SeatId, kind: S | None = None, seconds: int = 0) -> c.GiveFloor:
    return c.GiveFloor(by=MAYOR, at=at(seconds), seat=seat, kind=kind)


def taking(seat: SeatId | None, seconds: int) -> c.TakeFloor:
    return c.TakeFloor(by=MAYOR, at=at(seconds), seat=seat)


def calling(seconds: int = 0) -> c.CallSpeaker:
    return c.CallSpeaker(by=MAYOR, at=at(seconds))


def began(
    seat: SeatId, kind: S = S.DEBATE, begun: int = 0, limit: int = 0, *, resumed: bool = False
) -> e.SpeechBegan:
    return e.SpeechBegan(
        seat=seat, kind=kind, item=T1, begun=at(begun), seconds=limit, resumed=resumed
    )


def ended(seat: SeatId, seconds: int, kind: S = S.DEBATE, *, paused: bool = False) -> e.SpeechEnded:
    return e.SpeechEnded(seat=seat, item=T1, kind=kind, seconds=seconds, paused=paused)


def given_floor(seat: SeatId) -> e.FloorGiven:
    return e.FloorGiven(seat=seat, by=MAYOR)


def taken(seat: SeatId) -> e.FloorTaken:
    return e.FloorTaken(seat=seat, by=MAYOR)


def under(**values: RuleValue) -> Events:
    named = {key.replace("__", "."): value for key, value in values.items()}
    return (*planned(replace(RULES, values=named)), *ON_ITEM[2:])


def waiting(happened: Events, *asked: c.RequestFloor) -> list[SeatId]:
    """Return the order in which those who asked are heard."""
    given = Given(*happened)
    for command in asked:
        given = given.when(command).accepted()
    return [one.seat for one in speakers_list(given.meeting)]


# Asking.


def test_a_member_asks_once() -> None:
    requested = e.FloorRequested(seat=AYSE, kind=S.DEBATE)
    Given(*ON_ITEM).when(asking(AYSE)).then(requested).when(asking(AYSE)).then()


def test_the_clerk_enters_who_raises_a_hand_in_the_hall() -> None:
    Given(*ON_ITEM).when(asking(AYSE, by=CLERK)).accepted()
    Given(*ON_ITEM).when(asking(AYSE, by=UWE)).refused(r.NotEntered(seat=AYSE))


@pytest.mark.parametrize(
    ("happened", "command", "reason"),
    [
        (CALLED, asking(AYSE), r.NoItemOpen()),
        ((*ON_ITEM, recused(AYSE)), asking(AYSE), r.Recused(seat=AYSE, item=T1)),
        ((*ON_ITEM, *left(AYSE)), asking(AYSE), r.NotPresent(seat=AYSE)),
        (ON_ITEM, asking(AYSE, S.QUESTION), r.NobodySpeaks()),
        (ON_ITEM, asking(AYSE, S.RAPPORTEUR), r.NotAllowed(roles=tuple(sorted(LEAD)))),
        ((*ON_ITEM, e.SpeakersListClosed(item=T1)), asking(AYSE), r.ListClosed(item=T1)),
        ((*ON_ITEM, e.DebateClosed(item=T1)), asking(AYSE, S.REPLY), r.DebateOver(item=T1)),
        ((*ON_ITEM, e.MeetingInterrupted(reason="x")), asking(AYSE), r.WrongPhase(
            phase=Phase.INTERRUPTED, needed=(Phase.OPEN,))),
    ],
)  # fmt: skip
def test_asking_for_the_floor_is_refused(
    happened: Events, command: c.RequestFloor, reason: r.Reason
) -> None:
    Given(*happened).when(command).refused(reason)


def test_after_the_debate_personal_statements_are_heard() -> None:
    given = Given(*ON_ITEM).when(asking(UWE), asking(AYSE, S.PERSONAL)).accepted()
    over = Given(*given.happened, e.DebateClosed(item=T1))
    assert [one.seat for one in speakers_list(over.meeting)] == [AYSE]
    over.when(asking(HORN, S.PERSONAL)).accepted()


def test_who_was_on_the_list_speaks_although_it_is_closed() -> None:
    given = Given(*ON_ITEM).when(asking(UWE)).accepted()
    closed = Given(*given.happened, e.SpeakersListClosed(item=T1))
    closed.when(calling()).then(given_floor(UWE), began(UWE))


def test_a_request_is_taken_back_or_struck() -> None:
    given = Given(*ON_ITEM).when(asking(UWE)).accepted()
    back = c.DropFloorRequest(by=UWE, at=NOW, seat=UWE)
    given.when(back).then(e.FloorRequestDropped(seat=UWE, by=UWE)).when(back).then()
    given.when(replace(back, by=CLERK)).accepted()
    given.when(replace(back, by=AYSE)).refused(r.NotEntered(seat=UWE))


# Whose turn it is.


def test_who_came_first_speaks_first_after_rapporteur_and_reply() -> None:
    asked = (
        asking(UWE),
        asking(HORN, S.PERSONAL),
        asking(LANGE),
        asking(DIETZ, S.REPLY),
        asking(DEPUTY, S.RAPPORTEUR, by=CLERK),
    )
    assert waiting(ON_ITEM, *asked) == [DEPUTY, DIETZ, UWE, LANGE, HORN]


def test_who_left_or_is_recused_is_passed_over() -> None:
    given = Given(*ON_ITEM).when(asking(UWE), asking(HORN), asking(VOGT)).accepted()
    gone = Given(*given.happened, asking_event(UWE), *left(HORN), recused(UWE))
    assert [one.seat for one in speakers_list(gone.meeting)] == [VOGT]


def asking_event(seat: SeatId) -> e.FloorRequested:
    return e.FloorRequested(seat=seat, kind=S.DEBATE)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (SpeechOrder.FIRST_COME, [AYSE, UWE, LANGE, HORN, DIETZ]),
        # Bürgerliste has spoken last; who is in no group stands alone.
        (SpeechOrder.GROUP_ROTATION, [LANGE, DIETZ, AYSE, HORN, UWE]),
        (SpeechOrder.TIMES_SPOKEN, [UWE, LANGE, HORN, DIETZ, AYSE]),
        # 90 seconds for the four of Bürgerliste without the deputy's vote … the least first.
        (SpeechOrder.GROUP_SHARE, [LANGE, DIETZ, HORN, AYSE, UWE]),
    ],
)
def test_the_rules_of_procedure_say_whose_turn_it_is(
    order: SpeechOrder, expected: list[SeatId]
) -> None:
    happened = (
        *under(speech__order=order),
        given_floor(AYSE),
        began(AYSE),
        taken(AYSE),
        ended(AYSE, 90),
    )
    asked = [asking(seat) for seat in (AYSE, UWE, LANGE, HORN, DIETZ)]
    assert waiting(happened, *asked) == expected


def test_who_speaks_now_has_had_of_the_share_of_their_group() -> None:
    speaking = (*under(speech__order=SpeechOrder.GROUP_SHARE), given_floor(AYSE), began(AYSE))
    assert waiting(speaking, asking(UWE), asking(LANGE)) == [LANGE, UWE]


def test_the_next_takes_the_floor_from_the_one_before() -> None:
    given = Given(*ON_ITEM).when(asking(UWE), asking(HORN)).accepted()
    Given(*ON_ITEM).when(calling()).refused(r.NobodyWaits())
    speaking = given.when(asking(UWE), asking(HORN), calling()).accepted()
    after = speaking.when(calling(75)).then(
        taken(UWE), ended(UWE, 75), given_floor(HORN), began(HORN, begun=75)
    )
    assert after.meeting.floor == (HORN,)
    assert after.meeting.debate.talked[T1, UWE] == Talked(speeches=1, seconds=75)


def test_who_has_the_floor_and_is_next_goes_on() -> None:
    speaking = Given(*ON_ITEM).when(asking(UWE), asking(UWE, S.REPLY), giving(UWE)).accepted()
    over = Given(*speaking.happened, ended(UWE, 5))
    over.when(calling(6)).then(began(UWE, begun=6))


# The floor, given by hand.


def test_the_floor_is_given_as_what_it_was_asked_for() -> None:
    given = Given(*ON_ITEM).when(asking(UWE, S.PERSONAL)).accepted()
    given.when(giving(UWE)).then(given_floor(UWE), began(UWE, S.PERSONAL))
    given.when(giving(UWE, S.REPLY)).then(given_floor(UWE), began(UWE, S.REPLY))


def test_the_adviser_speaks_too() -> None:
    Given(*ON_ITEM).when(giving(ADVISER)).then(given_floor(ADVISER), began(ADVISER))


def test_without_an_item_the_floor_has_no_clock() -> None:
    Given(*CALLED).when(giving(UWE)).then(given_floor(UWE))
    paused = (*ON_ITEM, e.MeetingInterrupted(reason="x"))
    Given(*paused).when(giving(UWE)).then(given_floor(UWE))


def test_a_question_interrupts_and_the_speaker_goes_on_with_the_time_left() -> None:
    happened = (*under(speech__minutes=3), given_floor(UWE), began(UWE, limit=180))
    asked = (
        Given(*happened)
        .when(giving(HORN, S.QUESTION, 60))
        .then(given_floor(HORN), ended(UWE, 60, paused=True), began(HORN, S.QUESTION, 60))
    )
    assert set(asked.meeting.floor) == {UWE, HORN}
    expected = (
        taken(HORN),
        began(UWE, begun=70, limit=120, resumed=True),
        ended(HORN, 10, S.QUESTION),
    )
    asked.when(taking(HORN, 70)).then(*expected)
    after = asked.when(calling(70)).then(*expected)
    assert after.meeting.debate.talked[T1, UWE] == Talked(speeches=1, seconds=60)
    assert after.meeting.debate.paused is None


def test_a_question_in_a_speech_without_limit_leaves_it_without() -> None:
    happened = (*ON_ITEM, given_floor(UWE), began(UWE))
    asked = Given(*happened).when(giving(HORN, S.QUESTION, 60)).accepted()
    assert asked.when(taking(HORN, 70)).accepted().meeting.debate.speaking[UWE].seconds == 0


def test_who_paused_and_left_does_not_go_on() -> None:
    happened = (*ON_ITEM, given_floor(UWE), began(UWE))
    asked = Given(*happened).when(giving(HORN, S.QUESTION, 60)).accepted()
    gone = Given(*asked.happened, *left(UWE))
    gone.when(taking(HORN, 70)).then(taken(HORN), ended(HORN, 10, S.QUESTION))
    asked.when(taking(None, 70)).then(taken(UWE), taken(HORN), ended(HORN, 10, S.QUESTION))
    other = Given(*asked.happened, *left(VOGT))
    assert other.meeting.debate.paused is not None
    on = asked.when(taking(UWE, 65)).accepted()
    assert on.meeting.debate.paused is None


def test_who_speaks_and_is_next_goes_on_with_the_next_speech_of_their_own() -> None:
    law = under(speech__minutes=3, speech__reply_minutes=1)
    listed = Given(*law).when(asking(AYSE, S.REPLY), asking(AYSE), asking(HORN)).accepted()
    replying = listed.when(calling()).accepted()
    again = replying.when(calling(20)).then(
        taken(AYSE), ended(AYSE, 20, S.REPLY), given_floor(AYSE), began(AYSE, S.DEBATE, 20, 180)
    )
    again.when(calling(60)).then(
        taken(AYSE), ended(AYSE, 40), given_floor(HORN), began(HORN, S.DEBATE, 60, 180)
    )


def test_a_speech_that_ends_counts_before_the_next_of_the_same_person_begins() -> None:
    law = under(speech__count=1)
    speaking = Given(*law).when(asking(AYSE), calling(), asking(AYSE, S.PERSONAL)).accepted()
    two = speaking.when(giving(HORN, seconds=5)).accepted()
    over = two.when(calling(10)).accepted()
    assert over.meeting.floor == (AYSE,)
    assert [one.kind for one in over.meeting.debate.speaking.values()] == [S.PERSONAL]
    speaking.when(asking(AYSE)).refused(r.SpokeTooOften(seat=AYSE, most=1))


def test_what_the_group_has_spoken_until_now_leaves_the_next_of_it_the_rest() -> None:
    law = under(speech__minutes=3, speech__group_minutes=4, speech__item_minutes=5)
    listed = Given(*law).when(asking(AYSE), calling(), asking(UWE), asking(HORN)).accepted()
    listed.when(calling(180)).then(
        taken(AYSE), ended(AYSE, 180), given_floor(UWE), began(UWE, S.DEBATE, 180, 60)
    ).when(calling(240)).then(
        taken(UWE), ended(UWE, 60), given_floor(HORN), began(HORN, S.DEBATE, 240, 60)
    )
    listed.when(calling(240)).refused(r.GroupTimeUsed(group="Bürgerliste", minutes=4))


def test_who_speaks_puts_no_question_to_themselves() -> None:
    speaking = Given(*ON_ITEM).when(asking(AYSE), calling()).accepted()
    speaking.when(asking(AYSE, S.QUESTION)).refused(r.HasTheFloor(seat=AYSE))
    speaking.when(asking(HORN, S.QUESTION)).accepted()


def test_a_question_on_the_list_does_not_take_the_floor_from_the_speaker() -> None:
    happened = (*ON_ITEM, given_floor(UWE), began(UWE))
    given = Given(*happened).when(asking(HORN, S.QUESTION)).accepted()
    after = given.when(calling(30)).then(
        given_floor(HORN), ended(UWE, 30, paused=True), began(HORN, S.QUESTION, 30)
    )
    assert UWE in after.meeting.floor


# The clock.

LIMITS: dict[str, RuleValue] = {
    "speech__minutes": 3,
    "speech__group_minutes": 5,
    "speech__item_minutes": 6,
}


def test_the_shortest_limit_holds() -> None:
    first = Given(*under(**LIMITS)).when(giving(UWE)).then(given_floor(UWE), began(UWE, limit=180))
    second = first.when(taking(UWE, 180), giving(AYSE, None, 200)).accepted()
    assert second.meeting.debate.speaking[AYSE].seconds == 120  # what the group has left
    third = second.when(taking(AYSE, 320), giving(HORN, None, 330)).accepted()
    assert third.meeting.debate.speaking[HORN].seconds == 60  # what the debate has left
    assert (group_left(third.meeting, HORN), item_left(third.meeting)) == (300, 60)
    over = third.when(taking(HORN, 390)).accepted()
    over.when(asking(DEPUTY)).refused(r.GroupTimeUsed(group="Bürgerliste", minutes=5))
    over.when(asking(VOGT)).refused(r.ItemTimeUsed(item=T1, minutes=6))
    over.when(asking(VOGT, S.PERSONAL)).accepted()


def test_who_is_in_no_group_has_a_groups_time_alone() -> None:
    happened = (*under(speech__group_minutes=1), began(ROTH), ended(ROTH, 60))
    Given(*happened).when(asking(ROTH)).refused(r.GroupTimeUsed(group="Ines Roth", minutes=1))


def test_nobody_speaks_more_often_than_the_rules_of_procedure_allow() -> None:
    happened = (*under(speech__count=1), began(UWE), ended(UWE, 10))
    Given(*happened).when(asking(UWE)).refused(r.SpokeTooOften(seat=UWE, most=1))
    Given(*happened).when(giving(UWE)).refused(r.SpokeTooOften(seat=UWE, most=1))
    Given(*happened).when(asking(UWE, S.REPLY)).accepted()
    again = (*happened, e.ItemClosed(item=T1, note=""), e.ItemCalled(item=T2))
    Given(*again).when(asking(UWE)).accepted()


@pytest.mark.parametrize(
    "command",
    [
        c.CloseItem(by=MAYOR, at=at(42)),
        c.InterruptMeeting(by=MAYOR, at=at(42), reason="Pause"),
        c.ExcludePublic(by=MAYOR, at=at(42)),
        c.ReportLeft(by=UWE, at=at(42), seat=UWE, reason=""),
        c.DeclareRecusal(by=UWE, at=at(42), seat=UWE),
        c.LeadConference(by=MAYOR, at=at(42), step=Step.REMOVE, seat=UWE),
        c.TakeFloor(by=UWE, at=at(42)),
    ],
    ids=lambda command: type(command).__name__,
)
def test_whoever_loses_the_floor_has_ended_the_speech(command: c.MeetingCommand) -> None:
    speaking = Given(*ON_ITEM, given_floor(UWE), began(UWE))
    after = speaking.when(command).accepted()
    assert after.happened[-1] == ended(UWE, 42)
    assert after.meeting.debate.talked[T1, UWE].seconds == 42
    assert not after.meeting.debate.speaking


def test_what_takes_no_floor_ends_no_speech() -> None:
    speaking = Given(*ON_ITEM, given_floor(UWE), began(UWE))
    speaking.when(c.StateQuorum(by=MAYOR, at=at(5))).accepted()
    assert len(speaking.when(giving(HORN, None, 5)).accepted().meeting.debate.speaking) == 2


def test_after_an_interruption_the_clock_runs_again_when_the_chair_says_so() -> None:
    speaking = Given(*ON_ITEM, given_floor(UWE), began(UWE))
    on = speaking.when(
        c.InterruptMeeting(by=MAYOR, at=at(10), reason="x"), c.ResumeMeeting(by=MAYOR, at=at(20))
    ).accepted()
    on.when(giving(UWE, None, 30)).then(began(UWE, begun=30))


def test_when_the_time_is_up_the_bot_says_so_once() -> None:
    speaking = Given(*under(speech__minutes=1), given_floor(UWE), began(UWE, limit=60))
    assert due(speaking.meeting, at(59)) == []
    (note,) = due(speaking.meeting, at(60))
    told = speaking.when(note).then(e.SpeechTimeUp(seat=UWE))
    assert due(told.meeting, at(61)) == []
    told.when(note).then()
    early = c.NoteTimeUp(by=c.OPERATOR, at=at(59), seat=UWE)
    speaking.when(early).then()
    speaking.when(replace(early, seat=HORN)).then()
    free = Given(*ON_ITEM, given_floor(UWE), began(UWE))
    assert due(free.meeting, at(9999)) == []
    free.when(note).then()


# More time.


def extending(minutes: int, seconds: int, seat: SeatId | None = None) -> c.ExtendSpeech:
    return c.ExtendSpeech(by=MAYOR, at=at(seconds), minutes=minutes, seat=seat)


def extended(seat: SeatId, seconds: int) -> e.SpeechExtended:
    return e.SpeechExtended(seat=seat, by=MAYOR, seconds=seconds)


def test_more_time_is_added_to_what_is_left_and_the_bot_speaks_up_later() -> None:
    speaking = Given(*under(speech__minutes=1), given_floor(UWE), began(UWE, limit=60))
    longer = speaking.when(extending(2, 30)).then(extended(UWE, 180))
    assert due(longer.meeting, at(179)) == []
    assert due(longer.meeting, at(180)) == [c.NoteTimeUp(by=c.OPERATOR, at=at(180), seat=UWE)]
    assert longer.when(taking(UWE, 100)).accepted().happened[-1] == ended(UWE, 100)


def test_more_time_counts_from_now_where_it_was_over_and_its_end_is_told_again() -> None:
    speaking = Given(*under(speech__minutes=1), given_floor(UWE), began(UWE, limit=60))
    over = speaking.when(c.NoteTimeUp(by=c.OPERATOR, at=at(60), seat=UWE)).accepted()
    longer = over.when(extending(1, 90)).then(extended(UWE, 150))
    (note,) = due(longer.meeting, at(150))
    again = longer.when(note).then(e.SpeechTimeUp(seat=UWE))
    for seconds in range(200, 2000, 180):  # WCAG 2.2.1: at least ten times
        again = again.when(extending(2, seconds, UWE)).then(extended(UWE, seconds + 120))


def test_a_limit_of_the_group_does_not_bind_the_chair() -> None:
    happened = under(speech__group_minutes=1)
    speaking = Given(*happened, given_floor(UWE), began(UWE, limit=60))
    longer = speaking.when(extending(1, 50)).accepted()
    assert longer.meeting.debate.speaking[UWE].seconds == 120


def test_there_is_no_more_time_where_none_runs() -> None:
    Given(*ON_ITEM).when(extending(1, 0)).refused(r.NoTimeRuns())
    free = Given(*ON_ITEM, given_floor(UWE), began(UWE))
    free.when(extending(1, 0)).refused(r.NoTimeRuns())
    speaking = Given(*ON_ITEM, given_floor(UWE), began(UWE, limit=60))
    speaking.when(extending(1, 0, HORN)).refused(r.NoTimeRuns())
    mine = c.ExtendSpeech(by=UWE, at=at(5), minutes=1)
    speaking.when(mine).refused(r.NotAllowed(roles=tuple(sorted(LEAD))))


# Closing the debate.


def test_only_who_has_not_spoken_moves_to_close_the_debate() -> None:
    close = c.RaiseProcedural(by=UWE, at=NOW, seat=UWE, kind=ProceduralKind.CLOSE_DEBATE)
    Given(*ON_ITEM, began(UWE), ended(UWE, 5)).when(close).refused(r.HasSpoken(seat=UWE))
    free = under(go__close_debate__non_speaker=False)
    Given(*free, began(UWE), ended(UWE, 5)).when(close).accepted()


def test_each_group_must_have_had_its_chance() -> None:
    close = c.RaiseProcedural(by=HORN, at=NOW, seat=HORN, kind=ProceduralKind.CLOSE_LIST)
    given = Given(*ON_ITEM, began(AYSE), ended(AYSE, 5)).when(asking(UWE)).accepted()
    given.when(close).accepted()
    more = given.when(asking(LANGE), asking(DIETZ), asking(VOGT, S.PERSONAL)).accepted()
    more = Given(*given.happened, asking_event(LANGE), asking_event(DIETZ))
    more.when(close).refused(r.GroupsUnheard(groups=("Dorf", "Peter Dietz")))
