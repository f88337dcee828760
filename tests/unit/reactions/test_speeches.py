# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The speakers' list as the room sees it, and the time that is left."""

from __future__ import annotations

from dataclasses import replace

from debate_journal import began, spoken
from sample_journal import HORN, KAYA, MAYOR, ROAD, RULES, Journal, planned
from turns import keys, last, lines, steps

from bot.domain import events as e
from bot.domain.debating import SpeechKind
from bot.domain.values import Channel, Mode
from bot.effects import Place, Revise, Say

LIMITS = replace(RULES, values={"speech.group_minutes": 5, "speech.item_minutes": 10})


def on_item(*happened: e.MeetingEvent) -> Journal:
    journal = planned().at("19:00").add(e.MeetingOpened(by=MAYOR, chair=MAYOR))
    for seat in (MAYOR, KAYA, HORN):
        journal.add(e.MemberArrived(seat=seat, mode=Mode.HALL, channel=Channel.TEXT, late=False))
    return journal.add(e.RulesTaken(rules=LIMITS), e.ItemCalled(item=ROAD), *happened)


def requested(kind: SpeechKind = SpeechKind.DEBATE) -> e.FloorRequested:
    return e.FloorRequested(seat=KAYA, kind=kind)


def test_the_list_is_one_message_that_is_edited() -> None:
    journal = on_item(requested())
    (first,) = last(journal.records).effects
    assert isinstance(first, Say)
    assert [line.key for line in first.lines] == ["say.speakers", "say.speaker"]
    journal.add(e.FloorRequested(seat=HORN, kind=SpeechKind.REPLY))
    (second,) = last(journal.records).effects
    assert isinstance(second, Revise)
    assert (second.slot, second.lines[1].key) == (first.slot, "say.speaker_as")
    journal.add(e.FloorRequestDropped(seat=KAYA, by=KAYA))
    journal.add(e.FloorRequestDropped(seat=HORN, by=MAYOR))
    assert keys(last(journal.records).effects) == ["say.speakers_none"]


def test_who_speaks_is_told_the_time_of_speech_group_and_debate() -> None:
    journal = on_item(requested())
    told, listed = last(journal.add(began(KAYA, SpeechKind.DEBATE, journal, 125)).records).effects
    assert isinstance(told, Say)
    assert [line.key for line in told.lines] == [
        "say.speech_limit",
        "say.group_left",
        "say.debate_left",
    ]
    assert (told.lines[0].facts["minutes"], told.lines[0].facts["seconds"]) == (2, "05")
    assert isinstance(listed, Revise)


def test_what_is_not_counted_has_no_share() -> None:
    journal = on_item()
    assert keys(
        last(journal.add(began(KAYA, SpeechKind.PERSONAL, journal, 60)).records).effects
    ) == ["say.speech_limit"]
    assert last(journal.add(began(HORN, SpeechKind.REPLY, journal)).records).effects == ()


def test_a_speech_that_is_too_long_is_told_to_all_and_its_end_by_the_floor() -> None:
    told = {step.kind: step for step in steps(spoken())}
    over = [s.place for s in told["SpeechTimeUp"].effects if isinstance(s, Say)]
    assert over == [Place.SESSION, Place.OFFICE]
    assert told["SpeechEnded"].effects == ()
    assert lines(told["FloorTaken"].effects)


def test_more_time_is_told_with_its_end_and_shown() -> None:
    journal = on_item(requested(), e.FloorGiven(seat=KAYA, by=MAYOR))
    journal.add(began(KAYA, SpeechKind.DEBATE, journal, 60))
    step = last(journal.add(e.SpeechExtended(seat=KAYA, by=MAYOR, seconds=125)).records)
    (told,) = step.effects
    assert isinstance(told, Say)
    (line,) = told.lines
    assert (line.key, line.facts["minutes"]) == ("say.speech_extended", 2)
    ends = step.turn.view(Place.SESSION)["debate"]["speaking"][0]["ends"]
    assert ends == "2026-11-26T19:02:05+01:00"


def test_the_view_counts_down_and_hides_the_closed_part() -> None:
    journal = on_item(requested(), e.FloorRequested(seat=HORN, kind=SpeechKind.DEBATE))
    journal.add(e.FloorGiven(seat=KAYA, by=MAYOR))
    debate = last(journal.add(began(KAYA, SpeechKind.DEBATE, journal, 60)).records).turn.view(
        Place.SESSION
    )["debate"]
    assert debate["waiting"] == [{"seat": HORN, "kind": "debate"}]
    assert debate["speaking"][0]["ends"] == "2026-11-26T19:01:00+01:00"
    assert (debate["speaking"][0]["group_left"], debate["left"]) == (300, 600)
    closed = last(journal.add(e.PublicExcluded(by=MAYOR)).records).turn
    assert closed.view(Place.SESSION)["debate"]["waiting"] == []
    assert closed.view(Place.CLOSED)["debate"]["waiting"] != []
