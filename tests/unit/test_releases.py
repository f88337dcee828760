# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Releases in the books: by number, under the law of the day, and what each reader finds of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from circulation_samples import MOVED, OPENED, SIGNED, U1
from council import (
    AYSE,
    CLERK,
    ESTABLISH,
    GUEST,
    MAYOR,
    NOW,
    PLAN,
    PLANNED,
    T1,
    V1,
    V2,
    VOTERS,
    roll_call,
)
from secret import CLOSE, SECRET
from talking import context

from bot.books import Books
from bot.chat import requests as q
from bot.chat.context import Context, Place
from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.circulated import Reply
from bot.domain.circulation import due
from bot.domain.ids import BodyId, ElectionId, MeetingId
from bot.domain.refusals import Refused
from bot.domain.values import Channel, Choice, Subject, SubjectKind
from bot.effects import Line
from bot.entries import Decided, Kept
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


# Elections and what was decided between meetings.

ELECTED = (
    e.ElectionOpened(election=ElectionId("W1"), item=None, office="Amtsleitung"),
    e.CandidateNominated(election=ElectionId("W1"), candidate="Anna Alt", by=AYSE),
    e.ElectionAnswered(election=ElectionId("W1"), elected="Anna Alt", accepted=True),
)
BY_NAME = replace(RELEASE, number=f"{NEXT}/W1")


def by_chair(made: Books) -> Books:
    rules = made.meetings[PLAN.meeting].law()
    made.rules_for = lambda *_: replace(rules, values={"public.release": "chair"})
    return made


def with_election() -> Books:
    """Return the books of a meeting that has elected somebody without the public."""
    made = books()
    write(made, NEXT, e.PublicExcluded(by=MAYOR), *ELECTED)
    return made


def with_circulation(*, decided: bool = True) -> Books:
    made = books()
    moved = replace(MOVED, public=False)
    answers = [
        e.CirculationAnswered(
            circulation=U1, reply=Reply(seat=seat, agrees=True, choice=Choice.YES)
        )
        for seat in VOTERS
    ]
    write(made, None, moved, SIGNED, OPENED, *answers)
    if decided:
        (command,) = due(made.body, OPENED.until)
        keep(made, command)
    return made


def test_an_election_is_found_by_its_meeting_and_name_or_in_the_meeting_itself() -> None:
    made = by_chair(with_election())
    for number in (f"{NEXT}/W1", "W1", "w1"):
        (only,) = made.judge(replace(RELEASE, number=number), None)
        assert isinstance(only.event, e.ElectionReleased)
        assert (only.meeting, only.event.released.number) == (NEXT, f"{NEXT}/W1")
        assert only.event.released.decided == NOW
    for number in (f"{PLAN.meeting}/W1", "2020-01/W1", "W2"):
        with pytest.raises(Refused) as refused:
            made.judge(replace(RELEASE, number=number), None)
        assert isinstance(refused.value.reason, r.ResolutionUnknown)


def test_an_election_of_an_earlier_meeting_is_noted_in_the_one_that_runs() -> None:
    made = by_chair(books())
    opened, nominated, answered = ELECTED
    secret = e.ItemReclassified(item=T1, public=False)
    write(made, PLAN.meeting, secret, replace(opened, item=T1), nominated, answered)
    released_there, noted = made.judge(replace(RELEASE, number=f"{PLAN.meeting}/W1"), None)
    assert (released_there.meeting, noted.meeting) == (PLAN.meeting, NEXT)
    assert isinstance(noted.event, e.ReleaseAnnounced)


def test_the_body_resolves_that_an_election_or_a_circulation_is_made_known() -> None:
    for made, number, kind in (
        (with_election(), f"{NEXT}/W1", e.ElectionReleased),
        (with_circulation(), "1/2026", e.CirculationReleased),
    ):
        vote = replace(VOTE, subject=replace(VOTE.subject, ref=number))
        keep(made, vote, NEXT)
        for seat in VOTERS:
            cast = c.CastVote(by=seat, at=LATER, seat=seat, choice=Choice.YES, channel=Channel.TEXT)
            keep(made, cast, NEXT)
        _, told, *noted = made.judge(replace(CLOSE, at=LATER), NEXT)
        assert isinstance(told.event, kind)
        assert isinstance(told.event, e.ElectionReleased | e.CirculationReleased)
        assert told.event.released.resolved_in == NEXT
        assert len(noted) == (told.meeting is None)
        assert not told.event.released.reason


def test_what_was_decided_between_meetings_is_noted_in_the_next_if_none_is_held() -> None:
    release = replace(RELEASE, number="1/2026")
    made = by_chair(with_circulation())
    told, noted = made.judge(release, None)
    assert (told.meeting, noted.meeting) == (None, NEXT)
    write(made, NEXT, e.MeetingClosed(by=MAYOR, open_items=()))
    (only,) = made.judge(release, None)
    assert isinstance(only.event, e.CirculationReleased)
    keep(made, replace(PLAN, meeting=MeetingId("2026-05"), starts=PLAN.starts + timedelta(days=90)))
    told, noted = made.judge(release, None)
    assert noted.meeting == "2026-05"


def test_election_and_circulation_are_worded_by_the_same_command_unless_voted_on() -> None:
    for made, number, kind in (
        (with_election(), f"{NEXT}/W1", c.WordElectionRelease),
        (with_circulation(), "1/2026", c.WordCirculationRelease),
    ):
        meeting, word = resolution_command(made, q.OnResolution(number=number, act=WORD))
        assert isinstance(word, kind)
        made.judge(word, meeting)
        keep(made, replace(VOTE, subject=replace(VOTE.subject, ref=number)), NEXT)
        with pytest.raises(Refused) as refused:
            made.judge(word, meeting)
        assert refused.value.reason == r.ReleaseVotedOn(number=number)


def test_a_circulation_that_was_made_known_is_found_in_the_words_of_the_release() -> None:
    made = by_chair(with_circulation())
    meeting, word = resolution_command(made, q.OnResolution(number="1/2026", act=WORD))
    keep(made, word, meeting)
    who = member(made)
    assert [one.key for one in found(made, who, "1/2026")] == ["show.no_resolutions"]
    keep(made, replace(RELEASE, number="1/2026"))
    assert [one.key for one in found(made, who, "1/2026")] == [
        "show.resolution",
        "say.quote",
        "say.released_ground",
        "show.by_circulation",
    ]
    assert [one.key for one in found(made, who, MOVED.title)] == ["show.no_resolutions"]


def test_turning_the_books_back_forgets_who_was_elected_since() -> None:
    made = books()
    mark = made.bookmark()
    write(made, NEXT, *ELECTED)
    assert made.elected
    made.turn_back(mark)
    assert not made.elected
