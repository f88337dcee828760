# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Drawing the lot (Los): in the hall and entered, or by words handed in (`bot.domain.lots`)."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.attendance import need_present
from bot.domain.electing import Election, Outcome, Round, told, wanted
from bot.domain.elections import (
    due,
    is_unsettled,
    need_candidate,
    need_electing,
    need_settled,
)
from bot.domain.ids import ElectionId
from bot.domain.lots import LEAST_LETTERS, LEAST_PEOPLE, PublicLot, digest_of, picked, tidied
from bot.domain.meeting import Meeting
from bot.domain.preparation import need_reason
from bot.domain.refusals import Refused


def draw_lot(meeting: Meeting, command: c.DrawLot) -> list[e.MeetingEvent]:
    """Enter whom a lot drawn in the hall has fallen on."""
    election, last = _need_tied(meeting, command.election)
    if last.lot:
        raise Refused(r.LotUnderWay())
    return [_drawn(election, last, need_candidate(command.candidate, election.tied))]


def prepare_lot(meeting: Meeting, command: c.PrepareLot) -> list[e.MeetingEvent]:
    election, last = _need_tied(meeting, command.election)
    if any(known.last and known.last.lot for known in meeting.elections.values()):
        raise Refused(r.LotUnderWay())  # one at a time: words handed in name no election
    return [
        e.LotPrepared(
            election=election.id,
            number=last.number,
            among=election.tied,
            places=wanted(last) - len(last.drawn),
            by=command.by,
        )
    ]


def commit_lot(meeting: Meeting, command: c.CommitLot) -> list[e.MeetingEvent]:
    """Hand in a digest, or words to be hashed; the last one before sealing counts."""
    election, lot = _need_lot(meeting)
    if lot.sealed:
        raise Refused(r.LotSealed())
    if not meeting.has_vote(command.by):
        raise Refused(r.NotVoting(seat=command.by))
    need_present(meeting, command.by)
    if command.words and len(tidied(command.words)) < LEAST_LETTERS:
        raise Refused(r.LotWordsWeak(least=LEAST_LETTERS))
    digest = command.digest or digest_of(command.words)
    if lot.commitments.get(command.by) == digest:
        return []
    if digest in lot.commitments.values():
        raise Refused(r.LotCopied())
    return [e.LotCommitted(election=election.id, seat=command.by, digest=digest)]


def seal_lot(meeting: Meeting, command: c.SealLot) -> list[e.MeetingEvent]:
    """Nobody may change anything from now on; the chair and a member must have taken part."""
    election, lot = _need_lot(meeting)
    if lot.sealed:
        raise Refused(r.LotSealed())
    if len(lot.commitments) < LEAST_PEOPLE or meeting.chair not in lot.commitments:
        raise Refused(r.LotTooFew(found=len(lot.commitments), least=LEAST_PEOPLE))
    return [e.LotSealed(election=election.id, by=command.by)]


def reveal_lot(meeting: Meeting, command: c.RevealLot) -> list[e.MeetingEvent]:
    """Say the words; when all have, the lot falls."""
    election, lot = _need_lot(meeting)
    if not lot.sealed:
        raise Refused(r.LotNotSealed())
    known, words = lot.commitments.get(command.by), tidied(command.words)
    if known is None or digest_of(words) != known:
        raise Refused(r.LotWordsDiffer(seat=command.by))
    if command.by in lot.revealed:
        return []
    if len(words) < LEAST_LETTERS:
        raise Refused(r.LotWordsWeak(least=LEAST_LETTERS))
    said = e.LotRevealed(election=election.id, seat=command.by, words=words)
    full = replace(lot, revealed={**lot.revealed, command.by: words})
    if full.waiting:
        return [said]
    last = election.rounds[-1]
    names = picked(full, f"{election.id}/{last.number}")
    drawn = list[e.LotDrawn]()
    for name in names:
        drawn.append(_drawn(election, last, name))
        last = replace(last, drawn=(*last.drawn, name))
    return [said, *drawn]


def void_lot(meeting: Meeting, command: c.VoidLot) -> list[e.MeetingEvent]:
    """Give it up, as when somebody does not say the words; then anew, or in the hall."""
    election, _lot = _need_lot(meeting)
    reason = need_reason(command.reason)
    return [e.LotVoided(election=election.id, reason=reason, by=command.by)]


def _need_tied(meeting: Meeting, wanted_id: ElectionId | None) -> tuple[Election, Round]:
    tied = due(meeting, lambda known: known.tied or is_unsettled(known), wanted_id)
    need_electing(meeting, tied)
    if tied is None:
        raise Refused(r.NoLotNeeded())
    need_settled(meeting, tied)
    return tied, tied.rounds[-1]


def _need_lot(meeting: Meeting) -> tuple[Election, PublicLot]:
    found = due(meeting, lambda known: known.last and known.last.lot)
    need_electing(meeting, found)
    if found is None or found.last is None or found.last.lot is None:
        raise Refused(r.NoPublicLot())
    return found, found.last.lot


def _drawn(election: Election, last: Round, name: str) -> e.LotDrawn:
    full = replace(last, drawn=(*last.drawn, name))
    if last.outcome is not Outcome.LOT_FOR_OFFICE or len(full.drawn) < wanted(last):
        elected = ""
    else:
        elected = told(election, full) if last.seats else name
    return e.LotDrawn(election=election.id, number=last.number, drawn=name, elected=elected)
