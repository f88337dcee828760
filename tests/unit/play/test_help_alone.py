# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A clerk who has never seen it gets through an evening with `!hilfe` alone.

Clerk and chair know two things: to type `!hilfe`, and to type what it shows. They take the first
proposal they have not tried since something last moved on, type it (with the example the help
gives where it needs more than its name), and confirm what they are asked to confirm. A refusal
that names a command is followed like a proposal. Nothing else is ever typed by them, so a place
where the help leads nowhere ends the evening and fails the test. The members only answer: they
are there, and they vote.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from bot.chat.grammar import fold
from bot.chat.nextsteps import Situation, situation
from bot.chat.reader import find
from bot.council import load_council
from bot.domain import commands as c
from bot.domain.ids import SeatId
from bot.domain.meeting import Meeting
from bot.domain.values import Language, Phase
from bot.play.rehearsal import Rehearsal
from bot.play.script import Clock, Room, Script
from bot.texts import Texts

COUNCIL = Path(__file__).parents[2] / "evenings" / "councils" / "gemeinderat-th.toml"
DAY = date(2026, 11, 26)
"""The day the examples of the help speak of."""
LONG_BEFORE, EVENING = Clock(line=0, days=20, at=time(9)), Clock(line=0, days=0, at=time(19))
CLERK, CHAIR = SeatId("s"), SeatId("1")
MEMBERS = tuple(SeatId(str(number)) for number in range(1, 10))
PROPOSAL = re.compile(r"^- `(![^`]+)` – ", re.MULTILINE)
EXAMPLE = re.compile(r"`(![^`]+)`")
NAMED = re.compile(r"!\w[\w-]*(?: \w[\w-]*){0,2}")
ELECTION = ("!wahl <", "!election <")
LED_BY_THE_CHAIR = {Room.OFFICE: ("!top schließen", "!item close"), Room.SESSION: ()}
COUNT = re.compile(r"!(wahlgang ergebnis|round result)")
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)
MOST = 120
HELP = {Language.DE: ("!hilfe", "ja", "hier"), Language.EN: ("!help", "yes", "here")}


class LeadsNowhere(AssertionError):
    """Somebody has tried all the help shows, and nothing has moved."""


class Novice:
    """Chair or clerk, who types what the help shows."""

    def __init__(
        self,
        evening: Rehearsal,
        seat: SeatId,
        room: Room,
        language: Language,
        *,
        electing: bool = False,
    ) -> None:
        self._evening, self._seat, self._room = evening, seat, room
        self._passed_over = () if electing else (*ELECTION, *LED_BY_THE_CHAIR[room])
        """What the items of this evening are not about, and what somebody else is to do."""
        self._help = HELP[language][0]
        self._tried = set[str]()
        self._where: object = None
        self.typed: list[str] = []

    def step(self) -> bool:
        """Do the next thing the help proposes; tell whether there was one not tried yet."""
        where = _standing(self._meeting())
        if where != self._where:
            self._where, self._tried = where, set()
        for pattern in self._proposals():
            if pattern not in self._tried and not pattern.startswith(self._passed_over):
                self._tried.add(pattern)
                self._follow(self._example(pattern))
                return True
        return False

    def _follow(self, line: str) -> None:
        said = self._type(line)
        for _ in range(3):
            asked = next((_called(found) for text in said for found in NAMED.findall(text)), None)
            if asked is None or asked in self._tried:
                return
            self._tried.add(asked)
            confirming = asked.startswith(("!bestätigen", "!confirm"))
            said = self._type(asked if confirming else self._example(asked))

    def _proposals(self) -> list[str]:
        page = "\n".join(self._type(self._help))
        _, _, after = page.partition("**Als Nächstes**" if "Als N" in page else "**Next**")
        return PROPOSAL.findall(after)

    def _example(self, pattern: str) -> str:
        """Look the command up, and take the line the help gives as an example."""
        needed = re.sub(r"\[[^\]]*\]", "", pattern).strip()
        if not set(needed) & set('<|"'):
            return needed  # what stands in brackets may be left out
        name = re.split(r"[<|\"]", needed)[0].strip()
        page = "\n".join(self._type(f"{self._help} {name}"))
        lines = EXAMPLE.findall(page)
        return lines[1] if len(lines) > 1 else name

    def _type(self, line: str) -> list[str]:
        line = self._counted(line)
        self.typed.append(line)
        return self._evening.say(self._seat, self._room, line)

    def _counted(self, line: str) -> str:
        """Put in what the example cannot know: whose name is on the papers, and on how many."""
        meeting, count = self._meeting(), COUNT.match(line)
        papers = meeting.open_round() if meeting else None
        if papers is None or count is None:
            return line
        return f"{count[0]} {papers.candidates[0].split()[-1]} {papers.entitled}"

    def _meeting(self) -> Meeting | None:
        return self._evening.books.current(c.DraftMinutes(by=c.OPERATOR, at=_NEVER))


