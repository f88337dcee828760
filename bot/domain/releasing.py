# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Release of what was decided without the public (Bekanntgabe nichtöffentlicher Beschlüsse).

Resolutions, elections, and decisions between meetings, once the grounds for secrecy are gone. Who
finds so is a rule of the Land (``public.release``): the body by a resolution of its own (§ 40 (2)
ThürKO), or who leads it. A release cannot be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.circulated import Outcome
from bot.domain.circulating import Circulation
from bot.domain.electing import Election
from bot.domain.followup import is_resolution
from bot.domain.ids import BallotId, ElectionId, MeetingId
from bot.domain.meeting import Ballot, Meeting
from bot.domain.preparation import TITLE_LIMIT, need_reason, need_text
from bot.domain.refusals import Refused
from bot.domain.released import Elected, Released, Wording
from bot.domain.rulebook import Release
from bot.domain.rules import Rules
from bot.domain.values import Result, Subject, SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What may be made known, as the books have found it."""

    meeting: MeetingId | None
    """None: it was decided between two."""
    what: str
    """Ballot, election or circulation."""
    number: str
    decided: datetime | None = None


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
    item = meeting.item_named(known.item) if known.item else None
    motion = meeting.motion_decided_by(known)
    released = _released(
        command,
        command.rules or meeting.law(),
        meeting.paperwork.worded.get(command.ballot),
        decided=command.decided or command.at,
        title=item.title if item else "",
        text=motion.text if motion else known.subject.text,
    )
    released = replace(released, result=result)
    return [e.ResolutionReleased(ballot=command.ballot, released=released, by=command.by)]


# ── elections ───────────────────────────────────────────────────────────────────────────
def need_secret_election(meeting: Meeting, election: ElectionId) -> Election:
    """Return an election that is over and the public does not know of yet. Raises Refused."""
    known = meeting.elections.get(election)
    if known is None or not known.filled:
        raise Refused(r.ElectionUndecided(election=election))
    item = meeting.item_named(known.item) if known.item else None
    openly = not known.non_public and (item is None or item.public)
    if openly or election in meeting.paperwork.released_elections:
        raise Refused(r.NothingToRelease())
    return known


def word_election(meeting: Meeting, command: c.WordElectionRelease) -> list[e.MeetingEvent]:
    """Keep what is to be told the public in place of office, name and count."""
    need_secret_election(meeting, command.election)
    return [
        e.ElectionReleaseWorded(
            election=command.election,
            title=need_text(command.title, TITLE_LIMIT),
            text=need_text(command.text),
            by=command.by,
        )
    ]


def release_election(meeting: Meeting, command: c.ReleaseElection) -> list[e.MeetingEvent]:
    """Release one election; where it was worded for the public, nothing but the wording."""
    known = need_secret_election(meeting, command.election)
    worded = meeting.paperwork.worded_elections.get(command.election)
    released = _released(
        command,
        command.rules or meeting.law(),
        worded,
        decided=command.decided or command.at,
        title=known.office,
        text="",
    )
    if worded is None:
        count = known.last.count if known.last else None
        elected = Elected(office=known.office, elected=known.elected, count=count)
        released = replace(released, elected=elected)
    return [e.ElectionReleased(election=command.election, released=released, by=command.by)]


# ── between meetings ────────────────────────────────────────────────────────────────────
def need_secret_circulation(known: Circulation) -> Outcome:
    """Return a decision between meetings the public does not know yet. Raises Refused."""
    if known.outcome is None or not known.outcome.decided:
        raise Refused(r.CirculationUndecided(circulation=known.id))
    if known.moved.public or known.released:
        raise Refused(r.NothingToRelease())
    return known.outcome


def word_circulation(
    known: Circulation, command: c.WordCirculationRelease
) -> e.CirculationReleaseWorded:
    """Keep what is to be told the public in place of the decision's own words."""
    need_secret_circulation(known)
    return e.CirculationReleaseWorded(
        circulation=known.id,
        title=need_text(command.title, TITLE_LIMIT),
        text=need_text(command.text),
        by=command.by,
    )


def release_circulation(known: Circulation, command: c.ReleaseCirculation) -> e.CirculationReleased:
    """Release a decision between meetings with its count; who voted how is not told."""
    outcome = need_secret_circulation(known)
    released = _released(
        command,
        command.rules,
        known.worded,
        decided=outcome.ended,
        title=outcome.title,
        text=outcome.text,
    )
    released = replace(released, result=outcome.result, circulation=known.id)
    return e.CirculationReleased(circulation=known.id, released=released, by=command.by)


# ── how ─────────────────────────────────────────────────────────────────────────────────
def _released(
    command: c.ReleaseResolution | c.ReleaseElection | c.ReleaseCirculation,
    law: Rules | None,
    worded: Wording | None,
    *,
    decided: datetime,
    title: str,
    text: str,
) -> Released:
    """Return what is released of it, if somebody who may has found that it may be known."""
    norm = law.norm("public.release") if law else ""
    by_chair = law is not None and law.word("public.release") == Release.CHAIR
    if command.resolved_in is None and not by_chair:
        raise Refused(r.ReleaseUnresolved(number=command.number, norm=norm))
    return Released(
        number=command.number,
        decided=decided,
        title=worded.title if worded else title,
        text=worded.text if worded else text,
        own_words=worded is None,
        result=None,
        resolved_in=command.resolved_in,
        reason="" if command.resolved_in else need_reason(command.reason),
        norm=norm,
    )


def subject_of(matter: Matter) -> Subject:
    """Return what is voted on where the body decides on a release; it tells the number alone."""
    ref = f"{matter.meeting}/{matter.what}" if matter.meeting else matter.what
    return Subject(kind=SubjectKind.RELEASE, ref=ref, text=matter.number)


def released_by(subject: Subject) -> tuple[MeetingId | None, str]:
    """Return what a vote on a release is about: a ballot or an election of a meeting, or neither.

    Without a meeting it is a decision between two.
    """
    meeting, _, what = subject.ref.rpartition("/")
    return MeetingId(meeting) if meeting else None, what


def resolved_releases(meeting: Meeting, decided: Iterable[e.Event]) -> Iterator[Subject]:
    """Return the votes on a release that ``decided`` closes with a Yes."""
    for event in decided:
        if isinstance(event, e.BallotClosed) and event.result.adopted:
            subject = meeting.ballots[event.ballot].subject
            if subject.kind is SubjectKind.RELEASE:
                yield subject


def need_not_voted_on(meetings: Iterable[Meeting], meeting: MeetingId | None, what: str) -> None:
    """Refuse to change what is to be made known while a body is voting on it."""
    for one in meetings:
        running = one.open_ballot()
        if running is None or running.subject.kind is not SubjectKind.RELEASE:
            continue
        if released_by(running.subject) == (meeting, what):
            raise Refused(r.ReleaseVotedOn(number=running.subject.text))
