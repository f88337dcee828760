# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a meeting remembers of each event: `evolve` is the fold behind state, views and replay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import assert_never

from bot.domain import agendanumbers, countermotions, dividing, enbloc, roundagain, samepassage
from bot.domain import events as e
from bot.domain.attended import attended, settled, without_floor
from bot.domain.debating import Procedural, ProceduralEnd
from bot.domain.electing import Election, Round
from bot.domain.filing import file, redrafted
from bot.domain.ids import MotionId, SeatId
from bot.domain.lots import PublicLot
from bot.domain.measures import Measure
from bot.domain.meeting import (
    Ballot,
    Disturbance,
    Linked,
    Meeting,
    MinutesState,
    Motion,
    MotionStatus,
    Wording,
)
from bot.domain.opening import opened
from bot.domain.papersout import sent_before
from bot.domain.residents import asked
from bot.domain.rules import resolved
from bot.domain.speeches import afresh, closed, debated
from bot.domain.values import Phase, Sphere, Step, SubjectKind, Vote
from bot.domain.voiding import undone


def replay(events: Iterable[e.MeetingEvent], meeting: Meeting | None = None) -> Meeting:
    """Return the meeting after ``events``."""
    state = meeting or Meeting()
    for event in events:
        state = evolve(state, event)
    return state


