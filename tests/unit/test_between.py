# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Decisions between meetings in the books: law of the day, register, next agenda, readers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from council import AYSE, DEPUTY, ESTABLISH, GUEST, MAYOR, PLAN, UWE, VOTERS
from talking import context

from bot.answering import shown
from bot.body import rules_of
from bot.books import Books
from bot.chat import requests as q
from bot.chat.context import Context, Place
from bot.council import load_council
from bot.domain import commands as c
from bot.domain.ids import BallotId, BodyId, CirculationId, MeetingId, SeatId
from bot.domain.refusals import CirculationNoActs, Refused
from bot.domain.values import Choice, Phase
from bot.entries import Kept
from bot.readers import may_see_between
from bot.resolutions import resolution_command, resolution_lines, task_lines

SAMPLE = Path(__file__).parents[2] / "bot" / "play" / "sample" / "council.toml"
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
U1 = CirculationId("U1")
CLERK = SeatId("s1")
MOVE = c.MoveCirculation(
    by=MAYOR,
    at=AT,
    title="Notstrom",
    text="Ein Gerät.",
    reason="Flut",
    public=True,
    for_group=False,
)
OPEN = c.OpenCirculation(
    by=CLERK, at=AT, circulation=U1, until=AT + timedelta(days=1), announced="Schaukasten"
)
ALL_VOTE = tuple(
    c.AnswerCirculation(by=seat, at=AT, circulation=U1, seat=seat, choice=Choice.YES)
    for seat in VOTERS
)


def books(*commands: c.Command) -> Books:
    made = Books(BodyId("rat"))
    made.rules_for = partial(rules_of, load_council(SAMPLE))
    for command in (ESTABLISH, *commands):
        keep(made, command)
    return made


def keep(made: Books, command: c.Command, meeting: MeetingId | None = None) -> None:
    for one in made.judge(command, meeting):
        seq = made.head(one.meeting) + 1
        kept = Kept(meeting=one.meeting, event=one.event, seq=seq, hash=str(seq), at=command.at)
        made.keep(kept).effects()


def duties(made: Books, meeting: str) -> list[str]:
    return [item.duty for item in made.meetings[MeetingId(meeting)].agenda if item.duty]


def test_the_law_of_the_day_is_the_one_on_file() -> None:
    known = books(MOVE, OPEN).body.circulations[U1]
    assert known.moved.norm == "§ 36a Abs. 2 ThürKO"
    assert known.asked
    assert known.asked.agreement == 7


def test_the_result_has_its_number_in_the_register_and_no_acts_of_a_meeting() -> None:
    made = books(MOVE, OPEN, *ALL_VOTE)
    (line,) = made.register()
    assert (line.number, line.title, line.circulation) == ("1/2026", "Notstrom", U1)
    lines = resolution_lines(made, q.ShowResolutions(), lambda *_: True, lambda _: True)
    assert [one.key for one in lines] == ["show.resolution", "say.quote", "show.by_circulation"]
    hidden = resolution_lines(made, q.ShowResolutions(), lambda *_: True, lambda _: False)
    assert [one.key for one in hidden] == ["show.no_resolutions"]
    assert [one.key for one in task_lines(made, lambda *_: True)] == ["show.no_tasks"]
    act = c.ContestResolution(by=MAYOR, at=AT, ballot=BallotId(""), reason="x")
    with pytest.raises(Refused) as refused:
        resolution_command(made, q.OnResolution(number="1/2026", act=act))
    assert refused.value.reason == CirculationNoActs(number="1/2026")


def test_who_asks_for_a_number_gets_it_whole_and_not_what_only_names_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = books(MOVE, OPEN, *ALL_VOTE)
    (line,) = made.register()
    later = (
        replace(line, number="2/2026", text="1/2026 entfällt."),
        replace(line, number="11/2026"),
    )
    monkeypatch.setattr(made, "register", lambda: (line, *later))

    def found(*words: str) -> list[str]:
        request = q.ShowResolutions(words=words)
        lines = resolution_lines(made, request, lambda *_: True, lambda _: True)
        return [str(one.facts["number"]) for one in lines if one.key == "show.resolution"]

    assert found("1/2026") == ["1/2026"]
    assert found("entfällt", "1/2026") == ["2/2026"]
    assert found("3/2026") == []


