# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Papers sent home: ordered in the meeting, counted after it, and only if they add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from council import (
    A1,
    AYSE,
    CALLED,
    CLERK,
    DIETZ,
    HORN,
    LANGE,
    MAYOR,
    MOVED,
    NOW,
    ON_ITEM,
    RULES,
    T1,
    T3,
    V1,
    VOTERS,
    opened_ballot,
    planned,
    subject,
)
from sample_journal import EARLIER
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.dividing import next_subject
from bot.domain.electing import Outcome, PaperCount, ThreeWayTie, Votes
from bot.domain.ids import BallotId, ElectionId, ItemId, MotionId, SeatId
from bot.domain.meeting import Meeting, MotionStatus
from bot.domain.minutes import minutes
from bot.domain.minutes.missing import Gap, missing
from bot.domain.papersout import overdue, waiting, waits
from bot.domain.records import Recorded
from bot.domain.reminders import due
from bot.domain.unsettled import unsettled
from bot.domain.values import Phase, Postal, Reminder, SubjectKind, Sums, VoteMode

LAW = replace(RULES, values={**RULES.values, "vote.postal": True, "remote.secret": "system"})
UNTIL = date(2026, 12, 4)
LATER = NOW + timedelta(days=9)
LATEST = NOW + timedelta(days=40)
POSTAL = Postal(until=UNTIL, issued=9, norm="")
SECRET = e.VoteModeResolved(item=T1, mode=VoteMode.SECRET)
ORDER = c.OpenBallot(
    by=MAYOR,
    at=NOW,
    subject=subject(SubjectKind.MOTION, A1),
    mode=VoteMode.SECRET,
    postal=UNTIL,
)
OUT = replace(opened_ballot(mode=VoteMode.SECRET), postal=POSTAL)
W1, W2 = ElectionId("W1"), ElectionId("W2")
ANNA, BEN, CEM = "Anna Alt", "Ben Bach", "Cem Can"
ROUND = c.OpenRound(by=MAYOR, at=NOW, tellers=(AYSE,), postal=UNTIL)


def under(rules: object, *happened: e.MeetingEvent) -> tuple[e.MeetingEvent, ...]:
    assert isinstance(rules, type(RULES))
    return (*planned(rules), *happened[2:])


def sums(yes: int, no: int, invalid: int = 0) -> Sums:
    return Sums(yes=yes, no=no, abstain=0, invalid=invalid)


SENT = under(LAW, *MOVED, SECRET, OUT, e.ItemClosed(item=T1, note=""))
OVER = (*SENT, e.MeetingClosed(by=MAYOR, open_items=()))
COUNT = c.CountPostal(by=CLERK, at=LATER, sums=sums(5, 3, 1), tellers=(AYSE, HORN))
ELECTING = under(
    LAW,
    *ON_ITEM,
    e.ElectionOpened(election=W1, item=T1, office="Beigeordnete"),
    *(e.CandidateNominated(election=W1, candidate=name, by=AYSE) for name in (ANNA, BEN, CEM)),
)


def test_a_secret_vote_is_sent_home_and_the_meeting_goes_on() -> None:
    sent = Given(*under(LAW, *MOVED, SECRET)).when(ORDER).then(OUT)
    assert sent.meeting.ballot is None
    assert sent.meeting.ballots[V1].postal == POSTAL
    assert not waits(sent.meeting)
    sent.when(c.CloseItem(by=MAYOR, at=NOW, note="per Brief")).accepted()


def test_no_paper_goes_to_who_has_no_vote_in_it() -> None:
    out = replace(OUT, postal=replace(POSTAL, issued=8), rests=MAYOR)
    Given(*under(LAW, *MOVED, SECRET)).when(replace(ORDER, without_chair=True)).then(out)


def test_what_follows_goes_to_the_same_members_or_is_refused() -> None:
    over = (e.ItemClosed(item=T1, note="per Brief"), e.MeetingClosed(by=MAYOR, open_items=()))
    happened = under(LAW, *MOVED, SECRET)
    again = c.RepeatBallot(by=CLERK, at=LATER, ballot=V1, reason="Ein Zettel war falsch.")
    anew = replace(ORDER, by=CLERK, at=LATER, postal=date(2026, 12, 20), without_chair=True)
    Given(*happened, OUT, *over).when(again).accepted().when(anew).refused(r.SentToChair(ballot=V1))
    resting = Given(*happened, replace(OUT, rests=MAYOR), *over).when(again).accepted()
    assert resting.when(anew).accepted().meeting.ballots[V2].rests == MAYOR


def test_it_takes_a_law_a_resolution_a_motion_and_time_for_the_post() -> None:
    happened = Given(*under(LAW, *MOVED, SECRET))
    Given(*MOVED, SECRET).when(ORDER).refused(r.PostalForbidden(land="TH"))
    Given(*under(LAW, *MOVED)).when(ORDER).refused(r.SecretUnresolved(norm=""))
    happened.when(replace(ORDER, postal=NOW.date())).refused(r.PostalTooSoon(until=NOW.date()))
    words = subject(SubjectKind.PROCEDURE, text="Vertagung")
    happened.when(replace(ORDER, subject=words)).refused(r.PostalForMotions(norm=""))


