# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a person would check after the evening: the results, the papers, the journal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.app import App
from bot.archive import records_of
from bot.body import Chamber
from bot.domain.evolve import evolve
from bot.domain.ids import MeetingId
from bot.domain.meeting import Meeting
from bot.play.script import Expected, Script
from bot.store import check_journal
from bot.texts import Texts


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


async def refold(chamber: Chamber, meeting: MeetingId) -> Meeting:
    """Return the meeting as its journal alone tells it."""
    journal = chamber.desk.journal
    entries = [entry async for entry in journal.read(chamber.desk.stream_of(meeting))]
    folded = Meeting()
    for record in records_of(entries, journal.codec.event):
        folded = evolve(folded, record.event)
    return folded


def compare(script: Script, meeting: Meeting) -> None:
    """Raise NotAsWritten if a vote ended otherwise than the script says."""
    for wanted in script.expected:
        found = _counted(meeting, wanted)
        if found != _wanted(wanted):
            raise NotAsWritten(
                f"{script.source}, line {wanted.line}: {wanted.ballot} should end "
                f"{_wanted(wanted)}, the journal says {found}."
            )


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
