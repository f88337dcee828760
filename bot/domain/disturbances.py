# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Disturbances (Störungen) of members who take part from elsewhere: a state the law knows.

A member, or somebody for the member over the second channel, reports one. Where the law says so the
meeting is interrupted at once (§ 10 (1) DigiSiVO NRW), else the chair decides first whose sphere it
is in. While one is undecided, or the municipality's is not mended, nothing is voted on. What was
decided meanwhile is named, to be repeated (§ 10 (2) DigiSiVO NRW).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.attendance import RUNNING, need_seat
from bot.domain.ids import BallotId, DisturbanceId, SeatId
from bot.domain.meeting import Disturbance, Meeting
from bot.domain.permissions import check_for
from bot.domain.preparation import TITLE_LIMIT, need_phase, need_reason, need_text
from bot.domain.refusals import Refused
from bot.domain.rulebook import OnDisturbance
from bot.domain.values import Language, Phase, Sphere, Undecided


def report(meeting: Meeting, command: c.ReportDisturbance) -> list[e.MeetingEvent]:
    """Take a report in; one per member at a time."""
    need_phase(meeting, *RUNNING)
    need_seat(meeting, command.seat)
    check_for(command.seat, command.by, meeting.role_of(command.by))
    if any(one.seat == command.seat and not one.over for one in meeting.disturbances.values()):
        return []
    reported = e.DisturbanceReported(
        disturbance=DisturbanceId(f"S{len(meeting.disturbances) + 1}"),
        seat=command.seat,
        what=need_text(command.what, TITLE_LIMIT),
        second_channel=command.by != command.seat,
        since=command.since,
    )
    if late := _too_late(meeting, command):
        judged = e.DisturbanceJudged(
            disturbance=reported.disturbance, sphere=Sphere.IRRELEVANT, reason=late
        )
        return [reported, judged]
    at_once = meeting.law().word("disturbance") == OnDisturbance.INTERRUPT
    if not at_once or meeting.phase is not Phase.OPEN:
        return [reported]
    broken = (
        [e.BallotBrokenOff(ballot=meeting.ballot, reason=Undecided.CHAIR)] if meeting.ballot else []
    )
    return [reported, *broken, e.MeetingInterrupted(reason=reported.what)]


def _too_late(meeting: Meeting, command: c.ReportDisturbance) -> str:
    """Return why a report comes too late to matter (§ 10 (4) DigiSiVO NRW); empty if it does not.

    The chair may find otherwise.
    """
    law = meeting.law()
    period = law.number("disturbance.period")
    if period is None or command.since is None:
        return ""
    if command.at - command.since <= timedelta(minutes=period):
        return ""
    norm = law.norm("disturbance.period")
    return _LATE[meeting.language].format(minutes=period, norm=norm or "–")


_LATE: Mapping[Language, str] = {
    Language.DE: "nicht binnen {minutes} Minuten gemeldet ({norm})",
    Language.EN: "not reported within {minutes} minutes ({norm})",
}
_GOES_ON: Mapping[Language, str] = {
    Language.DE: "nimmt ohne Rüge weiter teil ({norm})",
    Language.EN: "goes on without complaint ({norm})",
}


def goes_on(meeting: Meeting, by: SeatId, events: Iterable[e.MeetingEvent]) -> list[e.MeetingEvent]:
    """Find a disturbance irrelevant whose member takes part all the same, where the law says so.

    Who votes, or asks for the floor, can follow.
    """
    acts = any(isinstance(one, e.VoteCast | e.FloorRequested) and one.seat == by for one in events)
    law = meeting.law() if acts else None
    if law is None or not law.flag("disturbance.lapses"):
        return []
    reason = _GOES_ON[meeting.language].format(norm=law.norm("disturbance.lapses") or "–")
    return [
        e.DisturbanceJudged(disturbance=known.id, sphere=Sphere.IRRELEVANT, reason=reason)
        for known in meeting.disturbances.values()
        if known.seat == by and not known.over and known.sphere is None
    ]


def judge(meeting: Meeting, command: c.JudgeDisturbance) -> list[e.MeetingEvent]:
    """The chair decides whose sphere it is in, or that it does not matter, with a reason.

    Also of one that was found irrelevant already.
    """
    known = _to_judge(meeting, command.disturbance)
    if known.sphere is command.sphere:
        return []
    return [
        e.DisturbanceJudged(
            disturbance=known.id, sphere=command.sphere, reason=need_reason(command.reason)
        )
    ]


def end(meeting: Meeting, command: c.EndDisturbance) -> list[e.MeetingEvent]:
    """It is mended; what was decided meanwhile under the municipality's is to be repeated."""
    known = _need(meeting, command.disturbance)
    return [
        e.DisturbanceEnded(disturbance=known.id, by=command.by, to_repeat=affected(meeting, known))
    ]


def affected(meeting: Meeting, known: Disturbance) -> tuple[BallotId, ...]:
    """Return the votes taken since it was reported, if it was in the municipality's sphere."""
    if known.sphere is not Sphere.MUNICIPAL:
        return ()
    since = list(meeting.ballots.values())[known.ballots_before :]
    return tuple(ballot.id for ballot in since if ballot.result and not ballot.voided)


def need_none(meeting: Meeting) -> None:
    """Refuse to vote or go on while one hinders: undecided, or the municipality's and unmended."""
    if known := hindering(meeting):
        norm = meeting.law().norm("disturbance")
        raise Refused(r.DisturbanceOpen(disturbance=known.id, seat=known.seat, norm=norm or "–"))


def hindering(meeting: Meeting) -> Disturbance | None:
    """Return the disturbance because of which the meeting cannot go on, if there is one."""
    for known in meeting.disturbances.values():
        if not known.over and known.sphere in (None, Sphere.MUNICIPAL):
            return known
    return None


def _to_judge(meeting: Meeting, wanted: DisturbanceId | None) -> Disturbance:
    found = [one for one in meeting.disturbances.values() if one.sphere is Sphere.IRRELEVANT]
    named = [one for one in found if wanted in (None, one.id)]
    still = any(not one.over and wanted in (None, one.id) for one in meeting.disturbances.values())
    return _need(meeting, wanted) if still or not named else named[-1]


def _need(meeting: Meeting, wanted: DisturbanceId | None) -> Disturbance:
    """Return the one named, or the first that is not over."""
    need_phase(meeting, *RUNNING)
    for known in meeting.disturbances.values():
        if not known.over and wanted in (None, known.id):
            return known
    raise Refused(r.NoDisturbance())