def evolve(meeting: Meeting, event: e.MeetingEvent) -> Meeting:  # noqa: C901, PLR0915 - a table of contents
    """Return the meeting after ``event``."""
    if isinstance(event, e.PaperEvent):
        return file(meeting, event)
    if isinstance(event, e.AttendanceEvent):
        return attended(meeting, event)
    if isinstance(event, e.OpeningEvent):
        return opened(meeting, event)
    if isinstance(event, e.QuestionEvent):
        return replace(meeting, residents=asked(meeting.residents, event))
    match event:
        case e.MeetingPlanned():
            return _planned(event)
        case e.MeetingRescheduled():
            return replace(meeting, starts=event.starts, place=event.place)
        case e.MeetingCancelled():
            return replace(meeting, phase=Phase.CANCELLED)
        case e.RosterTaken():
            seats = {seat.id: seat for seat in event.seats}
            return settled(replace(meeting, seats=seats, marks=dict(event.marks)))
        case e.EmergencyDeclared():
            return replace(meeting, emergency=(event.trigger, event.evidence))
        case e.SecondCallStated():
            return replace(meeting, second_call=event.first, called_again=event.items)
        case e.RulesTaken():
            return replace(meeting, rules=event.rules)
        case e.RuleResolved():
            return replace(
                meeting, rules=resolved(meeting.law(), event.key, event.value, event.norm)
            )
        case e.AgendaItemAdded():
            agenda = list(meeting.agenda)
            agenda.insert(event.position, event.item)
            count = meeting.items_numbered + 1
            added = replace(meeting, agenda=tuple(agenda), items_numbered=count)
            return agendanumbers.numbered(added, event.item.id)
        case (
            e.CirculationMadeKnown(item=item_id, outcome=known_now)
            | e.UrgentDecisionMadeKnown(item=item_id, decision=known_now)
        ):
            return replace(meeting, made_known={**meeting.made_known, item_id: known_now})
        case e.AgendaItemRemoved(item=item_id):
            left = tuple(item for item in meeting.agenda if item.id != item_id)
            return replace(meeting, agenda=left)
        case e.AgendaItemMoved():
            return _item_moved(meeting, event)
        case e.ItemReclassified():
            return _reclassified(meeting, event)
        case e.LateItemTakenUp(item=item_id):
            return replace(meeting, admitted_late=meeting.admitted_late | {item_id})
        case e.InvitationSent():
            invited = replace(
                meeting, phase=Phase.INVITED, notice=event.notice, invited=event.seats
            )
            return agendanumbers.fixed(invited)
        case e.NoticeObjected(seat=seat):
            return replace(meeting, objections=(*meeting.objections, seat))
        case e.NoticeObjectionWithdrawn(seat=seat):
            kept = tuple(other for other in meeting.objections if other != seat)
            return replace(meeting, objections=kept)
        case e.UrgencyEstablished():
            return replace(meeting, urgency_established=True)
        case e.MeetingOpened():
            return replace(meeting, phase=Phase.OPEN, chair=event.chair)
        case e.ChairTaken():
            return replace(meeting, chair=event.chair)
        case e.ItemCalled(item=item_id):
            postponed = meeting.postponed - {item_id}
            return replace(
                meeting,
                item=item_id,
                postponed=postponed,
                floor=(),
                list_closed=False,
                debate_closed=False,
                debate=afresh(meeting.debate),
            )
        case e.ItemClosed():
            return _item_closed(meeting, event)
        case e.ItemsPostponed(items=items):
            return replace(
                meeting,
                postponed=meeting.postponed.union(items),
                noted=meeting.noted.union(items),
            )
        case e.MotionMoved() | e.AmendmentMoved():
            return _moved(meeting, event)
        case e.CounterMotionMoved():
            return _numbered(_motion(meeting, countermotions.moved(meeting, event)))
        case e.MotionsOrdered(motion=root, order=competing):
            return _motion(meeting, replace(meeting.motions[root], competing=competing))
        case e.MoverWithdrew(motion=left, seat=seat):
            return _motion(meeting, _without_mover(meeting.motions[left], seat))
        case e.AmendmentsOrdered():
            return _motion(meeting, replace(meeting.motions[event.motion], order=event.order))
        case e.MotionWithdrawn(motion=motion_id):
            return redrafted(_withdrawn(meeting, motion_id))
        case e.MotionJoined(motion=joined, seat=seat):
            known = meeting.motions[joined]
            return _motion(meeting, replace(known, joined=(*known.joined, seat)))
        case e.AmendmentsSettled():
            return samepassage.settled(meeting, event)
        case e.MotionConsolidated():
            motion = _reworded(meeting.motions[event.motion], event.text)
            return redrafted(_motion(meeting, replace(motion, to_consolidate=())))
        case e.BallotOpened():
            return redrafted(_ballot_opened(meeting, event))
        case e.VoteCast():
            return _vote_cast(meeting, event)
        case e.BallotClosed():
            return redrafted(settled(_ballot_closed(meeting, event)))
        case e.BallotBrokenOff():
            ballot = replace(meeting.ballots[event.ballot], undecided=event.reason)
            broken = {**meeting.ballots, event.ballot: ballot}
            return settled(replace(meeting, ballots=broken, ballot=None))
        case e.SumsEntered():
            before = meeting.ballots[event.ballot]
            summed = replace(before, sums=event.sums, tellers=event.tellers)
            return replace(meeting, ballots={**meeting.ballots, event.ballot: summed})
        case e.VoteRetracted():
            return _retracted(meeting, event)
        case e.BallotVoided():
            return redrafted(undone(meeting, event))
        case e.BlockResolved():
            return enbloc.kept(meeting, event)
        case e.MotionDivided(motion=divided, apart=apart):
            return _motion(meeting, replace(meeting.motions[divided], divided=apart))
        case (
            e.ProceduralRaised()
            | e.ProceduralSpoken()
            | e.ProceduralSupported()
            | e.ProceduralEnded()
        ):
            return _procedural(meeting, event)
        case e.SpeakersListClosed():
            return replace(meeting, list_closed=True)
        case e.DebateClosed():
            return replace(meeting, debate_closed=True, debate=closed(meeting.debate))
        case e.VoteModeResolved():
            modes = {**meeting.vote_modes, event.item: event.mode}
            return replace(meeting, vote_modes=modes)
        case (
            e.ElectionOpened()
            | e.CandidateNominated()
            | e.CandidateWithdrawn()
            | e.RoundOpened()
            | e.RoundCounted()
            | e.LotDrawn()
            | e.LotPrepared()
            | e.LotCommitted()
            | e.LotSealed()
            | e.LotRevealed()
            | e.LotVoided()
            | e.RoundVoided()
            | e.ElectionBrokenOff()
            | e.TieSettled()
            | e.OpenElectionAgreed()
            | e.SecretElectionDemanded()
            | e.ElectionAnswered()
        ):
            return redrafted(settled(_elections(meeting, event)))
        case e.PublicExcluded():
            begun = replace(meeting, non_public=True, non_public_held=True, alone=frozenset())
            return replace(begun, floor=())
        case e.PublicRestored():
            return replace(meeting, non_public=False, floor=())
        case e.StatementRecorded():
            return meeting
        case e.AloneConfirmed(seat=seat):
            return replace(meeting, alone=meeting.alone | {seat})
        case (
            e.FloorRequested()
            | e.FloorRequestDropped()
            | e.SpeechBegan()
            | e.SpeechExtended()
            | e.SpeechEnded()
            | e.SpeechTimeUp()
        ):
            return replace(meeting, debate=debated(meeting, event))
        case e.FloorGiven(seat=seat):
            return replace(meeting, floor=(*meeting.floor, seat))
        case e.FloorTaken(seat=seat):
            return without_floor(meeting, seat)
        case e.ConferenceLed():
            return _conference_led(meeting, event)
        case e.ConferenceLinked():
            linked = Linked(link=event.link, microphone=event.microphone, camera=event.camera)
            return replace(meeting, links={**meeting.links, event.seat: linked})
        case e.DisturbanceReported() | e.DisturbanceJudged() | e.DisturbanceEnded():
            changed = _disturbed(meeting, event)
            return replace(meeting, disturbances={**meeting.disturbances, changed.id: changed})
        case e.OrderMeasureTaken() | e.OrderMeasureObjected() | e.OrderMeasureLifted():
            known_measure = _measure(meeting, event)
            return replace(meeting, measures={**meeting.measures, known_measure.id: known_measure})
        case e.MeetingInterrupted():
            return _interrupted(meeting, event)
        case e.RecessOver():
            return replace(meeting, resumes=None)
        case e.MeetingResumed():
            return replace(meeting, phase=Phase.OPEN, resumes=None)
        case e.MeetingClosed():
            over = _lapsed(meeting, meeting.pending_procedural())
            return replace(over, phase=Phase.CLOSED, item=None, non_public=False, floor=())
        case e.MinutesDrafted():
            return replace(
                meeting, phase=Phase.DRAFTED, minutes=MinutesState(version=event.version)
            )
        case e.MinutesSigned():
            signed = (*meeting.minutes.signed, (event.role, event.seat))
            return replace(meeting, minutes=replace(meeting.minutes, signed=signed))
        case e.MinutesApproved():
            return replace(meeting, phase=Phase.APPROVED)
        case _:
            assert_never(event)


