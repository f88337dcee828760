# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Urgent decisions: who may take one, what must be said, and where the body is told of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from council import AYSE, BEFORE, BODY, CLERK, DECIDED_URGENTLY, MAYOR, PLANNED, RULES
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import UrgentId
from bot.domain.rules import Rules
from bot.domain.urgent import Afterwards, to_make_known
from bot.domain.values import Language

LAW = replace(RULES, values={**RULES.values, "urgent_decision": "mayor"})
TAKE = c.TakeUrgentDecision(
    by=MAYOR,
    at=BEFORE,
    title=" Notstrom ",
    text="Ein Gerät wird gemietet.",
    reason="Stromausfall",
    decided=BEFORE - timedelta(hours=1),
    rules=LAW,
)


def with_rules(**values: str) -> Rules:
    named = {f"urgent_decision.{key.rstrip('_')}": value for key, value in values.items()}
    return replace(LAW, values={**LAW.values, **named})


def test_the_mayor_decides_and_the_body_keeps_it_under_a_number() -> None:
    first = (
        Given(*BODY)
        .when(TAKE)
        .then(e.UrgentDecisionTaken(decision=DECIDED_URGENTLY, entered_by=MAYOR))
    )
    second = first.when(replace(TAKE, by=CLERK, taken_by="Bürgermeisterin Albrecht")).accepted()
    assert [known.by for known in second.body.urgent.values()] == [
        "Dr. Martina Albrecht",
        "Bürgermeisterin Albrecht",
    ]
    assert list(second.body.urgent) == ["D1", "D2"]


def test_the_clerk_enters_it_and_says_who_took_it() -> None:
    """§ 30 ThürKO: the mayor decides; the clerk would stand in the minutes in her place."""
    Given(*BODY).when(replace(TAKE, by=CLERK)).refused(
        r.UrgentDecisionWhose(norm=LAW.norm("urgent_decision"))
    )


def test_where_no_rule_lets_anybody_decide_for_the_body_nobody_does() -> None:
    given = Given(*BODY)
    given.when(replace(TAKE, rules=RULES)).refused(r.UrgentDecisionForbidden(land="TH"))
    given.when(replace(TAKE, rules=None)).refused(r.UrgentDecisionForbidden(land="TH"))
    with pytest.raises(r.Refused):
        given.when(replace(TAKE, by=AYSE)).accepted()


@pytest.mark.parametrize("asked", ["consultation", "agreement"])
def test_where_others_must_be_asked_first_they_are_named(asked: str) -> None:
    law = with_rules(with_=asked)
    given = Given(*BODY)
    given.when(replace(TAKE, rules=law)).refused(r.UrgentDecisionAlone(norm=""))
    named = given.when(replace(TAKE, rules=law, agreed=" Jörg Weber ")).accepted()
    assert named.body.urgent[UrgentId("D1")].agreed == "Jörg Weber"


def test_it_takes_a_reason_and_is_not_dated_ahead() -> None:
    given = Given(*BODY)
    given.when(replace(TAKE, reason=" ")).refused(r.ReasonMissing())
    given.when(replace(TAKE, text="")).refused(r.TextMissing())
    ahead = BEFORE + timedelta(minutes=1)
    given.when(replace(TAKE, decided=ahead)).refused(r.UrgentDecisionToCome(decided=ahead))


def test_the_item_it_is_made_known_under_has_a_draft_where_the_body_must_approve_it() -> None:
    told = to_make_known(DECIDED_URGENTLY, Language.DE)
    assert (told.title, told.text) == ("Bekanntgabe der Eilentscheidung D1: Notstrom", "")
    asked = replace(DECIDED_URGENTLY, afterwards=Afterwards.APPROVAL)
    assert to_make_known(asked, Language.EN).text == (
        "Urgent decision D1 is approved: Ein Gerät wird gemietet."
    )
    approval = Given(*BODY).when(replace(TAKE, rules=with_rules(after="approval"))).accepted()
    assert approval.body.urgent[UrgentId("D1")].afterwards is Afterwards.APPROVAL


def test_the_item_is_a_duty_that_is_not_taken_off() -> None:
    make = c.MakeKnown(
        by=c.OPERATOR,
        at=BEFORE,
        item=to_make_known(DECIDED_URGENTLY, Language.DE),
        outcome=DECIDED_URGENTLY,
    )
    known = Given(*PLANNED).when(make).accepted()
    (item,) = known.meeting.agenda
    assert known.meeting.made_known == {item.id: DECIDED_URGENTLY}
    off = c.RemoveAgendaItem(by=CLERK, at=BEFORE, item=item.id, reason="")
    known.when(off).refused(r.ItemIsDuty(item=item.id, norm=""))
    known.when(make).then()


def test_it_is_found_by_its_words() -> None:
    assert DECIDED_URGENTLY.matches(["notstrom", "d1/2026"], "UTC")
    assert not DECIDED_URGENTLY.matches(["notstrom", "brücke"], "UTC")


def test_its_number_in_the_register_is_its_name_and_the_year_where_the_body_is() -> None:
    last_minute = replace(DECIDED_URGENTLY, decided=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    assert last_minute.number("Europe/Berlin") == "D1/2027"
    assert last_minute.number("UTC") == "D1/2026"
    assert all(DECIDED_URGENTLY.goes_by(name, "UTC") for name in ("d1", "D1/2026", " d1/2026 "))
    assert not DECIDED_URGENTLY.goes_by("1/2026", "UTC")


def test_an_extract_bears_the_number_and_is_made_of_nothing_unknown() -> None:
    issue = c.IssueUrgentExtract(by=CLERK, at=BEFORE, decision=UrgentId("D1"))
    Given(*BODY).when(issue).refused(r.UrgentDecisionUnknown(number="D1", last="–"))
    taken = Given(*BODY).when(TAKE).accepted()
    taken.when(issue).then(
        e.UrgentExtractIssued(decision=UrgentId("D1"), number="D1/2026", by=CLERK)
    )
    beyond = replace(issue, decision=UrgentId("D7"))
    taken.when(beyond).refused(r.UrgentDecisionUnknown(number="D7", last="D1/2026"))