def _called(words: str) -> str:
    """Return the command at the beginning of some words; a confirmation with its number."""
    if words.startswith(("!bestätigen", "!confirm")):
        return " ".join(words.split()[:2])
    found = find(tuple(fold(words.removeprefix("!")).split()))
    return " ".join(words.split()[: found[1]]) if found else words


def _standing(meeting: Meeting | None) -> object:
    """What tells one place in the evening from the next; a mere addition is no progress."""
    if meeting is None:
        return None
    return (
        situation(meeting),
        meeting.phase,
        meeting.item,
        meeting.ballot,
        meeting.roll_call_open,
        meeting.roll_call_held,
        meeting.non_public,
        len(meeting.done),
        len(meeting.minutes.signed),
        tuple(known.result is not None for known in meeting.ballots.values()),
        tuple(known for known in meeting.attendance.values() if known.reason),
    )


class Members:
    """They answer the roll call and vote, each once; the last one is missing without a word."""

    def __init__(self, evening: Rehearsal, language: Language) -> None:
        self._evening = evening
        self._words = HELP[language]
        self._answered = set[str]()

    def answer(self, meeting: Meeting | None) -> None:
        _, yes, here = self._words
        if meeting and meeting.roll_call_open:
            self._say("roll call", here)
        if meeting and meeting.ballot:
            self._say(meeting.ballot, yes)

    def _say(self, about: str, word: str) -> None:
        if about not in self._answered:
            self._answered.add(about)
            for seat in MEMBERS[:-1]:
                self._evening.say(seat, Room.SESSION, word)


HIDDEN = {
    Language.DE: '!tagesordnung neu "Grundstückskauf" nichtöffentlich',
    Language.EN: '!agenda add "Purchase of land" nonpublic',
}


def _lead(
    language: Language, *, hidden: bool = False, electing: bool = False
) -> tuple[Rehearsal, list[str]]:
    council = replace(load_council(COUNCIL), language=language)
    script = Script(
        source="help alone",
        steps=(LONG_BEFORE,),
        without_device=frozenset(),
        second_devices=frozenset(),
        day=DAY,
    )
    evening = Rehearsal(script, council, Texts.load(council.time_zone))
    evening.begin(CLERK, *MEMBERS)
    members = Members(evening, language)
    clerk = Novice(evening, CLERK, Room.OFFICE, language, electing=electing)
    chair = Novice(evening, CHAIR, Room.SESSION, language, electing=electing)
    day_has_come = False
    for _ in range(MOST):
        stuck = True
        for novice in (clerk, chair):
            meeting = evening.books.for_minutes()
            if meeting and len(meeting.minutes.signed) == len((CLERK, CHAIR)):
                return evening, [*clerk.typed, *chair.typed]
            if meeting and meeting.phase is Phase.INVITED and not day_has_come:
                evening.say(CLERK, Room.OFFICE, "…", EVENING)
                day_has_come = True
            if hidden and meeting and meeting.phase is Phase.PLANNED:
                evening.say(CLERK, Room.OFFICE, HIDDEN[language])  # all the help does not know
                hidden = False
            members.answer(meeting)
            stuck = not novice.step() and stuck
        if stuck:
            break
    last = [*clerk.typed[-6:], *chair.typed[-6:]]
    raise LeadsNowhere(f"stuck at {_standing(evening.books.for_minutes())} after {last}")


@pytest.mark.parametrize("language", list(Language))
def test_from_planning_to_signed_minutes_by_what_the_help_proposes(language: Language) -> None:
    evening, typed = _lead(language)

    (meeting,) = evening.books.meetings.values()
    assert meeting.phase is Phase.DRAFTED
    assert {role for role, _ in meeting.minutes.signed} == {"chair", "clerk"}
    assert meeting.notice is not None
    assert not meeting.notice.urgent
    assert meeting.done
    assert any(ballot.result for ballot in meeting.ballots.values())
    assert all(line.startswith("!") for line in typed)


@pytest.mark.parametrize("language", list(Language))
def test_also_with_a_non_public_part(language: Language) -> None:
    evening, typed = _lead(language, hidden=True)

    (meeting,) = evening.books.meetings.values()
    assert len(meeting.minutes.signed) == 2
    assert meeting.non_public_held
    assert len(meeting.done) == len(meeting.agenda)
    assert all(line.startswith("!") for line in typed)


@pytest.mark.parametrize("language", list(Language))
def test_and_through_elections(language: Language) -> None:
    """From the office to the name, the papers, their count and the acceptance."""
    evening, typed = _lead(language, electing=True)

    (meeting,) = evening.books.meetings.values()
    assert len(meeting.minutes.signed) == 2
    assert meeting.elections
    assert all(known.accepted for known in meeting.elections.values())
    assert all(line.startswith("!") for line in typed)


def test_where_the_help_proposes_nothing_nobody_gets_any_further(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.chat.help.usual", lambda _meeting: Situation.INTERRUPTED.value)
    with pytest.raises(LeadsNowhere):
        _lead(Language.DE)
