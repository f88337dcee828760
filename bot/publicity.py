# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which entries of a meeting the public may read; pure.

The public excerpt leaves out the bodies of everything that belongs to the non-public part, and who
voted how in open votes, which the minutes give in numbers only. The chain of hashes still holds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.domain import events as e
from bot.domain.evolve import evolve
from bot.domain.ids import ItemId, SeatId
from bot.domain.meeting import Meeting
from bot.domain.records import Recorded
from bot.domain.values import Role, VoteMode
from bot.views import ON_ITEMS, concealed

PUBLIC_PAPERWORK = (e.ItemsJoined, e.PaperAttached, e.MinutesTextSet, e.MinutesCirculated)
FOR_EVERYBODY = (
    *(e.PublicExcluded, e.PublicRestored, e.MeetingClosed),
    *(e.ResolutionReleased, e.ElectionReleased, e.ReleaseAnnounced),
)
"""Published whenever they happen: they hold nothing but what the public is told."""


def public_entries(records: Iterable[Recorded]) -> frozenset[int]:
    """Return the numbers of the entries that may be published with their bodies."""
    known = tuple(records)
    drafts = _never_announced(known)
    meeting = Meeting()
    public: set[int] = set()
    for record in known:
        before, meeting = meeting, evolve(meeting, record.event)
        if _is_public(record.event, before, meeting, drafts):
            public.add(record.seq)
    return frozenset(public)


def public_in_body(entries: Iterable[tuple[int, e.Event]]) -> frozenset[int]:
    """Return the numbers of the entries of a body's stream that may be published.

    Who sits in it, not whose devices speak, and no guest; and what was erased on which ground, else
    an excerpt could not be checked.
    """
    guests, public = set[SeatId](), set[int]()
    for seq, event in entries:
        match event:
            case e.SeatFilled(seat=seat) if seat.role is Role.GUEST:
                guests.add(seat.id)
            case e.SeatFilled(seat=seat):
                guests.discard(seat.id)
                public.add(seq)
            case e.SeatVacated(seat=seat) if seat in guests:
                pass
            case e.BodyEstablished() | e.CharterChanged() | e.SeatVacated() | e.EntriesErased():
                public.add(seq)
            case _:
                pass
    return frozenset(public)


def _never_announced(records: Iterable[Recorded]) -> frozenset[ItemId]:
    """Return the items that were taken off before anybody outside was told the agenda.

    One that was entered as public by mistake is corrected so; its title is no one's business.
    """
    gone = set[ItemId]()
    for record in records:
        match record.event:
            case e.AgendaItemRemoved(item=removed):
                gone.add(removed)
            case e.InvitationSent() | e.MeetingOpened():
                break
            case _:
                pass
    return frozenset(gone)


def _is_public(
    event: e.MeetingEvent, before: Meeting, after: Meeting, drafts: Collection[ItemId]
) -> bool:
    if isinstance(event, FOR_EVERYBODY):
        return True
    if before.non_public or after.non_public:
        return False
    if isinstance(event, e.RosterTaken):
        return all(seat.role is not Role.GUEST for seat in event.seats)  # it names who listens
    if isinstance(event, e.AbsenceRecorded | e.MemberLeft):
        return not event.reason or after.law().flag("minutes.reasons")
    if isinstance(event, e.ConferenceLinked):
        return False  # when whose line broke is nobody's business outside
    if isinstance(event, e.CirculationMadeKnown):
        return False  # it holds how everybody voted; the count stands in the minutes
    if isinstance(event, e.PaperEvent) and not isinstance(event, PUBLIC_PAPERWORK):
        return False  # who received what when, and what offices do among themselves
    if isinstance(event, e.VoteCast | e.VoteRetracted):
        recorded = before.ballots[event.ballot].mode is VoteMode.RECORDED
        return recorded and not concealed(before, before.ballots[event.ballot].item)
    item = _item_of(event, before, after)
    return item not in drafts and not (concealed(before, item) or concealed(after, item))


def _item_of(event: e.MeetingEvent, before: Meeting, after: Meeting) -> ItemId | None:
    """Return the agenda item whose title or matter an entry tells of."""
    match event:
        case e.AgendaItemAdded():
            return event.item.id
        case e.ItemsJoined(items=(first, *_)):
            return first  # all of them stand in the same part
        case e.BlockResolved(parts=(one, *_)):
            return one.item  # all of them stand in the same part
        case e.BallotOpened(subject=subject) if subject.items:
            return subject.items[0]
        case e.BallotOpened(subject=subject) if subject.kind in ON_ITEMS:
            return ItemId(subject.ref)  # its wording is the item's title
        case e.SumsEntered() | e.BallotClosed() | e.BallotBrokenOff() | e.BallotVoided():
            return before.ballots[event.ballot].item
        case (
            e.AmendmentMoved()
            | e.CounterMotionMoved()
            | e.MotionsOrdered()
            | e.MoverWithdrew()
            | e.AmendmentsOrdered()
            | e.MotionWithdrawn()
            | e.MotionJoined()
            | e.AmendmentsSettled()
            | e.MotionConsolidated()
            | e.MotionDivided()
        ):
            return after.motions[event.motion].item
        case e.ProceduralSpoken() | e.ProceduralSupported() | e.ProceduralEnded():
            return before.procedural[event.motion].item
        case (
            e.CandidateNominated()
            | e.CandidateWithdrawn()
            | e.RoundOpened()
            | e.RoundCounted()
            | e.LotDrawn()
            | e.LotPrepared()
            | e.LotCommitted()
            | e.LotSealed()
            | e.LotRevealed()
            | e.LotVoided()
            | e.RoundVoided()
            | e.ElectionBrokenOff()
            | e.TieSettled()
            | e.OpenElectionAgreed()
            | e.SecretElectionDemanded()
            | e.ElectionAnswered()
        ):
            return after.elections[event.election].item
        case _:
            item: ItemId | None = getattr(event, "item", None)
            return item
