# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The right to an item on the agenda (Antragsrecht auf Aufnahme in die Tagesordnung).

§ 35 (4) ThürKO and its kin: what a group (Fraktion) or a share of the members asks for in writing
stands on the agenda of the next meeting. The office takes it up, or refuses it with ground and
rule; while neither has happened, no invitation goes out. A request that has become a right later
than the deadline of the Geschäftsordnung (Antragsfrist) waits for the meeting after.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import ItemRequestId
from bot.domain.meeting import Meeting
from bot.domain.notice import full_days
from bot.domain.preparation import TEXT_LIMIT, TITLE_LIMIT, need_reason, need_text
from bot.domain.refusals import Refused
from bot.domain.requested import ItemRequest
from bot.domain.roster import Body
from bot.domain.rules import Rules
from bot.domain.values import Base, RequestRefusal, at_least


def request_item(body: Body, command: c.RequestItem) -> list[e.BodyEvent]:
    """Note the request, with what the law asks for on that day."""
    rules = command.rules
    group = body.seats[command.by].group if command.for_group else ""
    if command.for_group and not group:
        raise Refused(r.NoGroup())
    if command.for_group and not rules.flag("agenda.right.group"):
        norm = rules.norm("agenda.right.group") or rules.norm("agenda.right")
        raise Refused(r.GroupHasNoRight(land=rules.land, norm=norm))
    if len(command.text) > TEXT_LIMIT:
        raise Refused(r.TooLong(length=len(command.text), limit=TEXT_LIMIT))
    requested = e.ItemRequested(
        request=ItemRequestId(f"B{len(body.item_requests) + 1}"),
        by=command.by,
        group=group,
        title=need_text(command.title, TITLE_LIMIT),
        text=command.text.strip(),
        public=command.public,
        needed=0 if group else needed(body, rules),
        norm=rules.norm("agenda.right.group" if group else "agenda.right"),
        at=command.at,
    )
    return [requested]


def needed(body: Body, rules: Rules) -> int:
    """Return how many members must ask; all of them where no rule gives fewer the right."""
    share = rules.shares.get("agenda.right")
    voting = sum(seat.votes for seat in body.seats.values())
    if share is None:
        return max(1, voting)
    base = body.statutory_members if share.base is Base.MEMBERS else voting
    return max(1, at_least(share.share * base, or_equal=share.or_equal))


def support(body: Body, command: c.SupportItemRequest) -> list[e.BodyEvent]:
    known = need_open(body, command.request)
    if command.by in known.signed:
        return []
    return [e.ItemRequestSupported(request=known.id, by=command.by, at=command.at)]


def withdraw(body: Body, command: c.WithdrawItemRequest) -> list[e.BodyEvent]:
    """Only who asked takes it back; the others may ask anew."""
    known = need_open(body, command.request)
    if command.by != known.by:
        raise Refused(r.RequestIsOthers(seat=known.by))
    return [e.ItemRequestWithdrawn(request=known.id, by=command.by)]


def take_up(body: Body, command: c.TakeUpItemRequest) -> list[e.BodyEvent]:
    known = need_open(body, command.request)
    return [e.ItemRequestTakenUp(request=known.id, by=command.by, meeting=command.meeting)]


def refuse(body: Body, command: c.RefuseItemRequest) -> list[e.BodyEvent]:
    known = need_open(body, command.request)
    if command.ground is RequestRefusal.UNSUPPORTED and known.entitled:
        raise Refused(r.RequestIsSupported(request=known.id, norm=known.norm))
    return [
        e.ItemRequestRefused(
            request=known.id,
            by=command.by,
            ground=command.ground,
            reason=need_reason(command.reason),
            norm=known.norm,
        )
    ]


def need_open(body: Body, request: ItemRequestId) -> ItemRequest:
    """Return a request nothing has been done about yet. Raises Refused."""
    known = body.item_requests.get(request)
    if known is None:
        raise Refused(r.RequestUnknown(request=request, open=tuple(o.id for o in waiting(body))))
    if known.end is not None:
        raise Refused(r.RequestOver(request=request))
    return known


def waiting(body: Body) -> tuple[ItemRequest, ...]:
    """Return the requests nothing has been done about yet, the oldest first."""
    return tuple(known for known in body.item_requests.values() if known.end is None)


def due_on(body: Body, meeting: Meeting) -> tuple[ItemRequest, ...]:
    """Return what the law puts on the agenda of ``meeting`` and does not stand there yet."""
    if meeting.starts is None:
        return ()
    deadline = meeting.law().number("motion.deadline") or 0
    zone = ZoneInfo(meeting.time_zone)
    return tuple(
        known
        for known in waiting(body)
        if known.since is not None and full_days(known.since, meeting.starts, zone) >= deadline
    )


def need_taken_up(body: Body, meeting: Meeting) -> None:
    """Refuse to invite while somebody's right to an item is passed over."""
    open_ = due_on(body, meeting)
    if open_:
        raise Refused(
            r.RequestsOpen(
                requests=tuple(known.id for known in open_),
                titles=tuple(known.title for known in open_ if known.public),
                norm=open_[0].norm,
            )
        )


def brought_by(body: Body, known: ItemRequest) -> str:
    """Return in whose name the item stands on the agenda."""
    names = (body.seats[seat].name for seat in known.signed if seat in body.seats)
    return known.group or ", ".join(names)
