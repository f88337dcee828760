# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The table of commands as a whole: complete, unambiguous, described, in both languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import pytest
from talking import AMENDED, BODY, CHAIR, CLERK, MEETING, VOTING, context

from bot.chat import COMMANDS
from bot.chat.command import ChatCommand
from bot.chat.context import Context, Place
from bot.chat.grammar import fold
from bot.chat.reader import Act, Ask, NeedsConfirmation, find, read
from bot.chat.requests import Request
from bot.domain import commands as c
from bot.domain.permissions import ALLOWED, NOBODY
from bot.domain.values import Language, Phase
from bot.texts import Texts

LANGUAGES = [str(language) for language in Language]
ASKED_OTHERWISE = {
    c.IssueCode,  # `Enrol` by code: the shell draws it
    c.EnrolMember,  # `Enrol`, `ConfirmVerification`: the shell looks the key up
    c.AdmitDevice,  # `AdmitDeviceRequest`: the shell looks the key up
    c.ConfirmRule,  # `ConfirmRuleRequest`: the shell adds the value in force
    c.TakeOverItems,  # `CarryOverRequest`: the shell finds what was left over
    c.PlanMeeting,  # `PlanRequest`: the shell adds rules and roster
    c.RequestItem,  # `FileItemRequest`: the shell adds the law in force
    c.TakeUpItemRequest,  # `TakeUpRequest`: the shell finds the next agenda
    c.AttachPaper,  # `AttachUpload`: the shell takes the file handed in
    c.ImportItems,  # `ImportAgenda`: the shell reads the file handed in
    c.OrderMotions,  # `motions.order`, where motions are named that compete
    c.SetMinutesText,  # `SetText`: the shell finds the meeting and the item
    c.TakeMinutesTexts,  # `ReadMinutes`: the shell reads the document handed in
    # `OnResolution`: the shell finds meeting and ballot by the resolution's number
    c.IssueExtract,
    c.IssueUrgentExtract,
    c.NoteSupervision,
    c.ContestResolution,
    c.SettleContest,
    c.AssignTask,
    c.ReportTask,
    c.WordRelease,
    # The books make them of the two on a resolution, once they have found what is meant
    c.WordElectionRelease,
    c.WordCirculationRelease,
    c.IssueCirculationExtract,
    c.ReleaseElection,
    c.ReleaseCirculation,
}
PAUSED = replace(MEETING, phase=Phase.INTERRUPTED)
BY_NAME = {command.name: command for command in COMMANDS}


def situations(place: Place) -> Iterator[Context]:
    for by in (CHAIR, CLERK):
        for meeting in (AMENDED, VOTING, MEETING, PAUSED):
            yield context(by=by, place=place, meeting=meeting)


def made_by_samples() -> set[type[object]]:
    found = set[type[object]]()
    for command in COMMANDS:
        for language in LANGUAGES:
            for where in situations(command.ordered_places[0]):
                for line in (command.sample(language), command.typed(language)):
                    reading = read(line, None, where)
                    match reading:
                        case Act(command=made) | NeedsConfirmation(command=made):
                            found.add(type(made))
                        case Ask(request=request):
                            found.add(type(request))
    return found


def test_every_act_people_may_ask_for_has_a_command() -> None:
    wanted = {kind for kind, roles in ALLOWED.items() if roles != NOBODY} - ASKED_OTHERWISE
    assert wanted - made_by_samples() == set()


def test_every_request_has_a_command() -> None:
    assert set(get_args(Request)) - made_by_samples() == set()


@pytest.mark.parametrize("name", sorted(BY_NAME))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_command_is_described_in_every_language(name: str, language: str) -> None:
    command = BY_NAME[name]
    assert command.words[language]
    assert bool(command.usage.get(language)) == bool(command.usage)
    assert bool(command.example.get(language)) == bool(command.usage)
    assert Texts.load().say(language, command.summary).endswith(".")
    assert Texts.load().say(language, f"topic.{command.topic}")


def test_no_words_stand_for_two_commands() -> None:
    owners = {
        (fold(form), command.name)
        for command in COMMANDS
        for forms in command.words.values()
        for form in forms
    }
    twice = [form for form, count in Counter(form for form, _ in owners).items() if count > 1]
    assert twice == []


def test_names_are_unique() -> None:
    assert len(BY_NAME) == len(COMMANDS)


@pytest.mark.parametrize(
    "typed",
    ["abstimmung öffnen", "abstimmung oeffnen", "Abstimmung offnen", "abstimmung-öffnen",
     "abstimmung_öffnen", "abstimmungöffnen", "vote open"],
)  # fmt: skip
def test_a_name_may_be_spelled_in_many_ways(typed: str) -> None:
    found = find(tuple(fold(typed).split()))
    assert found is not None
    assert found[0].name == "votes.open"


def test_the_longest_name_wins() -> None:
    assert _name("abstimmung") == "votes.cast"
    assert _name("abstimmung", "schliessen") == "votes.close"
    assert _name("abstimmung", "ja") == "votes.cast"
    assert find(("nichts",)) is None


def _name(*typed: str) -> str:
    found = find(typed)
    assert found is not None
    return found[0].name


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_roles_follow_the_law_of_the_domain(command: ChatCommand) -> None:
    for where in situations(command.ordered_places[0]):
        reading = read(command.sample("de"), None, where)
        if isinstance(reading, Act | NeedsConfirmation):
            assert command.roles == ALLOWED[type(reading.command)]


def test_the_sample_council_has_what_the_samples_name() -> None:
    assert {"2", "7", "9"} <= set(BODY.seats)
