# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Votes: casting, counting, taking back; `balloting` puts the question.

A secret vote is held on paper: no device casts one, tellers count, and the sums are entered. Hands
in the hall may be counted without names as well. Where the chair takes consent for granted, silence
is a Yes, and whoever answers anything else has it voted on.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from bot.domain import commands as c
from bot.domain import disturbances, enbloc, order, procedural, quorum, samepassage
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.attendance import (
    need_present,
    need_unbiased_chair,
)
from bot.domain.balloting import left_out, without
from bot.domain.concerned import concerned_by, need_unbiased
from bot.domain.counts import can_tie, measured
from bot.domain.ids import BallotId, ElectionId, ItemId, MeasureId, MotionId, ProceduralId, SeatId
from bot.domain.measures import OrderStep
from bot.domain.meeting import Ballot, Meeting
from bot.domain.permissions import check_for
from bot.domain.preparation import need_no_vote, need_phase
from bot.domain.refusals import Refused
from bot.domain.rulebook import Remote, Tie
from bot.domain.values import (
    Channel,
    Choice,
    Majority,
    Mode,
    Phase,
    Result,
    Subject,
    SubjectKind,
    Sums,
    Undecided,
    VoteMode,
)
from bot.domain.voiding import need_repeatable, need_void_by_post, voided


def cast_vote(meeting: Meeting, command: c.CastVote) -> list[e.MeetingEvent]:
    """The last answer before the ballot closes counts; the same answer again says nothing new.

    A member may answer what the clerk entered: then it is their own, and stays.
    """
    ballot = _need_open(meeting, command.ballot)
    check_for(command.seat, command.by, meeting.role_of(command.by))
    _need_entitled(meeting, ballot, command.seat)
    before = ballot.votes.get(command.seat)
    if ballot.mode is VoteMode.SECRET:
        raise Refused(r.SecretOnPaper())
    if ballot.mode is VoteMode.UNOPPOSED:
        return [] if command.choice is Choice.YES else [_objected(ballot)]
    if before is None and _counted_in_hall(meeting, ballot, command):
        raise Refused(r.CountedInHall(seat=command.seat))
    if command.choice is Choice.ABSTAIN and not meeting.law().abstention_allowed:
        raise Refused(r.AbstentionForbidden(norm=meeting.law().norm("vote.abstention")))
    _need_uniform(meeting, ballot, command)
    entered = command.by if command.by != command.seat else None
    if before and entered and before.channel is not Channel.CLERK:
        raise Refused(r.VotedThemselves(seat=command.seat))
    confirmed = entered or (before and before.channel is not Channel.CLERK)
    if before and before.choice is command.choice and confirmed:
        return []
    return [
        e.VoteCast(
            ballot=ballot.id,
            seat=command.seat,
            choice=command.choice,
            channel=Channel.CLERK if entered else command.channel,
            entered_by=entered,
        )
    ]


def _counted_in_hall(meeting: Meeting, ballot: Ballot, command: c.CastVote) -> bool:
    """Tell whether the vote stands in the sum of hands: who counts may know that it does not."""
    if ballot.sums is None or meeting.attendance[command.seat].mode is not Mode.HALL:
        return False
    counts = command.by != command.seat or command.by == meeting.chair
    return not counts or ballot.sums.found >= len(free_hands(meeting, ballot))


def _need_uniform(meeting: Meeting, ballot: Ballot, command: c.CastVote) -> None:
    """Refuse to split the votes of one member of a joint body (einheitliche Stimmabgabe)."""
    group = meeting.group_of(command.seat) if meeting.law().flag("vote.uniform") else ""
    if not group:
        return
    for known in ballot.votes.values():
        alike = known.choice is command.choice or known.seat == command.seat
        if not alike and meeting.group_of(known.seat) == group:
            norm = meeting.law().norm("vote.uniform")
            raise Refused(
                r.VotesSplit(group=group, seat=known.seat, choice=known.choice, norm=norm)
            )


