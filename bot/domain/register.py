# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register of resolutions (Beschlussverzeichnis): every decision on a matter, numbered by year.

A number follows from the order in which the ballots were closed, so later resolutions never change
an earlier one's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.circulated import Outcome
from bot.domain.followup import is_resolution
from bot.domain.ids import BallotId, CirculationId, ItemId, MeetingId
from bot.domain.meeting import Ballot, Meeting
from bot.domain.released import Released
from bot.domain.releasing import held_openly
from bot.domain.values import ResolutionState, Result, Supervision

OPEN = "open"
"""What waits for the authority, for the body's second decision, or to be carried out."""
_WAITING = (ResolutionState.AWAITING, ResolutionState.CONTESTED)
_NUMBER = re.compile(r"[0-9]+/[0-9]{4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """One line of the register."""

    number: str
    """Such as ``12/2026``."""
    meeting: MeetingId
    ballot: BallotId
    decided: datetime
    item: ItemId | None
    item_number: str
    title: str
    text: str
    result: Result
    state: ResolutionState
    public: bool
    released: Released | None = None
    """What the public was told of it, if it is not public and yet made known."""
    circulation: CirculationId | None = None
    """Decided without a meeting; then ``meeting`` and ``ballot`` are empty."""
    task_open: bool = False
    """Somebody has to carry it out and has not reported that it is done."""

    @property
    def as_released(self) -> Resolution | None:
        """Return the line as the public may read it; None if there is nothing for it to read."""
        if self.public or self.released is None:
            return self if self.public else None
        known = self.released
        told = replace(self, title=known.title, text=known.text, item=None, item_number="")
        return replace(told, task_open=False)

    @property
    def standing(self) -> frozenset[str]:
        """How it stands, as it can be looked for: its state, and `OPEN` while something waits."""
        waits = self.task_open or self.state in _WAITING
        return frozenset({str(self.state), OPEN} if waits else {str(self.state)})

    def matches(self, words: Iterable[str], standings: Mapping[str, str] | None = None) -> bool:
        """Tell whether every word stands in number, title or wording, however it is written.

        A number stands alone: ``1/2026`` is no part of ``11/2026``. ``standings``: which words ask
        for what `standing`; a word that is among them fits by either.
        """
        whole = f"{self.number} {self.title} {self.text}".casefold()
        asked = standings or {}
        return all(
            asked.get(word) in self.standing or _stands_in(word.casefold(), whole) for word in words
        )


def _stands_in(word: str, whole: str) -> bool:
    if not _NUMBER.fullmatch(word):
        return word in whole
    return re.search(rf"(?<!\w){word}(?!\w)", whole) is not None


def resolutions(
    meetings: Iterable[Meeting],
    ended: Mapping[tuple[MeetingId, BallotId], datetime],
    between: Iterable[Outcome],
    zone: str,
    made_known: Mapping[CirculationId, Released] | None = None,
) -> tuple[Resolution, ...]:
    """Return all resolutions, oldest first; ``ended`` tells when each ballot was closed.

    ``between``: what was decided without a meeting; ``made_known``: what was released of that.
    """
    lines = [
        _line(ended[meeting.id, ballot.id], meeting, ballot, ballot.result)
        for meeting in meetings
        for ballot in meeting.ballots.values()
        if is_resolution(ballot) and ballot.result is not None
    ]
    known_now = made_known or {}
    lines += [
        _circulated(known, known.result, known_now.get(known.circulation))
        for known in between
        if known.result
    ]
    years = Counter[int]()
    numbered = []
    for line in sorted(lines, key=lambda one: one.decided):
        year = line.decided.astimezone(ZoneInfo(zone)).year
        years[year] += 1
        numbered.append(replace(line, number=f"{years[year]}/{year}"))
    return tuple(numbered)


def _circulated(known: Outcome, result: Result, released: Released | None) -> Resolution:
    return Resolution(
        number="",
        meeting=MeetingId(""),
        ballot=BallotId(""),
        decided=known.ended,
        item=None,
        item_number="",
        title=known.title,
        text=known.text,
        result=result,
        state=ResolutionState.ADOPTED if result.adopted else ResolutionState.REJECTED,
        public=known.public,
        circulation=known.circulation,
        released=released,
    )


def _line(at: datetime, meeting: Meeting, ballot: Ballot, result: Result) -> Resolution:
    item = meeting.item_named(ballot.item) if ballot.item else None
    motion = meeting.motion_decided_by(ballot)
    return Resolution(
        number="",
        meeting=meeting.id,
        ballot=ballot.id,
        decided=at,
        item=ballot.item,
        item_number=meeting.number_of(ballot.item) if ballot.item else "",
        title=item.title if item else "",
        text=motion.text if motion else ballot.subject.text,
        result=result,
        state=_state(meeting, ballot, result),
        public=held_openly(meeting, ballot),
        released=meeting.paperwork.released.get(ballot.id),
        task_open=_task_open(meeting, ballot),
    )


def _task_open(meeting: Meeting, ballot: Ballot) -> bool:
    task = meeting.paperwork.tasks.get(ballot.id)
    return task is not None and not task.done and meeting.paperwork.stands(ballot.id)


_UNAPPROVED = {
    Supervision.NEEDED: ResolutionState.AWAITING,
    Supervision.REFUSED: ResolutionState.NOT_APPROVED,
}


def _state(meeting: Meeting, ballot: Ballot, result: Result) -> ResolutionState:
    if meeting.paperwork.contested(ballot.id):
        return ResolutionState.CONTESTED
    if not meeting.paperwork.stands(ballot.id):
        return ResolutionState.REPEALED
    supervised = meeting.paperwork.supervision.get(ballot.id)
    if supervised and supervised.state is not Supervision.GRANTED:
        return _UNAPPROVED[supervised.state]
    return ResolutionState.ADOPTED if result.adopted else ResolutionState.REJECTED
