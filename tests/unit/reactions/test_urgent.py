# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the members and the office read of an urgent decision, and who does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from council import BEFORE, BODY, CLERK, DECIDED_URGENTLY
from scenario import Given

from bot.domain import events as e
from bot.domain.roster import evolve
from bot.domain.urgent import Afterwards, UrgentDecision
from bot.effects import Paper, Place, Publish, Say
from bot.reactions import BodyTurn, body_effects
from bot.texts import Key


def said(decision: UrgentDecision) -> dict[Place, list[str]]:
    event = e.UrgentDecisionTaken(decision=decision, entered_by=CLERK)
    before = Given(*BODY).body
    after = evolve(before, event)
    turn = BodyTurn(before=before, after=after, event=event, seq=9, hash="", at=BEFORE)
    effects = body_effects(turn)
    return {one.place: [line.key for line in one.lines] for one in effects if isinstance(one, Say)}


def test_the_members_are_told_with_the_reason_and_what_the_next_meeting_does() -> None:
    told = said(DECIDED_URGENTLY)
    assert told[Place.SESSION] == [
        "say.urgent_decision",
        "say.quote",
        "say.urgent_reason",
        "say.urgent_report",
    ]
    assert told[Place.OFFICE] == told[Place.SESSION]


def test_what_is_not_public_is_told_behind_closed_doors_only() -> None:
    told = said(replace(DECIDED_URGENTLY, public=False, agreed="Jörg Weber"))
    assert set(told) == {Place.CLOSED, Place.OFFICE}
    assert "say.urgent_agreed" in told[Place.CLOSED]


@pytest.mark.parametrize("afterwards", Afterwards)
def test_each_consequence_has_its_sentence(afterwards: Afterwards) -> None:
    told = said(replace(DECIDED_URGENTLY, afterwards=afterwards))
    assert told[Place.SESSION][-1] == f"say.urgent_{afterwards}"


def test_a_rule_of_the_body_s_own_is_named_as_such() -> None:
    event = e.UrgentDecisionTaken(decision=DECIDED_URGENTLY, entered_by=CLERK)
    body = Given(*BODY).body
    turn = BodyTurn(before=body, after=body, event=event, seq=9, hash="", at=BEFORE)
    first = body_effects(turn)[0]
    assert isinstance(first, Say)
    assert first.lines[0].facts["norm"] == Key("word.own_rule")


@pytest.mark.parametrize("public", [True, False])
def test_an_extract_goes_to_the_office_as_the_paper_it_is(public: bool) -> None:
    known = replace(DECIDED_URGENTLY, public=public)
    body = evolve(Given(*BODY).body, e.UrgentDecisionTaken(decision=known, entered_by=CLERK))
    event = e.UrgentExtractIssued(decision=known.id, number="D1/2026", by=CLERK)
    turn = BodyTurn(before=body, after=evolve(body, event), event=event, seq=9, hash="", at=BEFORE)
    said, paper = body_effects(turn)
    assert isinstance(said, Say)
    assert (said.place, said.lines[0].facts) == (Place.OFFICE, {"number": "D1/2026"})
    assert paper == Publish(
        place=Place.OFFICE, paper=Paper.EXTRACT, through=9, public=public, decision=known.id
    )
