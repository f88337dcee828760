# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Papers that are sent home: the postal vote after a meeting (Briefabstimmung, Briefwahl).

Where members take part from elsewhere and no voting system can be checked by laypeople, the law may
send the papers by post (§ 4 (2) DigiSiVO NRW): who was entitled in the meeting gets one, they are
back by a day, tellers count them in public, and the result goes into the minutes of that meeting.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain import refusals as r
from bot.domain.electing import Election
from bot.domain.ids import SeatId
from bot.domain.meeting import Ballot, Meeting
from bot.domain.preparation import need_phase
from bot.domain.refusals import Refused
from bot.domain.values import Phase, Postal

COUNTING = (Phase.CLOSED, Phase.DRAFTED)
"""When papers sent home are counted: once the meeting is over, while its minutes are open."""


def need_postal(meeting: Meeting, until: date, issued: int, at: datetime) -> Postal:
    """Return what is known of papers that are to be sent home. Raises Refused."""
    law = meeting.law()
    if not law.flag("vote.postal"):
        raise Refused(r.PostalForbidden(land=law.land))
    if until <= _day(meeting, at):
        raise Refused(r.PostalTooSoon(until=until))
    return Postal(until=until, issued=issued, norm=law.norm("vote.postal"))


def need_back(meeting: Meeting, postal: Postal, found: int, at: datetime) -> None:
    """Refuse to count before the meeting is over, or while papers may still come in."""
    need_phase(meeting, *COUNTING)
    if found < postal.issued and _day(meeting, at) <= postal.until:
        raise Refused(
            r.PostalStillOut(until=postal.until, out=postal.issued - found, issued=postal.issued)
        )


def need_counted_by(meeting: Meeting, tellers: tuple[SeatId, ...]) -> None:
    """Refuse a count nobody of the body vouches for."""
    least = max(meeting.law().number("vote.tellers") or 0, 1)
    if len(set(tellers)) < least:
        raise Refused(r.TellersMissing(needed=least))


def ballots_out(meeting: Meeting) -> tuple[Ballot, ...]:
    """Return the votes whose papers are out."""
    return tuple(one for one in meeting.ballots.values() if one.postal and one.result is None)


def elections_out(meeting: Meeting) -> tuple[Election, ...]:
    """Return the elections by post that have not come to their end."""
    return tuple(one for one in meeting.elections.values() if by_post(one) and not one.over)


def by_post(election: Election) -> bool:
    """Tell whether the papers of its last round were sent home."""
    return election.last is not None and election.last.postal is not None


def waits(meeting: Meeting) -> bool:
    """Tell whether a meeting that is over waits for papers, or for what follows their count."""
    return meeting.phase in COUNTING and bool(ballots_out(meeting) or elections_out(meeting))


def overdue(meeting: Meeting, at: datetime) -> tuple[tuple[str, date], ...]:
    """Return what has to be counted now, with the day its papers were due."""
    rounds = ((one.id, one.last) for one in elections_out(meeting))
    due = [
        *((str(one.id), one.postal) for one in ballots_out(meeting)),
        *((str(name), last.postal) for name, last in rounds if last and last.count is None),
    ]
    today = _day(meeting, at)
    return tuple((name, known.until) for name, known in due if known and known.until < today)


def _day(meeting: Meeting, at: datetime) -> date:
    return at.astimezone(ZoneInfo(meeting.time_zone)).date()