def test_several_items_in_one_vote_find_no_place_on_a_paper() -> None:
    block = c.OpenBlock(by=MAYOR, at=NOW, items=(T1, ItemId("T2")), postal=UNTIL)
    Given(*under(LAW, *MOVED, SECRET)).when(block).refused(r.PostalEnBloc(norm=""))
    Given(*MOVED, SECRET).when(block).refused(r.PostalForbidden(land="TH"))


# ── one paper after the other ───────────────────────────────────────────────────────────
CHANGE = e.AmendmentMoved(
    motion=MotionId("A2"), amends=A1, by=AYSE, text="für 250.000 Euro", replaces=""
)
AMEND = replace(ORDER, subject=subject(SubjectKind.AMENDMENT, CHANGE.motion))
FREE = (e.ItemClosed(item=T1, note=""), e.MeetingClosed(by=MAYOR, open_items=()))
SECOND = date(2026, 12, 20)


def counted_amendment(*, yes: int = 6) -> Given:
    sent = Given(*under(LAW, *MOVED, SECRET, CHANGE)).when(AMEND).accepted()
    closed = Given(*sent.happened, *FREE)
    return closed.when(replace(COUNT, sums=sums(yes, 9 - yes))).accepted()


def test_nothing_goes_on_with_a_matter_whose_papers_are_out() -> None:
    out = r.PapersOut(ballot=V1, until=UNTIL)
    sent = Given(*under(LAW, *MOVED, SECRET, CHANGE)).when(AMEND).accepted()
    for command in (
        ORDER,
        replace(ORDER, postal=None),
        AMEND,
        c.MoveAmendment(by=DIETZ, at=NOW, seat=DIETZ, amends=A1, text="Nie.", replaces=""),
        c.MoveCounterMotion(by=DIETZ, at=NOW, seat=DIETZ, against=A1, text="Ein Radweg."),
        c.WithdrawMotion(by=CLERK, at=NOW, motion=A1),
        c.ConsolidateMotion(by=CLERK, at=NOW, motion=A1, text="Neu."),
    ):
        sent.when(command).refused(out)


def test_after_the_amendment_the_motion_as_amended_goes_to_the_same_members() -> None:
    known = counted_amendment()
    assert waits(known.meeting)
    order = replace(ORDER, at=LATER, postal=SECOND)
    known.when(order).refused(r.TextNotConsolidated(motion=A1))
    worded = known.when(
        c.ConsolidateMotion(by=CLERK, at=LATER, motion=A1, text="Die Schule, für 250.000 Euro.")
    ).accepted()
    known.when(replace(order, postal=None)).refused(
        r.WrongPhase(phase=Phase.CLOSED, needed=(Phase.OPEN,))
    )
    sent = worded.when(order).accepted()
    ballot = sent.meeting.ballots[BallotId("V2")]
    assert ballot.subject.text == "Die Schule, für 250.000 Euro."
    assert ballot.postal == replace(POSTAL, until=SECOND)
    assert ballot.check == known.meeting.ballots[V1].check
    done = sent.when(
        replace(COUNT, ballot=BallotId("V2"), at=LATER + timedelta(days=20), sums=sums(5, 2))
    ).accepted()
    assert done.meeting.motions[A1].status is MotionStatus.ADOPTED
    assert not waits(done.meeting)


def test_a_rejected_amendment_leaves_the_motion_or_its_withdrawal() -> None:
    known = counted_amendment(yes=3)
    assert known.meeting.motions[A1].status is MotionStatus.PENDING
    known.when(replace(ORDER, at=LATER, postal=SECOND)).accepted()
    gone = known.when(c.WithdrawMotion(by=CLERK, at=LATER, motion=A1)).accepted()
    assert not waits(gone.meeting)


def test_a_motion_nobody_voted_on_by_post_stays_in_the_meeting() -> None:
    wrong = r.WrongPhase(phase=Phase.CLOSED, needed=(Phase.OPEN,))
    left = Given(*under(LAW, *MOVED, SECRET), *FREE)
    left.when(replace(ORDER, at=LATER, postal=SECOND)).refused(wrong)
    left.when(c.WithdrawMotion(by=CLERK, at=LATER, motion=A1)).refused(wrong)
    urgency = replace(ORDER, subject=subject(SubjectKind.REMOVE_ITEM, T1), at=LATER)
    done = Given(*OVER).when(COUNT).accepted()
    done.when(urgency).refused(r.ItemDone(item=T1))
    done.when(replace(urgency, subject=subject(SubjectKind.REMOVE_ITEM, T3))).refused(wrong)


def test_an_amendment_adopted_by_post_settles_another_to_the_same_passage() -> None:
    far = replace(CHANGE, text="Ein Tunnel", replaces="Die Straße")
    near = replace(far, motion=MotionId("A3"), text="Der Weg")
    first = Given(*under(LAW, *MOVED, SECRET, far, near)).meeting.pending_amendments(A1)[0]
    order = replace(ORDER, subject=subject(SubjectKind.AMENDMENT, first))
    sent = Given(*under(LAW, *MOVED, SECRET, far, near)).when(order).accepted()
    done = Given(*sent.happened, *FREE).when(replace(COUNT, sums=sums(7, 2))).accepted()
    other = next(known for known in (far.motion, near.motion) if known != first)
    assert done.meeting.motions[other].status is MotionStatus.SETTLED


