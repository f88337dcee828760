# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is asked of a meeting as it stands: agenda, attendance, votes, elections, debate. Pure."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from bot.chat import requests as q
from bot.domain.apportionment import apportion
from bot.domain.debating import SpeechKind
from bot.domain.ids import SeatId
from bot.domain.meeting import Ballot, Meeting, Motion
from bot.domain.procedural import in_order, wording
from bot.domain.roster import Body
from bot.domain.speeches import speakers_list
from bot.domain.values import AgendaItem, Phase, VoteMode
from bot.domain.wording import difference
from bot.effects import Line, Style
from bot.readers import Sees, sees_ballot
from bot.texts import Key

NOBODY = "–"
CONCEALED = Key("word.non_public")
"""Stands for a title not to be read here."""

_HELD = frozenset({Phase.CLOSED, Phase.DRAFTED, Phase.APPROVED})
"""Nobody is there any more."""


def status_lines(meeting: Meeting, sees: Sees) -> list[Line]:
    """Say where the meeting stands."""
    facts = {
        "title": meeting.title,
        "phase": meeting.phase,
        "starts": meeting.starts,
        "place": meeting.place,
    }
    lines = [Line("show.status", facts, Style.TITLE)]
    if meeting.attendance and meeting.phase not in _HELD:
        check = meeting.quorum(meeting.item)
        counted = {"present": check.present, "needed": check.needed}
        lines.append(Line("show.quorate" if check.quorate else "show.not_quorate", counted))
    if meeting.item:
        item = meeting.item_named(meeting.item)
        seen = item is not None and sees(meeting, item.id)
        title = item.title if item and seen else CONCEALED
        lines.append(Line("show.item", {"number": meeting.number_of(meeting.item), "title": title}))
    ballot = meeting.open_ballot()
    shown = ballot is not None and sees_ballot(meeting, ballot, sees)
    return [*lines, ballot_line(ballot)] if ballot and shown else lines


def agenda_lines(meeting: Meeting, sees: Sees) -> list[Line]:
    """List the agenda with what is done."""
    if not meeting.agenda:
        return [Line("show.no_agenda")]
    return [
        Line(
            _agenda_key(meeting, item),
            {
                "number": meeting.number_of(item.id),
                "title": item.title if sees(meeting, item.id) else CONCEALED,
            },
            Style.ITEM,
        )
        for item in sorted(meeting.agenda, key=lambda item: not item.public)
    ]


def _agenda_key(meeting: Meeting, item: AgendaItem) -> str:
    if item.id in meeting.done:
        return "show.agenda_done"
    waits = item.late and item.id not in meeting.admitted_late
    return "show.agenda_late" if waits else "show.agenda_open"


def attendance_lines(meeting: Meeting) -> list[Line]:
    """Say who is there, who is not and why, and who has not answered."""
    present = tuple(meeting.seats[seat].name for seat in meeting.present())
    lines = [Line("show.present", {"n": len(present), "names": present or (NOBODY,)})]
    for seat, known in meeting.attendance.items():
        if seat in meeting.seats and not meeting.is_present(seat):
            facts = {
                "name": meeting.seats[seat].name,
                "presence": known.presence,
                "reason": known.reason or NOBODY,
            }
            lines.append(Line("show.not_present", facts, Style.ITEM))
    silent = tuple(meeting.seats[seat].name for seat in meeting.unanswered())
    return [*lines, Line("show.unanswered", {"names": silent})] if silent else lines


def roster_lines(body: Body) -> list[Line]:
    """List the seats; with the votes of each, where the statute gives some more than one."""
    weighted = any(seat.weight > 1 for seat in body.seats.values())
    return [
        Line(
            "show.seat_weighted" if weighted and seat.votes else "show.seat",
            {
                "seat": seat.id,
                "name": seat.name,
                "group": seat.group or NOBODY,
                "role": seat.role,
                "mark": body.mark_of(seat.id),
                "weight": seat.weight,
            },
            Style.ITEM,
        )
        for seat in body.seats.values()
    ]


def motion_lines(meeting: Meeting, motions: list[Motion]) -> list[Line]:
    """Show motions with their wording."""
    lines: list[Line] = []
    for motion in motions:
        by = meeting.seats[motion.by].name if motion.by in meeting.seats else motion.by
        facts = {"motion": motion.id, "name": by, "status": motion.status}
        lines.append(Line("show.motion", facts, Style.TITLE))
        lines.append(Line("say.quote", {"text": motion.text}, Style.QUOTE))
    return lines


