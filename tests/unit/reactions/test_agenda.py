# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Planning, agenda and invitation: who is told what, and where."""

from __future__ import annotations

from dataclasses import replace

from sample_journal import LAND, MAYOR, ROAD, SEATS, STAFF, SURVEY, Journal, cancelled, planned
from turns import keys, last, lines, messages, papers, steps

from bot.domain import events as e
from bot.domain.ids import ItemId, MeetingId
from bot.domain.rules import Verified
from bot.domain.values import AgendaItem
from bot.effects import Admit, Paper, Place, Say, Style
from bot.reactions.agenda import SHOWN, deadlines, unread


def opened() -> Journal:
    journal = planned()
    return journal.at("19:00").add(e.MeetingOpened(by=MAYOR, chair=MAYOR))


def public_only() -> Journal:
    """Return a meeting that is invited to without a non-public item, in time."""
    journal = planned()
    records = [
        record
        for record in journal.records
        if not (isinstance(record.event, e.AgendaItemAdded) and not record.event.item.public)
    ]
    sent = records[-1].event
    assert isinstance(sent, e.InvitationSent)
    kept = replace(sent, notice=replace(sent.notice, urgent=False, full_days=5), urgency_reason="")
    records[-1] = replace(records[-1], event=kept)
    return Journal(records=records, now=journal.now)


def test_plans_are_the_offices_business() -> None:
    for step in steps(planned().records)[:-1]:
        assert {
            message.place for message in messages(step.effects) if isinstance(message, Say)
        } <= {Place.OFFICE}


def test_the_office_s_pages_see_a_plan_grow_and_no_meeting_of_long_ago() -> None:
    """Given what only the office is told; the whole of it stays behind closed doors."""
    told = [
        message
        for step in steps(planned().records)[:-1]
        for message in messages(step.effects)
        if isinstance(message, Say)
    ]
    assert told
    views = [message.view for message in told]
    assert all(view is not None and view["public"] for view in views)
    assert [len(view["agenda"]) for view in views if view] == sorted(
        len(view["agenda"]) for view in views if view
    )
    over = [one for one in messages(last(cancelled()).effects) if isinstance(one, Say)]
    assert [one.view for one in over if one.place is Place.OFFICE] == [None]


def test_a_cancelled_meeting_is_told_to_all_only_if_it_was_invited_to() -> None:
    told = [
        message.place for message in messages(last(cancelled()).effects) if isinstance(message, Say)
    ]
    assert told == [Place.OFFICE, Place.SESSION]
    journal = Journal(records=planned().records[:3])
    unheard = last(journal.add(e.MeetingCancelled(reason="Eis")).records)
    assert [m.place for m in messages(unheard.effects) if isinstance(m, Say)] == [Place.OFFICE]


def test_an_invitation_with_non_public_items_goes_to_two_rooms() -> None:
    """Given non-public items, the session room gets the notice, the closed room the letter."""
    sent = last(planned().records)
    issued = [(paper.place, paper.paper, paper.public) for paper in papers(sent.effects)]
    assert issued == [
        (Place.SESSION, Paper.INVITATION, True),
        (Place.CLOSED, Paper.INVITATION, False),
    ]
    admitted = {effect.seat for effect in sent.effects if isinstance(effect, Admit)}
    assert admitted == {seat.id for seat in SEATS} - {SEATS[-1].id}
    session, closed = [m for m in messages(sent.effects) if isinstance(m, Say)][:2]
    assert "say.agenda_elsewhere" in [line.key for line in session.lines]
    assert [line.key for line in closed.lines if line.style is Style.TITLE][1:] == [
        "say.agenda_non_public"
    ]


def test_an_invitation_without_non_public_items_is_one_letter() -> None:
    sent = last(public_only().records)
    assert [(paper.place, paper.public) for paper in papers(sent.effects)] == [
        (Place.SESSION, False)
    ]
    assert "say.notice_kept" in keys(sent.effects)
    assert not [effect for effect in sent.effects if isinstance(effect, Admit)]


def test_an_invitation_with_non_public_items_only_has_no_public_heading() -> None:
    journal = planned()
    for item in list(last(journal.records).turn.after.agenda):
        if item.public:
            journal.add(e.AgendaItemRemoved(item=item.id, reason=""))
    sent = next(r.event for r in journal.records if isinstance(r.event, e.InvitationSent))
    assert "say.agenda_public" not in keys(last(journal.add(sent).records).effects)


def test_a_long_agenda_is_listed_up_to_a_bound() -> None:
    journal = public_only()
    sent = journal.records.pop().event
    for n in range(SHOWN):
        item = AgendaItem(id=ItemId(f"x{n}"), title=f"Punkt {n}")
        journal.add(e.AgendaItemAdded(item=item, position=4))
    assert isinstance(sent, e.InvitationSent)
    said = lines(last(journal.add(sent).records).effects)
    assert len([line for line in said if line.key == "say.agenda_item"]) == SHOWN
    assert [line.facts["n"] for line in said if line.key == "say.agenda_more"] == [4]