def test_parts_may_be_out_together_and_the_whole_waits_for_them() -> None:
    text = "1. Eine Schule.\n2. Ein Radweg."
    parted = (
        *ON_ITEM,
        e.MotionMoved(motion=A1, item=T1, by=AYSE, text=text),
        SECRET,
        e.MotionDivided(motion=A1, by=MAYOR),
    )
    first = replace(ORDER, subject=subject(SubjectKind.PART, "A1.1"))
    second = replace(ORDER, subject=subject(SubjectKind.PART, "A1.2"))
    one = Given(*under(LAW, *parted)).when(first).accepted()
    one.when(first).refused(r.PapersOut(ballot=V1, until=UNTIL))
    one.when(ORDER).refused(r.PapersOut(ballot=V1, until=UNTIL))
    both = one.when(second).accepted()
    assert next_subject(one.meeting, one.meeting.motions[A1]) == subject(SubjectKind.PART, "A1.2")
    assert next_subject(both.meeting, both.meeting.motions[A1]) is None
    closed = Given(*both.happened, *FREE)
    counted_one = closed.when(replace(COUNT, ballot=V1)).accepted()
    counted_two = counted_one.when(
        replace(COUNT, ballot=BallotId("V2"), sums=sums(2, 7))
    ).accepted()
    whole = counted_two.when(replace(ORDER, at=LATER, postal=SECOND)).accepted()
    assert whole.meeting.ballots[BallotId("V3")].subject.text.startswith("1. Eine Schule.")
    assert "Radweg" not in whole.meeting.ballots[BallotId("V3")].subject.text


def test_what_was_sent_home_in_the_non_public_part_stays_there() -> None:
    unheard = (
        *CALLED,
        e.PublicExcluded(by=MAYOR),
        e.ItemCalled(item=T3),
        e.MotionMoved(motion=A1, item=T3, by=AYSE, text="Das Grundstück wird gekauft."),
        replace(SECRET, item=T3),
        CHANGE,
    )
    out = Given(*under(LAW, *unheard)).when(AMEND).accepted()
    closed = Given(*out.happened, replace(FREE[0], item=T3), FREE[1])
    known = closed.when(replace(COUNT, sums=sums(3, 6))).accepted()
    assert known.meeting.ballots[V1].non_public
    sent = known.when(replace(ORDER, at=LATER, postal=SECOND)).accepted()
    assert sent.meeting.ballots[BallotId("V2")].non_public


def test_a_result_others_rest_on_is_not_declared_void_while_papers_are_out() -> None:
    on_change = subject(SubjectKind.AMENDMENT, CHANGE.motion)
    result = Given(*OVER).when(COUNT).accepted().meeting.ballots[V1].result
    assert result
    adopted = (
        replace(opened_ballot(), subject=on_change),
        e.BallotClosed(ballot=V1, result=result),
    )
    worded = e.MotionConsolidated(motion=A1, text="Neu.")
    sent = Given(*under(LAW, *MOVED, CHANGE, *adopted, worded, SECRET)).when(ORDER).accepted()
    again = c.RepeatBallot(by=MAYOR, at=NOW, ballot=V1, reason="verzählt")
    sent.when(again).refused(r.PapersOut(ballot=BallotId("V2"), until=UNTIL))


def test_the_minutes_are_not_signed_before_the_post_is_counted() -> None:
    sign = c.SignMinutes(by=CLERK, at=LATER)
    drafted = e.MinutesDrafted(by=CLERK, version=1)
    Given(*OVER, drafted).when(sign).refused(r.PostalUncounted(waiting=("V1",)))
    known = counted_amendment(yes=3)
    Given(*known.happened, drafted).when(sign).refused(r.PostalUncounted(waiting=("A1",)))


def test_which_vote_is_counted_is_said_where_the_papers_of_several_are_out() -> None:
    second = replace(OUT, ballot=BallotId("V2"))
    both = (*SENT[:-1], second, *OVER[len(SENT) - 1 :])
    Given(*both).when(COUNT).refused(r.PostalUnclear(out=(V1, BallotId("V2"))))
    Given(*both).when(replace(COUNT, ballot=V1)).accepted()