def ballot_line(ballot: Ballot) -> Line:
    """Say how one ballot stands or ended."""
    if ballot.result is not None:
        result = ballot.result
        facts = {"ballot": ballot.id, "yes": result.yes, "no": result.no}
        return Line(
            "show.adopted" if result.adopted else "show.rejected",
            facts,
            Style.ITEM,
            n=result.abstain,
        )
    if ballot.undecided is not None:
        facts = {"ballot": ballot.id, "reason": ballot.undecided}
        return Line("show.undecided", facts, Style.ITEM)
    mode = VoteMode(ballot.mode)
    return Line("show.ballot", {"ballot": ballot.id, "mode": mode, "received": len(ballot.votes)})


def election_lines(meeting: Meeting, sees: Sees) -> list[Line]:
    """Say how the elections stand."""
    lines = list[Line]()
    for election in meeting.elections.values():
        if election.non_public and not sees(meeting, None):
            continue
        facts = {
            "election": election.id,
            "office": election.office,
            "candidates": election.candidates or (NOBODY,),
            "elected": election.elected,
            "reason": election.broken_off,
        }
        key = "show.election_over" if election.elected else "show.election"
        key = "show.election_broken_off" if election.broken_off else key
        lines.append(Line(key, facts, Style.ITEM))
    return lines or [Line("show.no_elections")]


def difference_lines(meeting: Meeting, wanted: str | None, sees: Sees) -> list[Line]:
    """Show each version of a motion against the one before: [-struck-], {+put in+}."""
    lines = list[Line]()
    for motion in meeting.motions.values():
        if wanted not in (None, motion.id) or not sees(meeting, motion.item):
            continue
        for number, (old, new) in enumerate(pairwise(motion.wordings), 2):
            facts = {"motion": motion.id, "number": number}
            lines.append(Line("show.version", facts, Style.TITLE))
            lines.append(Line("say.quote", {"text": difference(old, new)}, Style.QUOTE))
    return lines or [Line("show.one_version")]


def speaker_lines(meeting: Meeting, sees: Sees, at: datetime) -> list[Line]:
    """Say who speaks for how much longer, and who waits."""
    if not sees(meeting, meeting.item):
        return [Line("say.speakers_none")]
    lines = []
    for speech in meeting.debate.speaking.values():
        left = round((speech.ends - at).total_seconds()) if speech.ends else None
        facts: dict[str, object] = {"name": _name(meeting, speech.seat)}
        if left is not None:
            facts |= {"minutes": max(left, 0) // 60, "seconds": f"{max(left, 0) % 60:02d}"}
        lines.append(Line("show.speaking" if left is None else "show.speaking_left", facts))
    waiting = [
        Line(
            "say.speaker_as" if one.kind is not SpeechKind.DEBATE else "say.speaker",
            {"name": _name(meeting, one.seat), "kind": one.kind},
            Style.ITEM,
        )
        for one in speakers_list(meeting)
    ]
    return [*lines, *(waiting or [Line("say.speakers_none")])]


def _name(meeting: Meeting, seat: SeatId) -> str:
    return meeting.seats[seat].name if seat in meeting.seats else seat


def procedural_lines(meeting: Meeting, sees: Sees) -> list[Line]:
    """List the procedural motions that wait, what goes furthest first."""
    lines = [
        Line(
            "show.procedural",
            {
                "motion": motion.id,
                "text": wording(meeting, motion),
                "name": _name(meeting, motion.by),
            },
            Style.ITEM,
        )
        for motion in in_order(meeting)
        if not (motion.non_public and not sees(meeting, None))
    ]
    return lines or [Line("show.no_procedural")]


def apportionment_lines(request: q.ShowApportionment) -> list[Line]:
    """Say how seats are shared out, and what the lot has to decide."""
    shared = apportion(
        request.method, request.seats, dict(request.strength), majority=request.majority
    )
    facts = {"method": Key(f"method.{request.method}"), "seats": request.seats}
    lines = [Line("show.apportionment", facts, Style.TITLE)]
    lines += [
        Line("show.group_seats", {"group": group, "seats": seats}, Style.ITEM)
        for group, seats in shared.seats.items()
    ]
    if shared.by_lot:
        groups = tuple(dict.fromkeys(shared.tied))
        left = {"groups": groups, "seats": shared.by_lot}
        lines.append(Line("show.seats_by_lot", left, Style.WARNING))
    return lines
