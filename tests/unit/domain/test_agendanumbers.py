# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Numbers of an agenda that has gone out: they move up, or each item keeps its own."""

from __future__ import annotations

from dataclasses import replace

from council import AGENDA, INVITATION, MAYOR, NOW, RULES, T1, T2, T3, item, planned, roll_call
from hypothesis import given
from hypothesis import strategies as st
from scenario import Given

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.evolve import replay
from bot.domain.ids import ItemId
from bot.domain.meeting import Meeting
from bot.domain.minutes import minutes
from bot.domain.records import Recorded

T4, T5 = ItemId("T4"), ItemId("T5")
LAW = replace(RULES, values={**RULES.values, "agenda.numbers": "keep"})
DRAFT = (*planned(LAW), *AGENDA)
INVITED = (*DRAFT, INVITATION)
OFF = e.AgendaItemRemoved(item=T1, reason="resolved")


def numbers(meeting: Meeting) -> dict[ItemId, str]:
    return {known.id: meeting.number_of(known.id) for known in meeting.agenda}


def test_a_number_taken_off_stays_empty_and_is_never_given_again() -> None:
    known = replay((*INVITED, OFF))
    assert numbers(known) == {T2: "2", T3: "N1"}
    assert known.item_by_number("1") is None
    added = replay((*INVITED, OFF, e.AgendaItemAdded(item=item(T4, "Neu", late=True), position=0)))
    assert numbers(added) == {T4: "3", T2: "2", T3: "N1"}
    gone = replay((*INVITED, e.AgendaItemRemoved(item=T2, reason="resolved")))
    last = replay([e.AgendaItemAdded(item=item(T4, "Neu", late=True), position=1)], gone)
    assert last.number_of(T4) == "3"


def test_a_draft_nobody_was_invited_to_moves_up() -> None:
    assert numbers(replay((*DRAFT, OFF))) == {T2: "1", T3: "N1"}


def test_without_that_rule_what_follows_moves_up() -> None:
    known = replay((*planned(RULES), *AGENDA, INVITATION, OFF))
    assert numbers(known) == {T2: "1", T3: "N1"}


def test_an_item_that_is_called_earlier_keeps_its_number() -> None:
    known = replay((*INVITED, e.AgendaItemMoved(item=T2, position=0)))
    assert numbers(known) == {T2: "2", T1: "1", T3: "N1"}


def test_where_an_item_goes_is_said_by_the_number_shown_and_not_by_the_place() -> None:
    """Number 1 was taken off: the second item, at place 1, is still number 2."""
    more = e.AgendaItemAdded(item=item(T4, "Neu", late=True), position=1)
    later = e.AgendaItemAdded(item=item(T5, "Noch", late=True), position=2)
    known = Given(*INVITED, OFF, more, later)
    move = c.MoveAgendaItem(by=MAYOR, at=NOW, item=T5, position=2)
    moved = known.when(move).then(e.AgendaItemMoved(item=T5, position=0))
    assert numbers(moved.meeting) == {T5: "4", T2: "2", T4: "3", T3: "N1"}
    moved.when(replace(move, position=3)).then(e.AgendaItemMoved(item=T5, position=2))
    known.when(replace(move, position=1)).refused(r.ItemUnknown(item=ItemId("1")))
    known.when(replace(move, item=T3, position=2)).refused(r.ItemUnknown(item=ItemId("N2")))


def test_nothing_goes_before_a_number_called_already() -> None:
    happened = (*INVITED, *roll_call(MAYOR), e.ItemCalled(item=T1), e.ItemClosed(item=T1, note=""))
    late = e.AgendaItemAdded(item=item(T4, "Neu", late=True), position=2)
    move = c.MoveAgendaItem(by=MAYOR, at=NOW, item=T4, position=1)
    known = Given(*happened, late)
    known.when(move).refused(r.BeforeCalled(item=T1))
    known.when(replace(move, position=2)).then(e.AgendaItemMoved(item=T4, position=1))


def test_numbers_that_stay_let_an_item_join_one_before_a_called_one() -> None:
    called = (*INVITED, *roll_call(MAYOR), e.ItemCalled(item=T2), e.ItemClosed(item=T2, note=""))
    more = e.AgendaItemAdded(item=item(T4, "Neu"), position=2)
    join = c.JoinItems(by=MAYOR, at=NOW, items=(T1, T4))
    joined = Given(*called, more).when(join).then(e.ItemsJoined(items=(T1, T4), by=MAYOR))
    assert numbers(joined.meeting) == {T1: "1", T4: "3", T2: "2", T3: "N1"}


def test_an_item_that_becomes_non_public_gets_a_number_of_that_part() -> None:
    known = replay((*INVITED, e.ItemReclassified(item=T1, public=False)))
    assert numbers(known) == {T2: "2", T3: "N1", T1: "N2"}
    late = e.AgendaItemAdded(item=item(T4, "Neu", public=False, late=True), position=3)
    assert replay([late], known).number_of(T4) == "N3"
    only = (*planned(LAW), AGENDA[0], INVITATION, e.ItemReclassified(item=T1, public=False))
    assert replay(only).number_of(T1) == "N1"


def test_it_is_called_by_the_number_people_have_on_paper() -> None:
    opened = Given(*INVITED, *roll_call(MAYOR), OFF)
    assert opened.meeting.item_by_number("2")
    called = c.CallItem(by=MAYOR, at=NOW, item=T2)
    assert called.item == opened.meeting.item_by_number("2").id  # type: ignore[union-attr]


def test_the_minutes_name_the_number_that_stays_empty() -> None:
    happened = (*INVITED, OFF)
    noted = minutes([Recorded(seq=n, at=NOW, event=one) for n, one in enumerate(happened, 1)])
    assert [one.number for one in noted.removed] == ["1"]
    assert [line.number for line in noted.agenda] == ["2", "N1"]


@given(st.lists(st.sampled_from(["add", "add_closed", "off", "shut"]), max_size=8))
def test_no_number_is_ever_two_items(steps: list[str]) -> None:
    meeting, ever = replay(INVITED), dict[str, ItemId]()
    for n, step in enumerate(steps, 10):
        agenda = meeting.agenda
        if step.startswith("add"):
            new = item(ItemId(f"T{n}"), public=step == "add", late=True)
            meeting = replay([e.AgendaItemAdded(item=new, position=len(agenda))], meeting)
        elif step == "off" and agenda:
            gone = e.AgendaItemRemoved(item=agenda[0].id, reason="resolved")
            meeting = replay([gone], meeting)
        elif agenda and agenda[0].public:
            shut = e.ItemReclassified(item=agenda[0].id, public=False)
            meeting = replay([shut], meeting)
        for number, owner in ((meeting.number_of(one.id), one.id) for one in meeting.agenda):
            assert ever.setdefault(number, owner) == owner
