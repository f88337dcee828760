# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Elections (Wahlen): candidates, rounds on paper, run-off, lot, acceptance (§ 39 (2) ThürKO).

Who is recused from an item may still elect and be elected (§ 38 (1) s. 3 ThürKO), unless the law
excludes them from electing to a paid office (rule ``recusal.elections``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.domain import commands as c
from bot.domain import disturbances, procedural, quorum
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.attendance import need_present, need_roll_call, need_seat, presiding_voter
from bot.domain.electing import (
    Candidates,
    ChairsPaper,
    Contest,
    Election,
    Outcome,
    PaperCount,
    RecusedElect,
    Round,
    judge,
    standing,
    told,
)
from bot.domain.ids import ElectionId, SeatId
from bot.domain.meeting import Meeting
from bot.domain.opening import need_convocation
from bot.domain.papersout import (
    COUNTING,
    by_post,
    elections_out,
    need_back,
    need_counted_by,
    need_postal,
    waiting,
)
from bot.domain.permissions import LEAD, check_for
from bot.domain.preparation import (
    need_majority,
    need_no_vote,
    need_phase,
    need_reason,
    need_text,
    wrong_phase,
)
from bot.domain.refusals import Refused
from bot.domain.rulebook import ElectionBallot, Remote
from bot.domain.values import Phase, QuorumCheck

NAME_LIMIT = 120
"""Letters of a candidate's name or of an office."""
_MARKS = str.maketrans(dict.fromkeys("\"'„“”«»‚‘’", ""))
UNLESS_DEMANDED = (ElectionBallot.OPEN_UNLESS_OBJECTION, ElectionBallot.SECRET_ON_DEMAND)
"""Laws that have the body elect openly unless one voice is against it."""
SETTLED = (Outcome.LOT_FOR_RUN_OFF, Outcome.LOT_FOR_OFFICE, Outcome.REPEAT)
"""What may follow when more than two share the highest number of votes."""


def open_election(meeting: Meeting, command: c.OpenElection) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.OPEN)
    need_roll_call(meeting)
    if meeting.item is None:
        raise Refused(r.NoItemOpen())
    for known in meeting.elections.values():
        if not known.over and known.item == meeting.item:
            raise Refused(r.ElectionUnfinished(election=known.id, office=known.office))
    return [
        e.ElectionOpened(
            election=ElectionId(f"W{len(meeting.elections) + 1}"),
            item=meeting.item,
            office=need_text(command.office)[:NAME_LIMIT],
            seats=command.seats,
        )
    ]


def nominate(meeting: Meeting, command: c.Nominate) -> list[e.MeetingEvent]:
    election = _need_nominating(meeting, command.election)
    check_for(command.seat, command.by, meeting.role_of(command.by))
    need_present(meeting, command.seat)
    name = _new_name(command.candidate, election.candidates)
    listed = tuple(person for people in election.people.values() for person in people)
    people = list[str]()
    for person in command.people if election.seats else ():
        people.append(_new_name(person, (*listed, *people)))
    return [
        e.CandidateNominated(
            election=election.id, candidate=name, by=command.seat, people=tuple(people)
        )
    ]


def _new_name(typed: str, known: tuple[str, ...]) -> str:
    """Return a name nobody has yet. Raises Refused."""
    name = " ".join(need_text(typed).split())[:NAME_LIMIT]
    said = need_text(spoken(name))
    if any(said == spoken(one) for one in known):
        raise Refused(r.NominatedAlready(candidate=name))
    return name


def withdraw(meeting: Meeting, command: c.WithdrawCandidate) -> list[e.MeetingEvent]:
    """Take a nomination back: who has made it, who does not stand, or chair and clerk for them."""
    election = _need_nominating(meeting, command.election)
    role = meeting.role_of(command.by)
    check_for(command.seat, command.by, role)
    name = need_candidate(command.candidate, election.candidates)
    nominator = election.nominated_by.get(name)
    stands = spoken(name) == spoken(meeting.seats[command.seat].name)
    if nominator is not None and not stands and nominator != command.seat and role not in LEAD:
        raise Refused(r.NominatedByAnother(candidate=name, seat=nominator))
    return [e.CandidateWithdrawn(election=election.id, candidate=name)]


