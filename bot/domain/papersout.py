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
from bot.domain.ids import MotionId, SeatId
from bot.domain.meeting import Ballot, Meeting, Motion, MotionStatus
from bot.domain.preparation import need_phase
from bot.domain.refusals import Refused
from bot.domain.values import Phase, Postal, Subject, SubjectKind

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
    sent = (one for one in meeting.ballots.values() if one.postal and not one.voided)
    return tuple(one for one in sent if one.result is None)


def elections_out(meeting: Meeting) -> tuple[Election, ...]:
    """Return the elections by post that may go on: nobody has taken the office on."""
    held = meeting.elections.values()
    going_on = (one for one in held if not (one.filled or one.broken_off))
    return tuple(one for one in going_on if by_post(one))


def need_none_out(meeting: Meeting, motion: Motion, part: str = "") -> None:
    """Refuse to go on with a matter while papers on it are out; parts may be out together."""
    group = _group(meeting, motion)
    for ballot in ballots_out(meeting):
        about = _about(meeting, ballot.subject)
        apart = ballot.subject.kind is SubjectKind.PART and part not in ("", ballot.subject.ref)
        if about and ballot.postal and not apart and group & {about.id, about.amends}:
            raise Refused(r.PapersOut(ballot=ballot.id, until=ballot.postal.until))


def unfinished(meeting: Meeting) -> tuple[MotionId, ...]:
    """Return the motions on which a vote by post was not the last one, or is void."""
    begun = set[MotionId | None]()
    for ballot in meeting.ballots.values():
        about = _about(meeting, ballot.subject)
        if about and ballot.postal and (ballot.result or _called_in(meeting, ballot, about)):
            begun |= _group(meeting, about)
    return tuple(
        known.id
        for known in meeting.motions.values()
        if known.id in begun and known.status is MotionStatus.PENDING
    )


def _called_in(meeting: Meeting, ballot: Ballot, about: Motion) -> bool:
    """Tell whether its papers count no more, and the body has not put the matter off since."""
    return bool(ballot.voided) and about.item not in meeting.postponed


def built_on(meeting: Meeting, ballot: Ballot) -> tuple[str, ...]:
    """Return what rests on a vote by post: a later vote, an extract, what was made known."""
    about, known = _about(meeting, ballot.subject), meeting.paperwork
    used = [known.extracts[ballot.id]] if ballot.id in known.extracts else []
    used += [str(ballot.id)] if ballot.id in known.released else []
    group = _group(meeting, about) if about else frozenset()
    following = list(meeting.ballots.values())
    for later in following[following.index(ballot) + 1 :]:
        other = _about(meeting, later.subject)
        apart = later.subject.kind is ballot.subject.kind is SubjectKind.PART
        if other and not (later.voided or apart) and group & {other.id, other.amends}:
            used.append(str(later.id))
    return tuple(used)


def sent_before(meeting: Meeting, subject: Subject) -> Ballot | None:
    """Return the last vote by post on a matter; what follows it goes to the same members."""
    motion = _about(meeting, subject)
    group = _group(meeting, motion) if motion else frozenset()
    for ballot in reversed(list(meeting.ballots.values())):
        known = _about(meeting, ballot.subject)
        if ballot.postal and known and group & {known.id, known.amends}:
            return ballot
    return None


def _group(meeting: Meeting, motion: Motion) -> frozenset[MotionId | None]:
    """Return the motion it is about, with those that compete with it."""
    return frozenset(known.id for known in meeting.alternatives(motion.amends or motion.id))


def _about(meeting: Meeting, subject: Subject) -> Motion | None:
    """Return the motion that is voted on, or of which a part is."""
    ref = subject.part[0] if subject.kind is SubjectKind.PART else MotionId(subject.ref)
    return meeting.motions.get(ref)


def by_post(election: Election) -> bool:
    """Tell whether the papers of its last round were sent home, be it void since."""
    return election.latest is not None and election.latest.postal is not None


def waiting(meeting: Meeting) -> tuple[str, ...]:
    """Return what waits for papers, or for what must follow their count.

    An election for which nobody stands, or in which all who stood came to nothing, has ended.
    """
    elections = (one for one in elections_out(meeting) if not _came_to_nothing(one))
    out: tuple[Ballot | Election, ...] = (*ballots_out(meeting), *elections)
    return (*(str(one.id) for one in out), *unfinished(meeting))


def _came_to_nothing(election: Election) -> bool:
    anyone = election.latest is not None and election.latest.anyone
    nobody_left = not (election.candidates or election.running or anyone)
    return nobody_left or (election.anew and election.last is not None)


def waits(meeting: Meeting) -> bool:
    """Tell whether a meeting that is over waits for papers, or may go on after their count."""
    if meeting.phase not in COUNTING:
        return False
    return bool(waiting(meeting) or elections_out(meeting))


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
