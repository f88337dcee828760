# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Minutes follow from the journal: what they hold, what they keep apart, what they lack."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from typing import get_args

import pytest
from council import DECIDED_BEFORE, DECIDED_URGENTLY
from debate_journal import debated, disturbed, spoken
from hypothesis import given
from hypothesis import strategies as st
from sample_journal import (
    BERLIN,
    CLERK,
    DIETZ,
    EARLIER,
    EXTENSION,
    FOR_THE_PUBLIC,
    HORN,
    KAYA,
    LAND,
    LANGE,
    MAYOR,
    NO,
    PLAYGROUND,
    ROAD,
    ROAD_TEXT,
    ROTH,
    STEIN,
    SURVEY,
    VOGT,
    WEBER,
    YES,
    Journal,
    aftermath,
    cancelled,
    check,
    count,
    elected,
    evening,
    objected,
    planned,
    released,
)

from bot.domain import events as e
from bot.domain.debating import SpeechKind
from bot.domain.events import MeetingEvent
from bot.domain.ids import BallotId, ItemId, MeasureId, MotionId, QuestionId, SeatId
from bot.domain.measures import OrderStep
from bot.domain.minutes import (
    Attendance,
    BallotRecord,
    Gap,
    ItemRecord,
    Minutes,
    Missing,
    Part,
    Span,
    minutes,
    missing,
    unsigned,
)
from bot.domain.records import Recorded
from bot.domain.values import (
    AgendaItem,
    Channel,
    Choice,
    Mode,
    Seat,
    Subject,
    SubjectKind,
    Undecided,
    VoteMode,
)

EVENING = evening()
WHOLE = minutes(EVENING)
NEW = ItemId("i9")


def on(item: ItemId, part: Part = Part.PUBLIC, of: Minutes = WHOLE) -> ItemRecord:
    return next(r for r in of.of(part) if r.item and r.item.id == item)


def line(seat: SeatId, of: Minutes = WHOLE) -> Attendance:
    return next(one for one in of.roll if one.person.seat == seat)


def ballot(name: str, of: Minutes = WHOLE) -> BallotRecord:
    return next(b for r in of.records for b in r.ballots if b.id == name)


def clock(text: str) -> datetime:
    hour, minute = text.split(":")
    return datetime(2026, 11, 26, int(hour), int(minute), tzinfo=BERLIN)


def opened() -> Journal:
    """Return a meeting that is open, with everybody but Stein and Roth there."""
    journal = planned().at("19:00").add(e.MeetingOpened(by=MAYOR, chair=MAYOR))
    for seat in (MAYOR, WEBER, KAYA, LANGE, HORN, VOGT, DIETZ):
        journal.add(e.MemberArrived(seat=seat, mode=Mode.HALL, channel=Channel.TEXT, late=False))
    return journal.add(e.RollCallClosed(check=check(7)))


R1 = MeasureId("R1")
E1, E2, E3 = map(QuestionId, ("E1", "E2", "E3"))


def joined() -> list[Recorded]:
    """Return an evening on which two items are decided in one vote, one of them under debate."""
    journal = opened()
    numbered = "1. Die Schaukel bleibt. 2. Die Rutsche geht."
    journal.at("19:10").add(
        e.UrgentDecisionMadeKnown(item=SURVEY, decision=DECIDED_URGENTLY),
        e.ItemCalled(item=ROAD),
        e.MotionMoved(motion=MotionId("A1"), item=ROAD, by=MAYOR, text="Die Straße wird gebaut."),
        e.MotionMoved(motion=MotionId("A2"), item=PLAYGROUND, by=MAYOR, text=numbered),
    )
    subject = Subject(kind=SubjectKind.BLOCK, ref=f"{ROAD} {PLAYGROUND}", text="1 Straße")
    block = journal.at("19:20").open(None, subject, 7, VoteMode.RECORDED)
    journal.add(e.VoteCast(ballot=block, seat=KAYA, choice=YES, channel=Channel.TEXT))
    parts = (
        e.BlockPart(item=ROAD, motion=MotionId("A1"), ballot=BallotId("V2")),
        e.BlockPart(item=PLAYGROUND, motion=MotionId("A2"), ballot=BallotId("V3")),
    )
    journal.at("19:22").add(
        e.BallotClosed(ballot=block, result=count({KAYA: YES}, 7)),
        e.BlockResolved(block=block, parts=parts),
        e.MotionDivided(motion=MotionId("A2"), by=MAYOR),
    )
    return journal.at("19:30").add(e.ItemClosed(item=ROAD, note="")).records


def test_a_vote_on_several_items_stands_in_each_with_its_names_and_times() -> None:
    found = minutes(joined())
    road, playground = on(ROAD, of=found), on(PLAYGROUND, of=found)
    for record, number, text in (
        (road, "V2", "Die Straße wird gebaut."),
        (playground, "V3", "1. Die Schaukel bleibt. 2. Die Rutsche geht."),
    ):
        (decided,) = record.ballots
        assert (decided.id, decided.question, decided.en_bloc) == (number, text, BallotId("V1"))
        assert [v.person.seat for v in decided.votes if v.choice is YES] == [KAYA]
        assert record.motions[0].adopted
    # The one under debate was on for longer; the other from the opening of the vote to its close.
    assert road.calls == (Span(since=clock("19:10"), until=clock("19:30")),)
    assert playground.calls == (Span(since=clock("19:20"), until=clock("19:22")),)
    (outside,) = [r for r in found.of(Part.PUBLIC) if r.item is None]
    assert [known.id for known in outside.ballots] == ["V1"]


