# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the public excerpt of a journal may show."""

from __future__ import annotations

from dataclasses import replace

from closed_part import SECRET, behind_closed_doors, ended, entered_in_the_wrong_block
from council import DECIDED_BEFORE, DECIDED_URGENTLY
from debate_journal import debated
from sample_journal import (
    FOR_THE_PUBLIC,
    KAYA,
    LAND,
    MAYOR,
    ROAD,
    SECRET_PAPER,
    SECRET_TEXT,
    STAFF,
    YES,
    aftermath,
    elected,
    evening,
    planned,
    released,
)

from bot.domain import events as e
from bot.domain.evolve import replay
from bot.domain.ids import ItemId, MotionId, SeatId
from bot.domain.records import Recorded
from bot.domain.values import (
    AgendaItem,
    Channel,
    Link,
    Mode,
    Role,
    Seat,
    Subject,
    SubjectKind,
    VoteMode,
)
from bot.publicity import public_entries, public_in_body

SECRETS = ("Sommer", "Personalsache", "48.000", "Schwägerin")


def shown(records: list[Recorded]) -> list[e.MeetingEvent]:
    public = public_entries(records)
    return [record.event for record in records if record.seq in public]


def kinds(records: list[Recorded]) -> set[str]:
    return {type(event).__name__ for event in shown(records)}


def test_the_excerpt_of_an_evening_holds_no_secret_of_the_non_public_part() -> None:
    said = str(shown(evening()))
    assert [secret for secret in SECRETS if secret in said] == []


def test_no_free_text_from_behind_closed_doors_is_in_the_excerpt() -> None:
    assert SECRET not in str(shown(ended(behind_closed_doors()).records))


def test_an_item_entered_as_public_by_mistake_and_taken_off_before_the_invitation_is_not_told() -> (
    None
):
    journal = entered_in_the_wrong_block()
    sent = next(n for n, one in enumerate(journal.records) if type(one.event) is e.InvitationSent)
    assert SECRET not in str(shown(journal.records[:sent]))
    assert SECRET not in str(shown(journal.records))
    later = journal.add(e.AgendaItemRemoved(item=ROAD, reason="Der Plan fehlt."))
    assert "Der Plan fehlt." in str(shown(later.records))
    assert "Ausbau der Dorfstraße" in str(shown(later.records))


def test_it_holds_the_public_part_and_that_there_was_another() -> None:
    assert {"MotionMoved", "BallotClosed", "PublicExcluded", "PublicRestored"} <= kinds(evening())


def test_an_open_vote_is_public_in_numbers_and_a_vote_by_name_by_name() -> None:
    modes = {
        event.ballot: event.mode for event in shown(evening()) if isinstance(event, e.BallotOpened)
    }
    cast = [event for event in shown(evening()) if isinstance(event, e.VoteCast)]
    assert cast
    assert {modes[vote.ballot] for vote in cast} == {VoteMode.RECORDED}


def test_a_vote_on_a_non_public_item_in_public_does_not_show_its_title() -> None:
    journal = planned().add(e.MeetingOpened(by=MAYOR, chair=MAYOR))
    subject = Subject(kind=SubjectKind.REMOVE_ITEM, ref=LAND, text="Grundstückskauf Sommer")
    journal.ballot(None, subject, {MAYOR: YES}, entitled=1)
    assert "Sommer" not in str(shown(journal.records))
    assert "BallotClosed" in kinds(journal.records)


def test_what_is_done_to_a_motion_on_a_non_public_item_is_not_shown() -> None:
    """Given a motion that should not have been moved in public, its whole life is left out."""
    motion, change = MotionId("A1"), MotionId("A2")
    journal = planned().add(
        e.MeetingOpened(by=MAYOR, chair=MAYOR),
        e.MotionMoved(motion=motion, item=LAND, by=MAYOR, text="geheim"),
        e.AmendmentMoved(motion=change, amends=motion, by=MAYOR, text="geheim", replaces=""),
        e.AmendmentsOrdered(motion=motion, order=(change,), reason="geheim"),
        e.MotionConsolidated(motion=motion, text="geheim"),
        e.MotionWithdrawn(motion=change, by=MAYOR),
    )
    ballot = journal.open(LAND, Subject(kind=SubjectKind.MOTION, ref=motion), 1, VoteMode.RECORDED)
    journal.add(
        e.VoteCast(ballot=ballot, seat=MAYOR, choice=YES, channel=Channel.TEXT),
    )
    before = len(planned().records) + 1
    assert [r.seq for r in journal.records if r.seq in public_entries(journal.records)][
        -1
    ] == before


def test_an_item_added_or_removed_is_public_if_the_item_is() -> None:
    for public in (True, False):
        item = AgendaItem(id=ItemId("x"), title="Titel", public=public)
        journal = planned().add(e.AgendaItemAdded(item=item, position=0))
        assert (len(journal.records) in public_entries(journal.records)) is public
    removed = planned().add(e.AgendaItemRemoved(item=STAFF, reason=""))
    assert len(removed.records) not in public_entries(removed.records)
    public_one = planned().add(e.AgendaItemRemoved(item=ROAD, reason=""))
    assert len(public_one.records) in public_entries(public_one.records)


def test_an_election_in_public_is_public_without_telling_who_voted_how() -> None:
    assert {"ElectionOpened", "RoundCounted", "LotDrawn"} <= kinds(elected())


