# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The machine-readable view of what a body decides between its meetings (Umlaufverfahren).

``org.gremium.circulations`` rides in the messages that tell of it, as the view of a meeting does in
others. Each room's holds what is told in that room: the public procedures in the session room, the
others in the closed one. Until the end it names who has answered, never what.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.circulating import Circulation
from bot.domain.circulation import voting
from bot.domain.ids import SeatId
from bot.domain.roster import Body
from bot.views.base import Lengths, View, counted, cut, fitting

CIRCULATIONS = "org.gremium.circulations"
CIRCULATIONS_VERSION = 1
RUNNING, ENDED = 6, 3
"""How many are carried that have not ended, and how many that have: the newest."""


def circulations(body: Body, *, seq: int, head: str, shown: Callable[[Circulation], bool]) -> View:
    """Return what runs, and what has ended lately, after entry ``seq`` of the body's stream."""
    known = [one for one in body.circulations.values() if shown(one)]
    running = [one for one in known if one.end is None][-RUNNING:]
    ended = [one for one in known if one.end is not None][-ENDED:]
    return fitting(
        lambda lengths: {
            "v": CIRCULATIONS_VERSION,
            "circulations": [_circulation(body, one, lengths) for one in [*running, *ended]],
            "time_zone": body.time_zone,
            "people": {seat.id: cut(seat.name, lengths.name) for seat in body.seats.values()},
            "journal": {"seq": seq, "head": head},
        }
    )


def _circulation(body: Body, one: Circulation, lengths: Lengths) -> View:
    asked, voters = one.asked, voting(body, one)
    return {
        "id": one.id,
        "title": cut(one.moved.title, lengths.title),
        **lengths.shortened(one.moved.text),
        "by": one.moved.by,
        "group": cut(one.moved.group, lengths.name),
        "state": _state(one),
        "signed": list(one.signed),
        "needed": one.moved.needed,
        "until": asked.until.isoformat() if asked else None,
        "asked": list(voters),
        "recused": list(one.recused),
        "answered": [seat for seat in voters if seat in one.replies],
        "agreement": asked.agreement if asked else None,
        "abstention": bool(asked and asked.abstention),
        "result": counted(one.outcome.result) if one.outcome and one.outcome.result else None,
        "votes": _votes(one, voters) if one.outcome else None,
    }


def _state(one: Circulation) -> str:
    if one.end is not None:
        return one.end
    if one.asked is not None:
        return "open"
    return "ready" if one.supported else "moved"


def _votes(one: Circulation, voters: tuple[SeatId, ...]) -> View:
    """Return who has voted how; the end tells everybody."""
    return {
        seat: one.replies[seat].choice
        for seat in voters
        if seat in one.replies and one.replies[seat].choice
    }