def _need_nominating(meeting: Meeting, wanted_id: ElectionId | None) -> Election:
    """Return the election for which names are given: after the meeting, one that begins anew."""
    if meeting.phase not in COUNTING:
        need_phase(meeting, Phase.OPEN)
        return need_idle(meeting, need_election(meeting, wanted_id))
    election = need_idle(meeting, meant(meeting, wanted_id, lambda known: known.anew))
    if not election.anew:
        raise wrong_phase(meeting, Phase.OPEN)
    return election


def _papers(meeting: Meeting, entitled: tuple[SeatId, ...]) -> int:
    """Return how many papers are handed out: one a head, unless the statute weighs elections."""
    if meeting.law().flag("election.weighted"):
        return meeting.weighed(entitled)
    return len(entitled)


def open_round(meeting: Meeting, command: c.OpenRound) -> list[e.MeetingEvent]:
    need_no_vote(meeting)
    need_convocation(meeting)
    election = need_idle(meeting, _to_go_on(meeting, command.election))
    _need_no_tie(meeting, election)
    anyone = names_anyone(meeting, election) and not command.openly
    if not election.candidates and not anyone:
        raise Refused(r.NoCandidates(election=election.id))
    rules, majority = meeting.law(), None
    if command.rule and election.seats:
        raise Refused(r.SeatsByLists(election=election.id))
    if command.rule:
        majority = rules.majorities[need_majority(rules, command.rule)]
    _need_tellers(meeting, election, command.tellers)
    if command.postal:
        need_counted_by(meeting, command.tellers)
        issued, check = _sent_to(meeting, election)
        postal = need_postal(meeting, command.postal, issued, command.at)
    else:
        need_phase(meeting, Phase.OPEN)
        disturbances.need_none(meeting)
        procedural.need_none_first(meeting)
        if command.openly:
            need_open(meeting, election)
        issued = _papers(meeting, _in_the_hall(meeting, election))
        check, postal = quorum.need(meeting, None), None
    step = election.next_step
    contest = Contest.MAJORITY if majority else rules.election.contests[step]
    if election.seats:
        contest, step = Contest.MOST_VOTES, 0
    return [
        e.RoundOpened(
            election=election.id,
            number=len(election.rounds) + 1,
            candidates=election.next_candidates,
            tellers=command.tellers,
            entitled=issued,
            check=check,
            contest=contest,
            step=step,
            postal=postal,
            openly=command.openly and postal is None,
            anyone=anyone,
            majority=majority,
        )
    ]


def names_anyone(meeting: Meeting, election: Election) -> bool:
    """Tell whether papers of the next round may name who does not stand; never in a run-off."""
    if election.seats or meeting.law().word("election.candidates") != Candidates.ANYONE:
        return False
    to_come = meeting.law().election.contests[election.next_step :]
    return bool(to_come) and to_come[0] is not Contest.RUN_OFF


def ballot_rule(meeting: Meeting, election: Election) -> str:
    """Return the rule on how it is elected; lists may have one of their own (§ 55 (3) HGO)."""
    own = election.seats is not None and meeting.law().word("election.lists")
    return "election.lists" if own else "election.ballot"


def need_open(meeting: Meeting, election: Election) -> None:
    """Refuse to elect openly where the law, somebody's objection or want of consent forbids it."""
    key = ballot_rule(meeting, election)
    word, norm = meeting.law().word(key), meeting.law().norm(key)
    if word == ElectionBallot.SECRET_UNLESS_ALL:
        if not election.agreed_open:
            raise Refused(r.OpenElectionUnagreed(election=election.id, norm=norm))
    elif word not in UNLESS_DEMANDED:
        raise Refused(r.ElectionSecret(norm=norm))
    elif election.demanded is not None:
        raise Refused(r.SecretElectionDemanded(seat=election.demanded, norm=norm))


