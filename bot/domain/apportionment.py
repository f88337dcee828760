# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sharing committee seats out among groups (Sitzverteilung): d'Hondt, Hare-Niemeyer, Sainte-Laguë.

Exact fractions throughout. A tie for the last seats is returned as such: the lot decides, never the
order in which the groups were typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Method(StrEnum):
    DHONDT = "dhondt"
    """Highest averages, divisors 1, 2, 3 …"""
    HARE = "hare"
    """Largest remainders (Hare-Niemeyer, Hamilton)."""
    SAINTE_LAGUE = "sainte_lague"
    """Highest averages, divisors 1, 3, 5 … (Sainte-Laguë/Schepers)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Apportionment:
    """``seats`` are beyond doubt; the lot gives ``by_lot`` more seats to as many of ``tied``."""

    seats: Mapping[str, int]
    by_lot: int = 0
    tied: tuple[str, ...] = ()


def apportion(
    method: Method, seats: int, strength: Mapping[str, int], *, majority: bool = False
) -> Apportionment:
    """Share ``seats`` (0 or more) out by ``strength`` (0 or more each, not all 0).

    ``majority``: by largest remainders, who has more than half of the strength but not of the seats
    gets one seat before the remainders are looked at (Mehrheitsklausel, § 22 (4) KWG Hessen).

    A group may be tied for more than one of the last seats only in highest averages with equal
    quotients; each is then named once per quotient. Raises ValueError on other figures.
    """
    if seats < 0 or any(n < 0 for n in strength.values()) or not any(strength.values()):
        raise ValueError("seats and strengths must not be negative, and somebody must have one")
    if method is Method.HARE:
        return _largest_remainders(seats, strength, majority=majority)
    divisor: Callable[[int], int] = (
        (lambda n: n + 1) if method is Method.DHONDT else (lambda n: 2 * n + 1)
    )
    return _highest_averages(seats, strength, divisor)


def _largest_remainders(
    seats: int, strength: Mapping[str, int], *, majority: bool
) -> Apportionment:
    total = sum(strength.values())
    quotas = {group: Fraction(n * seats, total) for group, n in strength.items()}
    whole = {group: int(quota) for group, quota in quotas.items()}
    rests = {group: quota - whole[group] for group, quota in quotas.items()}
    left = seats - sum(whole.values())
    strongest = max(strength, key=lambda group: strength[group])
    if majority and left and 2 * strength[strongest] > total and 2 * whole[strongest] <= seats:
        whole[strongest] += 1
        del rests[strongest]
        left -= 1
    return _share_rest(whole, left, [(rest, group) for group, rest in rests.items()])


def _highest_averages(
    seats: int, strength: Mapping[str, int], divisor: Callable[[int], int]
) -> Apportionment:
    quotients = [
        (Fraction(n, divisor(turn)), group)
        for group, n in strength.items()
        if n
        for turn in range(seats)
    ]
    return _share_rest(dict.fromkeys(strength, 0), seats, quotients)


def _share_rest(
    given: Mapping[str, int], left: int, claims: list[tuple[Fraction, str]]
) -> Apportionment:
    """Give one seat each to the ``left`` highest claims; those equal at the edge draw lots."""
    ranked = sorted(claims, key=lambda claim: -claim[0])
    shared = dict(given)
    if left == 0:
        return Apportionment(seats=shared)
    edge = ranked[left - 1][0]
    sure = [group for claim, group in ranked if claim > edge]
    tied = [group for claim, group in ranked if claim == edge]
    if len(sure) + len(tied) == left:
        sure, tied = [*sure, *tied], []
    for group in sure:
        shared[group] += 1
    return Apportionment(seats=shared, by_lot=left - len(sure) if tied else 0, tied=tuple(tied))
