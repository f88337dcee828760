# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A shortened notice that so many members may object to (§ 34 (4) s. 2 GO SH).

Where a Land has that rule nobody votes on the urgency: the notice may be shortened unless they
object, and if they do the meeting takes up no item. An objection after that comes too late for it.
"""

from __future__ import annotations

from bot.domain import refusals as r
from bot.domain.ids import SeatId
from bot.domain.meeting import Meeting
from bot.domain.refusals import Refused
from bot.domain.values import Base, at_least

RULE = "notice.urgent.objection"


def to_object(meeting: Meeting) -> int:
    """Return how many must object to a shortened notice; 0 where no rule lets them."""
    shortened = meeting.notice is not None and meeting.notice.urgent
    share = meeting.law().shares.get(RULE) if shortened else None
    if share is None:
        return 0
    members = sum(seat.votes for seat in meeting.seats.values())
    base = meeting.statutory_members if share.base is Base.MEMBERS else members
    return max(at_least(share.share * base, or_equal=share.or_equal), 1)


def objecting(meeting: Meeting) -> tuple[SeatId, ...]:
    """Return the members who object: who has no vote in the body is not counted."""
    return tuple(
        seat for seat in meeting.objections if seat in meeting.seats and meeting.seats[seat].votes
    )


def is_refused(meeting: Meeting) -> bool:
    """Tell whether so many object that the meeting may take up nothing."""
    needed = to_object(meeting)
    entered = meeting.item is not None or bool(meeting.done) or bool(meeting.postponed)
    return bool(needed) and not entered and len(objecting(meeting)) >= needed


def need_accepted(meeting: Meeting) -> None:
    """Refuse to go into a meeting whose shortened notice was objected to."""
    if is_refused(meeting):
        raise Refused(
            r.ShortNoticeRefused(
                objections=len(objecting(meeting)),
                needed=to_object(meeting),
                norm=meeting.law().norm(RULE),
            )
        )