def test_an_extract_of_it_is_the_body_s_own_business() -> None:
    made = books(MOVE, OPEN, *ALL_VOTE)
    act = c.IssueExtract(by=CLERK, at=AT, ballot=BallotId(""), number="")
    issue = c.IssueCirculationExtract(by=CLERK, at=AT, circulation=U1, number="1/2026")
    asked = resolution_command(made, q.OnResolution(number="1/2026", act=act))
    assert asked == (None, issue)
    keep(made, issue)
    assert made.body.circulations[U1].extract == "1/2026"


@pytest.mark.parametrize(("phase", "needed"), [(Phase.OPEN, 0), (Phase.PLANNED, 3)])
def test_who_leads_the_meeting_being_held_moves_it_alone(phase: Phase, needed: int) -> None:
    made = books(PLAN)
    known = made.meetings[PLAN.meeting]
    made.meetings[PLAN.meeting] = replace(known, phase=phase, chair=DEPUTY)
    keep(made, replace(MOVE, by=DEPUTY))
    assert made.body.circulations[U1].moved.needed == needed


def test_the_meeting_planned_next_is_told() -> None:
    made = books(MOVE, OPEN, *ALL_VOTE)
    keep(made, PLAN)
    assert duties(made, PLAN.meeting) == ["U1"]
    later = replace(PLAN, meeting=MeetingId("2026-04"), starts=PLAN.starts + timedelta(days=30))
    keep(made, later)
    assert duties(made, "2026-04") == []


def test_a_meeting_planned_before_is_told_and_its_successor_if_it_is_cancelled() -> None:
    later = replace(PLAN, meeting=MeetingId("2026-04"), starts=PLAN.starts + timedelta(days=30))
    made = books(PLAN, later, MOVE, OPEN, *ALL_VOTE)
    assert duties(made, PLAN.meeting) == ["U1"]
    assert duties(made, "2026-04") == []
    keep(made, c.CancelMeeting(by=MAYOR, at=AT, reason="Sturm"), PLAN.meeting)
    assert duties(made, "2026-04") == ["U1"]


def test_what_failed_is_told_to_no_meeting() -> None:
    no = [replace(vote, choice=None, agrees=False, reason="Sitzung!") for vote in ALL_VOTE[:3]]
    made = books(PLAN, MOVE, OPEN, *no)
    assert duties(made, PLAN.meeting) == []
    assert made.register() == ()


def test_who_may_read_of_a_non_public_one() -> None:
    biased = c.RecuseFromCirculation(by=UWE, at=AT, circulation=U1, seat=UWE, reason="Meins.")
    body = books(replace(MOVE, public=False), OPEN, biased).body
    known = body.circulations[U1]
    here = replace(context(), body=body, place=Place.DIRECT, by=AYSE)
    assert may_see_between(here, known)
    for barred in (
        replace(here, by=UWE),
        replace(here, by=GUEST),
        replace(here, by=None),
        replace(here, place=Place.SESSION),
    ):
        assert not may_see_between(barred, known)
    assert may_see_between(replace(here, by=None), books(MOVE).body.circulations[U1])


def test_requests_for_a_non_public_item_are_not_shown_to_guests_strangers_or_the_room() -> None:
    """Given one, when a guest asks in a direct message, then the guest reads of no request."""
    made = books()
    law_of = partial(rules_of, load_council(SAMPLE))
    law = law_of(made.body, AT.date())
    text, title = "Wir kaufen.", "Grundstück"
    ask = c.RequestItem(
        by=AYSE, at=AT, title=title, text=text, public=False, for_group=False, rules=law
    )
    keep(made, ask)
    here = replace(context(), body=made.body, place=Place.DIRECT, by=AYSE)

    def told(asker: Context) -> bool:
        return "Grundstück" in str(shown(made, law_of, q.ShowItemRequests(), asker))

    assert told(here)
    assert told(replace(here, place=Place.OFFICE, by=CLERK))
    for barred in (replace(here, by=GUEST), replace(here, by=None)):
        assert not told(barred)
    assert not told(replace(here, place=Place.SESSION))
