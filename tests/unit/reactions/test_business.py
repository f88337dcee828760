# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The course of the meeting, and its minutes."""

from __future__ import annotations

from dataclasses import replace

from sample_journal import EXTENSION, MAYOR, ROAD, WEBER, Journal, evening, planned
from turns import keys, last, lines, messages, papers, steps

from bot.domain import events as e
from bot.domain.ids import BallotId, MeetingId, MotionId, SeatId
from bot.domain.values import Channel, Mode
from bot.effects import Paper, Place, Say
from bot.reactions import Turn


def opened(*, urgent: bool = False) -> Journal:
    journal = planned()
    sent = journal.records[-1].event
    assert isinstance(sent, e.InvitationSent)
    notice = replace(sent.notice, urgent=urgent)
    journal.records[-1] = replace(journal.records[-1], event=replace(sent, notice=notice))
    return journal.at("19:00").add(e.MeetingOpened(by=MAYOR, chair=WEBER))


def test_opening_names_who_leads_and_what_a_shortened_notice_needs_first() -> None:
    assert keys(last(opened().records).effects) == ["say.opened"]
    assert lines(last(opened().records).effects)[0].facts["name"] == "Jörg Weber"
    assert keys(last(opened(urgent=True).records).effects) == ["say.opened", "say.urgency_needed"]


def test_closing_names_what_is_left_by_number_and_the_journals_head() -> None:
    closing = last(opened().add(e.MeetingClosed(by=MAYOR, open_items=(ROAD,))).records)
    assert keys(closing.effects)[:3] == ["say.closed", "say.items_left", "say.closed_head"]
    assert lines(closing.effects)[1].facts["numbers"] == ("2",)
    assert lines(closing.effects)[2].facts["head"] == closing.turn.hash[:16]


def test_closing_after_everything_leaves_nothing() -> None:
    closing = last(opened().add(e.MeetingClosed(by=MAYOR, open_items=())).records)
    assert "say.items_left" not in keys(closing.effects)


def test_an_item_ends_or_is_postponed_with_or_without_a_note() -> None:
    for postponed, note, key in (
        (False, "", "say.item_closed"),
        (False, "zur Kenntnis", "say.item_closed_note"),
        (True, "", "say.item_postponed"),
        (True, "auf Januar", "say.item_postponed_note"),
    ):
        journal = opened().add(e.ItemCalled(item=ROAD))
        ended = last(journal.add(e.ItemClosed(item=ROAD, note=note, postponed=postponed)).records)
        assert keys(ended.effects) == [key]


def motion(*, amendments: int) -> Journal:
    journal = opened().add(
        e.ItemCalled(item=ROAD),
        e.MotionMoved(motion=MotionId("A1"), item=ROAD, by=MAYOR, text="Ausbau."),
    )
    for n in range(amendments):
        journal.add(
            e.AmendmentMoved(
                motion=MotionId(f"A{n + 2}"),
                amends=MotionId("A1"),
                by=WEBER,
                text="",
                replaces="Aus",
            )
        )
    return journal


def test_an_amendment_shows_old_and_new_words_or_a_dash_for_what_is_struck() -> None:
    said = last(motion(amendments=1).records)
    assert keys(said.effects) == [
        "say.amendment",
        "say.replaces",
        "say.quote",
        "say.replaced_by",
        "say.quote",
    ]
    assert lines(said.effects)[-1].facts["text"] == "–"


def test_a_withdrawn_motion_takes_its_amendments_with_it() -> None:
    withdrawn = e.MotionWithdrawn(motion=MotionId("A1"), by=MAYOR)
    fallen = last(motion(amendments=2).add(withdrawn).records)
    assert lines(fallen.effects)[1].facts["motions"] == ("A2", "A3")
    alone = last(motion(amendments=0).add(withdrawn).records)
    assert keys(alone.effects) == ["say.motion_withdrawn"]


def test_minutes_with_a_non_public_part_are_two_papers_the_second_for_the_office() -> None:
    drafts = [step for step in steps(evening()) if step.kind == "MinutesDrafted"]
    issued = [(p.place, p.paper, p.public) for p in papers(drafts[0].effects)]
    assert issued == [(Place.OFFICE, Paper.DRAFT, True), (Place.OFFICE, Paper.DRAFT, False)]
    approved = last(evening())
    assert [(p.place, p.public) for p in papers(approved.effects)] == [
        (Place.SESSION, True),
        (Place.OFFICE, False),
    ]


