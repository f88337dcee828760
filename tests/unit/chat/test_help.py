# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The help page and the reference page, read off the table."""

from __future__ import annotations

import re
import runpy
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from council import (
    CALLED,
    INVITED,
    MAYOR,
    MOVED,
    ON_ITEM,
    OPENED,
    PLANNED,
    T1,
    URGENT,
    UWE,
    VOTERS,
    VOTING,
    WITH_AGENDA,
    opened_ballot,
    roll_call,
)
from council import CLERK as SCRIBE
from council import check as counted
from scenario import Given
from talking import AYSE, CHAIR, CLERK, context, reading

from bot.chat import COMMANDS, reference
from bot.chat.command import ChatCommand
from bot.chat.context import Place
from bot.chat.help import _one, help_page
from bot.chat.nextsteps import Situation
from bot.chat.reader import Act, Problem, allowed, read
from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.debating import ProceduralKind
from bot.domain.electing import Contest, Outcome, PaperCount, Votes
from bot.domain.ids import DisturbanceId, ElectionId, MeetingId, ProceduralId
from bot.domain.meeting import Meeting
from bot.domain.values import Language, Phase, SubjectKind, VoteMode
from bot.texts import Texts

TEXTS = Texts.load()
CLOSED = (*INVITED, *roll_call(*VOTERS), e.MeetingClosed(by=MAYOR, open_items=()))
SILENT = e.AbsenceRecorded(seat=UWE, reason="", excused=False)
DRAFT = e.MinutesDrafted(by=SCRIBE, version=1)
APPROVED = (e.MinutesApproved(meeting=MeetingId("2026-04"), ballot=None, version=1),)
PAPERS_OUT = (
    *ON_ITEM,
    e.ElectionOpened(election=ElectionId("W1"), item=T1, office="Vorsitz"),
    e.CandidateNominated(election=ElectionId("W1"), candidate="A", by=UWE),
    e.CandidateNominated(election=ElectionId("W1"), candidate="B", by=UWE),
    e.RoundOpened(
        election=ElectionId("W1"),
        number=1,
        candidates=("A", "B"),
        tellers=(),
        entitled=9,
        check=counted(),
        contest=Contest.MOST_VOTES,
        step=0,
    ),
)
TIED = e.RoundCounted(
    election=ElectionId("W1"),
    number=1,
    count=PaperCount(
        issued=9, votes=(Votes(candidate="A", papers=4), Votes(candidate="B", papers=4))
    ),
    outcome=Outcome.LOT_FOR_OFFICE,
    needed=4,
    elected="",
)
ELECTED = replace(
    TIED,
    count=PaperCount(issued=9, votes=(Votes(candidate="A", papers=9),)),
    outcome=Outcome.ELECTED,
    elected="A",
)
TAKEN_ON = e.ElectionAnswered(election=ElectionId("W1"), elected="A", accepted=True)
GIVEN_UP = e.ElectionBrokenOff(election=ElectionId("W1"), number=1, reason="x", by=CHAIR)
RAISED = e.ProceduralRaised(
    motion=ProceduralId("G1"),
    kind=ProceduralKind.CLOSE_DEBATE,
    by=AYSE,
    item=T1,
    number=0,
    text="",
)
CUT_OFF = e.DisturbanceReported(
    disturbance=DisturbanceId("S1"), seat=UWE, what="Kein Ton", second_channel=False
)


def test_a_member_is_shown_what_a_member_may_do_here() -> None:
    page = help_page(TEXTS, context(by=AYSE), "alles")
    assert "`!antrag [für <Sitz oder Name>:] <Text>` – Stellt einen Antrag" in page
    assert "!sitzung eröffnen" not in page
    assert "!aufnehmen" not in page


def test_the_clerk_in_the_office_is_shown_enrolment() -> None:
    page = help_page(TEXTS, context(by=CLERK, place=Place.OFFICE))
    assert "!aufnehmen" in page
    assert "!antrag <" not in page


def test_a_stranger_is_shown_how_to_come_in() -> None:
    page = help_page(TEXTS, context(by=None, place=Place.DIRECT))
    assert "!code" in page
    assert "!prüfen" in page
    assert "!ergebnisse" not in page


