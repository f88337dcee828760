# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may have happened: the body: its charter, its roster, the reach of its members."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import BallotId, BodyId, Key, MeetingId, SeatId, UserId
from bot.domain.rules import Confirmation
from bot.domain.values import BodyKind, Language, Reach, Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyEstablished:
    """The body's stream begins. Charter data as set up by the municipality."""

    body: BodyId
    name: str
    municipality: str
    kind: BodyKind
    land: str
    statutory_members: int
    """Members by law (gesetzliche Mitgliederzahl), mayor included where the law counts him."""
    language: Language
    time_zone: str
    journal_key: Key
    """Ed25519 key every entry of this journal is signed with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CharterChanged:
    """Name, number of members or language of the body changed."""

    name: str
    municipality: str
    statutory_members: int
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatFilled:
    """A seat is on the roster, new or with changed name, group, role or vote."""

    seat: Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatVacated:
    """A seat fell vacant; its enrolment ends with it."""

    seat: SeatId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageChosen:
    seat: SeatId
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRecorded:
    """Something came in that does not count: forged, unsigned, in clear text … No content kept."""

    kind: str
    user: UserId
    seat: SeatId | None = None
    meeting: MeetingId | None = None
    detail: str = ""
    """What it was about: a type of room state, the number of a journal entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleConfirmed:
    """The office compared a rule value with the official text; who, when, on which text."""

    key: str
    confirmation: Confirmation
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachChanged:
    """A partner's server went silent, was barred, or came back; ``seats`` are at home there.

    With ``ballot``: it was to be closed while the votes of ``seats`` could not arrive.
    """

    server: str
    reach: Reach
    seats: tuple[SeatId, ...]
    meeting: MeetingId | None = None
    ballot: BallotId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedField:
    """One field of one entry; its value is gone, its commitment stays."""

    seq: int
    kind: str
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesErased:
    """Personal data left the journal on the ground named (Löschung); the chain still holds."""

    stream: str
    fields: tuple[ErasedField, ...]
    ground: str
    """The rule of retention with its norm, or court and file number; it is public."""


CharterEvent = (
    BodyEstablished
    | CharterChanged
    | SeatFilled
    | SeatVacated
    | LanguageChosen
    | IncidentRecorded
    | RuleConfirmed
    | ReachChanged
    | EntriesErased
)
