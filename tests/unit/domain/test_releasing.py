# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Release of non-public resolutions: who decides on it, what is released, and only once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from council import (
    AYSE,
    BEFORE,
    CLERK,
    MAYOR,
    NOW,
    RULES,
    T1,
    V1,
    V2,
    VOTERS,
    VOTING,
    cast,
    subject,
)
from scenario import Given
from secret import CLOSE, PUBLIC, SECRET

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import BallotId, ItemId, MeetingId, MotionId
from bot.domain.refusals import Refused
from bot.domain.register import resolutions
from bot.domain.releasing import (
    Matter,
    need_not_voted_on,
    need_secret,
    release,
    released_by,
    resolved_releases,
    subject_of,
)
from bot.domain.rulebook import Release
from bot.domain.rules import Rules
from bot.domain.values import Choice, Subject, SubjectKind

TITLE = Given(*SECRET).meeting.item_named(T1)
RELEASE = c.ReleaseResolution(
    by=MAYOR, at=NOW, ballot=V1, number="1/2026", decided=BEFORE, reason="Beurkundet."
)
WORD = c.WordRelease(by=CLERK, at=NOW, ballot=V1, title="Grundstück", text="Es wird verkauft.")


def law(word: Release) -> Rules:
    """Return the rules with one who decides on releases."""
    return replace(RULES, values={**RULES.values, "public.release": str(word)})


def released(command: c.ReleaseResolution = RELEASE, *before: e.Event) -> e.ResolutionReleased:
    given = Given(*SECRET, *before)
    *_, event = given.when(replace(command, rules=law(Release.CHAIR))).accepted().happened
    assert isinstance(event, e.ResolutionReleased)
    return event


def test_where_the_body_decides_nobody_releases_anything_by_themselves() -> None:
    refused = r.ReleaseUnresolved(number="1/2026", norm="")
    Given(*SECRET).when(RELEASE).refused(refused)
    Given(*SECRET).when(replace(RELEASE, rules=law(Release.RESOLUTION))).refused(refused)
    resolved = replace(RELEASE, by=c.OPERATOR, resolved_in=MeetingId("2026-04"), reason="")
    Given(*SECRET).when(resolved).accepted()


def test_where_the_chair_finds_that_the_ground_is_gone_it_takes_a_reason() -> None:
    given = Given(*SECRET)
    given.when(replace(RELEASE, rules=law(Release.CHAIR), reason=" ")).refused(r.ReasonMissing())
    given.when(replace(RELEASE, rules=law(Release.CHAIR))).accepted()
    given.when(replace(RELEASE, by=AYSE)).refused(r.NotAllowed(roles=("chair", "clerk", "deputy")))


def test_what_is_released_is_the_resolution_with_its_numbers_and_the_day_it_was_taken() -> None:
    known = released().released
    assert TITLE
    assert (known.title, known.own_words) == (TITLE.title, True)
    assert known.result
    assert (known.result.yes, known.decided, known.reason) == (9, BEFORE, "Beurkundet.")
    meeting = Given(*SECRET).meeting
    assert known.text == meeting.motions[MotionId(meeting.ballots[V1].subject.ref)].text


def test_or_what_was_written_for_the_public_and_none_of_its_own_words() -> None:
    worded = e.ReleaseWorded(ballot=V1, title="Grundstück", text="Es wird verkauft.", by=CLERK)
    Given(*SECRET).when(WORD).then(worded)
    event = released(RELEASE, worded)
    known = event.released
    assert (known.title, known.text, known.own_words) == ("Grundstück", "Es wird verkauft.", False)
    assert TITLE
    assert TITLE.title not in str(event)
    Given(*SECRET).when(replace(WORD, by=AYSE)).refused(r.NotAllowed(roles=("chair", "clerk")))


@pytest.mark.parametrize("command", [WORD, replace(RELEASE, rules=law(Release.CHAIR))])
def test_what_is_public_or_no_resolution_or_released_is_not_released(
    command: c.WordRelease | c.ReleaseResolution,
) -> None:
    Given(*PUBLIC).when(command).refused(r.NothingToRelease())
    Given(*SECRET, released()).when(command).refused(r.NothingToRelease())
    Given(*SECRET).when(replace(command, ballot=V2)).refused(r.NoResolution(ballot=V2))
    unfinished = tuple(one for one in SECRET if not isinstance(one, e.BallotClosed))
    Given(*unfinished).when(command).refused(r.NoResolution(ballot=V1))