def enter_count(meeting: Meeting, command: c.EnterCount) -> list[e.MeetingEvent]:
    """Enter a show of hands; all of it, or nothing if one entry is refused."""
    votes = dict(command.votes)
    casts = [
        cast_vote(
            meeting,
            c.CastVote(
                by=command.by, at=command.at, seat=seat, choice=choice, channel=Channel.CLERK
            ),
        )
        for seat, choice in votes.items()
    ]
    events = [event for cast in casts for event in cast]
    # However many object, consent is broken off once.
    return list(dict.fromkeys(events))


def object_to_consent(meeting: Meeting, command: c.ObjectToConsent) -> list[e.MeetingEvent]:
    """Object where consent is taken for granted, or to a vote en bloc: it is voted on apart."""
    ballot = _need_open(meeting, None)
    check_for(command.seat, command.by, meeting.role_of(command.by))
    _need_entitled(meeting, ballot, command.seat)
    if ballot.block:
        return _block_broken(meeting, ballot, command)
    if ballot.mode is not VoteMode.UNOPPOSED:
        raise Refused(r.NothingToObjectTo())
    return [_objected(ballot)]


def _block_broken(
    meeting: Meeting, ballot: Ballot, command: c.ObjectToConsent
) -> list[e.MeetingEvent]:
    """Break the block off; what stays together is put to the vote anew."""
    left = enbloc.left_after(meeting, ballot, command.item)
    if not left:
        return [_objected(ballot)]
    anew = e.BallotOpened(
        ballot=BallotId(f"V{len(meeting.ballots) + 1}"),
        item=None,
        subject=enbloc.subject_of(meeting, left),
        mode=ballot.mode,
        rule=ballot.rule,
        check=meeting.quorum(None),
        hidden=ballot.hidden,
        until_all=ballot.until_all,
        rests=ballot.rests,
    )
    return [_objected(ballot), anew]


def _objected(ballot: Ballot) -> e.BallotBrokenOff:
    return e.BallotBrokenOff(ballot=ballot.id, reason=Undecided.OBJECTION)


def enter_sums(meeting: Meeting, command: c.EnterSums) -> list[e.MeetingEvent]:
    """Take sums only if they can be right: hands by people there, papers by papers issued."""
    ballot = _need_open(meeting, None)
    sums = command.sums
    if ballot.mode is VoteMode.RECORDED:
        raise Refused(r.NeedsNames())
    if ballot.mode is VoteMode.UNOPPOSED:
        raise Refused(r.AwaitsObjection(ballot=ballot.id))
    if meeting.weighted and ballot.mode is not VoteMode.SECRET:
        raise Refused(r.HandsWeighNothing())
    if sums.abstain and not meeting.law().abstention_allowed:
        raise Refused(r.AbstentionForbidden(norm=meeting.law().norm("vote.abstention")))
    if ballot.mode is VoteMode.SECRET:
        # A member with several votes fills as many papers.
        entitled = votes_entitled(meeting, ballot)
        sums = need_papers(meeting, replace(sums, issued=sums.issued or entitled), entitled)
    else:
        sums = replace(sums, invalid=0, issued=0)
        _need_hands(meeting, ballot, sums)
    _need_tellers(meeting, command.tellers)
    if (sums, command.tellers) == (ballot.sums, ballot.tellers):
        return []
    return [e.SumsEntered(ballot=ballot.id, sums=sums, by=command.by, tellers=command.tellers)]


def need_papers(meeting: Meeting, sums: Sums, entitled: int) -> Sums:
    """Return the sums of papers. Refuse more than were handed out, or than there may be."""
    if sums.abstain and not meeting.law().abstention_allowed:
        raise Refused(r.AbstentionForbidden(norm=meeting.law().norm("vote.abstention")))
    if sums.found > sums.issued or sums.issued > entitled:
        raise Refused(r.PapersDiffer(found=sums.found, issued=sums.issued, entitled=entitled))
    return sums