def test_a_vote_on_several_items_that_is_void_is_void_in_each() -> None:
    records = joined()
    journal = Journal(records=list(records[:-1]))
    void = e.BallotVoided(ballot=BallotId("V1"), reason="Falsch gezählt.", by=MAYOR)
    found = minutes(journal.at("19:25").add(void).records)
    assert on(PLAYGROUND, of=found).ballots[0].voided == "Falsch gezählt."
    assert on(PLAYGROUND, of=found).motions[0].adopted is None


def disciplined() -> list[Recorded]:
    """Return an evening on which order is kept, and which is broken off until the next day."""
    journal = opened()
    journal.at("19:10").add(
        e.CirculationMadeKnown(item=ROAD, outcome=DECIDED_BEFORE),
        e.ItemCalled(item=ROAD),
        e.OrderMeasureTaken(
            measure=R1, step=OrderStep.TO_ORDER, seat=KAYA, item=ROAD, reason="Zuruf", by=MAYOR
        ),
        e.OrderMeasureObjected(measure=R1, seat=KAYA),
        e.OrderMeasureLifted(measure=R1),
    )
    due = clock("19:20").date()
    for name in (E1, E2, E3):
        journal.add(e.QuestionRegistered(question=name, name="Rosa Linde", text="Wann?", by=MAYOR))
    journal.add(
        e.ItemClosed(item=ROAD, note=""),
        e.QuestionTimeOpened(until=None, by=MAYOR),
        e.QuestionCalled(question=E1),
        e.QuestionAnswered(question=E1, text="Bald.", in_writing=False, by=MAYOR),
        e.QuestionTimeUp(),
        e.QuestionDeferred(question=E2, office="Bauamt", due=due, by=MAYOR),
        e.QuestionTimeClosed(by=MAYOR),
    )
    until = clock("19:20") + timedelta(days=1)
    journal.at("19:20").add(
        e.MeetingInterrupted(reason="Es ist spät.", until=until, other_day=True), e.RecessOver()
    )
    return journal.records


def test_a_measure_of_order_stands_with_the_item_it_was_taken_on() -> None:
    found = minutes(disciplined())
    (kept,) = next(record for record in found.records if record.item).measures
    assert (kept.person.name, kept.step, kept.lifted) == (
        "Ayşe Kaya",
        OrderStep.TO_ORDER,
        True,
    )
    assert found.interruptions[0].other_day


def test_residents_questions_stand_outside_the_items_with_their_answers() -> None:
    """What was never called, answered or put off was not asked in this meeting."""
    written = e.QuestionAnswered(question=E2, text="2027.", in_writing=True, by=MAYOR)
    over = Recorded(seq=999, at=clock("20:00"), event=written)
    found = minutes([*disciplined(), over])
    asked = next(record for record in found.records if record.item is None).questions
    assert [(one.id, one.answer, one.in_writing) for one in asked] == [
        (E1, "Bald.", False),
        (E2, "2027.", True),
    ]


# The journal the tests stand on.


def test_the_sample_journals_hold_every_kind_of_meeting_event() -> None:
    seen = {
        type(record.event)
        for record in (
            *EVENING,
            *cancelled(),
            *elected(),
            *objected(),
            *debated(),
            *spoken(),
            *disturbed(),
            *aftermath(),
            *released(),
            *disciplined(),
            *joined(),
        )
    }

    assert seen == set(get_args(MeetingEvent))


def test_what_was_decided_between_meetings_stands_under_its_item() -> None:
    assert on(ROAD, of=minutes(disciplined())).made_known == DECIDED_BEFORE


@given(length=st.integers(min_value=0, max_value=len(EVENING)))
def test_every_beginning_of_a_lawful_journal_has_minutes(length: int) -> None:
    start = EVENING[:length]

    found = minutes(start)

    assert found.last_seq == length
    assert minutes(start) == found
    assert all(isinstance(gap, Missing) for gap in missing(found))
    assert set(unsigned(found)) <= {"chair", "clerk"}


def test_an_empty_journal_lacks_everything() -> None:
    gaps = {gap.gap for gap in missing(minutes([]))}

    assert gaps == {
        Gap.DAY,
        Gap.PLACE,
        Gap.END,
        Gap.CHAIR,
        Gap.CLERK,
        Gap.PRESENT,
        Gap.QUORUM,
    }


# What § 42 ThürKO names.


def test_day_place_and_times_are_named() -> None:
    assert WHOLE.place == "Ratssaal, Markt 1"
    assert WHOLE.opened == clock("19:02")
    assert WHOLE.closed == clock("20:45")
    assert [(p.span, p.reason) for p in WHOLE.interruptions] == [
        (Span(since=clock("20:02"), until=clock("20:12")), "Lüftungspause")
    ]
    assert WHOLE.non_public_spans == (Span(since=clock("20:25"), until=clock("20:40")),)


