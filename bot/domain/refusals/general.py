# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: what holds for every command."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.refusals.base import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAllowed(Reason):
    """The role may not do this."""

    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoMeeting(Reason):
    """No meeting is planned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingExists(Reason):
    meeting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingThen(Reason):
    """The body meets at that hour already; it cannot be in two meetings at once."""

    meeting: str
    title: str
    starts: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongPhase(Reason):
    """The meeting is not in a phase for this; which one it was about is named."""

    phase: str
    needed: tuple[str, ...]
    meeting: str = field(default="", compare=False)
    title: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberOutOfRange(Reason):
    number: int
    most: int
    least: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonMissing(Reason):
    """A reason is mandatory here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMissing(Reason):
    """A text is mandatory here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLong(Reason):
    length: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToChange(Reason):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class NoUpload(Reason):
    """Nobody has handed in a file here within the hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadTooLarge(Reason):
    """The file is larger than a paper may be."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersFull(Reason):
    """The papers of the meeting would be more than are kept (megabytes)."""

    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadUnreadable(Reason):
    """The file cannot be fetched, or is not what its sender sealed."""

    name: str
