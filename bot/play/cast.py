# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who is meant: ``7``, ``2-9, 12``, ``Demir``, ``Bürgermeisterin``, ``alle außer 13``. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.council.words import fold, role_named
from bot.domain.ids import SeatId
from bot.domain.values import Seat

ALL = frozenset({"alle", "all", "everybody"})
_EXCEPT = re.compile(r"\s+(?:außer|ausser|except)\s+", re.IGNORECASE)
_RANGE = re.compile(r"(\d+)\s*[-–]\s*(\d+)\Z")


class Unknown(Exception):
    """Nobody, or more than one, is meant; the sentence says so."""


@dataclass(slots=True)
class Cast:
    """Everybody on the roster, and the names a script gives to groups of them."""

    seats: Sequence[Seat]
    groups: dict[str, tuple[SeatId, ...]] = field(default_factory=dict)

    def define(self, name: str, who: str) -> None:
        """Let ``name`` stand for a choice of people from here on. Raises Unknown."""
        self.groups[fold(name)] = self.choose(who)

    def choose(self, who: str) -> tuple[SeatId, ...]:
        """Return whom ``who`` means, in the order named, each once. Raises Unknown."""
        wanted, *without = _EXCEPT.split(who.strip())
        chosen = dict.fromkeys(seat for part in wanted.split(",") for seat in self._part(part))
        for part in ",".join(without).split(",") if without else ():
            for seat in self._part(part):
                chosen.pop(seat, None)
        if not chosen:
            raise Unknown(f"“{who}” leaves nobody.")
        return tuple(chosen)

    def one(self, who: str) -> SeatId:
        """Return the one person meant. Raises Unknown."""
        found = self.choose(who)
        if len(found) != 1:
            raise Unknown(f"“{who}” means {len(found)} people; name one.")
        return found[0]

    def _part(self, text: str) -> tuple[SeatId, ...]:
        part = text.strip()
        if not part:
            raise Unknown("A name is missing before or after a comma.")
        if part.casefold() in ALL:
            return tuple(seat.id for seat in self.seats if seat.votes)
        known = self.groups.get(fold(part))
        if known is not None:
            return known
        span = _RANGE.match(part)
        if span:
            return tuple(self._seat(str(n)) for n in range(int(span[1]), int(span[2]) + 1))
        if any(seat.id == part for seat in self.seats):
            return (SeatId(part),)
        if any(seat.group == part for seat in self.seats):
            return tuple(seat.id for seat in self.seats if seat.group == part)
        return (self._by_function(part) or self._by_name(part),)

    def _seat(self, number: str) -> SeatId:
        if not any(seat.id == number for seat in self.seats):
            raise Unknown(f"There is no seat {number} in the council file.")
        return SeatId(number)

    def _by_function(self, word: str) -> SeatId | None:
        role = role_named(word)
        holders = [seat.id for seat in self.seats if seat.role is role] if role else []
        return holders[0] if len(holders) == 1 else None

    def _by_name(self, name: str) -> SeatId:
        wanted = fold(name)
        found = [seat for seat in self.seats if wanted and wanted in fold(seat.name)]
        if len(found) > 1:
            names = ", ".join(f"{seat.name} ({seat.id})" for seat in found)
            raise Unknown(f"“{name}” may be {names}. Write the seat number.")
        if not found:
            raise Unknown(
                f"Nobody in the council file is called “{name}”. Write a seat number, a name, a "
                "function, a group, or “alle”."
            )
        return found[0].id