def test_chair_changes_and_clerk_are_named() -> None:
    chairs = [(span.chair.name, span.since) for span in WHOLE.chairs]

    assert chairs == [
        ("Dr. Martina Albrecht", clock("19:02")),
        ("Jörg Weber", clock("20:13")),
        ("Dr. Martina Albrecht", clock("20:22")),
    ]
    assert [clerk.seat for clerk in WHOLE.clerks] == [CLERK]


def test_an_absent_clerk_on_the_roster_still_counts_as_clerk() -> None:
    assert [clerk.seat for clerk in minutes(opened().records).clerks] == [CLERK]


def test_the_roll_names_late_arrival_early_leave_and_absence() -> None:
    roth, vogt, stein = line(ROTH), line(VOGT), line(STEIN)

    assert roth.stays[0].late
    assert roth.stays[0].span == Span(since=clock("19:25"))
    assert roth.absence is None
    assert vogt.stays[0].span.until == clock("20:25")
    assert vogt.stays[0].reason == "letzter Bus"
    assert not stein.came
    assert stein.absence
    assert (stein.absence.reason, stein.absence.excused) == ("Krankheit", True)


def test_a_change_from_hall_to_remote_is_two_stays() -> None:
    moved = e.MemberArrived(seat=KAYA, mode=Mode.REMOTE, channel=Channel.TEXT, late=False)

    stays = line(KAYA, minutes(opened().at("19:30").add(moved).records)).stays

    assert [(stay.mode, stay.span.until) for stay in stays] == [
        (Mode.HALL, clock("19:30")),
        (Mode.REMOTE, None),
    ]


def test_voting_members_are_listed_by_group() -> None:
    groups = {name: [one.person.seat for one in lines] for name, lines in WHOLE.groups}

    assert groups["Bürgerliste"] == [WEBER, KAYA, STEIN]
    assert groups[""] == [DIETZ, ROTH]


def test_one_who_lost_the_seat_during_the_meeting_stays_on_the_roll_if_present() -> None:
    journal = opened()
    roster = next(r.event for r in journal.records if isinstance(r.event, e.RosterTaken))
    left = tuple(seat for seat in roster.seats if seat.id not in (KAYA, STEIN))
    journal.add(e.RosterTaken(seats=left, marks=()))

    seats = [one.person.seat for one in minutes(journal.records).roll]

    assert KAYA in seats
    assert STEIN not in seats


def test_the_convocation_tells_of_urgency_and_objections() -> None:
    convocation = WHOLE.convocation

    assert convocation
    assert (convocation.notice.full_days, convocation.summoned) == (2, 12)
    assert convocation.urgency_established == clock("19:08")
    assert [(o.by.seat, o.reason[:14]) for o in WHOLE.objections] == [(HORN, "Die Ladung kam")]


def test_urgency_without_an_invitation_is_not_invented() -> None:
    journal = planned()
    journal.records = [r for r in journal.records if not isinstance(r.event, e.InvitationSent)]

    assert minutes(journal.add(e.UrgencyEstablished()).records).convocation is None


def test_the_quorum_is_named_each_time_it_was_stated() -> None:
    stated = [(one.at, one.check.present) for one in WHOLE.quorum]

    assert stated == [(clock("19:06"), 7), (clock("19:25"), 7)]


def test_a_cancelled_meeting_says_why() -> None:
    assert minutes(cancelled()).cancelled == "Heizungsausfall im Rathaus"


# The agenda as treated.


def test_the_agenda_shows_late_items_and_items_left_open() -> None:
    assert [row.number for row in WHOLE.agenda] == ["1", "2", "3", "4", "5", "N1"]
    assert [(row.number, row.item.late) for row in WHOLE.left_open] == [("4", True)]
    assert [off.item.title for off in WHOLE.removed] == ["Personalsache Bauhof"]


def test_an_item_taken_off_before_the_invitation_leaves_no_trace() -> None:
    journal = Journal()
    journal.records = [r for r in planned().records if not isinstance(r.event, e.InvitationSent)]

    found = minutes(journal.add(e.AgendaItemRemoved(item=SURVEY, reason="verschoben")).records)

    assert found.removed == ()
    assert SURVEY not in [row.item.id for row in found.agenda]


def test_items_stand_in_the_order_in_which_they_were_called() -> None:
    called = [record.item.id for record in WHOLE.of(Part.PUBLIC) if record.item]

    assert called == [ItemId("i1"), ROAD, SURVEY, PLAYGROUND]
    assert on(SURVEY).notes == ("Der Gemeinderat nimmt den Bericht zur Kenntnis.",)


def test_an_item_called_twice_has_two_spans() -> None:
    journal = opened().at("19:10").add(e.ItemCalled(item=SURVEY))
    journal.at("19:15").add(e.ItemClosed(item=SURVEY, note="vertagt"))
    journal.at("19:40").add(e.ItemCalled(item=SURVEY))

    spans = on(SURVEY, of=minutes(journal.records)).calls

    assert spans == (
        Span(since=clock("19:10"), until=clock("19:15")),
        Span(since=clock("19:40")),
    )


