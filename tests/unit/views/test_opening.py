# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a view shows the opening, an urgent decision made known, and a vote on parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from council import (
    A1,
    AYSE,
    BEFORE,
    CALLED,
    INVITED,
    MAYOR,
    MOVED,
    NO,
    NOW,
    ON_ITEM,
    OPENED,
    RULES,
    T1,
    UWE,
    YES,
    planned,
    subject,
    vote,
)
from scenario import Given
from view_samples import described

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.convoked import NoticeMedium, OpeningStep
from bot.domain.ids import UrgentId
from bot.domain.meeting import Meeting
from bot.domain.rules import Rules, RuleValue
from bot.domain.urgent import Afterwards, UrgentDecision
from bot.domain.values import SubjectKind
from bot.views import View, view

STEPS = "convocation attendance quorum agenda residents"
PARTS = "Beschluss:\n1. Der Brunnen wird saniert.\n2. Die Linde wird gefällt."
DECISION = UrgentDecision(
    id=UrgentId("E1"),
    title="Notstrom",
    text="Ein Gerät wird gemietet.",
    reason="Stromausfall im Wasserwerk",
    by="Bürgermeisterin",
    agreed="",
    public=True,
    decided=BEFORE,
    afterwards=Afterwards.REPORT,
    norm="§ 30 ThürKO",
)


def law(**values: RuleValue) -> Rules:
    named = {key.replace("__", "."): value for key, value in values.items()}
    return replace(RULES, values={**RULES.values, **named})


def under(rules: Rules, *events: e.Event) -> Given:
    """Return ``events`` after the planning of a meeting under ``rules``."""
    return Given(*planned(rules), *events[len(planned()) :])


def shown(meeting: Meeting, *, public: bool = True) -> View:
    """Return the view, held to the schema."""
    return described(view(meeting, seq=1, head="0" * 64, public=public))


def states(meeting: Meeting) -> dict[str, str]:
    return {one["step"]: one["state"] for one in shown(meeting)["opening"]["steps"]}


LAWFUL = law(opening__sequence=STEPS, opening__convocation=True)


def test_each_step_of_the_opening_is_shown_as_open_made_or_left_out() -> None:
    assert shown(under(LAWFUL, *planned()).meeting)["opening"] is None  # nobody is invited yet
    assert set(states(under(LAWFUL, *OPENED).meeting).values()) == {"open"}
    skip = c.SkipOpeningStep(by=MAYOR, at=NOW, step=OpeningStep.RESIDENTS, reason="Keine Fragen.")
    called = under(LAWFUL, *CALLED).when(skip, c.StateConvocation(by=MAYOR, at=NOW)).accepted()
    assert states(called.meeting) == {
        "convocation": "done",
        "attendance": "done",
        "quorum": "done",
        "agenda": "open",
        "residents": "skipped",
    }


def test_it_is_over_with_the_first_item_and_a_body_without_an_order_has_no_steps() -> None:
    assert shown(under(LAWFUL, *ON_ITEM).meeting)["opening"] is None
    assert states(under(law(opening__sequence=""), *CALLED).meeting) == {}


def test_what_is_held_against_the_convocation_is_named_once_the_roll_is_called() -> None:
    objected = e.NoticeObjected(seat=UWE, reason="Die Ladung kam erst am Freitag.")
    before = under(LAWFUL, *OPENED, objected)
    assert shown(before.meeting)["opening"]["convocation"]["faults"] == []
    called = under(LAWFUL, *CALLED, objected)
    told = shown(called.meeting)
    assert told["opening"]["convocation"] == {
        "needed": True,
        "stated": False,
        "faults": ["objected"],
    }
    assert "Freitag" not in str(told)
    state = c.StateConvocation(by=MAYOR, at=NOW, note="Die Rüge ist unbegründet.")
    stated = called.when(state).accepted()
    assert shown(stated.meeting)["opening"]["convocation"] == {
        "needed": True,
        "stated": True,
        "faults": ["objected"],
    }


def test_the_clerk_sees_what_proves_the_public_notice_and_what_is_wrong_with_it() -> None:
    strict = law(public__notice=4, public__notice__proof=True, public__notice__medium="gazette")
    given = under(strict, *INVITED)
    prove = c.ProvePublication(
        by=MAYOR,
        at=NOW,
        medium=NoticeMedium.BOARD,
        where="Schaukasten am Rathaus",
        since=NOW - timedelta(days=1),
        until=None,
        whom="Frau Linde",
    )
    notice = shown(given.when(prove).accepted().meeting)["opening"]["notice"]
    assert notice["asked"] is True
    assert notice["latest"] is not None
    (proof,) = notice["proofs"]
    assert proof["where"] == "Schaukasten am Rathaus"
    assert proof["flaws"] == ["late", "medium"]
    assert "Linde" not in str(notice)


@pytest.mark.parametrize("public", [True, False])
def test_an_urgent_decision_is_shown_under_the_item_it_is_made_known_under(public: bool) -> None:
    known = Given(*ON_ITEM).meeting
    told = replace(known, made_known={T1: DECISION})
    urgent = shown(told, public=public)["urgent"]
    assert urgent["reason"] == "Stromausfall im Wasserwerk"
    assert urgent["afterwards"] == "report"
    assert shown(replace(told, item=None), public=public)["urgent"] is None
    assert shown(known, public=public)["urgent"] is None


def test_of_a_non_public_urgent_decision_the_session_room_reads_nothing() -> None:
    known = Given(*ON_ITEM).meeting
    hidden = tuple(replace(one, public=False) if one.id == T1 else one for one in known.agenda)
    told = replace(known, agenda=hidden, made_known={T1: DECISION}, non_public=True)
    assert shown(told)["urgent"] is None
    assert "Notstrom" not in str(shown(told))
    assert shown(told, public=False)["urgent"]["title"] == "Notstrom"


def test_a_motion_with_numbers_may_be_divided_and_then_shows_what_became_of_each_part() -> None:
    moved = (*ON_ITEM, e.MotionMoved(motion=A1, item=T1, by=AYSE, text=PARTS))
    given = Given(*moved)
    (motion,) = shown(given.meeting)["motions"]
    assert motion["divisible"] is True
    assert "parts" not in motion
    divided = given.when(c.DivideMotion(by=MAYOR, at=NOW, motion=A1)).accepted()
    (motion,) = shown(divided.meeting)["motions"]
    assert motion["parts"] == ["pending", "pending"]
    assert "divisible" not in motion
    for choice, became in ((YES, ["adopted", "pending"]), (NO, ["adopted", "rejected"])):
        number = became.index("pending") if "pending" in became else 2
        about = subject(SubjectKind.PART, f"A1.{number}")
        divided = divided.when(c.OpenBallot(by=MAYOR, at=NOW, subject=about)).accepted()
        for seat in divided.meeting.entitled(T1):
            divided = divided.when(vote(seat, choice)).accepted()
        divided = divided.when(c.CloseBallot(by=MAYOR, at=NOW)).accepted()
        (motion,) = shown(divided.meeting)["motions"]
        assert motion["parts"] == became


def test_what_the_rules_forbid_is_not_offered() -> None:
    numbered = e.MotionMoved(motion=A1, item=T1, by=AYSE, text=PARTS)
    given = under(law(vote__parts="never", vote__block="never"), *ON_ITEM, numbered)
    (motion,) = shown(given.meeting)["motions"]
    assert "divisible" not in motion
    assert shown(given.meeting)["meeting"]["blocks"] is False
    assert shown(Given(*MOVED).meeting)["meeting"]["blocks"] is True
    assert "divisible" not in shown(Given(*MOVED).meeting)["motions"][0]