def _planned(event: e.MeetingPlanned) -> Meeting:
    return Meeting(
        id=event.meeting,
        body=event.body,
        body_name=event.body_name,
        municipality=event.municipality,
        kind=event.kind,
        statutory_members=event.statutory_members,
        title=event.title,
        starts=event.starts,
        place=event.place,
        format=event.format,
        language=event.language,
        time_zone=event.time_zone,
        rules=event.rules,
    )


def _item_moved(meeting: Meeting, event: e.AgendaItemMoved) -> Meeting:
    agenda = [item for item in meeting.agenda if item.id != event.item]
    moved = next(item for item in meeting.agenda if item.id == event.item)
    agenda.insert(event.position, moved)
    return replace(meeting, agenda=tuple(agenda))


def _reclassified(meeting: Meeting, event: e.ItemReclassified) -> Meeting:
    """Put the item last in its new part: the others' numbers there stand in people's notes."""
    moved = next(item for item in meeting.agenda if item.id == event.item)
    agenda = [item for item in meeting.agenda if item.id != event.item]
    last = max((n for n, item in enumerate(agenda, 1) if item.public == event.public), default=0)
    at = last if last or event.public else len(agenda)
    agenda.insert(at, replace(moved, public=event.public))
    return agendanumbers.numbered(replace(meeting, agenda=tuple(agenda)), moved.id)


def _conference_led(meeting: Meeting, event: e.ConferenceLed) -> Meeting:
    match event:
        case e.ConferenceLed(step=Step.REMOVE, seat=str(seat)):
            return replace(
                without_floor(meeting, SeatId(seat)), barred=meeting.barred | {SeatId(seat)}
            )
        case e.ConferenceLed(step=Step.ADMIT, seat=str(seat)):
            return replace(meeting, barred=meeting.barred - {SeatId(seat)})
        case e.ConferenceLed(step=Step.END | Step.OPEN as step):
            return replace(meeting, conference_ended=step is Step.END)
        case _:
            return meeting