def test_what_came_of_an_item_that_was_taken_off_later_is_that_it_was_taken_off() -> None:
    """Nobody could write more on it, and what the minutes lacked was not what signing asked for."""
    journal = opened().add(
        e.ItemCalled(item=SURVEY), e.ItemClosed(item=SURVEY, note="", postponed=True)
    )
    number = Missing(gap=Gap.OUTCOME, what=on(SURVEY, of=minutes(journal.records)).number)
    assert number in missing(minutes(journal.records))
    known = minutes(journal.add(e.AgendaItemRemoved(item=SURVEY, reason="resolved")).records)
    assert [off.item.id for off in known.removed] == [SURVEY]
    assert not [gap for gap in missing(known) if gap.gap is Gap.OUTCOME]


def test_what_was_put_off_before_its_turn_is_named_where_it_belongs() -> None:
    put_off = e.ItemsPostponed(items=(SURVEY, LAND), note="Vertagung aller weiteren Punkte")
    known = minutes(opened().add(put_off).records)

    survey, land = on(SURVEY, of=known), on(LAND, Part.NON_PUBLIC, of=known)
    assert (survey.notes, survey.calls) == (("Vertagung aller weiteren Punkte",), ())
    assert (land.notes, land.part) == (("Vertagung aller weiteren Punkte",), Part.NON_PUBLIC)


def test_an_item_taken_off_after_it_was_called_has_no_number() -> None:
    journal = opened().add(e.ItemCalled(item=SURVEY), e.ItemClosed(item=SURVEY, note="vertagt"))
    journal.add(e.AgendaItemRemoved(item=SURVEY, reason="erledigt"))

    assert on(SURVEY, of=minutes(journal.records)).number == ""


def test_arrivals_and_statements_stand_with_their_item() -> None:
    record = on(ROAD)

    assert [(m.person.seat, m.arrived) for m in record.movements] == [(ROTH, True)]
    assert [(s.by.seat, s.text) for s in record.statements] == [
        (HORN, "Ich halte die Kosten für nicht belegt.")
    ]


# Motions, amendments, ballots.


def test_amendments_stand_in_the_order_of_votes_with_their_outcome() -> None:
    motion = on(ROAD).motions[0]
    amendments = [(one.id, one.adopted, one.withdrawn) for one in motion.amendments]

    assert amendments == [
        ("A3", True, False),
        ("A2", False, False),
        ("A41", None, False),
        ("A4", None, True),
    ]
    assert [one.id for one in motion.amendments if one.settled] == ["A41"]
    assert motion.order_reason == "Die Beleuchtung geht am weitesten."
    assert motion.mover.name == "Dr. Martina Albrecht"
    assert motion.text == ROAD_TEXT
    assert motion.consolidated == f"{ROAD_TEXT} Die Leuchten werden erneuert."
    assert motion.final == motion.consolidated
    assert motion.adopted is True


def test_an_adopted_amendment_changes_the_wording_by_itself() -> None:
    journal = _road_with_amendment()
    journal.ballot(
        ROAD,
        Subject(kind=SubjectKind.AMENDMENT, ref="A2"),
        dict.fromkeys((MAYOR, WEBER), YES),
        entitled=7,
    )

    motion = on(ROAD, of=minutes(journal.records)).motions[0]

    assert motion.consolidated == ROAD_TEXT.replace("1,50 m", "1,80 m")


def test_amendments_of_a_withdrawn_motion_fall_with_it() -> None:
    journal = _road_with_amendment().add(e.MotionWithdrawn(motion=MotionId("A1"), by=MAYOR))

    motion = on(ROAD, of=minutes(journal.records)).motions[0]

    assert motion.withdrawn
    assert motion.amendments[0].withdrawn


def _road_with_amendment() -> Journal:
    return opened().add(
        e.ItemCalled(item=ROAD),
        e.MotionMoved(motion=MotionId("A1"), item=ROAD, by=MAYOR, text=ROAD_TEXT),
        e.AmendmentMoved(
            motion=MotionId("A2"), amends=MotionId("A1"), by=LANGE, text="1,80 m", replaces="1,50 m"
        ),
    )


def test_an_open_ballot_gives_numbers_and_no_names() -> None:
    found = ballot("V4")

    assert found.result
    assert (found.result.yes, found.result.abstain, found.result.needed) == (6, 1, 4)
    assert found.majority
    assert found.norm == "§ 39 Abs. 1 ThürKO"
    assert found.votes == ()


def test_a_recorded_ballot_names_every_vote_and_who_did_not_vote() -> None:
    votes = {vote.person.seat: vote.choice for vote in ballot("V8").votes}

    assert votes == {
        MAYOR: YES,
        WEBER: YES,
        KAYA: YES,
        LANGE: YES,
        HORN: NO,
        VOGT: Choice.ABSTAIN,
        ROTH: None,
    }


def test_minutes_keep_the_names_of_a_hidden_vote_and_that_it_was_hidden() -> None:
    journal = opened().add(e.ItemCalled(item=ROAD))
    subject = Subject(kind=SubjectKind.PROCEDURE)
    name = journal.open(ROAD, subject, 7, VoteMode.RECORDED, hidden=True)
    journal.add(
        e.VoteCast(ballot=name, seat=MAYOR, choice=YES, channel=Channel.POLL),
        e.BallotClosed(ballot=name, result=count({MAYOR: YES}, 7)),
    )

    found = ballot("V1", minutes(journal.records))

    assert found.hidden
    assert [vote.person.seat for vote in found.votes if vote.choice is YES] == [MAYOR]