def test_help_speaks_the_language_of_who_asks() -> None:
    page = help_page(TEXTS, context(language=Language.EN))
    assert "!vote open" in page
    assert "abstimmung" not in page


@pytest.mark.parametrize("topic", ["abstimmung öffnen", "!Abstimmung Oeffnen", "vote open"])
def test_one_command_is_explained_with_example_roles_and_rooms(topic: str) -> None:
    page = help_page(TEXTS, context(by=AYSE), topic)
    assert "`!abstimmung öffnen A1 namentlich`" in page
    assert "Vorsitz, stellvertretender Vorsitz, Schriftführung" in page
    assert "Sitzungsraum" in page


@pytest.mark.parametrize("command", COMMANDS, ids=lambda known: known.name)
def test_no_command_is_its_own_other_form(command: ChatCommand) -> None:
    for language in Language:
        page = "\n".join(_one(TEXTS, context(language=language), command))
        (others,) = re.findall(r"^- (?:Auch möglich|Also): (.*)$", page, re.MULTILINE)
        assert others
        assert command.typed(language) not in others.split(", ")


def test_an_irreversible_command_says_that_it_asks_back() -> None:
    asked = "frage ich noch einmal nach"
    assert asked in help_page(TEXTS, context(), "sitzung schließen")
    assert asked not in help_page(TEXTS, context(), "sitzung eröffnen")


def test_who_may_use_it_is_said_in_words() -> None:
    assert "alle auf der Liste" in help_page(TEXTS, context(), "status")
    assert "noch nicht aufgenommen" in help_page(TEXTS, context(), "code")


def test_a_topic_shows_its_commands_only() -> None:
    page = help_page(TEXTS, context(), "Abstimmungen")
    assert "!handzeichen" in page
    assert "!antrag" not in page


def test_a_topic_called_like_a_command_is_the_topic_and_with_its_mark_the_command() -> None:
    assert "!wahlgang" in help_page(TEXTS, context(), "Wahlen")
    assert "!tagesordnung neu" in help_page(TEXTS, context(), "tagesordnung")
    one = help_page(TEXTS, context(), "!tagesordnung")
    assert "Zeigt die Tagesordnung" in one
    assert "!tagesordnung neu" not in one


def test_the_first_page_says_what_is_next_and_names_every_command_once() -> None:
    page = help_page(TEXTS, context(by=CLERK, place=Place.OFFICE))
    assert "Als Nächstes" in page
    assert len(page) < len(help_page(TEXTS, context(by=CLERK, place=Place.OFFICE), "alles")) / 2
    here = context(by=CLERK, place=Place.OFFICE)
    for command in allowed(here):
        assert f"`{command.typed('de')}`" in page or f"`{command.pattern('de')}`" in page


ON_ITEM_NOW = Given(*ON_ITEM).meeting
MINUTES_ITEM = replace(ON_ITEM_NOW, agenda=tuple(
    replace(item, title="Genehmigung der Niederschrift") for item in ON_ITEM_NOW.agenda
))  # fmt: skip
EARLIER = replace(Given(*CLOSED, DRAFT).meeting, id=MeetingId("2026-02"))


def test_at_the_item_on_earlier_minutes_help_names_the_vote_on_them() -> None:
    meetings = {EARLIER.id: EARLIER, MINUTES_ITEM.id: MINUTES_ITEM}
    here = replace(context(by=CLERK), meeting=MINUTES_ITEM, meetings=meetings)
    named = "- `!abstimmung öffnen niederschrift 2026-02` – Lässt darüber abstimmen"
    assert named in help_page(TEXTS, here)
    english = replace(here, language=Language.EN)
    assert "- `!vote open minutes 2026-02` – Puts the approval" in help_page(TEXTS, english)