def _sent_to(meeting: Meeting, election: Election) -> tuple[int, QuorumCheck]:
    """Return how many papers are sent home; to the same members in every round after the first."""
    before = election.latest
    if before and before.postal and meeting.phase in COUNTING:
        return before.postal.issued, before.check
    return _papers(meeting, _electing(meeting, election)), quorum.need(meeting, None)


def count_round(meeting: Meeting, command: c.CountRound) -> list[e.MeetingEvent]:
    """Take the tellers' count only if it adds up: the sums are the proof a layman can check."""
    election, running = _need_running(meeting, command)
    votes = tuple(
        replace(each, candidate=_counted_name(each.candidate, running)) for each in command.votes
    )
    named = [each.candidate for each in votes]
    heard = [name if name in running.candidates else spoken(name) for name in named]
    twice = len(set(heard)) < len(heard)
    alone = len(running.candidates) == 1
    if twice or not set(running.candidates) <= set(named) or (command.against and not alone):
        raise Refused(r.CountIncomplete(candidates=running.candidates or tuple(named)))
    count = PaperCount(
        issued=running.entitled if command.issued is None else command.issued,
        votes=votes,
        against=command.against,
        abstain=command.abstain,
        invalid=command.invalid,
    )
    if running.postal:
        need_back(meeting, running.postal, count.found, command.at)
    if running.openly and (count.found > running.entitled or count.invalid):
        raise Refused(r.HandsExceed(found=count.found, free=running.entitled))
    if count.found > count.issued or count.issued > running.entitled:
        raise Refused(
            r.PapersDiffer(found=count.found, issued=count.issued, entitled=running.entitled)
        )
    counted = replace(running, count=count)
    outcome, elected, needed = judge(counted, meeting.law().election)
    if running.seats and outcome is Outcome.ELECTED:
        elected = told(election, counted)
    return [
        e.RoundCounted(
            election=election.id,
            number=running.number,
            count=count,
            outcome=outcome,
            needed=needed,
            elected=elected,
        )
    ]


def _counted_name(typed: str, running: Round) -> str:
    """Return the name papers were counted for: of who stands, or where it may be anyone's, it."""
    if running.anyone and not _like(typed, running.candidates):
        need_text(spoken(typed))
        return " ".join(typed.split())[:NAME_LIMIT]
    return need_candidate(typed, running.candidates)


def settle_tie(meeting: Meeting, command: c.SettleTie) -> list[e.MeetingEvent]:
    """More than two have the most votes, and the law leaves open what follows: say it, and why."""
    election = due(meeting, is_unsettled, command.election)
    need_electing(meeting, election)
    if election is None or command.outcome not in SETTLED:
        raise Refused(r.NoLotNeeded())
    return [
        e.TieSettled(
            election=election.id,
            number=len(election.rounds),
            outcome=command.outcome,
            reason=need_reason(command.reason),
            by=command.by,
        )
    ]


def answer(meeting: Meeting, command: c.AnswerElection) -> list[e.MeetingEvent]:
    election = meant(meeting, command.election, lambda known: known.unanswered)
    need_electing(meeting, election)
    if not election.elected:
        raise Refused(r.NotElectedYet())
    if election.seats:
        raise Refused(r.SeatsByLists(election=election.id))
    if election.accepted is not None:
        raise Refused(r.ElectionOver(election=election.id, elected=election.elected))
    return [
        e.ElectionAnswered(
            election=election.id, elected=election.elected, accepted=command.accepted
        )
    ]


