# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Decisions between meetings: each is asked alone, no vote is shown early, all hear the end."""

from __future__ import annotations

from dataclasses import replace

import pytest
from circulation_samples import MOVED, OPENED, SIGNED, U1
from council import AYSE, BEFORE, BODY, CLERK, MAYOR, PLANNED, UWE, VOTERS
from sample_journal import EARLIER
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.circulated import CirculationEnd, Objection, Outcome, Reply
from bot.domain.circulation import due, to_make_known
from bot.domain.evolve import evolve as evolve_meeting
from bot.domain.ids import CirculationId
from bot.domain.roster import evolve
from bot.domain.values import Choice, Language
from bot.effects import Effect, Paper, Place, Publish, Revise, Say, Tell
from bot.reactions import BodyTurn, body_effects
from bot.reactions.circulation import outcome_lines


def answered(reply: Reply) -> e.CirculationAnswered:
    return e.CirculationAnswered(circulation=U1, reply=reply)


YES = answered(Reply(seat=AYSE, agrees=True, choice=Choice.YES))
NO = answered(Reply(seat=UWE, agrees=False, reason="Nein!"))
LETTER = answered(Reply(seat=UWE, agrees=True, choice=Choice.NO, entered_by=CLERK, proof="Brief"))


def effects(*happened: e.BodyEvent) -> list[Effect]:
    before = Given(*BODY, *happened[:-1]).body
    after = evolve(before, happened[-1])
    turn = BodyTurn(before=before, after=after, event=happened[-1], seq=9, hash="", at=BEFORE)
    return body_effects(turn)


def said(*happened: e.BodyEvent) -> list[tuple[Place | None, str]]:
    return [
        (one.place if isinstance(one, Say) else None, line.key)
        for one in effects(*happened)
        if isinstance(one, Say | Tell)
        for line in one.lines
    ]


def end(*answers: e.BodyEvent, moved: e.CirculationMoved = MOVED) -> e.CirculationClosed:
    known = Given(*BODY, moved, SIGNED, OPENED, *answers)
    (command,) = due(known.body, OPENED.until)
    closed = known.when(command).accepted().happened[-1]
    assert isinstance(closed, e.CirculationClosed)
    return closed


def test_others_are_shown_how_to_support_it_until_it_can_be_opened() -> None:
    assert said(MOVED) == [
        (Place.SESSION, "say.circulation_moved"),
        (Place.SESSION, "say.quote"),
        (Place.SESSION, "say.circulation_support"),
    ]
    ready = (Place.OFFICE, "say.circulation_ready")
    assert said(MOVED, SIGNED) == [(Place.SESSION, "say.circulation_supported"), ready]
    assert said(MOVED, SIGNED, replace(SIGNED, by=MAYOR))[-1] != ready
    freely = replace(MOVED, group="Grüne", needed=0)
    assert said(freely)[-1] == ready
    assert said(freely, SIGNED) == [(Place.SESSION, "say.circulation_support_not_needed")]


def test_who_moved_it_may_have_left_the_roster() -> None:
    left = e.SeatVacated(seat=AYSE, reason="")
    (room, _) = effects(MOVED, left, SIGNED)
    assert isinstance(room, Say)
    assert room.lines[0].facts["by"] == ""


def test_everybody_with_a_vote_is_asked_alone() -> None:
    asked = [one for one in effects(MOVED, SIGNED, OPENED) if isinstance(one, Tell)]
    assert [one.seat for one in asked] == list(VOTERS)
    assert asked[0].lines[-1].key == "say.circulation_how"
    silent = replace(OPENED, agreement=0, announced="")
    assert (None, "say.circulation_how_silence") in said(MOVED, SIGNED, silent)
    assert (Place.SESSION, "say.circulation_announced") not in said(MOVED, SIGNED, silent)


def test_while_it_runs_the_office_hears_who_objects_but_not_how_anybody_votes() -> None:
    assert said(MOVED, SIGNED, OPENED, YES) == [
        (None, "say.circulation_answered"),
        (Place.OFFICE, "say.circulation_progress"),
    ]
    assert said(MOVED, SIGNED, OPENED, NO)[-1] == (Place.OFFICE, "say.circulation_objection")
    assert said(MOVED, SIGNED, OPENED, LETTER)[0] == (None, "say.circulation_entered")
    (_, office, _) = effects(MOVED, SIGNED, OPENED, YES)
    assert isinstance(office, Say)
    assert Choice.YES not in [office.lines[0].facts.get(name) for name in ("title", "answered")]


def test_the_message_that_asks_is_edited_with_every_answer() -> None:
    """How many have answered, and who for the pages; never what."""
    asks = effects(MOVED, SIGNED, OPENED)[0]
    edit = effects(MOVED, SIGNED, OPENED, YES)[-1]
    assert isinstance(asks, Say)
    assert isinstance(edit, Revise)
    assert (edit.place, edit.slot) == (Place.SESSION, asks.slot)
    assert [line.key for line in edit.lines] == [
        "say.circulation_opened",
        "say.quote",
        "say.circulation_announced",
        "say.circulation_progress",
    ]
    assert edit.circulations
    (shown,) = edit.circulations["circulations"]
    assert (shown["answered"], shown["votes"]) == ([AYSE], None)


