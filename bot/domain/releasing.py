# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Release of what was resolved without the public (Bekanntgabe nichtöffentlicher Beschlüsse).

Once the grounds for secrecy are gone. Who finds so is a rule of the Land (``public.release``): the
body by a resolution of its own (§ 40 (2) ThürKO), or who leads it. A release cannot be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.followup import is_resolution
from bot.domain.ids import BallotId, MeetingId
from bot.domain.meeting import Ballot, Meeting
from bot.domain.preparation import TITLE_LIMIT, need_reason, need_text
from bot.domain.refusals import Refused
from bot.domain.released import Released
from bot.domain.rulebook import Release
from bot.domain.values import Result, Subject, SubjectKind


def held_openly(meeting: Meeting, ballot: Ballot) -> bool:
    """Tell whether a ballot was held before the public, on what the public may read."""
    item = meeting.item_named(ballot.item) if ballot.item else None
    return not ballot.non_public and (item is None or item.public)


def need_secret(meeting: Meeting, ballot: BallotId) -> tuple[Ballot, Result]:
    """Return a resolution the public does not know yet. Raises Refused."""
    known = meeting.ballots.get(ballot)
    if known is None or known.result is None or not is_resolution(known):
        raise Refused(r.NoResolution(ballot=ballot))
    if held_openly(meeting, known) or ballot in meeting.paperwork.released:
        raise Refused(r.NothingToRelease())
    return known, known.result


def word(meeting: Meeting, command: c.WordRelease) -> list[e.MeetingEvent]:
    """Keep what is to be told the public in place of the resolution's own words."""
    need_secret(meeting, command.ballot)
    return [
        e.ReleaseWorded(
            ballot=command.ballot,
            title=need_text(command.title, TITLE_LIMIT),
            text=need_text(command.text),
            by=command.by,
        )
    ]


def release(meeting: Meeting, command: c.ReleaseResolution) -> list[e.MeetingEvent]:
    """Release one resolution, by the body's own or because the ground for secrecy is gone."""
    known, result = need_secret(meeting, command.ballot)
    law = command.rules or meeting.law()
    norm = law.norm("public.release")
    if command.resolved_in is None and law.word("public.release") != Release.CHAIR:
        raise Refused(r.ReleaseUnresolved(number=command.number, norm=norm))
    item = meeting.item_named(known.item) if known.item else None
    motion = meeting.motion_decided_by(known)
    worded = meeting.paperwork.worded.get(command.ballot)
    released = Released(
        number=command.number,
        decided=command.decided or command.at,
        title=worded.title if worded else item.title if item else "",
        text=worded.text if worded else motion.text if motion else known.subject.text,
        own_words=worded is None,
        result=result,
        resolved_in=command.resolved_in,
        reason="" if command.resolved_in else need_reason(command.reason),
        norm=norm,
    )
    return [e.ResolutionReleased(ballot=command.ballot, released=released, by=command.by)]


def subject_of(meeting: MeetingId, ballot: BallotId, number: str) -> Subject:
    """Return what is voted on where the body decides on a release; it tells the number alone."""
    return Subject(kind=SubjectKind.RELEASE, ref=f"{meeting}/{ballot}", text=number)


def released_by(subject: Subject) -> tuple[MeetingId, BallotId]:
    """Return the resolution a vote on its release is about."""
    meeting, _, ballot = subject.ref.rpartition("/")
    return MeetingId(meeting), BallotId(ballot)


def resolved_releases(meeting: Meeting, decided: Iterable[e.Event]) -> Iterator[Subject]:
    """Return the votes on a release that ``decided`` closes with a Yes."""
    for event in decided:
        if isinstance(event, e.BallotClosed) and event.result.adopted:
            subject = meeting.ballots[event.ballot].subject
            if subject.kind is SubjectKind.RELEASE:
                yield subject


def need_not_voted_on(meetings: Iterable[Meeting], meeting: MeetingId, ballot: BallotId) -> None:
    """Refuse to change what is to be made known while a body is voting on it."""
    for one in meetings:
        running = one.open_ballot()
        if running is None or running.subject.kind is not SubjectKind.RELEASE:
            continue
        if released_by(running.subject) == (meeting, ballot):
            raise Refused(r.ReleaseVotedOn(number=running.subject.text))