def need_election(meeting: Meeting, wanted_id: ElectionId | None) -> Election:
    """Return the election meant; without a name the last one."""
    if wanted_id is not None:
        found = meeting.elections.get(wanted_id)
    else:
        found = next(reversed(list(meeting.elections.values())), None)
    if found is None:
        raise Refused(r.NoElection())
    return found


def meant(
    meeting: Meeting, wanted_id: ElectionId | None, fits: Callable[[Election], object]
) -> Election:
    """Return the election that is named, else the last that fits; by post the only one that does.

    Raises Refused where several by post fit: each has its own papers, and any may come first.
    """
    found = [known for known in meeting.elections.values() if fits(known)]
    if meeting.phase in COUNTING:
        found = [known for known in found if by_post(known)]
        if wanted_id is None and len(found) > 1:
            raise Refused(r.ElectionUnclear(elections=tuple(known.id for known in found)))
    return need_election(meeting, wanted_id) if wanted_id or not found else found[-1]


def _to_go_on(meeting: Meeting, wanted_id: ElectionId | None) -> Election:
    """Return the election whose next round begins: after the meeting one that waits for it."""
    if meeting.phase not in COUNTING:
        return need_election(meeting, wanted_id)
    left = waiting(meeting)
    idle = [known for known in elections_out(meeting) if not (known.running or known.unanswered)]
    due_now = [known for known in idle if known.id in left]
    return meant(meeting, wanted_id, (due_now or idle).__contains__)


def due(
    meeting: Meeting, waits: Callable[[Election], object], wanted_id: ElectionId | None = None
) -> Election | None:
    """Return the election that waits for something: the one named, else the first.

    Once the meeting is over, by post. Raises Refused where several by post do and none is named.
    """
    found = [known for known in meeting.elections.values() if waits(known)]
    if wanted_id is not None:
        found = [known for known in found if known.id == wanted_id]
        if not found:
            raise Refused(r.NoLotNeeded())
    posted = [known for known in found if by_post(known)] if meeting.phase in COUNTING else []
    if len(posted) > 1:
        raise Refused(r.ElectionUnclear(elections=tuple(known.id for known in posted)))
    return next(iter(posted or found), None)


def need_electing(meeting: Meeting, election: Election | None) -> None:
    """Refuse what belongs to an election outside the meeting, unless it is held by post."""
    later = COUNTING if election and by_post(election) else ()
    need_phase(meeting, Phase.OPEN, *later)


def need_idle(meeting: Meeting, election: Election) -> Election:
    """Return an election that is not over and whose papers are not out."""
    need_electing(meeting, election)
    need_going_on(election)
    if election.running:
        raise Refused(r.RoundOpenNow(number=election.running.number))
    if election.elected and election.accepted is not False:
        raise Refused(r.ElectionOver(election=election.id, elected=election.elected))
    return election


def need_going_on(election: Election) -> None:
    """Refuse to go on with an election that was broken off."""
    if election.broken_off:
        raise Refused(r.ElectionGivenUp(election=election.id, office=election.office))


def _need_running(meeting: Meeting, command: c.CountRound) -> tuple[Election, Round]:
    """Return the round that can be counted now: in the hall, or by post once that is over."""
    after = meeting.phase in COUNTING
    need_phase(meeting, Phase.OPEN, *COUNTING)
    found = [
        (known, known.running)
        for known in meeting.elections.values()
        if known.running and (known.running.postal is not None) is after
    ]
    named = [one for one in found if command.election in (None, one[0].id)]
    if not named:
        raise Refused(r.NoRoundOpen())
    about = [one for one in named if _fits(command, one[1])]
    if len(about) > 1:
        raise Refused(r.ElectionUnclear(elections=tuple(known.id for known, _ in about)))
    return (about or named)[0]


def _fits(command: c.CountRound, running: Round) -> bool:
    """Tell whether all who are counted stand in a round or may be named; then all who stand are."""
    meant = [_like(each.candidate, running.candidates) for each in command.votes]
    if running.anyone:
        return {name for found in meant for name in found} == set(running.candidates)
    return all(len(found) == 1 for found in meant)