def test_an_answer_before_anybody_was_asked_edits_nothing() -> None:
    assert not [one for one in effects(MOVED, SIGNED, YES) if isinstance(one, Revise)]


def test_each_room_is_shown_what_is_told_in_it() -> None:
    hidden = replace(MOVED, circulation=CirculationId("U2"), public=False)
    (public, *_), (closed, *_) = effects(hidden, MOVED), effects(MOVED, hidden)
    for said_there, place, shown in ((public, Place.SESSION, "U1"), (closed, Place.CLOSED, "U2")):
        assert isinstance(said_there, Say)
        assert said_there.place is place
        assert said_there.circulations
        assert [one["id"] for one in said_there.circulations["circulations"]] == [shown]


@pytest.mark.parametrize(("public", "room"), [(True, Place.SESSION), (False, Place.CLOSED)])
def test_what_is_not_public_is_said_in_the_closed_room(public: bool, room: Place) -> None:
    moved = replace(MOVED, public=public)
    recused = e.CirculationRecused(circulation=U1, seat=UWE, by=UWE, reason="Meins.")
    gone = e.CirculationWithdrawn(circulation=U1, by=CLERK, reason="Sitzung.")
    for last in ((SIGNED,), (SIGNED, OPENED, recused), (SIGNED, OPENED, gone)):
        places = {place for place, _ in said(moved, *last)}
        assert places <= {room, Place.OFFICE}
    closed = end(YES, NO, recused, moved=moved)
    places = {place for place, _ in said(moved, SIGNED, OPENED, closed)}
    assert places == {room, Place.OFFICE}


def test_a_secret_one_is_worded_in_the_office_and_made_known_to_everybody() -> None:
    moved = replace(MOVED, public=False)
    closed = end(YES, moved=moved)
    worded = e.CirculationReleaseWorded(circulation=U1, title="Technik", text="Ja.", by=CLERK)
    happened = (moved, SIGNED, OPENED, closed)
    assert said(*happened, worded) == [
        (Place.OFFICE, "say.release_worded"),
        (Place.OFFICE, "say.quote"),
    ]
    released = replace(EARLIER, circulation=U1)
    told = said(*happened, e.CirculationReleased(circulation=U1, released=released, by=MAYOR))
    assert (Place.SESSION, "say.released") in told
    assert {place for place, _ in told} == {Place.SESSION, Place.OFFICE}


def test_a_failed_one_is_sent_to_a_meeting() -> None:
    closed = end(YES, NO)
    assert closed.outcome.end is CirculationEnd.NOT_AGREED
    keys = said(MOVED, SIGNED, OPENED, closed)
    assert keys[0] == (Place.SESSION, "say.circulation_failed")
    assert keys[-1] == (Place.OFFICE, "say.circulation_to_meeting")
    assert (Place.SESSION, "say.circulation_objection") in keys


def adopted() -> Outcome:
    votes = [answered(Reply(seat=seat, agrees=True, choice=Choice.YES)) for seat in VOTERS[:8]]
    return end(*votes).outcome


def test_all_votes_are_shown_by_name_in_the_end_and_only_counted_in_the_meeting() -> None:
    known = adopted()
    assert [line.key for line in outcome_lines(known, names=True)] == [
        "say.circulation_result",
        "say.quote",
        "say.circulation_agreed",
        "say.circulation_votes",
        "say.circulation_silent",
    ]
    keys = [line.key for line in outcome_lines(known, names=False)]
    assert keys == ["say.circulation_result", "say.quote", "say.circulation_agreed"]
    silent = replace(
        known, agreement=0, recused=("Uwe",), objections=(Objection(name="A", reason=""),)
    )
    assert [line.key for line in outcome_lines(silent, names=False)][2:] == [
        "say.circulation_objection",
        "say.circulation_without",
    ]


def test_it_counts_towards_the_meeting_it_is_made_known_in() -> None:
    known = adopted()
    item = to_make_known(known, Language.EN)
    told = (
        Given(*PLANNED)
        .when(c.MakeKnown(by=c.OPERATOR, at=BEFORE, item=item, outcome=known))
        .accepted()
    )
    assert evolve_meeting(told.meeting, e.ItemCalled(item=told.meeting.agenda[0].id)).item


def test_a_reminder_goes_to_each_alone_and_whose_votes_are_missing_to_the_office_alone() -> None:
    reminded = e.CirculationReminded(circulation=U1, seats=(AYSE, UWE), until=OPENED.until)
    assert said(MOVED, SIGNED, OPENED, reminded) == [
        (None, "say.circulation_reminder"),
        (None, "say.circulation_reminder"),
        (Place.OFFICE, "say.circulation_missing"),
    ]


@pytest.mark.parametrize("public", [True, False])
def test_an_extract_goes_to_the_office_as_the_paper_it_is(public: bool) -> None:
    issued = e.CirculationExtractIssued(circulation=U1, number="1/2026", by=CLERK)
    told, paper = effects(replace(MOVED, public=public), SIGNED, issued)
    assert isinstance(told, Say)
    assert (told.place, told.lines[0].key) == (Place.OFFICE, "say.circulation_extract_issued")
    assert paper == Publish(
        place=Place.OFFICE, paper=Paper.EXTRACT, through=9, public=public, circulation=U1
    )
