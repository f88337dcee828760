# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Requests for an item on the agenda: who is told what, so that others can sign and none is lost.

What is to be treated without the public is told in the closed room only.
"""

from __future__ import annotations

from typing import assert_never

from bot.domain import events as e
from bot.domain.roster import Body
from bot.effects import Effect, Line, Place, Say, Style, Tell


def requested(before: Body, after: Body, event: e.ItemRequestEvent) -> list[Effect]:
    """Return what follows from an event of a request."""
    known = after.item_requests[event.request]
    facts: dict[str, object] = {
        "request": known.id,
        "title": known.title,
        "name": after.seats[event.by].name,
        "mover": after.seats[known.by].name,
        "group": known.group,
        "norm": known.norm,
        "signed": len(known.signed),
        "needed": known.needed,
    }
    room = Place.SESSION if known.public else Place.CLOSED
    match event:
        case e.ItemRequested():
            key = "say.item_requested_group" if known.group else "say.item_requested"
            how = [] if known.entitled else [Line("say.item_request_support", facts, Style.SMALL)]
            asked = Say(place=room, lines=(Line(key, facts), *how))
            return [asked, *_right(before, after, event, facts)]
        case e.ItemRequestSupported():
            line = Line("say.item_request_supported", facts)
            return [Say(place=room, lines=(line,)), *_right(before, after, event, facts)]
        case e.ItemRequestWithdrawn():
            line = Line("say.item_request_withdrawn", facts)
            return [Say(place=place, lines=(line,)) for place in (room, Place.OFFICE)]
        case e.ItemRequestTakenUp():
            line = Line("say.item_request_taken_up", facts)
            return [Tell(user=None, seat=known.by, lines=(line,))]
        case e.ItemRequestRefused():
            facts |= {"ground": event.ground, "reason": event.reason}
            line = Line("say.item_request_refused", facts, Style.WARNING)
            told = [Say(place=place, lines=(line,)) for place in (room, Place.OFFICE)]
            return [*told, Tell(user=None, seat=known.by, lines=(line,))]
        case _:
            assert_never(event)


def _right(
    before: Body,
    after: Body,
    event: e.ItemRequested | e.ItemRequestSupported,
    facts: dict[str, object],
) -> list[Effect]:
    """Tell the office of a request, and that it has become a right once it has."""
    known, was = after.item_requests[event.request], before.item_requests.get(event.request)
    if known.entitled and not (was and was.entitled):
        line = Line("say.item_request_right", facts, Style.WARNING)
    else:
        line = Line("say.item_request_waits", facts)
    return [Say(place=Place.OFFICE, lines=(line,))]
