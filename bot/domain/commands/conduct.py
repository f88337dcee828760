# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked: the course of a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.commands.base import Asked
from bot.domain.ids import ItemId, SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMeeting(Asked):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeChair(Asked):
    """A deputy (or the chair coming back) takes the chair; the chair may also name ``seat``."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class CallItem(Asked):
    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseItem(Asked):
    note: str = ""
    postponed: bool = False
    """Adjourn the item (Vertagung) instead of finishing it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcludePublic(Asked):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorePublic(Asked):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmAlone(Asked):
    """Say that nobody listens in where ``seat`` takes part from, in the non-public part."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordStatement(Asked):
    seat: SeatId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterruptMeeting(Asked):
    reason: str
    until: datetime | None = None
    """When it is to go on, today or on another day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRecessOver(Asked):
    """The time of the recess is up; asked by the bot itself (``by`` is OPERATOR)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeMeeting(Asked):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseMeeting(Asked):
    pass


ConductCommand = (
    OpenMeeting
    | TakeChair
    | CallItem
    | CloseItem
    | ExcludePublic
    | RestorePublic
    | ConfirmAlone
    | RecordStatement
    | InterruptMeeting
    | NoteRecessOver
    | ResumeMeeting
    | CloseMeeting
)