def _need_tellers(meeting: Meeting, tellers: tuple[SeatId, ...]) -> None:
    """Refuse sums nobody vouches for where the rules of procedure name tellers (Stimmzähler)."""
    needed = meeting.law().number("vote.tellers") or 0
    if len(set(tellers)) < needed:
        raise Refused(r.TellersMissing(needed=needed))
    for seat in tellers:
        need_present(meeting, seat)


def _need_hands(meeting: Meeting, ballot: Ballot, sums: Sums) -> None:
    """Refuse more hands than there are people in the hall who have not voted by themselves."""
    free = len(free_hands(meeting, ballot))
    if sums.found > free:
        raise Refused(r.HandsExceed(found=sums.found, free=free))


def free_hands(meeting: Meeting, ballot: Ballot) -> list[SeatId]:
    """Return who in the hall may vote and has not voted by name."""
    return [
        seat
        for seat in electorate(meeting, ballot)
        if seat not in ballot.votes and meeting.attendance[seat].mode is Mode.HALL
    ]


def retract(meeting: Meeting, command: c.RetractVote) -> list[e.MeetingEvent]:
    """Take a vote back; a member's own only the member, what was entered also who entered it."""
    ballot = _need_open(meeting, None)
    check_for(command.seat, command.by, meeting.role_of(command.by))
    before = ballot.votes.get(command.seat)
    if before is None:
        return []
    if command.by != command.seat and before.channel is not Channel.CLERK:
        raise Refused(r.VotedThemselves(seat=command.seat))
    return [e.VoteRetracted(ballot=ballot.id, seat=command.seat)]


def repeat(meeting: Meeting, command: c.RepeatBallot) -> list[e.MeetingEvent]:
    """Declare the last result void: the vote is taken again, and both stand in the minutes."""
    ballot = meeting.ballots.get(command.ballot)
    if ballot is not None and ballot.postal:
        need_void_by_post(meeting, ballot)
        return voided(ballot, command.by, command.reason)
    need_phase(meeting, Phase.OPEN)
    need_no_vote(meeting)
    if ballot is None or ballot.voided:
        raise Refused(r.NotRepeatable(ballot=command.ballot))
    need_repeatable(meeting, ballot)
    return voided(ballot, command.by, command.reason)


def close_ballot(meeting: Meeting, command: c.CloseBallot) -> list[e.MeetingEvent]:
    ballot = _need_open(meeting, command.ballot)
    if command.by == c.OPERATOR and not all_in(meeting, ballot):
        return []  # the bot closes what ends by itself, and nothing else
    disturbances.need_none(meeting)
    about = concerned_by(meeting, ballot)
    need_unbiased_chair(meeting, about)
    if not quorum.may_decide(meeting, about, left_out(ballot.subject)):
        return [e.BallotBrokenOff(ballot=ballot.id, reason=Undecided.NO_QUORUM)]
    if ballot.sums and ballot.mode is not VoteMode.SECRET:
        _need_hands(meeting, ballot, ballot.sums)  # somebody may have left since
    if ballot.mode is VoteMode.SECRET and ballot.sums is None:
        raise Refused(r.PapersUncounted())
    result = count(meeting, ballot)
    _need_casting_vote(meeting, ballot, result)
    closed = e.BallotClosed(ballot=ballot.id, result=result)
    known = meeting.procedural.get(ProceduralId(ballot.subject.ref))
    if known and ballot.subject.kind is SubjectKind.PROCEDURE:
        return [closed, *procedural.decided(meeting, known, command.at, result)]
    if ballot.block and result.adopted:
        return [closed, enbloc.resolved(meeting, ballot)]
    return [closed, *consequences(meeting, ballot.subject, adopted=result.adopted)]


