# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked: the body: its charter, its roster, the reach of its members."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.commands.base import Asked
from bot.domain.ids import BallotId, BodyId, Key, MeetingId, SeatId, UserId
from bot.domain.values import BodyKind, Language, Reach, Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class EstablishBody(Asked):
    body: BodyId
    name: str
    municipality: str
    kind: BodyKind
    land: str
    statutory_members: int
    language: Language
    time_zone: str
    journal_key: Key
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCharter(Asked):
    """Bring name, statutory members or language in line with the council file."""

    name: str
    municipality: str
    statutory_members: int
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class FillSeat(Asked):
    seat: Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class VacateSeat(Asked):
    seat: SeatId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseLanguage(Asked):
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordIncident(Asked):
    """Put on record that something came in that does not count; ``by`` is OPERATOR."""

    kind: str
    user: UserId
    meeting: MeetingId | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmRule(Asked):
    """Say that ``value`` and ``norm`` were compared with the official text ``text``."""

    key: str
    value: str
    norm: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReach(Asked):
    """Put on record whether a partner's server is heard; ``by`` is OPERATOR.

    With ``ballot``: that the votes of ``seats`` are missing from it when it is closed.
    """

    server: str
    reach: Reach
    meeting: MeetingId | None = None
    ballot: BallotId | None = None
    seats: tuple[SeatId, ...] = ()


CharterCommand = (
    EstablishBody
    | ChangeCharter
    | FillSeat
    | VacateSeat
    | ChooseLanguage
    | RecordIncident
    | ConfirmRule
    | RecordReach
)
