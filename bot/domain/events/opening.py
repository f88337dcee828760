# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may have happened: proof that the meeting was made public, and how it was begun."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.convoked import ConvocationFault, OpeningStep, Publication
from bot.domain.ids import SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationProven:
    """The notice was published there (Bekanntmachungsnachweis); replaces what was known of it."""

    publication: Publication
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvocationStated:
    """The proper convocation was stated, § 36 (1) ThürKO and its kin."""

    by: SeatId
    faults: tuple[ConvocationFault, ...]
    """What was held against it."""
    note: str
    """Why it is proper all the same; empty if nothing was held against it."""
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaSettled:
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningStepSkipped:
    """The chair departs from the order of the opening."""

    step: OpeningStep
    reason: str
    by: SeatId


OpeningEvent = PublicationProven | ConvocationStated | AgendaSettled | OpeningStepSkipped
