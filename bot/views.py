# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The machine-readable view (``org.gremium.view``) that rides in the bot's encrypted messages.

Widgets draw the newest view and know nothing else. The format is described by
``docs/reference/view.schema.json``; ``v`` rises when a field changes its meaning, new fields do
not raise it. Long texts are cut (``cut: true``): an event must stay below 64 KiB.
"""

from __future__ import annotations

from typing import Any

from bot.domain.ids import ItemId
from bot.domain.meeting import Ballot, Meeting, Motion
from bot.domain.values import QuorumCheck, Result, VoteMode

VERSION = 1
TYPE = "org.gremium.view"
TEXT_LIMIT = 1_000
"""Characters of a motion's wording a view carries."""
AGENDA_LIMIT = 60
"""Items a view carries; a longer agenda is cut, the documents hold all of it."""

View = dict[str, Any]


def view(meeting: Meeting, *, seq: int, head: str) -> View:
    """Return the state of ``meeting`` after entry ``seq`` of its stream, whose hash is ``head``."""
    ballot = meeting.open_ballot()
    return {
        "v": VERSION,
        "body": {"id": meeting.body, "name": meeting.body_name},
        "meeting": {
            "id": meeting.id,
            "title": meeting.title,
            "starts": meeting.starts.isoformat() if meeting.starts else None,
            "place": meeting.place,
            "format": meeting.format,
            "phase": meeting.phase,
            "chair": meeting.chair,
            "non_public": meeting.non_public,
            "roll_call_open": meeting.roll_call_open,
        },
        "agenda": [_item(meeting, index) for index in range(len(meeting.agenda[:AGENDA_LIMIT]))],
        "agenda_cut": len(meeting.agenda) > AGENDA_LIMIT,
        "item": meeting.item,
        "attendance": _attendance(meeting),
        "quorum": _quorum(meeting),
        "recused": sorted(seat for seat, item in meeting.recusals if item == meeting.item),
        "motions": [_motion(m) for m in _motions(meeting, meeting.item)],
        "ballot": _ballot(meeting, ballot) if ballot else None,
        "last_result": _last_result(meeting),
        "journal": {"seq": seq, "head": head},
    }


def _item(meeting: Meeting, index: int) -> View:
    item = meeting.agenda[index]
    return {
        "id": item.id,
        "number": meeting.number_of(item.id),
        "title": item.title[:200],
        "public": item.public,
        "done": item.id in meeting.done,
        "late": item.late,
    }


def _attendance(meeting: Meeting) -> list[View]:
    known = meeting.attendance
    return [
        {
            "seat": seat.id,
            "name": seat.name,
            "group": seat.group,
            "role": seat.role,
            "votes": seat.votes,
            "presence": known[seat.id].presence if seat.id in known else None,
            "mode": known[seat.id].mode if meeting.is_present(seat.id) else None,
            "mark": meeting.marks.get(seat.id),
        }
        for seat in meeting.seats.values()
    ]


def _quorum(meeting: Meeting) -> View | None:
    if meeting.rules is None or not meeting.attendance:
        return None
    return _check(meeting.quorum(meeting.item))


def _check(check: QuorumCheck) -> View:
    return {
        "present": check.present,
        "needed": check.needed,
        "statutory": check.statutory,
        "quorate": check.quorate,
    }


def _motions(meeting: Meeting, item: ItemId | None) -> list[Motion]:
    return [motion for motion in meeting.motions.values() if item and motion.item == item]


def _motion(motion: Motion) -> View:
    return {
        "id": motion.id,
        "amends": motion.amends,
        "by": motion.by,
        "text": motion.text[:TEXT_LIMIT],
        "cut": len(motion.text) > TEXT_LIMIT,
        "status": motion.status,
    }


def _ballot(meeting: Meeting, ballot: Ballot) -> View:
    entitled = meeting.entitled(ballot.item)
    shown: View = {
        "id": ballot.id,
        "mode": ballot.mode,
        "subject": ballot.subject.kind,
        "ref": ballot.subject.ref,
        "text": ballot.subject.text[:TEXT_LIMIT],
        "cut": len(ballot.subject.text) > TEXT_LIMIT,
        "rule": ballot.rule,
        "entitled": len(entitled),
        "received": len(ballot.votes),
        "voted": sorted(ballot.votes),
    }
    if ballot.mode is VoteMode.RECORDED:
        shown["votes"] = {seat: vote.choice for seat, vote in ballot.votes.items()}
    return shown


def _last_result(meeting: Meeting) -> View | None:
    closed = [ballot for ballot in meeting.ballots.values() if not ballot.open]
    if not closed:
        return None
    last = closed[-1]
    return {
        "id": last.id,
        "mode": last.mode,
        "subject": last.subject.kind,
        "ref": last.subject.ref,
        "undecided": last.undecided,
        "result": _result(last.result) if last.result else None,
        "votes": {seat: vote.choice for seat, vote in last.votes.items()}
        if last.mode is VoteMode.RECORDED
        else None,
    }


def _result(result: Result) -> View:
    return {
        "yes": result.yes,
        "no": result.no,
        "abstain": result.abstain,
        "not_voted": result.not_voted,
        "entitled": result.entitled,
        "base": result.base,
        "needed": result.needed,
        "adopted": result.adopted,
        "rule": result.rule,
    }
