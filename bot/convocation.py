# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is asked about the convocation: the public notice, and whom the invitation reached. Pure."""

from __future__ import annotations

from datetime import datetime

from bot.domain.delivery import delivery_of
from bot.domain.ids import SeatId
from bot.domain.meeting import Meeting
from bot.domain.publication import deadline
from bot.domain.values import Delivery
from bot.effects import Line, Style
from bot.reactions.opening import published_line


def notice_lines(meeting: Meeting, at: datetime) -> list[Line]:
    """Return the public notice (öffentliche Bekanntmachung) as text to be published.

    Of non-public items it says how many there are, of their titles nothing. The last line is for
    the office alone: until when it has to be published.
    """
    facts = {
        "body": meeting.body_name,
        "municipality": meeting.municipality,
        "title": meeting.title,
        "starts": meeting.starts,
        "place": meeting.place,
    }
    public = [item for item in meeting.agenda if item.public]
    hidden = len(meeting.agenda) - len(public)
    lines = [
        Line("announcement.title", facts, Style.TITLE),
        Line("announcement.when", facts),
        Line("say.agenda_public", style=Style.TITLE),
        *(
            Line(
                "say.agenda_item", {"number": meeting.number_of(i.id), "title": i.title}, Style.ITEM
            )
            for i in public
        ),
    ]
    if hidden:
        lines.append(Line("announcement.hidden", {"n": hidden}, n=hidden))
    proven = [published_line(one) for one in meeting.published]
    return [*lines, *_publish_until(meeting, at), *proven]


def _publish_until(meeting: Meeting, at: datetime) -> list[Line]:
    """Say until when the notice must be out; a shortened notice has its own day."""
    latest, norm = deadline(meeting)
    if latest is None:
        return []
    facts = {"latest": latest, "norm": norm}
    late = at > latest
    style = Style.WARNING if late else Style.SMALL
    return [Line("announcement.too_late" if late else "announcement.until", facts, style)]


def delivery_lines(meeting: Meeting) -> list[Line]:
    """List towards whom receipt of the invitation is proven, and towards whom it is not."""
    if not meeting.invited:
        return [Line("show.not_invited")]
    standing = {seat: delivery_of(meeting, seat) for seat in meeting.invited}
    proven = sum(known is Delivery.RECEIVED for known in standing.values())
    facts = {"title": meeting.title, "proven": proven, "invited": len(standing)}
    return [
        Line("show.delivery", facts, Style.TITLE),
        *(_delivery_line(meeting, seat, known) for seat, known in standing.items()),
    ]


def _delivery_line(meeting: Meeting, seat: SeatId, known: Delivery) -> Line:
    receipt = meeting.paperwork.receipts.get(seat)
    name = meeting.seats[seat].name if seat in meeting.seats else seat
    mailed = meeting.paperwork.mailed.get(seat)
    facts = {"name": name, "standing": known, "received": receipt.received if receipt else None}
    key = "show.delivered_mailed" if mailed and mailed.sent else "show.delivered"
    warn = known in (Delivery.LATE, Delivery.UNPROVEN, Delivery.OBJECTED)
    return Line(key, facts, Style.WARNING if warn else Style.ITEM)
