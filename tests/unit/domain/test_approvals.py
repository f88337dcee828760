# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which resolutions need the approval of the supervisory authority, known by their words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from council import CALLED, CLERK, MAYOR, NOW, T1, V1, VOTERS, VOTING, cast
from scenario import Given

from bot import profiles
from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.approvals import reasons, to_examine
from bot.domain.meeting import Meeting
from bot.domain.reminders import due
from bot.domain.rules import Rules
from bot.domain.values import BodyKind, Choice, ContestOutcome, Reminder, Supervision

DAY = date(2026, 11, 28)
TH = profiles.law_of("TH", BodyKind.COUNCIL).on(DAY)
OVER = e.MeetingClosed(by=MAYOR, open_items=())
CONTESTED = e.ResolutionContested(ballot=V1, by=MAYOR, reason="x", norm="")


def voted(choice: Choice = Choice.YES) -> tuple[e.Event, ...]:
    closed = Given(*VOTING, *(cast(seat, choice) for seat in VOTERS))
    counted = closed.when(c.CloseBallot(by=MAYOR, at=NOW)).accepted().happened
    return (*counted, e.ItemClosed(item=T1, note=""))


def resolved(
    text: str,
    *more: e.Event,
    choice: Choice = Choice.YES,
    title: str = "Sporthalle",
    law: Rules = TH,
) -> Meeting:
    """Return an evening after which ``text`` was voted on, under ``law``."""
    meeting = Given(*voted(choice), *more).meeting
    ballot = meeting.ballots[V1]
    subject = replace(ballot.subject, text=text)
    return replace(
        meeting,
        rules=law,
        agenda=tuple(replace(item, title=title) for item in meeting.agenda),
        motions={key: replace(motion, text=text) for key, motion in meeting.motions.items()},
        ballots={V1: replace(ballot, subject=subject)},
    )


def keys(meeting: Meeting) -> tuple[str, ...]:
    return reasons(meeting, meeting.ballots[V1])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Die Stadt übernimmt eine Ausfallbürgschaft.", ("approval.sureties",)),
        ("Die   Aufnahme\neines Kredits über 1 Mio. Euro", ("approval.loans",)),
        ("DIE HAUSHALTSSATZUNG 2027 WIRD BESCHLOSSEN.", ("approval.loans",)),
        ("Die 3. Änderung des Flächennutzungsplans", ("approval.plan",)),
        ("Haushaltssatzung samt Bürgschaft", ("approval.loans", "approval.sureties")),
        ("Die Sporthalle wird gebaut.", ()),
        ("Die Akkreditierung der Musikschule", ()),
    ],
)
def test_a_matter_is_known_by_the_words_of_the_rule(text: str, expected: tuple[str, ...]) -> None:
    assert keys(resolved(text)) == expected


def test_the_title_of_the_item_says_it_as_well() -> None:
    assert keys(resolved("Wie vorgelegt.", title="Bürgschaft für die Wohnungsgesellschaft"))


def test_a_vote_outside_the_agenda_has_its_wording_alone() -> None:
    meeting = resolved("Bürgschaft")
    loose = replace(meeting.ballots[V1], item=None)
    assert reasons(replace(meeting, motions={}), loose) == ("approval.sureties",)


def test_the_office_is_told_once_when_the_meeting_is_over_and_not_before() -> None:
    assert due(resolved("Bürgschaft"), NOW) == ()
    assert due(resolved("Bürgschaft", OVER), NOW) == ((Reminder.APPROVAL, V1),)
    told = e.Reminded(reminder=Reminder.APPROVAL, ref=V1)
    assert due(resolved("Bürgschaft", OVER, told), NOW) == ()


def test_what_was_rejected_repealed_or_noted_already_is_not_proposed() -> None:
    assert list(to_examine(resolved("Bürgschaft", choice=Choice.NO))) == []
    gone = e.ContestSettled(ballot=V1, outcome=ContestOutcome.REPEALED, note="x", by=CLERK)
    noted = e.SupervisionNoted(ballot=V1, state=Supervision.NEEDED, note="x", by=CLERK)
    assert list(to_examine(resolved("Bürgschaft", CONTESTED, gone))) == []
    assert list(to_examine(resolved("Bürgschaft", noted))) == []
    assert list(to_examine(resolved("Bürgschaft", CONTESTED))) == [V1]


def test_what_was_only_debated_is_not_proposed() -> None:
    assert list(to_examine(replace(Given(*CALLED).meeting, rules=TH))) == []


@pytest.mark.parametrize("land", sorted(set(profiles.lands()) - {"neutral"}))
def test_every_land_has_such_matters_and_federal_law_is_in_each(land: str) -> None:
    law = profiles.law_of(land, BodyKind.COUNCIL).on(DAY)
    assert keys(resolved("Flächennutzungsplan", law=law)) == ("approval.plan",)
    assert law.norm("approval.plan") == "§ 6 Abs. 1 BauGB"
    assert len([key for key in law.sources if key.startswith("approval.")]) > 1


def test_a_meeting_under_rules_that_name_no_such_matter_is_asked_nothing() -> None:
    neutral = profiles.law_of("neutral", BodyKind.ASSOCIATION).on(DAY)
    assert keys(resolved("Bürgschaft", law=neutral)) == ()
