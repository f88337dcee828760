# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked: proof that the meeting was made public, and how it is begun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.commands.base import Asked
from bot.domain.convoked import NoticeMedium, OpeningStep


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvePublication(Asked):
    """Say where and from when until when the notice was published, and who answers for it."""

    medium: NoticeMedium
    where: str
    since: datetime
    until: datetime | None = None
    whom: str = ""
    """Who has published it; empty: who enters it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateConvocation(Asked):
    """State that the body was properly convened; with a note where something is held against it."""

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleAgenda(Asked):
    """Nobody asks for another change: the agenda is settled (Feststellung der Tagesordnung)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipOpeningStep(Asked):
    """Depart from the order of the opening."""

    step: OpeningStep
    reason: str


OpeningCommand = ProvePublication | StateConvocation | SettleAgenda | SkipOpeningStep
