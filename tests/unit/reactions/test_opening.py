# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is said at the opening: to everybody what was stated, to the office what is still open."""

from __future__ import annotations

from dataclasses import replace

import pytest
from council import CALLED, CLERK, INVITATION, INVITED, MAYOR, NOW, OPENED, RULES, T1, UWE, planned
from sample_journal import IN_PRINT, ON_THE_BOARD
from turns import Step, keys, steps

from bot.domain import events as e
from bot.domain.convoked import ConvocationFault, OpeningStep
from bot.domain.records import Recorded
from bot.domain.rules import Rules
from bot.effects import Place, Say

LAWFUL = replace(
    RULES,
    values={
        "public.notice": 4,
        "opening.convocation": True,
        "opening.sequence": "agenda minutes residents",
    },
    sources={**RULES.sources, "public.notice": RULES.sources["quorum"]},
)
FAULTY = e.ConvocationStated(
    by=MAYOR, faults=(ConvocationFault.OBJECTED,), note="Der Brief lag vor.", norm=""
)
OBJECTED = e.NoticeObjected(seat=UWE, reason="Zu spät.")


def last(*events: e.Event, rules: Rules = LAWFUL) -> Step:
    happened = (*planned(rules), *events[len(planned()) :])
    meetings = (one for one in happened if isinstance(one, e.MeetingEvent))
    return steps(Recorded(seq=n, at=NOW, event=one) for n, one in enumerate(meetings, 1))[-1]


def said(step: Step, place: Place) -> list[str]:
    found = [one for one in step.effects if isinstance(one, Say) and one.place is place]
    return keys(found)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (replace(FAULTY, faults=(), note=""), ["say.convocation_stated"]),
        (FAULTY, ["say.convocation_stated_all_the_same", "say.convocation_faults"]),
        (e.AgendaSettled(by=MAYOR), ["say.agenda_settled"]),
        (
            e.OpeningStepSkipped(step=OpeningStep.AGENDA, reason="x", by=MAYOR),
            ["say.opening_skipped"],
        ),
    ],
)
def test_what_is_stated_is_said_where_business_is_done(
    event: e.MeetingEvent, expected: list[str]
) -> None:
    assert said(last(*CALLED, event), Place.SESSION) == expected


def test_a_proof_is_told_to_the_office_with_what_is_wrong_with_it() -> None:
    for publication, key in (
        (ON_THE_BOARD, "say.published_until"),
        (replace(ON_THE_BOARD, until=None), "say.published"),
        (IN_PRINT, "say.published_flawed"),
    ):
        proof = e.PublicationProven(publication=publication, by=CLERK)
        assert said(last(*OPENED, proof), Place.OFFICE) == [key]


def test_until_the_first_item_the_body_hears_where_the_notice_is_and_pages_get_the_proof() -> None:
    proof = e.PublicationProven(publication=ON_THE_BOARD, by=CLERK)
    step = last(*OPENED, proof)
    (told,) = (one for one in step.effects if isinstance(one, Say) and one.place is Place.SESSION)
    assert keys([told]) == ["say.notice_proven"]
    assert set(told.lines[0].facts) == {"medium", "where", "since"}
    assert told.view is not None
    assert len(told.view["opening"]["notice"]["proofs"]) == 1
    assert said(last(*INVITED[:-1], proof), Place.SESSION) == []
    assert said(last(*CALLED, e.ItemCalled(item=T1), proof), Place.SESSION) == []


def test_the_office_hears_at_the_opening_what_proves_the_notice() -> None:
    proof = e.PublicationProven(publication=ON_THE_BOARD, by=CLERK)
    *before, opened = OPENED
    assert said(last(*OPENED), Place.OFFICE) == ["say.unpublished"]
    assert said(last(*before, proof, opened), Place.OFFICE) == ["say.published_until"]
    assert said(last(*OPENED, rules=RULES), Place.OFFICE) == []


def test_the_office_hears_what_is_held_against_the_convocation_once() -> None:
    *before, closed = CALLED
    at = len(planned()) + 4
    objected = (*before[:at], OBJECTED, *before[at:], closed)
    assert "say.convocation_faulty" in said(last(*objected), Place.OFFICE)
    assert "say.convocation_faulty" not in said(last(*CALLED), Place.OFFICE)
    assert "say.convocation_faulty" not in said(last(*objected, rules=RULES), Place.OFFICE)
    stated = (*before[:at], OBJECTED, *before[at:], FAULTY, closed)
    assert "say.convocation_faulty" not in said(last(*stated), Place.OFFICE)


def test_the_office_hears_which_steps_were_passed_over_with_the_first_item() -> None:
    called = e.ItemCalled(item=T1)
    step = last(*CALLED, called)
    (told,) = [one for one in step.effects if isinstance(one, Say) and one.place is Place.OFFICE]
    assert told.lines[0].facts == {"steps": (OpeningStep.AGENDA, OpeningStep.RESIDENTS)}
    skipped = [
        e.OpeningStepSkipped(step=step, reason="x", by=MAYOR)
        for step in (OpeningStep.AGENDA, OpeningStep.RESIDENTS)
    ]
    assert said(last(*CALLED, *skipped, called), Place.OFFICE) == []
    done = e.ItemClosed(item=T1, note="x", postponed=True)
    assert said(last(*CALLED, called, done, called), Place.OFFICE) == []


def test_the_invitation_is_the_one_the_samples_have() -> None:
    assert INVITATION in OPENED
