# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What falls due by the clock alone; the shell asks every second and submits it."""

from __future__ import annotations

from datetime import datetime

from bot.domain import commands as c
from bot.domain.meeting import Meeting


def due(meeting: Meeting, at: datetime) -> list[c.MeetingCommand]:
    """Return what the bot itself has to ask for at ``at``: nothing most of the time."""
    debate = meeting.debate
    over = meeting.resumes is not None and at >= meeting.resumes
    residents = meeting.residents
    used = residents.running and residents.until is not None and at >= residents.until
    return [
        *([c.NoteQuestionTimeUp(by=c.OPERATOR, at=at)] if used and not residents.told else []),
        *([c.NoteRecessOver(by=c.OPERATOR, at=at)] if over else []),
        *(
            c.NoteTimeUp(by=c.OPERATOR, at=at, seat=speech.seat)
            for speech in debate.speaking.values()
            if speech.ends and at >= speech.ends and speech.seat not in debate.told
        ),
    ]