def test_the_count_is_the_result_and_names_who_counted() -> None:
    counted = Given(*OVER).when(COUNT).accepted()
    summed, closed = counted.happened[-2:]
    assert isinstance(summed, e.SumsEntered)
    assert (summed.sums.issued, summed.tellers) == (9, (AYSE, HORN))
    assert isinstance(closed, e.BallotClosed)
    result = closed.result
    assert (result.yes, result.no, result.not_voted, result.entitled) == (5, 3, 1, 9)
    assert result.adopted
    assert not waits(counted.meeting)
    counted.when(COUNT).refused(r.NoPostalVote())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sums": sums(6, 4)}, r.PapersDiffer(found=10, issued=9, entitled=9)),
        ({"tellers": ()}, r.TellersMissing(needed=1)),
        ({"tellers": (SeatId("99"),)}, r.SeatUnknown(seat=SeatId("99"))),
        ({"ballot": BallotId("V7")}, r.PostalUnclear(out=(V1,))),
        (
            {"at": NOW, "sums": sums(5, 3)},
            r.PostalStillOut(until=UNTIL, out=1, issued=9),
        ),
    ],
)
def test_a_count_that_cannot_be_right_is_refused(
    change: dict[str, object], reason: r.Reason
) -> None:
    Given(*OVER).when(replace(COUNT, **change)).refused(reason)  # type: ignore[arg-type]


def test_once_all_papers_are_back_nobody_waits_for_the_day() -> None:
    early = replace(COUNT, at=NOW + timedelta(days=1), sums=sums(5, 4), ballot=V1)
    assert Given(*OVER).when(early).accepted().meeting.ballots[V1].result


def test_it_is_not_counted_in_the_meeting_and_not_after_the_approval() -> None:
    needed = (Phase.CLOSED, Phase.DRAFTED)
    Given(*SENT).when(COUNT).refused(r.WrongPhase(phase=Phase.OPEN, needed=needed))
    approved = e.MinutesApproved(meeting=Meeting().id, ballot=None, version=1)
    drafted = e.MinutesDrafted(by=CLERK, version=1)
    Given(*OVER, drafted, approved).when(COUNT).refused(
        r.WrongPhase(phase=Phase.APPROVED, needed=needed)
    )


def test_no_abstention_is_counted_where_there_is_none() -> None:
    law = replace(LAW, abstention_allowed=False)
    over = (*planned(law), *OVER[2:])
    three = Sums(yes=5, no=2, abstain=1)
    Given(*over).when(replace(COUNT, sums=three)).refused(
        r.AbstentionForbidden(norm="§ vote.abstention")
    )


def test_a_draft_that_does_not_know_the_count_is_void() -> None:
    drafted = Given(*OVER, e.MinutesDrafted(by=CLERK, version=1))
    counted = drafted.when(COUNT).accepted()
    assert (counted.meeting.phase, counted.meeting.minutes.version) == (Phase.CLOSED, 1)


def test_the_minutes_lack_what_is_not_counted_and_then_tell_how_it_was() -> None:
    def of(happened: tuple[e.Event, ...]) -> list[Recorded]:
        events = [one for one in happened if isinstance(one, e.MeetingEvent)]
        return [Recorded(seq=n, at=NOW, event=one) for n, one in enumerate(events, 1)]

    assert Gap.BALLOT in {gap.gap for gap in missing(minutes(of(OVER)))}
    counted = minutes(of(Given(*OVER).when(COUNT).accepted().happened))
    assert Gap.BALLOT not in {gap.gap for gap in missing(counted)}
    (ballot,) = (one for record in counted.records for one in record.ballots)
    assert ballot.postal == POSTAL
    assert [person.seat for person in ballot.tellers] == [AYSE, HORN]
    elected = Given(*ELECTING).when(ROUND).accepted().happened
    assert Gap.BALLOT in {gap.gap for gap in missing(minutes(of(elected)))}


def test_the_office_is_reminded_once_the_papers_must_be_back() -> None:
    over = Given(*OVER).meeting
    assert due(over, NOW + timedelta(days=2)) == ()
    assert due(over, LATER) == ((Reminder.POSTAL, f"V1/{UNTIL}"),)
    elected = Given(*ELECTING).when(ROUND).accepted()
    closed = Given(*elected.happened, e.MeetingClosed(by=MAYOR, open_items=())).meeting
    assert overdue(closed, LATER) == (("W1", UNTIL),)


# ── held again ──────────────────────────────────────────────────────────────────────────
REPEAT = c.RepeatBallot(by=CLERK, at=LATER, ballot=V1, reason="Die Zettel trugen die alte Fassung.")
NEW_PAPERS = replace(ORDER, at=LATER, postal=SECOND)
V2 = BallotId("V2")


def test_papers_of_a_vote_that_are_out_are_called_in_and_go_out_anew_to_the_same_members() -> None:
    voided = e.BallotVoided(ballot=V1, reason="Die Zettel trugen die alte Fassung.", by=CLERK)
    void = Given(*OVER).when(REPEAT).then(voided)
    void.when(COUNT).refused(r.NoPostalVote())
    assert overdue(void.meeting, LATER) == ()
    assert waiting(void.meeting) == (A1,)
    anew = void.when(NEW_PAPERS).accepted()
    assert anew.meeting.ballots[V2].postal == replace(POSTAL, until=SECOND)
    done = anew.when(replace(COUNT, ballot=V2, at=LATEST)).accepted()
    assert done.meeting.motions[A1].status is MotionStatus.ADOPTED
    assert not waits(done.meeting)