def test_what_was_voted_on_behind_closed_doors_is_secret_whatever_its_item_is() -> None:
    """Also a ballot on no item, and one whose item has left the agenda since."""
    meeting = Given(*SECRET).meeting
    ballot = meeting.ballots[V1]
    for item in (None, ItemId("gone")):
        changed = replace(meeting, ballots={V1: replace(ballot, item=item)})
        assert need_secret(changed, V1)[0].item is item
        act = replace(RELEASE, resolved_in=MeetingId("2026-04"))
        (event,) = release(changed, act)
        assert isinstance(event, e.ResolutionReleased)
        assert event.released.title == ""


def test_a_wording_that_is_no_motion_is_released_as_it_was_put_to_the_vote() -> None:
    meeting = Given(*SECRET).meeting
    (event,) = release(
        replace(meeting, motions={}), replace(RELEASE, resolved_in=MeetingId("2026-04"))
    )
    assert isinstance(event, e.ResolutionReleased)
    assert event.released.text == meeting.ballots[V1].subject.text


def test_a_released_resolution_is_not_voted_on_again() -> None:
    """Everybody has read it: what is done now is done by another resolution."""
    again = c.RepeatBallot(by=MAYOR, at=NOW, ballot=V1, reason="Verzählt")
    Given(*SECRET).when(again).accepted()
    Given(*SECRET, released()).when(again).refused(r.NotRepeatable(ballot=V1))


def test_the_register_shows_the_public_the_release_and_nothing_else() -> None:
    meeting = Given(*SECRET).meeting
    ended = {(meeting.id, V1): NOW}
    (line,) = resolutions([meeting], ended, (), "Europe/Berlin")
    assert (line.public, line.as_released) == (False, None)
    event = released(RELEASE, e.ReleaseWorded(ballot=V1, title="G", text="V.", by=CLERK))
    (line,) = resolutions([Given(*SECRET, event).meeting], ended, (), "Europe/Berlin")
    shown = line.as_released
    assert shown
    assert (shown.title, shown.text, shown.item, shown.item_number) == ("G", "V.", None, "")
    assert TITLE
    assert not shown.matches([TITLE.title])
    (open_one,) = resolutions([Given(*PUBLIC).meeting], ended, (), "Europe/Berlin")
    assert open_one.as_released == open_one


def test_a_vote_on_a_release_names_the_resolution_by_its_number_alone() -> None:
    about = subject_of(Matter(meeting=MeetingId("2026-03"), what=V1, number="1/2026"))
    assert about == Subject(kind=SubjectKind.RELEASE, ref="2026-03/V1", text="1/2026")
    assert released_by(about) == (MeetingId("2026-03"), V1)
    Given(*SECRET).when(c.OpenBallot(by=MAYOR, at=NOW, subject=about)).accepted()
    empty = subject(SubjectKind.RELEASE)
    Given(*SECRET).when(c.OpenBallot(by=MAYOR, at=NOW, subject=empty)).refused(
        r.SubjectMissing(kind=SubjectKind.RELEASE)
    )


@pytest.mark.parametrize(("choice", "count"), [(Choice.YES, 1), (Choice.NO, 0)])
def test_only_a_yes_of_the_body_releases(choice: Choice, count: int) -> None:
    about = subject_of(Matter(meeting=MeetingId("2026-03"), what=V1, number="1/2026"))
    put = Given(*SECRET).when(c.OpenBallot(by=MAYOR, at=NOW, subject=about)).accepted()
    votes = (replace(cast(seat, choice), ballot=V2) for seat in VOTERS)
    given = Given(*put.happened, *votes)
    after = given.when(CLOSE).accepted()
    meeting = given.meeting
    assert len(list(resolved_releases(meeting, after.happened[-2:]))) == count
    need_not_voted_on([Given(*PUBLIC).meeting, meeting], MeetingId("2026-03"), V2)
    with pytest.raises(Refused) as refused:
        need_not_voted_on([meeting], MeetingId("2026-03"), V1)
    assert refused.value.reason == r.ReleaseVotedOn(number="1/2026")


def test_other_votes_release_nothing() -> None:
    meeting = Given(*SECRET).meeting
    assert list(resolved_releases(meeting, SECRET)) == []
    running = Given(*VOTING).meeting
    need_not_voted_on([running], running.id, BallotId("V1"))
