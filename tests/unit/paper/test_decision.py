# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The certified extract of an urgent decision, and that the papers check makes it again."""

from __future__ import annotations

from dataclasses import replace

from council import BEFORE, BODY, CLERK, DECIDED_URGENTLY
from papers import LETTERHEAD
from scenario import Given

from bot.domain import events as e
from bot.domain.roster import evolve
from bot.domain.urgent import UrgentDecision
from bot.paper.decision import UrgentExtract, urgent_extract_html
from bot.play.outcome import plain
from bot.play.script import holds


def extract(decision: UrgentDecision) -> str:
    body = Given(*BODY).body
    known = evolve(body, e.UrgentDecisionTaken(decision=decision, entered_by=CLERK))
    value = UrgentExtract(body=known, decision=decision, last_seq=12, last_at=BEFORE)
    return plain(urgent_extract_html(value, LETTERHEAD))


def test_it_holds_number_who_decided_when_wording_reason_and_place_for_the_seal() -> None:
    found = extract(replace(DECIDED_URGENTLY, norm="§ 30 ThürKO"))
    assert holds(found, ("Eilentscheidung Nr. D1/2026", "Notstrom", "Dr. Martina Albrecht"))
    assert holds(found, ("§ 30 ThürKO", "Ein Gerät wird gemietet.", "Stromausfall", "1 bis 12"))
    assert holds(found, ("Für die Richtigkeit", "Dienstsiegel"))
    assert "Gehört" not in found


def test_who_was_asked_and_that_it_is_not_public_stand_there_too() -> None:
    found = extract(replace(DECIDED_URGENTLY, public=False, agreed="Jörg Weber"))
    assert holds(found, ("nicht für die Öffentlichkeit", "Gehört oder zugestimmt", "Jörg Weber"))