def test_a_count_by_post_that_was_wrong_decides_nothing_and_a_signed_draft_falls_with_it() -> None:
    sign = c.SignMinutes(by=CLERK, at=LATER)
    signed = Given(*OVER).when(COUNT, c.DraftMinutes(by=CLERK, at=LATER), sign).accepted()
    void = signed.when(REPEAT).accepted()
    assert void.meeting.motions[A1].status is MotionStatus.PENDING
    assert (void.meeting.phase, void.meeting.minutes.signed) == (Phase.CLOSED, ())
    void.when(REPEAT).refused(r.PostalVoid(ballot=V1))
    void.when(c.WithdrawMotion(by=CLERK, at=LATER, motion=A1)).accepted()


def test_papers_are_called_in_while_the_meeting_is_still_held() -> None:
    void = Given(*under(LAW, *MOVED, SECRET, OUT)).when(replace(REPEAT, at=NOW)).accepted()
    assert unsettled(void.meeting, T1).undecided == (A1,)
    assert void.when(ORDER).accepted().meeting.ballots[V2].postal == POSTAL
    put_off = void.when(c.CloseItem(by=MAYOR, at=NOW, postponed=True)).accepted()
    assert waiting(put_off.meeting) == ()


def test_what_a_later_paper_rests_on_is_not_declared_void_but_the_later_one_is() -> None:
    known = counted_amendment(yes=3)
    sent = known.when(NEW_PAPERS).accepted()
    sent.when(REPEAT).refused(r.PostalBuiltOn(ballot=V1, on=("V2",)))
    first = sent.when(replace(REPEAT, ballot=V2), REPEAT).accepted()
    assert first.meeting.motions[CHANGE.motion].status is MotionStatus.PENDING


def test_an_amendment_by_post_whose_wording_was_made_by_hand_stays() -> None:
    worded = c.ConsolidateMotion(
        by=CLERK, at=LATER, motion=A1, text="Die Schule, für 250.000 Euro."
    )
    adopted = counted_amendment()
    adopted.when(worded).accepted().when(REPEAT).refused(r.PostalBuiltOn(ballot=V1, on=(A1,)))
    undone = adopted.when(REPEAT).accepted()
    assert undone.meeting.motions[A1].to_consolidate == ()


def test_one_part_by_post_is_void_without_the_others() -> None:
    text = "1. Eine Schule.\n2. Ein Radweg."
    parted = (
        *ON_ITEM,
        e.MotionMoved(motion=A1, item=T1, by=AYSE, text=text),
        SECRET,
        e.MotionDivided(motion=A1, by=MAYOR),
    )
    orders = [replace(ORDER, subject=subject(SubjectKind.PART, f"A1.{n}")) for n in (1, 2)]
    sent = Given(*under(LAW, *parted)).when(*orders).accepted()
    both = Given(*sent.happened, *FREE).when(
        replace(COUNT, ballot=V1, sums=sums(2, 7)), replace(COUNT, ballot=V2, sums=sums(2, 7))
    )
    void = both.accepted().when(REPEAT).accepted()
    assert void.meeting.motions[A1].parts_left == (1,)
    assert void.meeting.motions[A1].status is MotionStatus.PENDING


def test_what_was_given_out_under_its_number_or_approved_is_not_declared_void() -> None:
    known = Given(*OVER).when(COUNT).accepted()
    issued = e.ExtractIssued(ballot=V1, number="1/2026", by=CLERK)
    Given(*known.happened, issued).when(REPEAT).refused(r.PostalBuiltOn(ballot=V1, on=("1/2026",)))
    made_known = e.ResolutionReleased(ballot=V1, released=EARLIER, by=MAYOR)
    Given(*known.happened, made_known).when(REPEAT).refused(r.PostalBuiltOn(ballot=V1, on=(V1,)))
    approved = e.MinutesApproved(meeting=Meeting().id, ballot=None, version=1)
    drafted = e.MinutesDrafted(by=CLERK, version=1)
    Given(*known.happened, drafted, approved).when(REPEAT).refused(
        r.WrongPhase(phase=Phase.APPROVED, needed=(Phase.OPEN, Phase.CLOSED, Phase.DRAFTED))
    )


def test_after_the_meeting_no_vote_taken_in_the_hall_is_repeated() -> None:
    hall = (*ON_ITEM, e.MeetingClosed(by=MAYOR, open_items=()))
    wrong = r.WrongPhase(phase=Phase.CLOSED, needed=(Phase.OPEN,))
    Given(*under(LAW, *hall)).when(REPEAT).refused(wrong)


# ── elections ───────────────────────────────────────────────────────────────────────────
def papers_for(*papers: int, names: tuple[str, ...] = (ANNA, BEN, CEM)) -> tuple[Votes, ...]:
    return tuple(Votes(candidate=n, papers=p) for n, p in zip(names, papers, strict=True))


def counted(*papers: int, names: tuple[str, ...] = (ANNA, BEN, CEM)) -> c.CountRound:
    return c.CountRound(by=CLERK, at=LATER, votes=papers_for(*papers, names=names))