def test_minutes_without_a_non_public_part_are_one_paper() -> None:
    journal = opened().add(
        e.MeetingClosed(by=MAYOR, open_items=()), e.MinutesDrafted(by=MAYOR, version=1)
    )
    assert [paper.public for paper in papers(last(journal.records).effects)] == [True]


def test_the_approval_of_old_minutes_does_not_show_the_old_meeting_to_widgets() -> None:
    (told,) = [m for m in messages(last(evening()).effects) if isinstance(m, Say)]
    assert (told.place, told.view) == (Place.SESSION, None)


def test_after_the_second_signature_the_way_to_approval_is_told() -> None:
    signed = [keys(s.effects) for s in steps(evening()) if s.kind == "MinutesSigned"]
    assert signed == [["say.minutes_signed"], ["say.minutes_signed", "say.minutes_signed_both"]]


def test_a_name_is_said_even_of_a_seat_that_is_gone_or_unknown() -> None:
    turn = last(evening()).turn
    assert turn.name(None) == ""
    assert turn.name(MAYOR) == "Dr. Martina Albrecht"
    assert turn.name(SeatId("77")) == "77"


def test_a_title_of_an_item_nobody_knows_is_empty() -> None:
    turn: Turn = last(planned().records).turn
    assert turn.title(EXTENSION) == ""
    assert turn.number(EXTENSION) == ""


def test_the_approval_names_version_and_meeting() -> None:
    approved = e.MinutesApproved(meeting=MeetingId("2026-08"), ballot=BallotId("V1"), version=3)
    journal = opened().add(
        e.MeetingClosed(by=MAYOR, open_items=()), e.MinutesDrafted(by=MAYOR, version=3), approved
    )
    assert lines(last(journal.records).effects)[0].facts["version"] == 3


def private(*, asked: bool, remote: bool = True) -> Journal:
    """Return a meeting about to exclude the public, with a member who takes part from elsewhere."""
    journal = opened()
    planning = journal.records[0].event
    assert isinstance(planning, e.MeetingPlanned)
    rules = replace(planning.rules, values={**planning.rules.values, "public.alone": asked})
    journal.records[0] = replace(journal.records[0], event=replace(planning, rules=rules))
    mode = Mode.REMOTE if remote else Mode.HALL
    return journal.add(
        *(
            e.MemberArrived(seat=seat, mode=mode, channel=Channel.TEXT, late=False)
            for seat in (WEBER, MAYOR)
        )
    )


def closed_room(journal: Journal) -> list[str]:
    effects = last(journal.records).effects
    return [
        line.key
        for one in effects
        if isinstance(one, Say) and one.place is Place.CLOSED
        for line in one.lines
    ]


def test_who_is_elsewhere_is_reminded_that_nobody_may_listen_in() -> None:
    excluded = e.PublicExcluded(by=MAYOR)
    reminded = closed_room(private(asked=False).add(excluded))
    assert reminded == ["say.public_excluded", "say.listen_alone"]
    asked = closed_room(private(asked=True).add(excluded))
    assert asked[1:] == ["say.listen_alone", "say.listen_alone_confirm"]
    assert closed_room(private(asked=True, remote=False).add(excluded)) == ["say.public_excluded"]
    late = e.MemberArrived(seat=WEBER, mode=Mode.REMOTE, channel=Channel.TEXT, late=True)
    assert "say.listen_alone" in closed_room(private(asked=False).add(excluded, late))
    there = replace(late, mode=Mode.HALL)
    assert "say.listen_alone" not in closed_room(private(asked=False).add(excluded, there))


def test_each_confirmation_says_who_is_still_asked() -> None:
    journal = private(asked=True).add(e.PublicExcluded(by=MAYOR))
    journal.add(e.AloneConfirmed(seat=WEBER, by=WEBER))
    assert closed_room(journal) == ["say.alone", "say.alone_missing"]
    journal.add(e.AloneConfirmed(seat=MAYOR, by=MAYOR))
    assert closed_room(journal) == ["say.alone"]
    unasked = private(asked=False).add(e.PublicExcluded(by=MAYOR))
    assert closed_room(unasked.add(e.AloneConfirmed(seat=WEBER, by=WEBER))) == ["say.alone"]
