# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a meeting was made public and begun, as facts: proof of the notice, steps of the opening."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class NoticeMedium(StrEnum):
    """Where time, place and agenda are made public (ortsübliche Bekanntmachung)."""

    BOARD = "board"
    GAZETTE = "gazette"
    INTERNET = "internet"
    NEWSPAPER = "newspaper"


class NoticeFlaw(StrEnum):
    """What is wrong with a publication."""

    LATE = "late"
    MEDIUM = "medium"
    """Not where the body has to publish."""
    REMOVED_EARLY = "removed_early"
    """Taken off before the meeting began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """Proof that the notice was published (Bekanntmachungsnachweis)."""

    medium: NoticeMedium
    where: str
    """Which board, which issue, which page."""
    since: datetime
    until: datetime | None
    """None while it is there, or where it stays, as in print."""
    by: str
    """Who has published it and answers for this."""
    latest: datetime | None
    """The last moment by the law of the day; None if none names a period."""
    norm: str
    flaws: tuple[NoticeFlaw, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether period and medium were kept."""
        return not self.flaws


class ConvocationFault(StrEnum):
    """What may be wrong with the convocation (Ladungsmangel), as far as the machine knows."""

    OBJECTED = "objected"
    """A member has objected to it (Ladungsrüge)."""
    LATE = "late"
    """The invitation reached a member late who has not come."""
    NOT_INVITED = "not_invited"
    """A member was not invited and has not come."""
    PUBLICATION = "publication"
    """The notice was published late, elsewhere, or taken off early."""
    UNPUBLISHED = "unpublished"
    """Nothing proves that it was published, where the body asks for that."""


class OpeningStep(StrEnum):
    """What an opening (Eröffnung) is made of; the rule ``opening.sequence`` has the order."""

    CONVOCATION = "convocation"
    """The proper convocation is stated (ordnungsgemäße Ladung)."""
    ATTENDANCE = "attendance"
    QUORUM = "quorum"
    AGENDA = "agenda"
    """Applications to the agenda, and the agenda as it is settled then."""
    MINUTES = "minutes"
    """Approval of earlier minutes."""
    RESIDENTS = "residents"
    """The residents' question time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How far the opening has come, beside what the roll call and votes say themselves."""

    convocation: tuple[ConvocationFault, ...] | None = None
    """The faults it was stated with; None: it was not stated yet."""
    agenda: bool = False
    skipped: Mapping[OpeningStep, str] = field(default_factory=dict)
    """What the chair has left out, and why."""