def _item_closed(meeting: Meeting, event: e.ItemClosed) -> Meeting:
    """Leave the item; what was moved on the course of its debate lapses with it."""
    here = [known for known in meeting.pending_procedural() if known.on == event.item]
    after = replace(_lapsed(meeting, here), item=None, floor=(), debate=afresh(meeting.debate))
    if event.note:
        after = replace(after, noted=meeting.noted | {event.item})
    if event.postponed:
        return replace(after, postponed=meeting.postponed | {event.item})
    return replace(after, done=(*meeting.done, event.item))


def _interrupted(meeting: Meeting, event: e.MeetingInterrupted) -> Meeting:
    """Begin the recess; where it goes on another day, everybody is called anew then."""
    after = replace(meeting, phase=Phase.INTERRUPTED, resumes=event.until)
    if not event.other_day:
        return after
    return replace(after, roll_call_held=False)


def _measure(meeting: Meeting, event: e.OrderEvent) -> Measure:
    match event:
        case e.OrderMeasureTaken():
            return Measure(
                id=event.measure,
                step=event.step,
                seat=event.seat,
                item=event.item,
                reason=event.reason,
            )
        case e.OrderMeasureObjected():
            return replace(meeting.measures[event.measure], objected=True)
        case e.OrderMeasureLifted():
            return replace(meeting.measures[event.measure], lifted=True)
        case _:
            assert_never(event)


def _disturbed(meeting: Meeting, event: e.DisturbanceEvent) -> Disturbance:
    if isinstance(event, e.DisturbanceReported):
        before = len(meeting.ballots) - (meeting.ballot is not None)
        return Disturbance(
            id=event.disturbance, seat=event.seat, what=event.what, ballots_before=before
        )
    known = meeting.disturbances[event.disturbance]
    if isinstance(event, e.DisturbanceJudged):
        return replace(known, sphere=event.sphere, over=event.sphere is Sphere.IRRELEVANT)
    return replace(known, over=True)


def _lapsed(meeting: Meeting, motions: Sequence[Procedural]) -> Meeting:
    lapsed = {known.id: replace(known, end=ProceduralEnd.LAPSED) for known in motions}
    return replace(meeting, procedural={**meeting.procedural, **lapsed}) if lapsed else meeting


def _procedural(meeting: Meeting, event: e.ProceduralEvent) -> Meeting:
    if isinstance(event, e.ProceduralRaised):
        changed = Procedural(
            id=event.motion,
            kind=event.kind,
            by=event.by,
            on=meeting.item,
            item=event.item,
            number=event.number,
            text=event.text,
            items=event.items,
            supporters=(event.by,),
            non_public=meeting.non_public,
        )
    else:
        changed = _further(meeting.procedural[event.motion], event)
    return replace(meeting, procedural={**meeting.procedural, event.motion: changed})


def _further(
    known: Procedural, event: e.ProceduralSpoken | e.ProceduralSupported | e.ProceduralEnded
) -> Procedural:
    match event:
        case e.ProceduralSpoken(against=True, seat=seat):
            return replace(known, contra=(*known.contra, seat))
        case e.ProceduralSpoken(seat=seat):
            return replace(known, pro=(*known.pro, seat))
        case e.ProceduralSupported(seat=seat):
            return replace(known, supporters=(*known.supporters, seat))
        case e.ProceduralEnded(end=end):
            return replace(known, end=end)
        case _:
            assert_never(event)


def _reworded(motion: Motion, text: str, through: MotionId | None = None) -> Motion:
    """Return the motion with another wording; the earlier ones are kept."""
    return replace(motion, text=text, later=(*motion.later, Wording(text=text, through=through)))


def _motion(meeting: Meeting, motion: Motion) -> Meeting:
    return replace(meeting, motions={**meeting.motions, motion.id: motion})