def all_in(meeting: Meeting, ballot: Ballot) -> bool:
    """Tell whether a vote that ends by itself does so now: everybody who may vote has answered.

    Where too few are left for the quorum, it does not: the chair sees to that.
    """
    if not (ballot.until_all and ballot.open and (ballot.votes or ballot.sums)):
        return False
    item, but, _ = _limits(meeting, ballot)
    hands = ballot.sums.found if ballot.sums else 0
    for seat in meeting.seats:
        if seat not in ballot.votes and meeting.is_entitled(seat, item, but):
            hands -= 1
            if hands < 0:
                return False
    return quorum.may_decide(meeting, item, left_out(ballot.subject))


def break_off(meeting: Meeting, command: c.BreakOffBallot) -> list[e.MeetingEvent]:
    ballot = _need_open(meeting, None)
    return [e.BallotBrokenOff(ballot=ballot.id, reason=command.reason)]


def count(meeting: Meeting, ballot: Ballot) -> Result:
    """Count the votes of a ballot and measure them against its majority."""
    majority = meeting.law().majorities[ballot.rule]
    tally = Counter[Choice]()
    for vote in ballot.votes.values():
        tally[vote.choice] += vote.weight
    yes, no, abstain = (tally[choice] for choice in (Choice.YES, Choice.NO, Choice.ABSTAIN))
    if ballot.sums:
        sums = ballot.sums
        yes, no, abstain = yes + sums.yes, no + sums.no, abstain + sums.abstain
    entitled = votes_entitled(meeting, ballot)
    if ballot.mode is VoteMode.UNOPPOSED:
        yes = entitled
    base, needed = measured(
        majority,
        yes=yes,
        no=no,
        abstain=abstain,
        entitled=entitled,
        statutory=meeting.statutory_votes,
    )
    norm = meeting.law().vote_norm(ballot.rule, ballot.subject.kind)
    if _casting_vote(meeting, ballot, majority) and yes == no:
        # The chair's Yes decides the tie: so many as there are suffice.
        needed, norm = yes, meeting.law().norm("vote.tie")
    return Result(
        yes=yes,
        no=no,
        abstain=abstain,
        not_voted=entitled - yes - no - abstain,
        entitled=entitled,
        statutory=meeting.statutory_votes,
        base=base,
        needed=needed,
        adopted=yes >= needed,
        rule=ballot.rule,
        norm=norm,
    )


def _casting_vote(meeting: Meeting, ballot: Ballot, majority: Majority) -> bool:
    """Tell whether the chair has voted Yes where a tie is decided by the chair's vote."""
    if not can_tie(majority):
        return False
    chair = ballot.votes.get(meeting.chair) if meeting.chair else None
    decides = meeting.law().word("vote.tie") == Tie.CASTING_VOTE
    return decides and chair is not None and chair.choice is Choice.YES


def _need_casting_vote(meeting: Meeting, ballot: Ballot, result: Result) -> None:
    """Refuse to close a tie of hands where the chair's vote decides it, and stands in the sum."""
    chair, majority = meeting.chair, meeting.law().majorities[ballot.rule]
    if chair is None or chair in ballot.votes or not in_electorate(meeting, ballot, chair):
        return
    counted = ballot.sums is not None and ballot.mode is not VoteMode.SECRET
    hands = counted and meeting.attendance[chair].mode is Mode.HALL
    decides = meeting.law().word("vote.tie") == Tie.CASTING_VOTE and can_tie(majority)
    if hands and decides and result.yes == result.no:
        norm = meeting.law().norm("vote.tie")
        raise Refused(r.CastingVoteUnknown(chair=chair, each=result.yes, norm=norm))


def electorate(meeting: Meeting, ballot: Ballot) -> frozenset[SeatId]:
    """Return who may vote now, and who voted and then left: entitled when it mattered."""
    item, but, hall_only = _limits(meeting, ballot)
    away = meeting.remote_voting() if hall_only else ()
    entitled = meeting.entitled(item, but)
    return frozenset({*(seat for seat in entitled if seat not in away), *ballot.votes})


