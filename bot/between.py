# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is shown of decisions made between meetings (Umlaufverfahren). Pure."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain import events as e
from bot.domain.circulating import Circulation
from bot.domain.circulation import voting
from bot.domain.roster import Body
from bot.effects import Line, Style

ENDED = 5
"""How many that have ended are listed."""


def circulation_lines(body: Body, sees: Callable[[Circulation], bool]) -> list[Line]:
    """List what runs or waits to be opened, who has not answered, and how the last ones ended."""
    known = [one for one in body.circulations.values() if sees(one)]
    lines = []
    for one in known:
        if one.end is None:
            lines += _running(body, one, one.asked) if one.asked else [_waiting(one)]
    ended = [one for one in known if one.end is not None][-ENDED:]
    lines += [_ended(one) for one in ended]
    return lines or [Line("show.no_circulations")]


def _waiting(one: Circulation) -> Line:
    facts = {
        "circulation": one.id,
        "title": one.moved.title,
        "signed": len(one.signed),
        "needed": one.moved.needed,
    }
    key = "show.circulation_ready" if one.supported else "show.circulation_moved"
    return Line(key, facts, Style.ITEM)


def _running(body: Body, one: Circulation, asked: e.CirculationOpened) -> list[Line]:
    voters = voting(body, one)
    facts = {
        "circulation": one.id,
        "title": one.moved.title,
        "until": asked.until,
        "answered": len(one.replies),
        "members": len(voters),
        "agreed": sum(reply.agrees for reply in one.replies.values()),
        "agreement": asked.agreement,
    }
    lines = [Line("show.circulation", facts, Style.ITEM)]
    silent = tuple(body.seats[seat].name for seat in voters if seat not in one.replies)
    if silent:
        lines.append(Line("say.circulation_silent", {"names": silent}, Style.SMALL))
    return lines


def _ended(one: Circulation) -> Line:
    facts = {"circulation": one.id, "title": one.moved.title, "end": one.end}
    return Line("show.circulation_ended", facts, Style.ITEM)
