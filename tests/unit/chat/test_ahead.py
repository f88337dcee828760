# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A meeting to come, named in front: one call is about it, everything else about the one held."""

from __future__ import annotations

from dataclasses import replace

import pytest
from talking import AYSE, CLERK, GUEST, MEETING, NEXT, T3, context, problem, reading

from bot.chat import COMMANDS
from bot.chat import requests as q
from bot.chat.context import Context, Place
from bot.chat.reader import Act, Ask, NeedsConfirmation
from bot.domain import commands as c
from bot.domain.ids import MeetingId, SeatId
from bot.domain.values import Language, Phase

LANGUAGES = [str(language) for language in Language]


def office(by: SeatId | None = CLERK, language: Language = Language.DE) -> Context:
    return context(by=by, place=Place.OFFICE, language=language)


@pytest.mark.parametrize(
    "typed",
    [
        '!für 2026-04: tagesordnung neu "Haushalt"',
        '!für 2026-04 !tagesordnung neu "Haushalt"',
        '!fuer 2026-04: top neu "Haushalt"',
        '!for 2026-04: agenda add "Haushalt"',
        "Gremium: für 2026-04: tagesordnung neu Haushalt",
    ],
)
def test_the_meeting_named_in_front_is_the_one_that_is_prepared(typed: str) -> None:
    found = reading(typed, office())
    assert isinstance(found, Act)
    assert found.meeting == NEXT.id
    assert isinstance(found.command, c.AddAgendaItem)
    assert (found.command.title, found.command.public) == ("Haushalt", True)


def test_a_draft_resolution_in_the_lines_below_goes_with_it() -> None:
    found = reading('!für 2026-04: top neu "Haushalt"\nDer Haushalt wird beschlossen.', office())
    assert isinstance(found, Act)
    assert isinstance(found.command, c.AddAgendaItem)
    assert found.command.text == "Der Haushalt wird beschlossen."


def test_a_quoted_word_behind_the_name_is_no_command_with_a_mark() -> None:
    assert problem('!für 2026-04: "!top"', office()).key.startswith("problem.unknown_command")


def test_items_are_those_of_the_meeting_named() -> None:
    found = reading("!für 2026-04: top verschieben N1 nach N1", office())
    assert found == reading("!für 2026-04: top verschieben N1 nach 1", office())
    assert found == Act(
        c.MoveAgendaItem(by=CLERK, at=office().at, item=T3, position=1), meeting=NEXT.id
    )
    assert problem("!für 2026-04: top verschieben 5 nach 1", office()).key != "problem.not_ahead"


def test_what_cannot_be_undone_asks_back_for_the_meeting_named() -> None:
    found = reading("!für 2026-04: einladen", office())
    assert isinstance(found, NeedsConfirmation)
    assert (type(found.command), found.meeting) == (c.SendInvitation, NEXT.id)


def test_a_question_is_about_the_meeting_named() -> None:
    assert reading("!for 2026-04: agenda", office()) == Ask(q.ShowAgenda(), meeting=NEXT.id)


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_names_no_meeting_is_about_no_other_than_ever(name: str, language: str) -> None:
    command = next(one for one in COMMANDS if one.name == name)
    for place in command.ordered_places:
        found = reading(command.sample(language), context(by=CLERK, place=place))
        named = getattr(found, "meeting", None)
        assert named == (NEXT.id if name == "meeting.ahead" else None)


@pytest.mark.parametrize("name", [one.name for one in COMMANDS if not one.ahead])
@pytest.mark.parametrize("language", LANGUAGES)
def test_only_what_prepares_a_meeting_may_name_one(name: str, language: str) -> None:
    command = next(one for one in COMMANDS if one.name == name)
    said = command.sample(language).removeprefix("!")
    found = problem(f"!für 2026-04: {said}", office())
    assert found.key == "problem.not_ahead"
    assert "!tagesordnung neu" in found.facts["commands"]  # type: ignore[operator]  # a tuple


@pytest.mark.parametrize("phase", [p for p in Phase if p not in (Phase.PLANNED, Phase.INVITED)])
def test_a_meeting_that_is_held_or_over_cannot_be_named(phase: Phase) -> None:
    where = replace(office(), meetings={MEETING.id: replace(MEETING, phase=phase), NEXT.id: NEXT})
    found = problem("!für 2026-03: top neu Haushalt", where)
    assert found.key == "problem.ahead_over"
    assert (found.facts["phase"], found.facts["meetings"]) == (phase, ("2026-04",))


def test_a_meeting_that_does_not_exist_is_not_guessed() -> None:
    found = problem("!für 2026-05: top neu Haushalt", office())
    assert found.key == "problem.ahead_unknown"
    assert found.facts["meetings"] == ("2026-04",)


def test_what_is_missing_is_asked_for() -> None:
    assert problem("!für", office()).facts["part"] == "part.meeting"
    assert problem("!für 2026-04:", office()).facts["part"] == "part.command"
    assert problem("!für 2026-04: tagesordnun", office()).key == "problem.unknown_command_guess"


def test_nobody_prepares_a_meeting_by_naming_it_who_may_not_lead() -> None:
    typed = '!für 2026-04: tagesordnung neu "Haushalt"'
    for member in (AYSE, GUEST):
        assert problem(typed, office(member)).key == "refusal.not_allowed"
    assert problem(typed, office(None)).key == "refusal.not_on_roster"


@pytest.mark.parametrize("place", [Place.SESSION, Place.CLOSED])
def test_the_rooms_where_a_meeting_is_held_hear_of_no_other(place: Place) -> None:
    where = context(by=CLERK, place=place)
    assert problem("!für 2026-04: top neu Haushalt", where).key == "problem.wrong_place"


def test_a_context_knows_what_it_is_about_from_the_name_alone() -> None:
    assert office().named is None
    about = office().about(NEXT)
    assert (about.meeting, about.named) == (NEXT, MeetingId("2026-04"))