def test_an_election_goes_from_round_to_office_by_post() -> None:
    sent = Given(*ELECTING).when(ROUND).accepted()
    assert sent.meeting.open_round() is None
    sent.when(counted(4, 3, 2)).refused(r.NoRoundOpen())
    Given(*ELECTING).when(replace(ROUND, tellers=())).refused(r.TellersMissing(needed=1))
    closed = Given(*sent.happened, e.MeetingClosed(by=MAYOR, open_items=()))
    closed.when(replace(counted(4, 2, 2), at=NOW)).refused(
        r.PostalStillOut(until=UNTIL, out=1, issued=9)
    )
    first = closed.when(counted(4, 3, 2)).accepted()
    assert waits(first.meeting)
    hall = c.OpenRound(by=MAYOR, at=LATER)
    first.when(hall).refused(r.WrongPhase(phase=Phase.CLOSED, needed=(Phase.OPEN,)))
    again = replace(ROUND, at=LATER, postal=date(2026, 12, 20), tellers=(LANGE,))
    second = first.when(again).accepted()
    late = replace(counted(5, 3, names=(ANNA, BEN)), at=LATER + timedelta(days=20))
    done = second.when(late).accepted()
    assert done.meeting.elections[W1].elected == ANNA
    taken = done.when(c.AnswerElection(by=CLERK, at=LATER, accepted=True)).accepted()
    assert not waits(taken.meeting)


def test_a_lot_after_the_post_is_drawn_without_a_meeting() -> None:
    sent = Given(*ELECTING).when(ROUND).accepted()
    closed = Given(*sent.happened, e.MeetingClosed(by=MAYOR, open_items=()))
    known = closed.when(counted(3, 3, 3)).accepted()
    assert known.meeting.elections[W1].rounds[-1].outcome is Outcome.LOT_FOR_RUN_OFF
    drawn = known.when(c.DrawLot(by=MAYOR, at=LATER, candidate=ANNA)).accepted()
    assert drawn.meeting.elections[W1].rounds[-1].drawn == (ANNA,)
    prepared = known.when(c.PrepareLot(by=MAYOR, at=LATER)).accepted()
    prepared.when(c.VoidLot(by=MAYOR, at=LATER, reason="Im Saal")).accepted()


def test_a_tie_of_three_after_the_post_is_settled_before_the_lot() -> None:
    law = replace(LAW, election=replace(LAW.election, three_way=ThreeWayTie.DISPUTED))
    sent = Given(*planned(law), *ELECTING[2:]).when(ROUND).accepted()
    closed = Given(*sent.happened, e.MeetingClosed(by=MAYOR, open_items=()))
    known = closed.when(counted(3, 3, 3)).accepted()
    lot = c.DrawLot(by=MAYOR, at=LATER, candidate=ANNA)
    known.when(lot).refused(r.TieOpen(candidates=(ANNA, BEN, CEM), norm=""))
    known.when(c.PrepareLot(by=MAYOR, at=LATER)).refused(
        r.TieOpen(candidates=(ANNA, BEN, CEM), norm="")
    )
    settle = c.SettleTie(
        by=MAYOR, at=LATER, outcome=Outcome.LOT_FOR_RUN_OFF, reason="wie am 4. März"
    )
    known.when(settle).accepted().when(lot).accepted()


def sent_and_over(*happened: e.MeetingEvent) -> Given:
    """Return a meeting that is over, with a round whose papers are out."""
    sent = Given(*(happened or ELECTING)).when(ROUND).accepted()
    return Given(*sent.happened, e.MeetingClosed(by=MAYOR, open_items=()))


AGAIN = c.VoidRound(by=CLERK, at=LATER, reason="Ein Name fehlte.")
ENDING = c.BreakOffElection(by=CLERK, at=LATER, reason="Niemand hat zurückgeschrieben.")


def test_an_election_by_post_is_broken_off_after_the_meeting_and_the_minutes_wait_no_more() -> None:
    sent = sent_and_over()
    assert waits(sent.meeting)
    over = sent.when(ENDING).accepted()
    assert not waits(over.meeting)
    assert over.meeting.elections[W1].void[0].round.postal is not None
    over.when(counted(4, 3, 2)).refused(r.NoRoundOpen())


ANEW = replace(ROUND, at=LATER, postal=date(2026, 12, 20))


def test_papers_that_are_out_are_called_in_after_the_meeting_and_go_out_anew() -> None:
    voided = e.RoundVoided(election=W1, number=1, reason="Ein Name fehlte.", by=CLERK)
    void = sent_and_over().when(AGAIN).then(voided)
    assert waits(void.meeting)
    assert overdue(void.meeting, LATER) == ()
    void.when(counted(4, 3, 2)).refused(r.NoRoundOpen())
    void.when(AGAIN).refused(r.NoRoundToRepeat())
    dora = c.Nominate(by=CLERK, at=LATER, seat=AYSE, candidate="Dora Duo")
    sent = void.when(dora, ANEW).accepted()
    last = sent.meeting.elections[W1].rounds[-1]
    assert (last.number, last.candidates[-1], last.postal) == (
        1,
        "Dora Duo",
        Postal(until=date(2026, 12, 20), issued=9, norm=""),
    )
    sent.when(replace(dora, candidate="Emil")).refused(r.RoundOpenNow(number=1))