def test_whose_line_broke_when_is_nobodys_business_outside() -> None:
    broken = e.ConferenceLinked(seat=MAYOR, link=Link.LOST, microphone=False, camera=False)
    journal = planned().add(e.MeetingOpened(by=MAYOR, chair=MAYOR), broken)
    assert "ConferenceLinked" not in kinds(journal.records)
    assert "MeetingOpened" in kinds(journal.records)


def test_how_each_member_voted_between_meetings_is_not_told_outside() -> None:
    told = e.CirculationMadeKnown(item=ItemId("T1"), outcome=DECIDED_BEFORE)
    assert "CirculationMadeKnown" not in kinds(planned().add(told).records)


def test_motions_on_the_course_of_business_are_public_and_whose_vote_was_taken_back_is_not() -> (
    None
):
    assert {"ProceduralRaised", "ProceduralSpoken", "ProceduralEnded", "SumsEntered"} <= kinds(
        debated()
    )
    assert {"BallotVoided"} <= kinds(debated())
    assert "VoteRetracted" not in kinds(debated())


def test_of_the_paperwork_the_public_reads_what_the_minutes_show_it() -> None:
    said = shown(aftermath())
    assert [secret for secret in (SECRET_TEXT, SECRET_PAPER) if secret in str(said)] == []
    found = kinds(aftermath())
    assert {"PaperAttached", "ItemsJoined", "MinutesTextSet", "MinutesCirculated"} <= found
    assert found.isdisjoint({"InvitationReceived", "MinutesObjected", "TaskReported", "Reminded"})


def test_of_a_release_the_public_reads_what_was_released_and_not_what_it_was_made_of() -> None:
    """Also the wording that was only prepared is not shown: it may differ from what is released."""
    said = shown(released())
    assert {"ResolutionReleased", "ReleaseAnnounced"} <= kinds(released())
    assert "ReleaseWorded" not in kinds(released())
    assert FOR_THE_PUBLIC in str(said)
    assert [secret for secret in SECRETS if secret in str(said)] == []


def test_a_vote_on_several_non_public_items_tells_neither_their_titles_nor_what_came_of_it() -> (
    None
):
    """Given that it was opened in public, which it must not be."""
    journal = planned().add(e.MeetingOpened(by=MAYOR, chair=MAYOR))
    subject = Subject(kind=SubjectKind.BLOCK, ref=f"{LAND} {STAFF}", text="Grundstückskauf Sommer")
    ballot = journal.open(None, subject, 1, VoteMode.OPEN)
    parts = (e.BlockPart(item=LAND, motion=MotionId("A1"), ballot=ballot),)
    motion = e.MotionMoved(motion=MotionId("A1"), item=LAND, by=MAYOR, text="geheim")
    journal.add(motion, e.BlockResolved(block=ballot, parts=parts))
    journal.add(e.MotionDivided(motion=MotionId("A1"), by=MAYOR))
    assert kinds(journal.records).isdisjoint({"BallotOpened", "BlockResolved", "MotionDivided"})
    assert "Sommer" not in str(shown(journal.records))


def test_an_urgent_decision_is_told_outside_unless_it_is_not_public() -> None:
    for item, told in ((ROAD, True), (LAND, False)):
        known = e.UrgentDecisionMadeKnown(item=item, decision=DECIDED_URGENTLY)
        records = planned().add(known).records
        assert ("UrgentDecisionMadeKnown" in kinds(records)) == told


def test_a_roster_that_names_a_guest_is_not_shown_and_one_without_is() -> None:
    assert "Tom Ney" not in str(shown(planned().records))
    (taken,) = (r.event for r in planned().records if isinstance(r.event, e.RosterTaken))
    members = tuple(seat for seat in taken.seats if seat.role is not Role.GUEST)
    alone = planned().add(replace(taken, seats=members))
    assert len(alone.records) in public_entries(alone.records)


def test_why_somebody_was_absent_or_left_is_shown_only_where_the_law_wants_it() -> None:
    absent = e.AbsenceRecorded(seat=KAYA, reason="Fieber", excused=True)
    left = e.MemberLeft(seat=MAYOR, reason="Fieber")
    plain = replace(left, reason="")
    here = e.MemberArrived(seat=MAYOR, mode=Mode.HALL, channel=Channel.TEXT, late=False)
    opened = (e.MeetingOpened(by=MAYOR, chair=MAYOR), here)
    law = replay(record.event for record in planned().records).law()
    silent = e.RulesTaken(rules=replace(law, values={}))
    journal = planned().add(*opened, silent, absent, left, here, plain)
    assert [event for event in shown(journal.records) if event in (absent, left, plain)] == [plain]
    wanted = planned().add(*opened, absent, left)
    assert {"AbsenceRecorded", "MemberLeft"} <= kinds(wanted.records)


def test_of_a_body_the_public_reads_who_sits_in_it_and_neither_guests_nor_devices() -> None:
    member = Seat(id=KAYA, name="Ayşe Kaya", role=Role.MEMBER)
    guest = Seat(id=SeatId("G1"), name="Rosa Quitte", role=Role.GUEST, votes=False)
    events: list[e.Event] = [
        e.SeatFilled(seat=member),
        e.SeatFilled(seat=guest),
        e.SeatVacated(seat=guest.id, reason=""),
        e.SeatVacated(seat=KAYA, reason=""),
        e.SeatFilled(seat=replace(guest, role=Role.MEMBER, votes=True)),
        e.SeatVacated(seat=guest.id, reason=""),
        e.EnrolmentRevoked(seat=KAYA, reason="x"),
        e.EntriesErased(stream="rat/2026-01", fields=(), ground=""),
    ]
    assert public_in_body(enumerate(events)) == {0, 3, 4, 5, 7}
