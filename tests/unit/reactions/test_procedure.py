# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Motions on the course of business, and votes without names, as the room hears them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from debate_journal import debated, raised
from sample_journal import HORN, KAYA, LAND, MAYOR, PLAYGROUND, ROAD, RULES, Journal, planned
from turns import keys, last, lines, steps

from bot.domain import events as e
from bot.domain.debating import ProceduralEnd, ProceduralKind
from bot.domain.ids import MotionId, ProceduralId
from bot.domain.rulebook import Demand
from bot.domain.values import Base, Channel, Choice, Majority, Mode, Subject, SubjectKind
from bot.effects import EndPoll, Place, Say, StartPoll

G1, G2 = ProceduralId("G1"), ProceduralId("G2")
THIRD = replace(
    RULES,
    values={"vote.recorded": Demand.MINORITY},
    shares={"vote.recorded.share": Majority(share=Fraction(1, 3), base=Base.MEMBERS)},
)


def on_item(*happened: e.MeetingEvent, third: bool = False) -> Journal:
    journal = planned().at("19:00").add(e.MeetingOpened(by=MAYOR, chair=MAYOR))
    for seat in (MAYOR, KAYA, HORN):
        journal.add(e.MemberArrived(seat=seat, mode=Mode.HALL, channel=Channel.TEXT, late=False))
    if third:
        journal.add(e.RulesTaken(rules=THIRD))
    return journal.add(e.ItemCalled(item=ROAD), *happened)


def test_a_motion_is_told_with_what_comes_next() -> None:
    effects = last(on_item(raised(G1, ProceduralKind.REFER, HORN, text="x")).records).effects
    assert keys(effects) == ["say.procedural_raised", "say.procedural_how"]
    more = on_item(
        raised(G1, ProceduralKind.CLOSE_LIST, HORN), raised(G2, ProceduralKind.CLOSE_DEBATE, KAYA)
    )
    told = lines(last(more.records).effects)
    assert told[-1].facts["order"] == (G2, G1)


def test_to_exclude_the_public_it_first_has_to_go() -> None:
    inside = on_item(e.PublicExcluded(by=MAYOR))
    for journal, hint in ((on_item(), True), (inside, False)):
        effects = last(journal.add(raised(G1, ProceduralKind.EXCLUDE_PUBLIC, HORN)).records).effects
        assert ("say.procedural_non_public" in keys(effects)) is hint


def test_a_demand_says_how_many_it_still_takes() -> None:
    journal = on_item(raised(G1, ProceduralKind.RECORDED_VOTE, HORN), third=True)
    support = lines(last(journal.records).effects)[-1]
    assert (support.facts["supporters"], support.facts["needed"]) == (1, 4)
    for seat in (KAYA, MAYOR):
        journal.add(e.ProceduralSupported(motion=G1, seat=seat))
    assert keys(last(journal.records).effects)[-1] == "say.procedural_support"
    journal.add(e.ProceduralSupported(motion=G1, seat=LAND))  # type: ignore[arg-type]
    assert keys(last(journal.records).effects) == ["say.procedural_supported"]


@pytest.mark.parametrize("end", list(ProceduralEnd))
def test_an_end_is_told_unless_the_vote_has_told_it(end: ProceduralEnd) -> None:
    journal = on_item(raised(G1, ProceduralKind.CLOSE_LIST, HORN))
    effects = last(journal.add(e.ProceduralEnded(motion=G1, end=end, reason="")).records).effects
    by_vote = end in (ProceduralEnd.ADOPTED, ProceduralEnd.REJECTED)
    assert keys(effects) == ([] if by_vote else [f"say.procedural_{end}"])


def test_the_room_hears_which_items_are_put_off() -> None:
    put_off = e.ItemsPostponed(items=(PLAYGROUND, LAND), note="Vertagung aller weiteren Punkte")
    (told,) = lines(last(on_item(put_off).records).effects)
    assert (told.key, told.facts["numbers"]) == ("say.items_postponed", ("4", "N1"))


def test_the_whole_debate_is_told() -> None:
    said = {key for step in steps(debated()) for key in keys(step.effects)}
    assert {
        "say.procedural_for",
        "say.procedural_against",
        "say.list_closed",
        "say.debate_closed",
        "say.vote_mode_resolved",
        "say.vote_how_secret",
        "say.tally_papers",
        "say.ballot_voided",
    } <= said


def test_a_secret_vote_has_no_poll() -> None:
    for step in steps(debated()):
        ballot = step.turn.before.open_ballot() or step.turn.after.open_ballot()
        if ballot and ballot.mode == "secret":
            assert not any(isinstance(one, StartPoll | EndPoll) for one in step.effects)


