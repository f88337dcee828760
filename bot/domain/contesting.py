# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Contested resolutions (Beanstandung, § 44 ThürKO, § 43 (2) GemO BW and their kin).

Who leads the municipality contests what is unlawful, and it is not carried out meanwhile. The body
then decides again, by a vote of a later meeting: a No repeals the resolution, a Yes keeps to it.
Kept to, it stays contested until the office has noted what the supervisory authority says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.followup import need_adopted, need_resolution
from bot.domain.ids import BallotId, MeetingId
from bot.domain.meeting import Meeting
from bot.domain.paperwork import Contest
from bot.domain.preparation import need_reason
from bot.domain.refusals import Refused
from bot.domain.releasing import held_openly
from bot.domain.values import Subject, SubjectKind


def contest(meeting: Meeting, command: c.ContestResolution) -> list[e.MeetingEvent]:
    """§ 44 ThürKO: the mayor contests what is unlawful; it is not carried out meanwhile."""
    need_adopted(meeting, command.ballot)
    if meeting.paperwork.contested(command.ballot):
        raise Refused(r.Contested(ballot=command.ballot))
    norm = meeting.law().norm("resolution.contest")
    reason = need_reason(command.reason)
    return [e.ResolutionContested(ballot=command.ballot, by=command.by, reason=reason, norm=norm)]


def settle(meeting: Meeting, command: c.SettleContest) -> list[e.MeetingEvent]:
    """Note how it ended: withdrawn, or as the supervisory authority or a court has decided."""
    need_resolution(meeting, command.ballot)
    need_contested(meeting, command.ballot)
    note = need_reason(command.note)
    return [
        e.ContestSettled(ballot=command.ballot, outcome=command.outcome, note=note, by=command.by)
    ]


def need_contested(meeting: Meeting, ballot: BallotId) -> Contest:
    """Return the contesting nobody has settled. Raises Refused."""
    known = meeting.paperwork.contests.get(ballot)
    if known is None or known.outcome is not None:
        raise Refused(r.NotContested(ballot=ballot))
    return known


# ── the body decides again ──────────────────────────────────────────────────────────────
def subject_of(meeting: Meeting, ballot: BallotId, number: str) -> Subject:
    """Return what is voted on where the body decides again; it tells the number alone."""
    return Subject(kind=SubjectKind.CONTEST, ref=f"{meeting.id}/{ballot}", text=number)


def contested_by(subject: Subject) -> tuple[MeetingId, BallotId]:
    """Return the meeting and ballot of the resolution a vote of this kind is about."""
    meeting, _, ballot = subject.ref.rpartition("/")
    return MeetingId(meeting), BallotId(ballot)


def need_same_publicity(
    meeting: Meeting, ballot: BallotId, number: str, *, non_public: bool
) -> None:
    """Refuse to decide again in the other part: what was secret stays so, and the open is open."""
    openly = held_openly(meeting, meeting.ballots[ballot])
    if openly and non_public:
        raise Refused(r.ContestedOpenly(number=number))
    if not openly and not non_public and ballot not in meeting.paperwork.released:
        raise Refused(r.ContestedSecretly(number=number))


def decide_again(meeting: Meeting, command: c.DecideContest) -> list[e.MeetingEvent]:
    """Keep the vote of a later meeting with the resolution it is about."""
    need_contested(meeting, command.ballot)
    return [
        e.ContestDecided(
            ballot=command.ballot,
            meeting=command.meeting,
            vote=command.vote,
            number=command.number,
            decided=command.at,
            result=command.result,
        )
    ]


def void_decision(meeting: Meeting, command: c.VoidContestDecision) -> list[e.MeetingEvent]:
    """Take a second decision back with its vote, unless something was built on it since."""
    known = meeting.paperwork.contests.get(command.ballot)
    second = known.second if known else None
    taken = (second.meeting, second.vote) if second else None
    if known is None or taken != (command.meeting, command.vote) or known.note:
        raise Refused(r.NotRepeatable(ballot=command.vote))
    return [
        e.ContestDecisionVoided(
            ballot=command.ballot,
            meeting=command.meeting,
            vote=command.vote,
            number=command.number,
        )
    ]


def follow_vote(
    meeting: Meeting, decided: Iterable[e.Event], at: datetime
) -> Iterator[tuple[MeetingId, c.DecideContest | c.VoidContestDecision]]:
    """Return what follows, elsewhere, from votes on contested resolutions ``decided`` ends."""
    for event in decided:
        if not isinstance(event, e.BallotClosed | e.BallotVoided):
            continue
        subject = meeting.ballots[event.ballot].subject
        if subject.kind is not SubjectKind.CONTEST:
            continue
        there, ballot = contested_by(subject)
        void = c.VoidContestDecision(
            by=c.OPERATOR,
            at=at,
            ballot=ballot,
            meeting=meeting.id,
            vote=event.ballot,
            number=subject.text,
        )
        if isinstance(event, e.BallotVoided):
            yield there, void
            continue
        yield (
            there,
            c.DecideContest(
                by=c.OPERATOR,
                at=at,
                ballot=ballot,
                meeting=meeting.id,
                vote=event.ballot,
                number=subject.text,
                result=event.result,
            ),
        )


def need_not_voted_on(meetings: Iterable[Meeting], meeting: MeetingId, ballot: BallotId) -> None:
    """Refuse to settle a contesting while a body is voting on it."""
    for one in meetings:
        running = one.open_ballot()
        if running is None or running.subject.kind is not SubjectKind.CONTEST:
            continue
        if contested_by(running.subject) == (meeting, ballot):
            raise Refused(r.ContestVotedOn(number=running.subject.text))
