# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a person would check after the evening: the results, the papers, the journal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from bot.app import App
from bot.archive import records_of
from bot.body import Chamber
from bot.domain.evolve import replay
from bot.domain.ids import MeetingId
from bot.domain.meeting import Meeting
from bot.domain.minutes import Part, minutes
from bot.domain.records import Recorded
from bot.paper.document import Letterhead
from bot.paper.render import minutes_html
from bot.play.script import Attendance, Expected, Minuted, holds
from bot.store import check_journal
from bot.texts import Texts

_HIDDEN = re.compile(r"<(style|head|script)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


class NotAsWritten(Exception):
    """The journal says something else than the script expects; the sentence says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayResult:
    """What an evening leaves behind."""

    meetings: tuple[str, ...]
    """Journal streams' meetings, as in the commands: ``2026-01``."""
    papers: tuple[Path, ...]
    """The PDF documents, oldest first."""
    accounts: Path | None
    """Who can log in and how; None if the file was removed."""
    proof: str
    """One line: what the journal's check found."""
    complete: bool
    """False if an earlier evening was broken off; nothing was played on it."""


async def records(chamber: Chamber, meeting: MeetingId) -> list[Recorded]:
    """Return what the journal holds of a meeting."""
    journal = chamber.desk.journal
    entries = [entry async for entry in journal.read(chamber.desk.stream_of(meeting))]
    return records_of(entries, journal.codec.event)


def compare(
    source: str,
    steps: Sequence[Expected | Minuted],
    recorded: Sequence[Recorded],
    municipality: str,
) -> None:
    """Raise NotAsWritten if a vote ended, or the minutes read, otherwise than the steps say.

    ``recorded`` is all the journal holds of the meeting so far: it alone is asked.
    """
    meeting = replay(record.event for record in recorded)
    for wanted in steps:
        match wanted:
            case Expected():
                found = _counted(meeting, wanted)
                if found != _wanted(wanted):
                    raise NotAsWritten(
                        f"{source}, line {wanted.line}: {wanted.ballot} should end "
                        f"{_wanted(wanted)}, the journal says {found}."
                    )
            case Minuted():
                part = Part.PUBLIC if wanted.public else Part.NON_PUBLIC
                page = minutes_html(minutes(recorded), part, Letterhead(municipality=municipality))
                if not holds(plain(page), wanted.pieces):
                    raise NotAsWritten(
                        f"{source}, line {wanted.line}: the minutes should hold "
                        f"“{' … '.join(wanted.pieces)}”."
                    )


def plain(page: str) -> str:
    """Return the words of a page, as a person reads it from top to bottom."""
    body = _HIDDEN.sub(" ", page)
    return unescape(_TAG.sub(" ", body)).replace("\u00ad", "")


def differs(wanted: Attendance, meeting: Meeting | None) -> str | None:
    """Say how the attendance differs from what the script expects, None if it does not."""
    if meeting is None:
        return "no meeting is planned"
    check = meeting.quorum(meeting.item)
    present = len(meeting.present_voting())
    if wanted.present not in (None, present):
        return f"{wanted.present} should be present, the books say {present}"
    if wanted.quorate not in (None, check.quorate):
        made = "is" if check.quorate else "is not"
        return f"the body {made} quorate: {check.present} are there, {check.needed} needed"
    return None


async def proof(app: App, texts: Texts, language: str) -> str:
    """Check the whole journal; return one line that says what was found."""
    keys = [bytes.fromhex(key) for key in await app.journal.keys()]
    report = await check_journal(app.journal, keys=keys)
    if report.deviation is not None:
        return report.deviation.explain()
    meetings = [stream for stream in report.streams if "/" in stream.stream]
    facts = {"n": report.entries, "words": meetings[-1].words if meetings else ""}
    return texts.say(language, "play.proof", **facts)


def papers(chamber: Chamber, meetings: tuple[str, ...]) -> tuple[Path, ...]:
    """Return the documents kept of these meetings."""
    found = [
        paper
        for meeting in meetings
        for paper in chamber.archive.path(MeetingId(meeting), "").parent.glob("*/*.pdf")
        if paper.parent.name == meeting
    ]
    return tuple(sorted(found, key=lambda paper: (paper.stat().st_mtime_ns, paper.name)))


def _counted(meeting: Meeting, wanted: Expected) -> str:
    ballot = meeting.ballots.get(wanted.ballot)
    result = ballot.result if ballot else None
    if result is None:
        return "without a result"
    return _line(result.yes, result.no, result.abstain, adopted=result.adopted)


def _wanted(wanted: Expected) -> str:
    return _line(wanted.yes, wanted.no, wanted.abstain, adopted=wanted.adopted)


def _line(yes: int, no: int, abstain: int, *, adopted: bool) -> str:
    verdict = "adopted" if adopted else "rejected"
    return f"{yes} yes, {no} no, {abstain} abstentions, {verdict}"
