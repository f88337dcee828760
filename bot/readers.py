# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may read what, where they ask for it. Pure."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat.context import Context
from bot.chat.context import Place as ChatPlace
from bot.domain.circulating import Circulation
from bot.domain.ids import ItemId
from bot.domain.meeting import Ballot, Meeting
from bot.domain.values import OUTSIDE

Sees = Callable[[Meeting, ItemId | None], bool]
"""Whether the asker may read about an item; None for what was said without the public."""


def may_see(context: Context, meeting: Meeting, item: ItemId | None) -> bool:
    """Tell whether the asker may read about ``item``, None for what was said without the public.

    Guests read the session room, so nothing non-public is shown there; elsewhere not to a guest,
    a stranger, or who is recused from the item.
    """
    known = meeting.item_named(item) if item else None
    if known is not None and known.public:
        return True
    if context.place is ChatPlace.SESSION or context.by is None:
        return False
    role = meeting.role_of(context.by) or context.role
    return role not in (None, *OUTSIDE) and not meeting.is_recused(context.by, item)


def may_see_between(context: Context, known: Circulation) -> bool:
    """Tell whether the asker may read about what is decided without a meeting."""
    if known.moved.public:
        return True
    return sits_behind_closed_doors(context) and context.by not in known.recused


def is_told(context: Context, known: Circulation) -> bool:
    """Tell whether pages in the room where it is asked show a decision between meetings.

    In the closed room only what is not public, since that alone is told there.
    """
    here = not (known.moved.public and context.place is ChatPlace.CLOSED)
    return here and may_see_between(context, known)


def sits_behind_closed_doors(context: Context) -> bool:
    """Tell whether the asker, where they ask, may read what is not public and not of a meeting."""
    if context.place is ChatPlace.SESSION or context.by is None:
        return False
    return context.role not in (None, *OUTSIDE)


def sees_ballot(meeting: Meeting, ballot: Ballot, sees: Sees) -> bool:
    """Tell whether who ``sees`` may read about a ballot."""
    if ballot.non_public and not sees(meeting, None):
        return False
    return ballot.item is None or sees(meeting, ballot.item)
