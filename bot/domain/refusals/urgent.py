# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: urgent decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.refusals.base import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentDecisionUnknown(Reason):
    """There is no such urgent decision; ``last`` is the newest there is."""

    number: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentDecisionNoActs(Reason):
    """What can be done about resolutions of a meeting cannot be done about this one."""

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentDecisionForbidden(Reason):
    """No rule lets anybody decide for this body."""

    land: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentDecisionAlone(Reason):
    """The law wants others asked first, and nobody is named."""

    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentDecisionToCome(Reason):
    """It is dated later than now."""

    decided: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentDecisionWhose(Reason):
    """The clerk only enters it; who took it is named."""

    norm: str
