# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is to be made known, found in a body's books: by its number, and with the law of the day.

A resolution, or a decision between meetings, has a running number of the register: ``12/2026``. An
election is named after its meeting, ``2026-03/W1``, or ``W1`` alone in the meeting that is meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.ids import BallotId, CirculationId, ElectionId, MeetingId
from bot.domain.meeting import Meeting
from bot.domain.refusals import Refused, ResolutionUnknown
from bot.domain.releasing import (
    Matter,
    need_secret,
    need_secret_circulation,
    need_secret_election,
    released_by,
    resolved_releases,
)
from bot.domain.values import Subject

if TYPE_CHECKING:
    from bot.books import Books

Release = c.ReleaseResolution | c.ReleaseElection | c.ReleaseCirculation
Wording = c.WordRelease | c.WordElectionRelease | c.WordCirculationRelease
RELEASED = (e.ResolutionReleased, e.ElectionReleased, e.CirculationReleased)


def matter_named(books: Books, number: str) -> Matter:
    """Return what goes by ``number``. Raises Refused."""
    register = books.register()
    line = next((one for one in register if one.number == number), None)
    if line and line.circulation:
        return Matter(meeting=None, what=line.circulation, number=number)
    if line:
        return Matter(meeting=line.meeting, what=line.ballot, number=number, decided=line.decided)
    found = _election(books, number)
    if found is None:
        raise Refused(
            ResolutionUnknown(number=number, last=register[-1].number if register else "–")
        )
    meeting, election = found
    return Matter(
        meeting=meeting.id,
        what=election,
        number=f"{meeting.id}/{election}",
        decided=books.elected.get((meeting.id, election)),
    )


def _election(books: Books, number: str) -> tuple[Meeting, ElectionId] | None:
    named, _, name = number.rpartition("/")
    meeting = books.meetings.get(MeetingId(named)) if named else books.current()
    election = ElectionId(name.upper())
    return (meeting, election) if meeting and election in meeting.elections else None


def need_secret_matter(books: Books, matter: Matter) -> None:
    """Refuse what the public knows of already, or what nothing has come of."""
    if matter.meeting is None:
        need_secret_circulation(books.body.circulations[CirculationId(matter.what)])
        return
    meeting = books.meetings[matter.meeting]
    if matter.what in meeting.elections:
        need_secret_election(meeting, ElectionId(matter.what))
    else:
        need_secret(meeting, BallotId(matter.what))


def release_command(
    books: Books,
    matter: Matter,
    command: c.ReleaseResolution,
    *,
    resolved_in: MeetingId | None = None,
) -> Release:
    """Return the release of ``matter`` under the law of the day."""
    by, at, reason, number = command.by, command.at, command.reason, matter.number
    rules = books.law_of(at)
    if matter.meeting is None:
        return c.ReleaseCirculation(
            by=by,
            at=at,
            circulation=CirculationId(matter.what),
            number=number,
            reason=reason,
            resolved_in=resolved_in,
            rules=rules,
        )
    if matter.what in books.meetings[matter.meeting].elections:
        return c.ReleaseElection(
            by=by,
            at=at,
            election=ElectionId(matter.what),
            number=number,
            reason=reason,
            decided=matter.decided,
            resolved_in=resolved_in,
            rules=rules,
        )
    return replace(
        command,
        ballot=BallotId(matter.what),
        number=number,
        decided=matter.decided,
        resolved_in=resolved_in,
        rules=rules,
    )


def wording_command(books: Books, matter: Matter, act: c.WordRelease) -> Wording:
    """Return the act that words ``matter`` for the public."""
    by, at, title, text = act.by, act.at, act.title, act.text
    if matter.meeting is None:
        circulation = CirculationId(matter.what)
        return c.WordCirculationRelease(
            by=by, at=at, title=title, text=text, circulation=circulation
        )
    if matter.what in books.meetings[matter.meeting].elections:
        election = ElectionId(matter.what)
        return c.WordElectionRelease(by=by, at=at, title=title, text=text, election=election)
    return replace(act, ballot=BallotId(matter.what))


def resolved(
    books: Books, target: Meeting, decided: list[e.Event], at: datetime
) -> Iterator[tuple[MeetingId | None, Release]]:
    """Return the releases the body has resolved by the votes ``decided`` closes in ``target``."""
    for subject in resolved_releases(target, decided):
        matter = _voted_on(books, subject)
        asked = c.ReleaseResolution(
            by=c.OPERATOR, at=at, number=matter.number, reason="", ballot=BallotId("")
        )
        yield matter.meeting, release_command(books, matter, asked, resolved_in=target.id)


def _voted_on(books: Books, subject: Subject) -> Matter:
    meeting, what = released_by(subject)
    decided = None
    if meeting is not None:
        ended, elected = books.ended, books.elected
        decided = ended.get((meeting, BallotId(what))) or elected.get((meeting, ElectionId(what)))
    return Matter(meeting=meeting, what=what, number=subject.text, decided=decided)
