# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a view shows the opening, and what was urgently decided before it.

Whom an invitation reached late, or who objects, is said in the office; a page names the fault
alone. Who has put up the notice stands in the minutes.
"""

from __future__ import annotations

from datetime import datetime

from bot.domain.circulated import Outcome
from bot.domain.convoked import OpeningStep, Publication
from bot.domain.meeting import Meeting
from bot.domain.opening import faults, is_done, sequence
from bot.domain.publication import deadline
from bot.domain.urgent import UrgentDecision
from bot.domain.values import Phase
from bot.views.base import Lengths, View, cut

PROOFS = 4
"""Proofs of publication a view carries, the newest; the minutes hold all of them."""
BEFORE = (Phase.INVITED, Phase.OPEN, Phase.INTERRUPTED)


def opening(meeting: Meeting, lengths: Lengths) -> View | None:
    """Return how far the opening is; None before there is one, and after the first item's call."""
    begun = meeting.item or meeting.done or meeting.postponed
    if meeting.rules is None or meeting.phase not in BEFORE or begun:
        return None
    stated = meeting.opening.convocation
    known = stated if stated is not None else faults(meeting) if meeting.roll_call_held else ()
    latest, _norm = deadline(meeting)
    return {
        "steps": [{"step": step, "state": _state(meeting, step)} for step in sequence(meeting)],
        "convocation": {
            "needed": meeting.law().flag("opening.convocation"),
            "stated": stated is not None,
            "faults": list(known),
        },
        "notice": {
            "asked": meeting.law().flag("public.notice.proof"),
            "latest": _iso(latest),
            "proofs": [_proof(one, lengths) for one in meeting.published[-PROOFS:]],
        },
    }


def _state(meeting: Meeting, step: OpeningStep) -> str:
    if is_done(meeting, step):
        return "done"
    return "skipped" if step in meeting.opening.skipped else "open"


def _proof(proof: Publication, lengths: Lengths) -> View:
    return {
        "medium": proof.medium,
        "where": cut(proof.where, lengths.title),
        "since": proof.since.isoformat(),
        "until": _iso(proof.until),
        "flaws": list(proof.flaws),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def urgent(decision: Outcome | UrgentDecision | None, lengths: Lengths) -> View | None:
    """Return an urgent decision (Eilentscheidung) as it is made known; None for anything else."""
    if not isinstance(decision, UrgentDecision):
        return None
    return {
        "id": decision.id,
        "title": cut(decision.title, lengths.title),
        **lengths.shortened(decision.text),
        "reason": cut(decision.reason, lengths.text),
        "by": cut(decision.by, lengths.name),
        "agreed": cut(decision.agreed, lengths.name),
        "decided": decision.decided.isoformat(),
        "afterwards": decision.afterwards,
    }