def _need_tellers(meeting: Meeting, election: Election, tellers: tuple[SeatId, ...]) -> None:
    standing_now = {name.casefold() for name in election.next_candidates}
    for seat in tellers:
        need_seat(meeting, seat)
        if not meeting.is_present(seat) or meeting.seats[seat].name.casefold() in standing_now:
            raise Refused(r.TellerUnfit(seat=seat))


def _in_the_hall(meeting: Meeting, election: Election) -> tuple[SeatId, ...]:
    """Return who gets a paper in the hall.

    Where the law excludes who is elsewhere, the others go on without them; where it blocks the
    ballot, asks for an approved system, or says nothing, no paper would reach them: refused.
    """
    electing, remote = _electing(meeting, election), meeting.remote_voting()
    elsewhere = tuple(seat for seat in remote if seat in electing)
    law = meeting.law()
    if elsewhere and law.word("remote.elections") != Remote.EXCLUDED:
        raise Refused(r.RemotePresent(seats=elsewhere, norm=law.norm("remote.elections")))
    return tuple(seat for seat in electing if seat not in elsewhere)


def _electing(meeting: Meeting, election: Election) -> tuple[SeatId, ...]:
    """Return who is there and elects."""
    out = (resting(meeting), *shut_out(meeting, election))
    return tuple(seat for seat in meeting.present_voting() if seat not in out)


def shut_out(meeting: Meeting, election: Election) -> tuple[SeatId, ...]:
    """Return who is there and does not elect since they are recused from the item."""
    if meeting.law().word("recusal.elections") != RecusedElect.EXCLUDED:
        return ()
    present = meeting.present_voting()
    return tuple(seat for seat in present if meeting.is_recused(seat, election.item))


def resting(meeting: Meeting) -> SeatId | None:
    """Return whose vote rests in elections: of who is there by the chair's office, by some laws."""
    if meeting.law().word("election.chair") != ChairsPaper.RESTS:
        return None
    return presiding_voter(meeting)


def is_unsettled(election: Election) -> bool:
    """Tell whether more than two are tied and nobody has said yet what follows."""
    last = None if election.broken_off else election.last
    return last is not None and last.outcome is Outcome.THREE_WAY


def need_settled(meeting: Meeting, election: Election) -> None:
    if is_unsettled(election) and election.last:
        norm = meeting.law().norm("election.three_way") or meeting.law().norm("election.tie")
        raise Refused(r.TieOpen(candidates=standing(election.last)[1], norm=norm))


def _need_no_tie(meeting: Meeting, election: Election) -> None:
    need_settled(meeting, election)
    if election.tied:
        raise Refused(r.LotNeeded(candidates=election.tied))


def spoken(name: str) -> str:
    """Return a name as it is heard, without its quotation marks: they may as well quote the name.

    ``Anna "Änni" Ahorn`` and ``"Anna Änni Ahorn"`` are one person on any paper.
    """
    return " ".join(name.translate(_MARKS).split()).casefold()


def need_candidate(typed: str, known: tuple[str, ...]) -> str:
    """Return the candidate meant by a name or a part of it. Raises Refused."""
    found = _like(typed, known)
    if len(found) > 1:
        raise Refused(r.CandidateAmbiguous(candidate=typed, found=found))
    if not found:
        raise Refused(r.CandidateUnknown(candidate=typed, known=known))
    return found[0]


def _like(typed: str, known: tuple[str, ...]) -> tuple[str, ...]:
    written, said = " ".join(typed.split()).casefold(), spoken(typed)
    exact = tuple(name for name in known if name.casefold() == written)
    exact = exact or tuple(name for name in known if spoken(name) == said)
    return exact or tuple(name for name in known if said and said in spoken(name))