def in_electorate(meeting: Meeting, ballot: Ballot, seat: SeatId) -> bool:
    """Tell whether ``seat`` is in the `electorate`, without looking at everybody else."""
    if seat in ballot.votes:
        return True
    item, but, hall_only = _limits(meeting, ballot)
    there = meeting.is_entitled(seat, item, but)
    return there and not (hall_only and meeting.attendance[seat].mode is not Mode.HALL)


def _limits(meeting: Meeting, ballot: Ballot) -> tuple[ItemId | None, SeatId | None, bool]:
    """Return the item a bias counts for, who is left out, and whether only the hall may vote."""
    # Who takes part from elsewhere has no vote in a secret one: there is no way to cast it so.
    secret = ballot.mode is VoteMode.SECRET
    hall_only = secret and meeting.law().word("remote.secret") == Remote.EXCLUDED
    return concerned_by(meeting, ballot), without(ballot), hall_only


def votes_entitled(meeting: Meeting, ballot: Ballot) -> int:
    """Return how many votes the electorate has; what was cast weighs what it did then."""
    if ballot.postal:
        return ballot.postal.issued
    return sum(meeting.vote_weight(ballot, seat) for seat in electorate(meeting, ballot))


def _need_open(meeting: Meeting, wanted: BallotId | None) -> Ballot:
    need_phase(meeting, Phase.OPEN)
    ballot = meeting.open_ballot()
    if wanted is not None and wanted in meeting.ballots and wanted != meeting.ballot:
        raise Refused(r.BallotOver(ballot=wanted))
    if ballot is None or (wanted is not None and wanted != ballot.id):
        raise Refused(r.NoBallotOpen())
    return ballot


def _need_entitled(meeting: Meeting, ballot: Ballot, seat: SeatId) -> None:
    need_present(meeting, seat)
    if substitute := meeting.substitute_of(seat):
        raise Refused(r.Represented(seat=seat, substitute=substitute))
    if not meeting.has_vote(seat):
        raise Refused(r.NotVoting(seat=seat))
    need_unbiased(meeting, seat, concerned_by(meeting, ballot))
    if ballot.rests == seat:
        raise Refused(r.VoteRests(seat=seat, ballot=ballot.id))
    if left_out(ballot.subject) == seat:
        raise Refused(r.Recused(seat=seat, item=ballot.item or ItemId("")))


def consequences(meeting: Meeting, subject: Subject, *, adopted: bool) -> list[e.MeetingEvent]:
    """Return what the machine carries out once the body has resolved it."""
    if not adopted:
        return []
    match subject.kind:
        case SubjectKind.URGENCY:
            return [e.UrgencyEstablished()]
        case SubjectKind.ADD_ITEM:
            return [e.LateItemTakenUp(item=ItemId(subject.ref))]
        case SubjectKind.REMOVE_ITEM:
            return [e.AgendaItemRemoved(item=ItemId(subject.ref), reason="resolved")]
        case SubjectKind.EXCLUDE_PUBLIC:
            return [e.ItemReclassified(item=ItemId(subject.ref), public=False)]
        case SubjectKind.RECUSAL if meeting.item is not None:
            declared = (SeatId(subject.ref), meeting.item)
            if declared in meeting.recusals:
                return []
            return [e.RecusalDeclared(seat=declared[0], item=declared[1], reason="resolved")]
        case SubjectKind.AMENDMENT:
            return samepassage.settle(meeting, MotionId(subject.ref))
        case SubjectKind.OPEN_ELECTION:
            return [e.OpenElectionAgreed(election=ElectionId(subject.ref))]
        case SubjectKind.EXPULSION if meeting.is_present(SeatId(subject.ref)):
            by = meeting.chair or SeatId("")
            return order.taken(meeting, OrderStep.EXPEL, SeatId(subject.ref), subject.text, by)
        case SubjectKind.MEASURE:
            return [e.OrderMeasureLifted(measure=MeasureId(subject.ref))]
        case _:
            return []
