# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who is in the closed room: at every moment of the non-public part exactly who may follow.

Outside meetings all but guests are in it: letters and papers of that part come there. During the
part, who may follow is told by `Meeting.may_follow` before and after each entry, whatever it is:
somebody comes or goes, an item is called or closed, a recusal is declared, the roster changes. Who
leaves does so before another word is said; leaving changes the keys.
"""

from __future__ import annotations

from bot.domain import events as e
from bot.domain.ids import SeatId
from bot.domain.values import OUTSIDE, Role
from bot.effects import Admit, Effect, Exclude, Line, Place, RotateKeys, ShareKeys, Tell
from bot.reactions.turn import Turn


def moves(turn: Turn, effects: list[Effect]) -> list[Effect]:
    """Return ``effects`` with the comings and goings of the closed room around them."""
    if not (turn.before.non_public and turn.after.non_public):
        return effects
    out, into = _leaving(turn), _entering(turn)
    if isinstance(turn.event, e.ItemClosed):  # what closes the item still belongs to it
        return [*out, *effects, *into]
    return [*out, *into, *effects]


def begin(turn: Turn) -> list[Effect]:
    """Return what the non-public part begins with: the right people, and keys of its own.

    Who was in the room for an earlier part, or for the invitation, and may not follow this one
    goes out first.
    """
    seats = turn.after.seats
    return [
        *(_exclude(seat) for seat in seats if not turn.after.may_follow(seat)),
        *(_admit(seat) for seat in seats if turn.after.may_follow(seat)),
        RotateKeys(place=Place.CLOSED),
        ShareKeys(place=Place.CLOSED),
    ]


def end() -> list[Effect]:
    """Return what the non-public part ends with; who was there keeps what they have read."""
    return [RotateKeys(place=Place.CLOSED)]


def gather(turn: Turn) -> list[Effect]:
    """Ask in who reads what is sent there before the next meeting; substitutes stand in no more."""
    seats = turn.after.seats.values()
    return [
        *(_exclude(seat.id) for seat in seats if seat.role is Role.SUBSTITUTE),
        *(_admit(seat.id) for seat in seats if seat.role not in OUTSIDE),
    ]


def _leaving(turn: Turn) -> list[Effect]:
    leaving = [
        seat
        for seat in {**turn.before.seats, **turn.after.seats}
        if turn.before.may_follow(seat) and not turn.after.may_follow(seat)
    ]
    return [effect for seat in leaving for effect in (_exclude(seat), *_told_why(turn, seat))]


def _entering(turn: Turn) -> list[Effect]:
    return [
        _admit(seat)
        for seat in turn.after.seats
        if turn.after.may_follow(seat) and not turn.before.may_follow(seat)
    ]


def _admit(seat: SeatId) -> Effect:
    return Admit(place=Place.CLOSED, user=None, seat=seat)


def _exclude(seat: SeatId) -> Effect:
    return Exclude(place=Place.CLOSED, user=None, seat=seat)


def _told_why(turn: Turn, seat: SeatId) -> list[Effect]:
    """Tell the recused why they are out: not in the room's state, which every server reads."""
    item = turn.after.item
    if item is None or not turn.after.is_recused(seat, item):
        return []
    line = Line("say.out_recused", {"number": turn.number(item)})
    return [Tell(user=None, seat=seat, lines=(line,))]