def test_minutes_tell_what_a_counter_motion_stands_against_and_what_it_settled() -> None:
    a1, a2, a3 = MotionId("A1"), MotionId("A2"), MotionId("A3")
    journal = opened().add(
        e.ItemCalled(item=ROAD),
        e.MotionMoved(motion=a1, item=ROAD, by=MAYOR, text="Die Straße wird gebaut."),
        e.AmendmentMoved(motion=a2, amends=a1, by=VOGT, text="saniert", replaces="gebaut"),
        e.CounterMotionMoved(motion=a3, against=a1, by=VOGT, text="Ein Radweg."),
        e.MotionsOrdered(motion=a1, order=(a3, a1), reason="Sie geht weiter."),
    )
    journal.ballot(ROAD, Subject(kind=SubjectKind.MOTION, ref=a3), {MAYOR: YES}, entitled=7)

    record = next(one for one in minutes(journal.records).records if one.motions)
    first, second = record.motions

    assert (first.settled, first.contest_reason, first.adopted) == (True, "Sie geht weiter.", None)
    assert first.amendments[0].settled
    assert (second.against, second.settled, second.adopted) == (a1, False, True)


def test_the_roll_says_how_who_is_on_the_telephone_was_identified() -> None:
    came = e.MemberArrived(
        seat=VOGT, mode=Mode.PHONE, channel=Channel.CLERK, late=True, identified="Rückruf"
    )
    line = next(
        line for line in minutes(opened().add(came).records).roll if line.person.seat == VOGT
    )
    assert (line.stays[-1].mode, line.stays[-1].identified) == (Mode.PHONE, "Rückruf")


def test_a_broken_off_ballot_names_nobody() -> None:
    found = ballot("V7")

    assert found.broken_off is Undecided.GAP
    assert found.result is None
    assert found.votes == ()


def test_the_member_a_ballot_is_about_is_not_among_those_who_did_not_vote() -> None:
    journal = opened().add(e.ItemCalled(item=ROAD))
    subject = Subject(kind=SubjectKind.RECUSAL, ref=DIETZ)
    journal.ballot(ROAD, subject, {MAYOR: YES}, entitled=6, mode=VoteMode.RECORDED)

    seats = [vote.person.seat for vote in ballot("V1", minutes(journal.records)).votes]

    assert DIETZ not in seats
    assert len(seats) == 6


def test_a_voter_who_left_before_the_close_is_named_with_the_vote() -> None:
    journal = opened().add(e.ItemCalled(item=ROAD))
    name = journal.open(ROAD, Subject(kind=SubjectKind.PROCEDURE), 7, VoteMode.RECORDED)
    journal.add(
        e.VoteCast(ballot=name, seat=VOGT, choice=YES, channel=Channel.TEXT),
        e.MemberLeft(seat=VOGT, reason=""),
        e.BallotClosed(ballot=name, result=count({VOGT: YES}, 6)),
    )

    votes = {v.person.seat: v.choice for v in ballot(name, minutes(journal.records)).votes}

    assert votes[VOGT] is YES


def test_a_question_about_an_unknown_motion_stays_empty() -> None:
    journal = opened().add(e.ItemCalled(item=ROAD))
    subject = Subject(kind=SubjectKind.MOTION, ref="A99")
    journal.ballot(ROAD, subject, {MAYOR: YES}, entitled=7)

    assert ballot("V1", minutes(journal.records)).question == ""


# Recusal.


def test_a_recusal_has_the_times_it_lasted() -> None:
    dietz, kaya = on(ROAD).recusals

    assert (dietz.person.seat, dietz.spans) == (
        DIETZ,
        (Span(since=clock("19:15"), until=clock("19:52")),),
    )
    assert (kaya.person.seat, kaya.withdrawn, kaya.spans) == (
        KAYA,
        True,
        (Span(since=clock("19:15"), until=clock("19:17")),),
    )


def test_a_recusal_declared_beforehand_begins_with_the_call() -> None:
    journal = opened().at("19:10")
    journal.add(
        e.RecusalDeclared(seat=DIETZ, item=ROAD, reason="Anlieger"),
        e.RecusalDeclared(seat=KAYA, item=ROAD, reason="irrtümlich"),
        e.RecusalWithdrawn(seat=KAYA, item=ROAD),
    )
    before = on(ROAD, of=minutes(journal.records)).recusals[0]
    journal.at("19:20").add(e.ItemCalled(item=ROAD))

    dietz, kaya = on(ROAD, of=minutes(journal.records)).recusals

    assert before.spans == ()
    assert dietz.spans == (Span(since=clock("19:20")),)
    assert kaya.spans == ()


# Two documents.