def test_a_count_by_post_is_void_until_the_office_is_taken_on() -> None:
    elected = sent_and_over().when(counted(6, 2, 1)).accepted()
    void = elected.when(AGAIN).accepted()
    assert void.meeting.elections[W1].elected == ""
    taken = elected.when(c.AnswerElection(by=CLERK, at=LATER, accepted=True)).accepted()
    taken.when(AGAIN).refused(r.ElectionOver(election=W1, elected=ANNA))
    hall = Given(*ELECTING, *taken.happened[len(ELECTING) : len(ELECTING) + 1])
    hall.when(replace(AGAIN, at=NOW)).accepted().when(ROUND).accepted()


def test_names_are_given_after_the_meeting_only_where_all_begins_anew() -> None:
    wrong = r.WrongPhase(phase=Phase.CLOSED, needed=(Phase.OPEN,))
    run_off = sent_and_over().when(counted(4, 3, 2)).accepted()
    run_off.when(c.Nominate(by=CLERK, at=LATER, seat=AYSE, candidate="Dora")).refused(wrong)
    elected = sent_and_over().when(counted(6, 2, 1)).accepted()
    declined = elected.when(c.AnswerElection(by=CLERK, at=LATER, accepted=False)).accepted()
    assert waits(declined.meeting)
    assert waiting(declined.meeting) == ()
    withdrawn = c.WithdrawCandidate(by=CLERK, at=LATER, seat=CLERK, candidate=ANNA)
    assert declined.when(withdrawn, ANEW).accepted().meeting.elections[W1].rounds[-1].number == 2


def test_an_election_in_which_nobody_is_elected_keeps_no_minutes_from_being_signed() -> None:
    alone = sent_and_over(*ELECTING[:-2])
    nobody = alone.when(replace(counted(2, names=(ANNA,)), against=7)).accepted()
    nobody = nobody.when(ANEW, replace(counted(2, names=(ANNA,)), against=7, at=LATEST)).accepted()
    assert nobody.meeting.elections[W1].rounds[-1].outcome is Outcome.NOBODY
    assert waiting(nobody.meeting) == ()
    void = alone.when(AGAIN).accepted()
    assert waiting(void.meeting) == ("W1",)
    gone = void.when(c.WithdrawCandidate(by=CLERK, at=LATER, seat=CLERK, candidate=ANNA)).accepted()
    assert waiting(gone.meeting) == ()


def test_an_election_by_post_waits_though_nobody_stands_where_papers_name_anyone() -> None:
    began = sent_and_over().happened
    anyone = (
        replace(one, anyone=True, candidates=()) if isinstance(one, e.RoundOpened) else one
        for one in began
        if not isinstance(one, e.CandidateNominated)
    )
    assert waiting(Given(*anyone).when(AGAIN).accepted().meeting) == ("W1",)


def both_out(*others: str) -> Given:
    """Return two elections whose papers are out, once the meeting is over."""
    second: tuple[e.MeetingEvent, ...] = (
        e.ItemClosed(item=T1, note=""),
        e.ItemCalled(item=T3),
        e.ElectionOpened(election=W2, item=T3, office="Schiedsperson"),
        *(e.CandidateNominated(election=W2, candidate=name, by=AYSE) for name in others),
    )
    first = Given(*ELECTING).when(ROUND).accepted()
    sent = Given(*first.happened, *second).when(ROUND).accepted()
    return Given(*sent.happened, e.MeetingClosed(by=MAYOR, open_items=()))


def test_of_two_elections_by_post_each_is_counted_by_its_names_or_its_own() -> None:
    unclear = r.ElectionUnclear(elections=(W1, W2))
    apart = both_out("Dora Duo", "Emil Ey")
    count = counted(6, 3, names=("Dora Duo", "Emil Ey"))
    apart.when(count).accepted().when(counted(6, 2, 1)).accepted()
    apart.when(AGAIN).refused(unclear)
    apart.when(replace(AGAIN, election=W2)).accepted().when(AGAIN).accepted()
    same = both_out(ANNA, BEN, CEM)
    same.when(counted(6, 2, 1)).refused(unclear)
    elected = same.when(
        replace(counted(6, 2, 1), election=W1), replace(counted(2, 6, 1), election=W2)
    ).accepted()
    answer = c.AnswerElection(by=CLERK, at=LATER, accepted=True)
    elected.when(answer).refused(unclear)
    taken = elected.when(replace(answer, election=W2), answer).accepted().meeting.elections
    assert [(one.elected, one.accepted) for one in taken.values()] == [(ANNA, True), (BEN, True)]
    split = same.when(
        replace(counted(4, 3, 2), election=W1), replace(counted(3, 4, 2), election=W2)
    ).accepted()
    split.when(ANEW).refused(unclear)
    split.when(replace(ANEW, election=W1)).accepted().when(ANEW).accepted()


