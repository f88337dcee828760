# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is answered about resolutions and receipts, from the books of a body."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from council import DECIDED_URGENTLY
from sample_journal import MAYOR, PRESENT, evening

from bot.books import Books
from bot.chat import requests as q
from bot.convocation import delivery_lines
from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.circulating import Circulation
from bot.domain.evolve import evolve, replay
from bot.domain.ids import BallotId, BodyId, ItemId, UrgentId
from bot.domain.meeting import Meeting
from bot.domain.refusals import (
    ItemUnknown,
    NoMeeting,
    Refused,
    ResolutionUnknown,
    UrgentDecisionNoActs,
)
from bot.domain.values import ContestOutcome, Phase, ResolutionState
from bot.resolutions import (
    SHOWN,
    for_good,
    resolution_command,
    resolution_lines,
    text_command,
)

STANDINGS = ("open", "adopted", "contested")
RECORDS = evening()
MEETING = replay(record.event for record in RECORDS)
NOON = RECORDS[-1].at


def sees_all(_meeting: Meeting, _item: ItemId | None) -> bool:
    return True


def sees_public(meeting: Meeting, item: ItemId | None) -> bool:
    known = meeting.item_named(item) if item else None
    return known is not None and known.public


def sees_between(known: Circulation) -> bool:
    return known.moved.public


def books(meeting: Meeting = MEETING) -> Books:
    made = Books(BodyId("rat"))
    made.meetings[meeting.id] = meeting
    made.ended = {(meeting.id, ballot): NOON for ballot in meeting.ballots}
    return made


def test_a_number_names_ballot_and_meeting_and_an_extract_carries_it() -> None:
    first = books().register()[0]
    act = c.IssueExtract(by=MAYOR, at=NOON, ballot=BallotId(""), number="")
    meeting, made = resolution_command(books(), q.OnResolution(number=first.number, act=act))
    assert (meeting, made) == (
        MEETING.id,
        replace(act, ballot=first.ballot, number=first.number),
    )
    with pytest.raises(Refused) as refused:
        resolution_command(books(), q.OnResolution(number="99/2026", act=act))
    last = books().register()[-1].number
    assert refused.value.reason == ResolutionUnknown(number="99/2026", last=last)


def test_what_repeals_a_resolution_for_good_is_asked_back_and_nothing_else() -> None:
    made = books()
    number = made.register()[0].number
    settle = c.SettleContest(
        by=MAYOR, at=NOON, ballot=BallotId(""), outcome=ContestOutcome.REPEALED, note="Bescheid"
    )
    asked = for_good(made, q.OnResolution(number=number, act=settle))
    assert asked is not None
    assert asked.command == replace(settle, ballot=made.register()[0].ballot)
    stands = replace(settle, outcome=ContestOutcome.STANDS)
    assert for_good(made, q.OnResolution(number=number, act=stands)) is None
    assert for_good(made, q.OnResolution(number="99/2026", act=settle)) is None
    assert for_good(made, q.ShowNotice()) is None


def test_who_may_not_see_non_public_business_does_not_find_its_resolutions() -> None:
    everything = resolution_lines(books(), q.ShowResolutions(), sees_all, sees_between)
    public = resolution_lines(books(), q.ShowResolutions(), sees_public, sees_between)
    hidden = [one for one in books().register() if not one.public]
    assert hidden
    titles = {str(line.facts.get("number")) for line in public}
    assert not titles & {one.number for one in hidden}
    assert {one.number for one in hidden} < {str(line.facts.get("number")) for line in everything}


def test_a_long_register_is_cut_and_says_so() -> None:
    ballots = {
        BallotId(f"V{n}"): replace(ballot, id=BallotId(f"V{n}"))
        for n in range(100, 100 + SHOWN + 2)
        for ballot in MEETING.ballots.values()
        if ballot.result and ballot.subject.kind == "motion"
    }
    many = books(replace(MEETING, ballots=ballots))
    lines = resolution_lines(many, q.ShowResolutions(), sees_all, sees_between)
    assert [lines[-1].key, lines[-1].facts] == ["show.resolutions_more", {"n": 2}]


def test_texts_go_to_the_meeting_that_is_over_even_if_the_next_is_planned() -> None:
    """Given items of the same name in the next meeting, the text is written on the last one."""
    made = books()
    coming = replace(MEETING, id=type(MEETING.id)("2027-01"), phase=Phase.PLANNED)
    made.meetings[coming.id] = coming
    meeting, command = text_command(made, q.SetText(number="1", text="x"), MAYOR, NOON)
    assert (meeting, command.item) == (MEETING.id, MEETING.agenda[0].id)
    assert text_command(made, q.SetText(number="", text="x"), MAYOR, NOON)[1].item is None
    with pytest.raises(Refused) as refused:
        text_command(made, q.SetText(number="77", text="x"), MAYOR, NOON)
    assert refused.value.reason == ItemUnknown(item=ItemId("77"))