@pytest.mark.parametrize(
    ("where", "why"),
    [
        ({"meetings": {}}, "no minutes wait"),
        ({"meeting": None}, "no meeting is held"),
        ({"meeting": ON_ITEM_NOW}, "the item is about something else"),
        ({"meeting": replace(MINUTES_ITEM, item=None)}, "no item is called"),
        ({"meeting": replace(MINUTES_ITEM, phase=Phase.INTERRUPTED)}, "the meeting is interrupted"),
        ({"by": AYSE}, "a member opens no vote"),
    ],
)
def test_the_vote_on_minutes_is_named_only_where_it_is_due(where: dict[str, Any], why: str) -> None:
    due: dict[str, Any] = {"meeting": MINUTES_ITEM, "meetings": {EARLIER.id: EARLIER}}
    here = replace(context(by=CLERK), **{**due, **where})
    assert "niederschrift 2026-02" not in help_page(TEXTS, here), why


@pytest.mark.parametrize(
    ("meeting", "named"),
    [
        (None, "`!sitzung planen <"),
        (Given(*PLANNED).meeting, "`!einladen"),
        (Given(*INVITED).meeting, "`!sitzung eröffnen`"),
        (Given(*OPENED).meeting, "`!namensaufruf` –"),
        (Given(*OPENED, e.RollCallStarted(by=MAYOR)).meeting, "`!namensaufruf schließen` –"),
        (Given(*CALLED).meeting, "`!top <"),
        (Given(*ON_ITEM).meeting, "`!top schließen"),
        (Given(*MOVED).meeting, "`!abstimmung öffnen ["),
        (Given(*VOTING).meeting, "`!abstimmung schließen` –"),
        (Given(*CALLED, e.MeetingInterrupted(reason="Lüften")).meeting, "`!weiter` –"),
        (Given(*CLOSED).meeting, "`!niederschrift entwerfen` –"),
        (Given(*CLOSED, SILENT).meeting, "`!unentschuldigt"),
        (Given(*CLOSED, DRAFT).meeting, "`!niederschrift unterschreiben` –"),
        (Given(*CLOSED, DRAFT, *APPROVED).meeting, "`!sitzung planen <"),
        (Given(*PAPERS_OUT).meeting, "`!wahlgang ergebnis ["),
        (Given(*PAPERS_OUT, TIED).meeting, "`!los [<"),
        (Given(*PAPERS_OUT[:-1]).meeting, "`!wahlgang ["),
        (Given(*PAPERS_OUT, ELECTED).meeting, "`!wahl annehmen [<Wahl>]` –"),
        (Given(*PAPERS_OUT, ELECTED, TAKEN_ON).meeting, "`!top schließen"),
        (Given(*PAPERS_OUT, GIVEN_UP).meeting, "`!top schließen"),
        (Given(*PAPERS_OUT, TIED, replace(GIVEN_UP, number=0)).meeting, "`!top schließen"),
        (Given(*ON_ITEM, RAISED).meeting, "`!gegenrede ["),
        (Given(*WITH_AGENDA, URGENT, *roll_call(*VOTERS)).meeting, "`!abstimmung öffnen ["),
        (
            Given(*CALLED, e.QuestionTimeOpened(until=None, by=MAYOR)).meeting,
            "`!fragestunde schließen` –",
        ),
        (Given(*CALLED, CUT_OFF).meeting, "`!störung entscheiden ["),
        (Given(*MOVED, opened_ballot(mode=VoteMode.SECRET)).meeting, "`!auszählung ja <"),
    ],
)
def test_at_each_step_help_names_the_next_one(meeting: Meeting | None, named: str) -> None:
    for place in (Place.OFFICE, Place.SESSION):
        page = help_page(TEXTS, replace(context(by=CLERK, place=place), meeting=meeting))
        if place is Place.OFFICE or "niederschrift" not in named:
            assert named in page, place


def test_every_next_step_is_a_command() -> None:
    known = {command.name for command in COMMANDS}
    for step in Situation:
        assert known.issuperset(step.value), step


def test_help_on_nothing_known_says_so() -> None:
    assert "„xyz“" in help_page(TEXTS, context(), "xyz")


def test_the_reference_page_is_current() -> None:
    """Renew it with ``python -m bot.chat.reference``."""
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page(TEXTS)


def test_the_reference_page_names_every_command() -> None:
    page = reference.page(TEXTS)
    for command in COMMANDS:
        for language in Language:
            assert f"`{command.pattern(language)}`" in page