def test_hands_count_among_the_received() -> None:
    entered = [s for s in steps(debated()) if s.kind == "SumsEntered"][-1]
    assert lines(entered.effects)[0].facts["received"] == 7


def test_what_is_moved_without_the_public_is_shown_in_the_closed_room_only() -> None:
    journal = on_item(e.PublicExcluded(by=MAYOR), raised(G1, ProceduralKind.CLOSE_LIST, HORN))
    turn = last(journal.records).turn
    assert turn.view(Place.SESSION)["procedural"] == []
    assert [one["id"] for one in turn.view(Place.CLOSED)["procedural"]] == [G1]
    assert [s.place for s in last(journal.records).effects if isinstance(s, Say)] == [Place.CLOSED]


ROAD_MOVED = e.MotionMoved(motion=MotionId("A1"), item=ROAD, by=MAYOR, text="alt und neu")


def amending(name: str, replaces: str) -> e.AmendmentMoved:
    return e.AmendmentMoved(
        motion=MotionId(name), amends=MotionId("A1"), by=HORN, text="x", replaces=replaces
    )


def test_from_the_second_amendment_on_an_order_of_votes_is_proposed() -> None:
    journal = on_item(ROAD_MOVED, amending("A2", "alt"))
    assert "say.order_proposed" not in keys(last(journal.records).effects)
    journal.add(amending("A3", "alt und neu"))
    said = lines(last(journal.records).effects)
    assert [(line.key, line.facts.get("motion")) for line in said[-2:]] == [
        ("say.order_whole", "A3"),
        ("say.order_passage", "A2"),
    ]
    journal.add(
        e.AmendmentsOrdered(
            motion=MotionId("A1"), order=(MotionId("A2"), MotionId("A3")), reason="weil"
        )
    )
    assert keys(last(journal.records).effects) == ["say.amendments_ordered", "say.order_reason"]
    journal.add(amending("A4", ""))
    assert "say.order_proposed" not in keys(last(journal.records).effects)


MOVED = e.MotionMoved(motion=MotionId("A1"), item=ROAD, by=HORN, text="Ausbau.")
A9 = MotionId("A9")


def test_a_counter_motion_is_shown_with_the_order_of_votes_it_leads_to() -> None:
    journal = on_item(MOVED)
    counter = e.CounterMotionMoved(motion=A9, against=MotionId("A1"), by=KAYA, text="Kein Ausbau.")
    said = last(journal.add(counter).records).effects
    assert keys(said) == [
        "say.counter_motion",
        "say.quote",
        "say.order_proposed",
        "say.order_against",
        "say.order_main",
    ]
    ordered = e.MotionsOrdered(motion=MotionId("A1"), order=(MotionId("A1"), A9), reason="")
    assert keys(last(journal.add(ordered).records).effects) == ["say.motions_ordered"]
    reasoned = replace(ordered, reason="geht weiter")
    said = last(journal.add(reasoned).records).effects
    assert keys(said) == ["say.motions_ordered", "say.order_reason"]
    # Where the chair has set an order, none is proposed any more.
    another = replace(counter, motion=MotionId("A10"))
    assert "say.order_proposed" not in keys(last(journal.add(another).records).effects)


def test_what_is_settled_by_an_adopted_motion_is_named() -> None:
    journal = on_item(MOVED)
    counter = e.CounterMotionMoved(motion=A9, against=MotionId("A1"), by=KAYA, text="Kein Ausbau.")
    journal.add(counter)
    journal.ballot(ROAD, Subject(kind=SubjectKind.MOTION, ref=A9), {KAYA: Choice.YES}, entitled=6)
    said = lines(last(journal.records).effects)
    assert next(s for s in said if s.key == "say.motions_settled").facts["motions"] == ("A1",)


def test_who_leaves_a_motion_of_several_is_named_with_those_who_stay() -> None:
    journal = on_item(MOVED)
    journal.add(e.MotionJoined(motion=MotionId("A1"), seat=KAYA))
    said = last(journal.add(e.MoverWithdrew(motion=MotionId("A1"), seat=KAYA)).records).effects
    assert [line.key for line in lines(said)] == ["say.mover_withdrew"]


def test_an_order_without_a_reason_and_a_joined_motion_are_told() -> None:
    journal = on_item(ROAD_MOVED, amending("A2", "alt"))
    order = e.AmendmentsOrdered(motion=MotionId("A1"), order=(MotionId("A2"),), reason="")
    assert keys(last(journal.add(order).records).effects) == ["say.amendments_ordered"]
    join = e.MotionJoined(motion=MotionId("A1"), seat=KAYA)
    assert keys(last(journal.add(join).records).effects) == ["say.motion_joined"]
