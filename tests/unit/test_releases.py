# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Releases in the books: by number, under the law of the day, and what each reader finds of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from council import (
    AYSE,
    CLERK,
    ESTABLISH,
    GUEST,
    MAYOR,
    NOW,
    PLAN,
    PLANNED,
    V1,
    V2,
    VOTERS,
    roll_call,
)
from secret import CLOSE, SECRET
from talking import context

from bot.books import Books, Decided, Kept
from bot.chat import requests as q
from bot.chat.context import Context, Place
from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import BodyId, MeetingId
from bot.domain.refusals import Refused
from bot.domain.values import Channel, Choice, Subject, SubjectKind
from bot.effects import Line
from bot.readers import may_see
from bot.resolutions import resolution_command, resolution_lines

LATER = NOW + timedelta(days=20)
NEXT = MeetingId("2026-04")
RELEASE = c.ReleaseResolution(
    by=MAYOR, at=LATER, ballot=V2, number="1/2026", decided=LATER, reason="Beurkundet."
)
WORD = c.WordRelease(by=CLERK, at=LATER, ballot=V2, title="Bach", text="Es wird gekauft.")
VOTE = c.OpenBallot(by=MAYOR, at=LATER, subject=Subject(kind=SubjectKind.RELEASE, ref="1/2026"))


def keep(made: Books, command: c.Command, meeting: MeetingId | None = None) -> None:
    for one in made.judge(command, meeting):
        write(made, one.meeting, one.event)


def write(made: Books, meeting: MeetingId | None, *events: e.Event) -> None:
    for event in events:
        seq = made.head(meeting) + 1
        kept = Kept(meeting=meeting, event=event, seq=seq, hash=str(seq), at=NOW)
        made.keep(kept).effects()


def books() -> Books:
    """Return the books after a meeting with a secret resolution, and in the midst of the next."""
    made = Books(BodyId("rat"))
    keep(made, ESTABLISH)
    write(made, PLAN.meeting, *SECRET, e.MeetingClosed(by=MAYOR, open_items=()))
    planned, *roster = PLANNED
    assert isinstance(planned, e.MeetingPlanned)
    write(made, NEXT, replace(planned, meeting=NEXT), *roster)
    write(made, NEXT, e.MeetingOpened(by=MAYOR, chair=MAYOR))
    write(made, NEXT, *roll_call(*VOTERS))
    return made


def voted(made: Books, choice: Choice) -> list[Decided]:
    keep(made, VOTE, NEXT)
    for seat in VOTERS:
        keep(
            made,
            c.CastVote(by=seat, at=LATER, seat=seat, choice=choice, channel=Channel.TEXT),
            NEXT,
        )
    return made.judge(replace(CLOSE, at=LATER), NEXT)


def test_a_yes_of_the_body_releases_in_the_stream_of_the_resolution_and_notes_it_here() -> None:
    made = books()
    closed, released_there, noted_here = voted(made, Choice.YES)
    assert isinstance(closed.event, e.BallotClosed)
    assert isinstance(released_there.event, e.ResolutionReleased)
    assert released_there.meeting == PLAN.meeting
    assert released_there.event.ballot == V1
    assert released_there.event.released.resolved_in == NEXT
    assert noted_here == Decided(NEXT, e.ReleaseAnnounced(released=released_there.event.released))
    (only,) = voted(books(), Choice.NO)
    assert isinstance(only.event, e.BallotClosed)


def test_which_resolution_is_meant_follows_from_its_number_whatever_ballot_is_named() -> None:
    made = books()
    with pytest.raises(Refused) as refused:
        made.judge(RELEASE, NEXT)
    assert refused.value.reason == r.ReleaseUnresolved(number="1/2026", norm="")
    for number, reason in (
        ("9/2026", r.ResolutionUnknown(number="9/2026", last="1/2026")),
        ("", r.ResolutionUnknown(number="", last="1/2026")),
    ):
        with pytest.raises(Refused) as unknown:
            made.judge(replace(RELEASE, number=number), None)
        assert unknown.value.reason == reason
        with pytest.raises(Refused) as unknown:
            made.judge(replace(VOTE, subject=replace(VOTE.subject, ref=number)), NEXT)
        assert unknown.value.reason == reason