def _moved(meeting: Meeting, event: e.MotionMoved | e.AmendmentMoved) -> Meeting:
    if isinstance(event, e.MotionMoved):
        motion = Motion(
            id=event.motion, item=event.item, by=event.by, text=event.text, original=event.text
        )
    else:
        motion = Motion(
            id=event.motion,
            item=meeting.motions[event.amends].item,
            by=event.by,
            text=event.text,
            original=event.text,
            amends=event.amends,
            replaces=event.replaces,
        )
    return _numbered(_motion(meeting, motion))


def _numbered(meeting: Meeting) -> Meeting:
    return replace(meeting, motions_numbered=meeting.motions_numbered + 1)


def _without_mover(motion: Motion, seat: SeatId) -> Motion:
    """Return a motion that one of several movers no longer stands by."""
    first, *others = (mover for mover in (motion.by, *motion.joined) if mover != seat)
    return replace(motion, by=first, joined=tuple(others))


def _withdrawn(meeting: Meeting, motion_id: MotionId) -> Meeting:
    """Withdraw a motion; its undecided amendments fall with it."""
    gone = {motion_id, *meeting.pending_amendments(motion_id)}
    motions = {
        key: replace(motion, status=MotionStatus.WITHDRAWN) if key in gone else motion
        for key, motion in meeting.motions.items()
    }
    return replace(meeting, motions=motions)


def _ballot_opened(meeting: Meeting, event: e.BallotOpened) -> Meeting:
    ballot = Ballot(
        id=event.ballot,
        item=event.item,
        subject=event.subject,
        mode=event.mode,
        rule=event.rule,
        check=event.check,
        non_public=meeting.non_public or _secret_before(meeting, event),
        hidden=event.hidden,
        postal=event.postal,
        until_all=event.until_all,
        rests=event.rests,
    )
    return replace(
        meeting,
        ballots={**meeting.ballots, event.ballot: ballot},
        ballot=None if event.postal else event.ballot,
        last_check=event.check,
    )


def _secret_before(meeting: Meeting, event: e.BallotOpened) -> bool:
    """Tell whether papers sent after the meeting follow some of its non-public part."""
    before = sent_before(meeting, event.subject) if event.postal else None
    return before is not None and before.non_public


def _vote_cast(meeting: Meeting, event: e.VoteCast) -> Meeting:
    ballot = meeting.ballots[event.ballot]
    vote = Vote(
        seat=event.seat,
        choice=event.choice,
        channel=event.channel,
        weight=meeting.weight_of(event.seat),
    )
    changed = replace(ballot, votes={**ballot.votes, event.seat: vote})
    return replace(meeting, ballots={**meeting.ballots, event.ballot: changed})


def _retracted(meeting: Meeting, event: e.VoteRetracted) -> Meeting:
    ballot = meeting.ballots[event.ballot]
    votes = {seat: vote for seat, vote in ballot.votes.items() if seat != event.seat}
    changed = replace(ballot, votes=votes)
    return replace(meeting, ballots={**meeting.ballots, event.ballot: changed})


def _ballot_closed(meeting: Meeting, event: e.BallotClosed) -> Meeting:
    ballot = replace(meeting.ballots[event.ballot], result=event.result)
    after = replace(meeting, ballots={**meeting.ballots, event.ballot: ballot}, ballot=None)
    if ballot.subject.kind is SubjectKind.PART:
        return dividing.part_decided(after, ballot, adopted=event.result.adopted)
    motion = after.motion_decided_by(ballot)
    if motion is None:
        return after
    if motion.wording_left != motion.text and event.result.adopted:
        motion = _reworded(motion, motion.wording_left, motion.id)
    status = MotionStatus.ADOPTED if event.result.adopted else MotionStatus.REJECTED
    after = _motion(after, replace(motion, status=status))
    if not event.result.adopted:
        return after
    if ballot.subject.kind is SubjectKind.AMENDMENT:
        return _worked_in(after, motion)
    return countermotions.settled(after, motion.id)


def _worked_in(meeting: Meeting, amendment: Motion) -> Meeting:
    """Change the wording of the main motion, or note that the clerk has to."""
    if amendment.amends is None:
        return meeting
    main = meeting.motions[amendment.amends]
    if amendment.replaces and main.text.count(amendment.replaces) == 1:
        text = main.text.replace(amendment.replaces, amendment.text)
        return _motion(meeting, _reworded(main, text, amendment.id))
    waiting = (*main.to_consolidate, amendment.id)
    return _motion(meeting, replace(main, to_consolidate=waiting))