def strings(value: object) -> set[str]:
    """Return every string a value holds."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, (tuple, list)):
        return {text for one in value for text in strings(one)}
    if is_dataclass(value) and not isinstance(value, type):
        return {text for one in fields(value) for text in strings(getattr(value, one.name))}
    return set()


SECRETS = ("Sommer", "48.000", "Schwägerin", "Personalsache", "zurückgezogen.")


def test_public_records_tell_nothing_of_non_public_items() -> None:
    public = " ".join(strings(WHOLE.of(Part.PUBLIC)))

    assert not [secret for secret in SECRETS if secret in public]


def test_non_public_records_hold_the_rest() -> None:
    record = on(LAND, Part.NON_PUBLIC)

    assert record.number == "N1"
    assert record.motions[0].adopted is True
    assert [recusal.person.seat for recusal in record.recusals] == [LANGE]
    assert len(record.ballots[0].votes) == 6


def test_the_public_knows_number_and_times_of_masked_items() -> None:
    assert [(item.number, item.calls) for item in WHOLE.masked] == [
        ("N1", (Span(since=clock("20:25"), until=clock("20:40")),))
    ]


def test_a_ballot_that_names_a_non_public_item_is_masked_for_the_public() -> None:
    removal = ballot("V3")

    assert (removal.about, removal.question, removal.subject.text) == ("N2", "", "")


def test_a_non_public_ballot_on_a_non_public_item_shows_its_title() -> None:
    journal = opened().add(e.PublicExcluded(by=MAYOR))
    journal.ballot(None, Subject(kind=SubjectKind.REMOVE_ITEM, ref=LAND), {MAYOR: YES}, entitled=7)

    assert ballot("V1", minutes(journal.records)).question.startswith("Grundstückskauf")


def test_a_public_item_goes_on_in_the_other_document_while_the_public_is_excluded() -> None:
    journal = _road_with_amendment()
    journal.add(e.RecusalDeclared(seat=DIETZ, item=ROAD, reason="Anlieger"))
    journal.at("19:20").add(e.PublicExcluded(by=MAYOR))
    journal.add(
        e.AmendmentMoved(
            motion=MotionId("A3"), amends=MotionId("A1"), by=HORN, text="geheim", replaces=""
        )
    )
    journal.ballot(ROAD, Subject(kind=SubjectKind.MOTION, ref="A1"), {MAYOR: YES}, entitled=6)
    journal.at("19:30").add(e.PublicRestored(by=MAYOR))
    found = minutes(journal.records)

    public, closed = on(ROAD, of=found), on(ROAD, Part.NON_PUBLIC, found)

    assert public.calls == (
        Span(since=clock("19:00"), until=clock("19:20")),
        Span(since=clock("19:30")),
    )
    assert closed.calls == (Span(since=clock("19:20"), until=clock("19:30")),)
    assert public.motions[0].adopted is None
    assert closed.motions[0].adopted is True
    assert [one.id for one in public.motions[0].amendments] == ["A2"]
    assert [one.id for one in closed.motions[0].amendments] == ["A3"]
    assert public.recusals == closed.recusals


def test_a_withdrawal_in_public_is_known_in_both_documents() -> None:
    journal = _road_with_amendment()
    journal.add(
        e.MotionWithdrawn(motion=MotionId("A2"), by=LANGE),
        e.PublicExcluded(by=MAYOR),
    )
    journal.ballot(ROAD, Subject(kind=SubjectKind.MOTION, ref="A1"), {MAYOR: YES}, entitled=7)
    journal.ballot(ROAD, Subject(kind=SubjectKind.AMENDMENT, ref="A2"), {MAYOR: YES}, entitled=7)
    found = minutes(journal.records)

    assert on(ROAD, of=found).motions[0].amendments[0].withdrawn
    assert on(ROAD, Part.NON_PUBLIC, found).motions[0].amendments[0].withdrawn


def test_a_reclassified_item_moves_to_the_other_document() -> None:
    journal = opened().add(e.ItemCalled(item=SURVEY))
    journal.at("19:12").add(e.ItemReclassified(item=SURVEY, public=False))

    found = minutes(journal.records)

    assert on(SURVEY, of=found).calls == (Span(since=clock("19:00"), until=clock("19:12")),)
    assert on(SURVEY, Part.NON_PUBLIC, found).calls == (Span(since=clock("19:12")),)


def test_a_motion_on_an_item_not_called_yet_has_its_record() -> None:
    journal = opened().add(
        e.MotionMoved(motion=MotionId("A1"), item=SURVEY, by=KAYA, text="Wir warten ab.")
    )

    record = on(SURVEY, of=minutes(journal.records))

    assert record.calls == ()
    assert [motion.text for motion in record.motions] == ["Wir warten ab."]


# Closing, signatures, approval.


def test_closing_ends_what_was_still_open() -> None:
    journal = opened().add(e.PublicExcluded(by=MAYOR), e.MeetingInterrupted(reason="Feueralarm"))
    journal.at("19:40").add(e.MeetingClosed(by=MAYOR, open_items=()))

    found = minutes(journal.records)

    assert found.non_public_spans[0].until == clock("19:40")
    assert found.interruptions[0].span.until == clock("19:40")


def test_the_public_is_told_no_times_of_what_interrupted_the_part_without_it() -> None:
    journal = opened().add(e.MeetingInterrupted(reason="Fraktionen beraten"))
    journal.at("19:10").add(e.MeetingResumed(by=MAYOR), e.PublicExcluded(by=MAYOR))
    journal.at("19:20").add(e.MeetingInterrupted(reason="Herr Stein ist erkrankt"))
    journal.at("19:30").add(e.MeetingResumed(by=MAYOR))
    journal.at("19:35").add(e.MeetingInterrupted(reason="Es ist spät.", other_day=True))
    journal.at("19:40").add(e.MeetingClosed(by=MAYOR, open_items=()))

    found = minutes(journal.records)

    assert len(found.pauses(public=False)) == 3
    seen = found.pauses(public=True)
    assert [one.reason for one in seen] == ["Fraktionen beraten", "Es ist spät."]
    assert seen[1].other_day  # it was called off before everybody's eyes


def test_both_signatures_and_the_approval_belong_to_the_version() -> None:
    assert WHOLE.version == 2
    assert [signature.role for signature in WHOLE.signatures] == ["chair", "clerk"]
    assert unsigned(WHOLE) == ()
    assert WHOLE.approval
    assert (WHOLE.approval.meeting, WHOLE.approval.version) == ("2026-08", 2)


def test_a_new_version_has_to_be_signed_anew() -> None:
    journal = Journal(records=list(EVENING))
    journal.add(
        e.MinutesDrafted(by=CLERK, version=3),
        e.MinutesSigned(seat=MAYOR, role="chair", version=2),
    )

    assert unsigned(minutes(journal.records)) == ("chair", "clerk")


# What is missing.


def test_the_whole_evening_lacks_nothing() -> None:
    assert missing(WHOLE) == ()


@pytest.mark.parametrize(
    ("absence", "gap"),
    [
        (None, Gap.ABSENCE),
        (e.AbsenceRecorded(seat=STEIN, reason=" ", excused=False), Gap.REASON),
    ],
)
def test_an_absence_without_a_reason_is_named(absence: e.AbsenceRecorded | None, gap: Gap) -> None:
    journal = Journal()
    for record in EVENING:
        event = record.event
        if isinstance(event, e.AbsenceRecorded) and event.seat == STEIN:
            if absence is None:
                continue
            journal.records.append(replace(record, event=absence))
            continue
        journal.records.append(record)

    assert missing(minutes(journal.records)) == (Missing(gap=gap, what="Uwe Stein"),)


def test_an_item_without_an_outcome_and_an_unfinished_ballot_are_named() -> None:
    journal = opened().add(e.ItemCalled(item=ROAD))
    journal.open(ROAD, Subject(kind=SubjectKind.PROCEDURE), 7, VoteMode.OPEN)

    gaps = missing(minutes(journal.records))

    assert Missing(gap=Gap.BALLOT, what="V1") in gaps
    assert Missing(gap=Gap.OUTCOME, what="2") in gaps


def test_an_unknown_seat_shows_its_id() -> None:
    journal = opened().add(e.StatementRecorded(seat=SeatId("99"), text="?"))

    assert minutes(journal.records).records[0].statements[0].by.name == "99"


def test_a_seat_without_a_mark_counts_as_not_enrolled() -> None:
    seat = Seat(id=SeatId("x"), name="Neu", role=line(KAYA).role)
    journal = planned().add(e.RosterTaken(seats=(seat,), marks=()))

    assert minutes(journal.records).roll[0].mark.value == "not_enrolled"


def test_an_item_added_after_the_invitation_and_taken_up_is_marked() -> None:
    journal = opened()
    journal.add(
        e.AgendaItemAdded(item=AgendaItem(id=NEW, title="Neu", late=True), position=5),
        e.LateItemTakenUp(item=NEW),
        e.ItemCalled(item=NEW),
    )

    assert on(NEW, of=minutes(journal.records)).late
    assert BallotId("V1") not in [b.id for b in on(NEW, of=minutes(journal.records)).ballots]


def test_an_election_stands_in_the_minutes_of_its_item_with_every_round() -> None:
    first, alone, unfinished, given_up = (
        record for item in minutes(elected()).of(Part.PUBLIC) for record in item.elections
    )

    assert (first.election.elected, first.election.accepted) == ("Ines Roth", True)
    assert [each.round.run_off for each in first.rounds] == [False, True]
    assert all(each.counted for each in first.rounds)
    assert [person.name for person in first.rounds[0].tellers] == ["Uwe Stein"]
    assert alone.election.accepted is False
    assert unfinished.rounds[-1].counted is None
    assert (given_up.election.broken_off, given_up.rounds) == ("Er tritt zurück.", ())
    assert [(each.void, each.counted) for each in given_up.void] == [("Er tritt zurück.", None)]


# The course of business.


def test_procedural_motions_stand_at_their_item_with_who_spoke_and_how_they_ended() -> None:
    first, second = on(ROAD, of=minutes(debated())).procedural
    assert (first.text, first.mover.seat) == ("Schluss der Rednerliste", HORN)
    assert [person.seat for person in (*first.pro, *first.contra)] == [HORN, KAYA]
    assert (second.motion.end, second.reason) == ("demanded", "§ 39 ThürKO")


def test_a_void_result_stands_beside_the_one_that_replaced_it() -> None:
    void, stands = on(ROAD, of=minutes(debated())).ballots
    assert void.voided.startswith("Ein Stimmzettel")
    assert void.sums is not None
    assert (void.sums.issued, void.sums.invalid) == (7, 1)
    assert (stands.voided, stands.sums and stands.sums.yes) == ("", 5)


def test_a_motion_whose_result_is_void_has_no_outcome() -> None:
    records = debated()
    void = next(n for n, one in enumerate(records) if isinstance(one.event, e.BallotVoided))
    assert on(ROAD, of=minutes(records[: void + 1])).motions[0].adopted is None
    assert Missing(gap=Gap.OUTCOME, what="2") in missing(minutes(records[: void + 1]))
    assert on(ROAD, of=minutes(records)).motions[0].adopted is True


def test_an_amendment_whose_result_is_void_leaves_the_wording() -> None:
    journal = opened().add(
        e.ItemCalled(item=ROAD),
        e.MotionMoved(motion=MotionId("A1"), item=ROAD, by=MAYOR, text="alt"),
        e.AmendmentMoved(
            motion=MotionId("A2"), amends=MotionId("A1"), by=HORN, text="neu", replaces="alt"
        ),
    )
    change = Subject(kind=SubjectKind.AMENDMENT, ref="A2")
    journal.ballot(ROAD, change, {MAYOR: YES}, entitled=7)
    assert on(ROAD, of=minutes(journal.records)).motions[0].consolidated == "neu"
    journal.add(e.BallotVoided(ballot=BallotId("V1"), reason="x", by=MAYOR))
    assert on(ROAD, of=minutes(journal.records)).motions[0].consolidated == ""
    pause = Subject(kind=SubjectKind.PROCEDURE, text="Pause")
    journal.ballot(ROAD, pause, {MAYOR: NO}, entitled=7)
    journal.add(e.BallotVoided(ballot=BallotId("V2"), reason="x", by=MAYOR))
    assert on(ROAD, of=minutes(journal.records)).motions[0].adopted is None


# Between draft and approval.


def test_the_clerks_text_stands_in_the_document_of_its_item() -> None:
    found = minutes(aftermath())
    texts = {(r.part, r.item.id if r.item else None): r.text for r in found.records if r.text}
    assert set(texts) == {(Part.PUBLIC, ROAD), (Part.NON_PUBLIC, LAND)}
    assert found.text == "Das Mikrofon fiel kurz aus."


def test_items_debated_together_name_each_other() -> None:
    found = minutes(aftermath())
    together = {r.item.id: r.together for r in found.records if r.item and r.together}
    assert together == {ROAD: ("5",), PLAYGROUND: ("2",)}


def test_objections_and_corrections_are_kept_and_the_approval_is_void() -> None:
    found = minutes(aftermath())
    told = [(one.number, one.upheld, one.note) for one in found.minutes_objections]
    assert told == [(1, True, "Wird ergänzt."), (2, False, "Geschmackssache.")]
    assert [one.reason for one in found.corrections] == ["Name falsch."]
    assert found.approval is None


def test_a_text_after_the_signatures_takes_them_out_of_the_minutes() -> None:
    records = aftermath()
    signed = next(n for n, r in enumerate(records) if isinstance(r.event, e.MinutesCirculated))
    start = records[: signed + 1]
    assert len(minutes(start).signatures) == 2
    text = e.MinutesTextSet(item=None, text="Neu.", by=CLERK)
    later = Recorded(seq=len(start) + 1, at=start[-1].at, event=text)
    assert minutes([*start, later]).signatures == ()


def test_a_text_on_an_item_that_was_not_called_is_kept() -> None:
    text = e.MinutesTextSet(item=EXTENSION, text="Entfallen.", by=CLERK)
    records = [*EVENING[:-4], Recorded(seq=len(EVENING) - 3, at=EVENING[-1].at, event=text)]
    found = [r for r in minutes(records).records if r.item and r.item.id == EXTENSION]
    assert [r.text for r in found if r.text] == ["Entfallen."]


def test_speeches_stand_where_they_were_held() -> None:
    first, second, third = on(ROAD, of=minutes(spoken())).speeches
    assert [(s.person.seat, s.seconds) for s in (first, second, third)] == [
        (KAYA, 60),
        (HORN, 60),
        (KAYA, 120),
    ]
    assert (first.begun, third.begun) == (clock("19:20"), clock("19:22"))
    assert second.kind == "question"


def test_a_speech_whose_beginning_is_not_known_is_noted_all_the_same() -> None:
    journal = opened().add(e.ItemCalled(item=ROAD))
    journal.add(e.SpeechEnded(seat=KAYA, item=ROAD, kind=SpeechKind.REPLY, seconds=5, paused=False))
    assert len(on(ROAD, of=minutes(journal.records)).speeches) == 1


def test_who_joined_a_motion_stands_beside_its_mover() -> None:
    motion = on(ROAD, of=minutes(debated())).motions[0]
    assert [person.seat for person in motion.joined] == [KAYA]


# Released.


def test_what_was_made_known_in_the_meeting_stands_in_its_minutes_with_what_is_told_of_it() -> None:
    found = minutes(released())
    assert [one.number for one in found.announced] == [
        "4/2026",
        "2/2025",
        "2026-09/W1",
        "2026-09/W2",
        "5/2026",
    ]
    own, *_ = found.released
    assert (own.released.text, own.released.own_words) == (FOR_THE_PUBLIC, False)


def test_what_is_released_after_the_meeting_changes_its_minutes_no_more() -> None:
    records = aftermath()
    later = e.ResolutionReleased(ballot=BallotId("V9"), released=EARLIER, by=MAYOR)
    record = Recorded(seq=len(records) + 1, at=records[-1].at, event=later)
    found = minutes([*records, record])
    assert found.announced == ()
    assert [one.what for one in found.released] == ["V9"]