def test_the_law_of_the_day_says_who_decides() -> None:
    """Given a law by which the chair decides, since then: it is not the law of the old meeting."""
    made = books()
    rules = made.meetings[PLAN.meeting].law()
    made.rules_for = lambda _body, day: replace(
        rules, values={"public.release": "chair" if day == LATER.date() else "resolution"}
    )
    released_there, noted_here = made.judge(RELEASE, None)
    assert isinstance(released_there.event, e.ResolutionReleased)
    assert (released_there.meeting, noted_here.meeting) == (PLAN.meeting, NEXT)
    assert released_there.event.released.decided == NOW
    with pytest.raises(Refused):
        made.judge(replace(RELEASE, at=NOW), None)


def test_between_meetings_a_release_is_noted_in_none() -> None:
    made = books()
    rules = made.meetings[PLAN.meeting].law()
    made.rules_for = lambda *_: replace(rules, values={"public.release": "chair"})
    write(made, NEXT, e.MeetingClosed(by=MAYOR, open_items=()))
    (only,) = made.judge(RELEASE, None)
    assert only.meeting == PLAN.meeting


def test_while_the_body_votes_on_a_release_nobody_changes_what_is_released() -> None:
    made = books()
    request = q.OnResolution(number="1/2026", act=WORD)
    meeting, word = resolution_command(made, request)
    assert (meeting, word.by) == (PLAN.meeting, CLERK)
    keep(made, VOTE, NEXT)
    with pytest.raises(Refused) as refused:
        made.judge(word, meeting)
    assert refused.value.reason == r.ReleaseVotedOn(number="1/2026")


# What is found of it.

PLACES = (Place.SESSION, Place.DIRECT, Place.CLOSED)


def found(made: Books, who: Context, *words: str) -> list[Line]:
    sees = partial(may_see, who)
    return resolution_lines(made, q.ShowResolutions(words=words), sees, lambda _: False)


def readers(made: Books) -> list[Context]:
    """Return people who may not read non-public business where they ask."""
    meeting = made.meetings[PLAN.meeting]
    guests = [replace(context(GUEST, place, meeting), body=made.body) for place in PLACES]
    return [*guests, replace(context(AYSE, Place.SESSION, meeting), body=made.body)]


def member(made: Books) -> Context:
    return replace(context(AYSE, Place.CLOSED, made.meetings[NEXT]), body=made.body)


def test_before_its_release_nobody_outside_finds_it_by_any_word_of_it() -> None:
    made = books()
    (line,) = made.register()
    for who in readers(made):
        for words in ((), (line.number,), *((word,) for word in (line.title + line.text).split())):
            assert [one.key for one in found(made, who, *words)] == ["show.no_resolutions"]
    keep(made, replace(WORD, ballot=V1), PLAN.meeting)
    for who in readers(made):
        assert [one.key for one in found(made, who, "Bach")] == ["show.no_resolutions"]
    assert "show.release_worded" in [one.key for one in found(made, member(made))]


def test_after_it_they_find_what_was_released_and_not_a_word_more() -> None:
    made = books()
    keep(made, replace(WORD, ballot=V1), PLAN.meeting)
    (line,) = made.register()
    for one in voted(made, Choice.YES):
        write(made, one.meeting, one.event)
    keep(
        made,
        c.AssignTask(by=CLERK, at=LATER, ballot=V1, office="Bauamt", due=LATER.date()),
        PLAN.meeting,
    )
    for who in readers(made):
        lines = found(made, who, "Bach")
        assert [one.key for one in lines] == [
            "show.resolution",
            "say.quote",
            "say.released_resolved",
        ]
        assert line.title not in str(lines)
        assert line.text not in str(lines)
        for word in line.title.split():
            assert [one.key for one in found(made, who, word)] == ["show.no_resolutions"]
    whole = found(made, member(made))
    assert line.title in str(whole)
    assert {"say.released_resolved", "show.task"} <= {one.key for one in whole}