def test_a_late_item_is_announced_and_a_late_non_public_one_to_the_office_alone() -> None:
    for public, places in ((True, [Place.OFFICE, Place.SESSION]), (False, [Place.OFFICE])):
        item = AgendaItem(id=ItemId("late"), title="Sondernutzung", late=True, public=public)
        added = last(opened().add(e.AgendaItemAdded(item=item, position=1)).records)
        assert [m.place for m in messages(added.effects) if isinstance(m, Say)] == places


def test_before_the_invitation_a_removed_item_is_the_offices_business() -> None:
    journal = Journal(records=planned().records[:-1])
    removed = last(journal.add(e.AgendaItemRemoved(item=STAFF, reason="")).records)
    assert [m.place for m in messages(removed.effects) if isinstance(m, Say)] == [Place.OFFICE]
    assert lines(removed.effects)[0].facts == {"number": "N2", "title": "Personalsache Bauhof"}


def test_a_removed_public_item_is_named_to_all() -> None:
    removed = last(opened().add(e.AgendaItemRemoved(item=SURVEY, reason="")).records)
    assert keys(removed.effects) == ["say.item_removed"]


def test_a_removed_non_public_item_is_named_to_the_office_alone() -> None:
    removed = last(opened().add(e.AgendaItemRemoved(item=STAFF, reason="")).records)
    session, office = [m for m in messages(removed.effects) if isinstance(m, Say)]
    assert session.lines[0].facts == {"number": "N2"}
    assert (office.place, office.lines[0].facts["title"]) == (Place.OFFICE, "Personalsache Bauhof")


def test_a_late_non_public_item_is_taken_up_by_its_number() -> None:
    taken = last(opened().add(e.LateItemTakenUp(item=LAND)).records)
    assert keys(taken.effects)[0] == "say.late_item_taken_up_concealed"
    public = last(opened().add(e.LateItemTakenUp(item=ROAD)).records)
    assert keys(public.effects) == ["say.late_item_taken_up"]


def test_the_room_hears_whether_an_item_is_treated_with_or_without_the_public() -> None:
    journal = opened().add(e.PublicExcluded(by=MAYOR))
    hidden = last(journal.add(e.ItemReclassified(item=ROAD, public=False)).records)
    assert keys(hidden.effects) == ["say.item_reclassified"]
    opened_up = last(journal.add(e.ItemReclassified(item=ROAD, public=True)).records)
    assert keys(opened_up.effects) == ["say.item_made_public"]


def test_the_office_is_warned_of_rules_nobody_has_read() -> None:
    plan = steps(planned().records)[0]
    assert keys(plan.effects)[-1] == "say.rules_unread"
    rules = plan.turn.after.law()
    read = {key: replace(source, verified=Verified.FOUND) for key, source in rules.sources.items()}
    assert unread(replace(rules, sources=read)) == []


def test_what_the_body_resolves_for_the_meeting_is_told_to_all() -> None:
    by_kind = {type(step.turn.event): step.effects for step in steps(cancelled())}
    (said,) = messages(by_kind[e.RuleResolved])
    assert isinstance(said, Say)
    assert said.place is Place.SESSION
    assert messages(by_kind[e.RulesTaken]) == []


def test_all_are_told_why_they_do_not_meet_in_the_hall() -> None:
    by_kind = {type(step.turn.event): step.effects for step in steps(cancelled())}
    said = [effect for effect in by_kind[e.EmergencyDeclared] if isinstance(effect, Say)]
    assert [message.place for message in said] == [Place.SESSION, Place.OFFICE]
    assert keys(said) == ["say.emergency_declared"] * 2 + ["say.emergency_next"]


def test_a_plan_says_until_when_the_invitation_has_to_arrive() -> None:
    plan, moved = steps(planned().records)[0], steps(planned().records)[2]
    for step in (plan, moved):
        (line,) = (line for line in lines(step.effects) if line.key == "say.notice_latest")
        starts = step.turn.after.starts
        assert starts is not None
        days = step.turn.after.law().notice.full_days
        assert (starts.date() - line.facts["latest"].date()).days == days + 1
    assert deadlines(replace(plan.turn.after, starts=None)) == []


def test_a_second_call_is_told_to_the_office_and_stands_in_the_invitation() -> None:
    by_kind = {type(step.turn.event): step for step in steps(cancelled())}
    assert keys(by_kind[e.SecondCallStated].effects) == ["say.second_call"]
    sent = planned().records[-1]
    before = planned().records[:-1]
    journal = Journal(records=before, now=planned().now)
    stated = e.SecondCallStated(by=MAYOR, first=MeetingId("2026-02"), norm="")
    assert "say.second_call" in keys(last(journal.add(stated, sent.event).records).effects)
