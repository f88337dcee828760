# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Receipt of the invitation (Zugang der Ladung), and which items are debated together.

Read receipts are a server's word, so only a person's own word proves receipt, or an entry of the
office for somebody invited on paper. § 35 (3) ThürKO: who appears and does not object has cured a
defect of the notice.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import ItemId, SeatId
from bot.domain.meeting import Meeting
from bot.domain.notice import full_days, latest_urgent
from bot.domain.permissions import check_for
from bot.domain.preparation import (
    AGENDA_PHASES,
    TITLE_LIMIT,
    need_item,
    need_phase,
    need_text,
)
from bot.domain.refusals import Refused
from bot.domain.values import Delivery, Phase, Presence

AT_LEAST_TWO = 2
PAPERS_LIMIT = 1_000_000_000
"""Bytes of all papers of a meeting."""


def report_receipt(meeting: Meeting, command: c.ReportReceipt) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.INVITED, Phase.OPEN, Phase.INTERRUPTED)
    check_for(command.seat, command.by, meeting.role_of(command.by))
    if command.seat not in meeting.invited:
        raise Refused(r.NotInvited(seat=command.seat))
    received = command.received or command.at
    if received > command.at:
        raise Refused(r.ReceiptInFuture(received=received))
    notice, starts = meeting.notice, meeting.starts
    if notice is None or starts is None or received < notice.received:
        raise Refused(r.ReceiptBeforeSending(received=received))
    known = meeting.paperwork.receipts.get(command.seat)
    if known is not None and known.received <= received:
        return []
    days = full_days(received, starts, ZoneInfo(meeting.time_zone))
    latest = latest_urgent(starts, meeting.law().notice, meeting.time_zone)
    return [
        e.InvitationReceived(
            seat=command.seat,
            by=command.by,
            received=received,
            full_days=days,
            kept=received <= latest if notice.urgent else days >= notice.needed,
        )
    ]


def record_mail(meeting: Meeting, command: c.RecordMail) -> list[e.MeetingEvent]:
    """Write down what became of a letter; the same failure again says nothing new."""
    need_phase(meeting, Phase.INVITED, Phase.OPEN, Phase.INTERRUPTED)
    if command.seat not in meeting.invited:
        raise Refused(r.NotInvited(seat=command.seat))
    known = meeting.paperwork.mailed.get(command.seat)
    said = (command.sent, command.detail, command.final)
    if known is not None and (known.final or (known.sent, known.detail, known.final) == said):
        return []
    return [
        e.InvitationMailed(
            seat=command.seat, sent=command.sent, detail=command.detail, final=command.final
        )
    ]


def delivery_of(meeting: Meeting, seat: SeatId) -> Delivery:
    """Return how the invitation stands towards ``seat`` at this moment."""
    if seat in meeting.objections:
        return Delivery.OBJECTED
    receipt = meeting.paperwork.receipts.get(seat)
    if receipt is not None and receipt.kept:
        return Delivery.RECEIVED
    known = meeting.attendance.get(seat)
    if known is not None and known.presence in (Presence.PRESENT, Presence.LEFT):
        return Delivery.CURED
    return Delivery.LATE if receipt is not None else Delivery.UNPROVEN


def attach(meeting: Meeting, command: c.AttachPaper) -> list[e.MeetingEvent]:
    """Put a paper to an item; the same file on the same item says nothing new."""
    need_phase(meeting, *AGENDA_PHASES)
    item = need_item(meeting, command.item)
    if item.id in meeting.done:
        raise Refused(r.ItemDone(item=item.id))
    known = meeting.paperwork.papers_on(item.id)
    if any(one.digest == command.digest for one in known):
        return []
    kept = {one.digest: one.size for one in meeting.paperwork.attached}
    if sum(kept.values()) + command.size > PAPERS_LIMIT and command.digest not in kept:
        raise Refused(r.PapersFull(most=PAPERS_LIMIT // 1_000_000))
    return [
        e.PaperAttached(
            item=item.id,
            name=need_text(command.name, TITLE_LIMIT),
            digest=command.digest,
            size=command.size,
            mime=command.mime,
            by=command.by,
        )
    ]


def _need_none_called_between(meeting: Meeting, ids: tuple[ItemId, ...]) -> None:
    """Refuse to put an item before one called already: that one's number would change."""
    if meeting.numbers:
        return
    places = [n for n, known in enumerate(meeting.agenda) if known.id in ids]
    called = {*meeting.done, *meeting.postponed, meeting.item}
    for known in meeting.agenda[places[0] : places[-1]]:
        if known.id in called:
            raise Refused(r.BeforeCalled(item=known.id))


def join_items(meeting: Meeting, command: c.JoinItems) -> list[e.MeetingEvent]:
    """Debate items together: of one part of the agenda, none of them called yet."""
    need_phase(meeting, *AGENDA_PHASES)
    ids = tuple(dict.fromkeys(command.items))
    items = [need_item(meeting, item) for item in ids]
    if len(items) < AT_LEAST_TWO:
        raise Refused(r.TooFewItems())
    for item in items:
        if item.id in meeting.done or item.id in meeting.postponed:
            raise Refused(r.ItemDone(item=item.id))
        if item.id == meeting.item:
            raise Refused(r.ItemOpen(item=item.id))
        if item.late and item.id not in meeting.admitted_late:
            raise Refused(r.LateItemNotAdmitted(item=item.id))
        if item.public != items[0].public:
            raise Refused(r.PartsDiffer(item=item.id))
    if ids in meeting.paperwork.joined:
        return []
    _need_none_called_between(meeting, ids)
    return [e.ItemsJoined(items=ids, by=command.by)]