def _elections(meeting: Meeting, event: e.ElectionEvent) -> Meeting:
    """Fold what concerns one election."""
    unknown = Election(id=event.election, item=None, office="", non_public=meeting.non_public)
    changed = _election(meeting.elections.get(event.election, unknown), event)
    return replace(meeting, elections={**meeting.elections, event.election: changed})


def _election(  # noqa: C901 - a table of contents
    before: Election, event: e.ElectionEvent
) -> Election:
    match event:
        case e.ElectionOpened():
            return replace(before, item=event.item, office=event.office, seats=event.seats)
        case e.CandidateNominated(candidate=name):
            known = {**before.nominated_by, name: event.by}
            people = {**before.people, name: event.people} if event.people else before.people
            names = (*before.candidates, name)
            return replace(before, candidates=names, nominated_by=known, people=people)
        case e.CandidateWithdrawn(candidate=gone):
            left = tuple(name for name in before.candidates if name != gone)
            known = {name: by for name, by in before.nominated_by.items() if name != gone}
            people = {name: on_it for name, on_it in before.people.items() if name != gone}
            return replace(before, candidates=left, nominated_by=known, people=people)
        case e.RoundOpened():
            opened = Round(
                number=event.number,
                candidates=event.candidates,
                tellers=event.tellers,
                entitled=event.entitled,
                check=event.check,
                contest=event.contest,
                step=event.step,
                postal=event.postal,
                openly=event.openly,
                anyone=event.anyone,
                majority=event.majority,
                seats=before.seats,
            )
            # Who did not take the office on is no longer elected once the next round begins.
            return replace(before, rounds=(*before.rounds, opened), elected="", accepted=None)
        case e.RoundCounted():
            *earlier, last = before.rounds
            counted = replace(last, count=event.count, outcome=event.outcome, needed=event.needed)
            return replace(before, rounds=(*earlier, counted), elected=event.elected)
        case e.LotDrawn(drawn=name, elected=elected):
            *earlier, last = before.rounds
            drawn = replace(last, drawn=(*last.drawn, name))
            return replace(before, rounds=(*earlier, drawn), elected=elected)
        case e.RoundVoided():
            return roundagain.voided(before, event)
        case e.ElectionBrokenOff():
            return roundagain.broken_off(before, event)
        case e.TieSettled():
            *earlier, last = before.rounds
            settled = replace(last, outcome=event.outcome, tie=(event.reason, event.by))
            return replace(before, rounds=(*earlier, settled))
        case e.LotPrepared():
            *earlier, last = before.rounds
            lot = PublicLot(among=event.among, places=event.places)
            return replace(before, rounds=(*earlier, replace(last, lots=(*last.lots, lot))))
        case e.LotCommitted() | e.LotSealed() | e.LotRevealed() | e.LotVoided():
            *earlier, last = before.rounds
            *lots, lot = last.lots
            changed = replace(last, lots=(*lots, _lot(lot, event)))
            return replace(before, rounds=(*earlier, changed))
        case e.OpenElectionAgreed():
            return replace(before, agreed_open=True)
        case e.SecretElectionDemanded(seat=seat):
            return replace(before, demanded=seat)
        case e.ElectionAnswered(accepted=accepted):
            return replace(before, accepted=accepted)
        case _:
            assert_never(event)


def _lot(
    lot: PublicLot, event: e.LotCommitted | e.LotSealed | e.LotRevealed | e.LotVoided
) -> PublicLot:
    match event:
        case e.LotCommitted(seat=seat, digest=digest):
            return replace(lot, commitments={**lot.commitments, seat: digest})
        case e.LotSealed():
            return replace(lot, sealed=True)
        case e.LotRevealed(seat=seat, words=words):
            return replace(lot, revealed={**lot.revealed, seat: words})
        case e.LotVoided(reason=reason):
            return replace(lot, void=reason)
        case _:
            assert_never(event)