def test_without_a_meeting_that_was_held_there_are_no_minutes_to_write() -> None:
    for made in (books(replace(MEETING, phase=Phase.PLANNED)), Books(BodyId("rat"))):
        with pytest.raises(Refused) as refused:
            text_command(made, q.SetText(number="", text="x"), MAYOR, NOON)
        assert refused.value.reason == NoMeeting()


def test_the_list_of_receipts_names_everybody_invited() -> None:
    lines = delivery_lines(MEETING)
    assert len(lines) == len(MEETING.invited) + 1
    assert lines[0].facts["proven"] == 0
    assert [line.key for line in delivery_lines(replace(MEETING, invited=()))] == [
        "show.not_invited"
    ]
    assert set(PRESENT)


def found(made: Books, *words: str) -> list[object]:
    ask = q.ShowResolutions(words=words, standings={one: one for one in words if one in STANDINGS})
    lines = resolution_lines(made, ask, sees_all, sees_between)
    return [line.facts["number"] for line in lines if line.key == "show.resolution"]


def test_the_register_is_asked_for_how_resolutions_stand() -> None:
    """Given one contested, one to be carried out and one not approved: the first two are open."""
    known = books().register()
    adopted = [one for one in known if one.state is ResolutionState.ADOPTED]
    first, second = adopted[:2]
    meeting = replay(
        [
            *(record.event for record in RECORDS),
            e.ResolutionContested(ballot=first.ballot, reason="§ 44", norm="§ 44", by=MAYOR),
            e.TaskAssigned(ballot=second.ballot, office="Bauamt", due=NOON.date(), by=MAYOR),
        ]
    )
    made = books(meeting)
    assert found(made, "contested") == [first.number]
    assert found(made, "open") == [second.number, first.number]
    assert found(made, "adopted") == [
        one.number for one in reversed(adopted) if one.number != first.number
    ]
    assert found(made, "open", first.number) == [first.number]
    done = e.TaskReported(ballot=second.ballot, text="Gebaut.", done=True, by=MAYOR)
    assert found(books(evolve(meeting, done)), "open") == [first.number]


def test_a_word_for_how_a_resolution_stands_is_looked_for_in_its_wording_too() -> None:
    made = books()
    word, *_ = str(made.register()[0].title).split()
    ask = q.ShowResolutions(words=(word,), standings={word: "repealed"})
    lines = resolution_lines(made, ask, sees_all, sees_between)
    assert lines[0].key == "show.resolution"


def test_urgent_decisions_stand_among_the_resolutions_by_their_day() -> None:
    made = books()
    older = replace(DECIDED_URGENTLY, decided=NOON - timedelta(days=900))
    secret = replace(DECIDED_URGENTLY, id=UrgentId("D2"), public=False, decided=NOON)
    made.body = replace(made.body, urgent={older.id: older, secret.id: secret})
    ask = q.ShowResolutions()
    keys = [line.key for line in resolution_lines(made, ask, sees_public, sees_between)]
    assert (keys[0], keys[-1]) == ("show.resolution", "show.urgent_decision")
    keys = [line.key for line in resolution_lines(made, ask, sees_all, sees_between, closed=True)]
    assert keys.count("show.urgent_decision") == 2
    alone = resolution_lines(made, q.ShowResolutions(words=("d1/",)), sees_public, sees_between)
    assert [line.key for line in alone] == [
        "show.urgent_decision",
        "say.quote",
        "say.urgent_reason",
    ]


def test_an_urgent_decision_has_an_extract_and_nothing_else_of_a_resolution() -> None:
    made = books()
    made.body = replace(made.body, urgent={DECIDED_URGENTLY.id: DECIDED_URGENTLY})
    extract = c.IssueExtract(by=MAYOR, at=NOON, ballot=BallotId(""), number="")
    assert resolution_command(made, q.OnResolution(number="d1", act=extract)) == (
        None,
        c.IssueUrgentExtract(by=MAYOR, at=NOON, decision=DECIDED_URGENTLY.id),
    )
    contest = c.ContestResolution(by=MAYOR, at=NOON, ballot=BallotId(""), reason="x")
    with pytest.raises(Refused) as refused:
        resolution_command(made, q.OnResolution(number="D1/2026", act=contest))
    assert refused.value.reason == UrgentDecisionNoActs(number="D1/2026")