def test_the_reference_page_writes_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(Path, "write_text", lambda _self, text, **_: written.append(text))
    monkeypatch.delitem(sys.modules, "bot.chat.reference")
    runpy.run_module("bot.chat.reference", run_name="__main__")
    assert written == [reference.page(TEXTS)]


def test_the_chair_may_ask_for_help_on_everything() -> None:
    for command in COMMANDS:
        page = help_page(TEXTS, context(by=CHAIR), command.words["de"][0])
        assert command.pattern("de") in page


def test_a_vote_on_nothing_named_is_on_what_is_due_and_urgency_comes_first() -> None:
    meeting = Given(*WITH_AGENDA, URGENT, *roll_call(*VOTERS)).meeting
    reading = read("!abstimmung öffnen", None, replace(context(), meeting=meeting))
    assert isinstance(reading, Act)
    assert isinstance(reading.command, c.OpenBallot)
    assert reading.command.subject.kind is SubjectKind.URGENCY


def test_who_asks_for_one_word_is_shown_what_belongs_to_it() -> None:
    page = help_page(TEXTS, context(by=CHAIR), "fragestunde")
    assert page.startswith("- `!fragestunde`")
    assert "**Gehört dazu** (erklärt mit `!hilfe Einwohnerfragen`)" in page
    assert "- `!fragestunde schließen`" in page
    assert "`!nächste frage`" in page
    everything = help_page(TEXTS, context(by=CHAIR), "Wahl")
    assert "- `!wahl annehmen [<Wahl>]`" in everything
    assert "`!wahlgang`" in everything


@pytest.mark.parametrize(("topic", "language"), [("frage", "de"), ("question", "en")])
def test_the_word_question_leads_to_what_residents_ask_and_to_the_question_put(
    topic: str, language: str
) -> None:
    page = help_page(TEXTS, replace(context(by=CHAIR), language=Language(language)), topic)
    for name in ("residents.open", "residents.answer", "residents.defer", "votes.show"):
        command = next(one for one in COMMANDS if one.name == name)
        assert f"`{command.pattern(language)}`" in page


def test_a_commands_own_word_means_it_whatever_else_begins_like_it() -> None:
    """*bekanntmachung nachweis* is of the opening; *unterbrechen* begins nothing else."""
    for topic, pattern in (("bekanntmachung", "`!bekanntmachung"), ("unterbrechen", "`!pause")):
        page = help_page(TEXTS, context(by=CHAIR), topic)
        assert page.startswith(f"- {pattern}")


def test_with_its_mark_or_in_full_one_command_is_meant_alone() -> None:
    for topic in ("!wahl", "wahl annehmen"):
        page = help_page(TEXTS, context(by=CHAIR), topic)
        assert "Gehört dazu" not in page
        assert "`!wahlgang`" not in page


def test_a_command_that_has_its_topic_to_itself_or_no_relatives_here_names_none() -> None:
    page = help_page(TEXTS, context(by=None, place=Place.DIRECT, meeting=None), "code")
    assert page.startswith("- `!code")
    near_only = help_page(TEXTS, context(by=AYSE), "eilentscheidung")
    assert "Gehört dazu" not in near_only


def test_the_first_word_of_commands_leads_to_them() -> None:
    page = help_page(TEXTS, context(by=CHAIR, place=Place.OFFICE), "gast")
    assert "- `!gast aufnehmen" in page
    assert "- `!gast ablehnen" in page
    assert "!gäste" not in page


def test_days_in_examples_are_near_the_day_it_is() -> None:
    from_next_year = replace(context(by=CLERK), at=datetime(2028, 2, 20, 23, 30, tzinfo=UTC))
    page = help_page(TEXTS, from_next_year, "!sitzung planen")
    assert "!sitzung planen 6.3.2028 19:00" in page
    english = replace(from_next_year, language=Language.EN)
    assert "for 3 on 2028-02-07 at 14:00" in help_page(TEXTS, english, "!received")
    missing = reading("!sitzung planen", from_next_year)
    assert isinstance(missing, Problem)
    assert "6.3.2028" in str(missing.facts["example"])