def test_of_two_that_begin_anew_by_post_a_nomination_names_the_one_it_is_for() -> None:
    void = both_out(ANNA, BEN, CEM).when(replace(AGAIN, election=W1)).accepted()
    void = void.when(replace(AGAIN, election=W2)).accepted()
    unclear = r.ElectionUnclear(elections=(W1, W2))
    named = c.Nominate(by=CLERK, at=LATER, seat=DIETZ, candidate="Dora Duo")
    void.when(named).refused(unclear)
    given = void.when(replace(named, election=W1)).accepted()
    assert "Dora Duo" in given.meeting.elections[W1].candidates
    assert "Dora Duo" not in given.meeting.elections[W2].candidates
    back = c.WithdrawCandidate(by=CLERK, at=LATER, seat=CLERK, candidate=BEN)
    void.when(back).refused(unclear)
    left = void.when(replace(back, election=W2)).accepted().meeting.elections
    assert (BEN in left[W1].candidates, BEN in left[W2].candidates) == (True, False)


def test_of_two_ties_by_post_a_lot_and_a_decision_name_the_one_they_are_for() -> None:
    tied = both_out(ANNA, BEN, CEM)
    tied = tied.when(
        replace(counted(3, 3, 3), election=W1), replace(counted(3, 3, 3), election=W2)
    ).accepted()
    unclear = r.ElectionUnclear(elections=(W1, W2))
    draw = c.DrawLot(by=MAYOR, at=LATER, candidate=ANNA)
    for act in (draw, c.PrepareLot(by=MAYOR, at=LATER)):
        tied.when(act).refused(unclear)
    drawn = tied.when(replace(draw, election=W2)).accepted().meeting.elections
    assert [one.rounds[-1].drawn for one in drawn.values()] == [(), (ANNA,)]
    begun = tied.when(c.PrepareLot(by=MAYOR, at=LATER, election=W2)).accepted()
    assert begun.meeting.elections[W2].rounds[-1].lot
    begun.when(c.PrepareLot(by=MAYOR, at=LATER, election=W1)).refused(r.LotUnderWay())
    begun.when(replace(draw, election=W2)).refused(r.LotUnderWay())
    begun.when(c.PrepareLot(by=MAYOR, at=LATER, election=ElectionId("W3"))).refused(r.NoLotNeeded())


def test_what_an_election_in_the_hall_left_open_stands_in_nobodys_way() -> None:
    other = e.ElectionOpened(election=W2, item=T1, office="Ortsvorsteherin")
    hall = e.RoundOpened(
        election=W2,
        number=1,
        candidates=(ANNA, BEN, CEM),
        tellers=(),
        entitled=9,
        check=Given(*ELECTING).meeting.quorum(),
        contest=LAW.election.contests[0],
        step=0,
        postal=None,
    )
    left_tied = e.RoundCounted(
        election=W2,
        number=1,
        count=PaperCount(issued=9, votes=papers_for(3, 3, 3)),
        outcome=Outcome.LOT_FOR_RUN_OFF,
        needed=5,
        elected="",
    )
    before = (*ELECTING[:-4], other, hall, left_tied, *ELECTING[-4:])
    sent = Given(*before).when(replace(ROUND, election=W1)).accepted()
    closed = Given(*sent.happened, e.MeetingClosed(by=MAYOR, open_items=()))
    known = closed.when(counted(3, 3, 3)).accepted()
    prepared = known.when(c.PrepareLot(by=MAYOR, at=LATER)).accepted()
    assert prepared.meeting.elections[W1].rounds[-1].lot
    drawn = known.when(c.DrawLot(by=MAYOR, at=LATER, candidate=ANNA)).accepted()
    assert drawn.meeting.elections[W1].rounds[-1].drawn == (ANNA,)


def test_what_is_not_held_by_post_stays_in_the_meeting() -> None:
    over = Given(*ELECTING, e.MeetingClosed(by=MAYOR, open_items=()))
    wrong = r.WrongPhase(phase=Phase.CLOSED, needed=(Phase.OPEN,))
    over.when(c.AnswerElection(by=CLERK, at=LATER, accepted=True)).refused(wrong)
    over.when(c.DrawLot(by=MAYOR, at=LATER, candidate=ANNA)).refused(wrong)
    over.when(c.Nominate(by=DIETZ, at=LATER, seat=DIETZ, candidate="Dora")).refused(wrong)
    assert set(VOTERS) >= {DIETZ, HORN}


# ── tellers in the hall ─────────────────────────────────────────────────────────────────
def test_where_the_rules_name_tellers_hands_are_counted_by_so_many() -> None:
    law = replace(RULES, values={**RULES.values, "vote.tellers": 2})
    voting = Given(*under(law, *MOVED, opened_ballot()))
    enter = c.EnterSums(by=MAYOR, at=NOW, sums=sums(5, 4))
    voting.when(enter).refused(r.TellersMissing(needed=2))
    voting.when(replace(enter, tellers=(AYSE, AYSE))).refused(r.TellersMissing(needed=2))
    away = Given(*under(law, *MOVED, e.MemberLeft(seat=HORN, reason=""), opened_ballot()))
    away.when(replace(enter, sums=sums(4, 4), tellers=(AYSE, HORN))).refused(
        r.NotPresent(seat=HORN)
    )
    entered = voting.when(replace(enter, tellers=(AYSE, HORN))).accepted()
    assert entered.meeting.ballots[V1].tellers == (AYSE, HORN)
    entered.when(replace(enter, tellers=(AYSE, HORN))).then()
