# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: proof of the notice, and the opening of a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.convoked import ConvocationFault, OpeningStep
from bot.domain.refusals.base import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationInFuture(Reason):
    """What is still to come proves nothing."""

    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationEndsBefore(Reason):
    """It was taken off before it was put up."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvocationUnstated(Reason):
    """Nothing is decided before the proper convocation is stated."""

    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvocationFaulty(Reason):
    """Something is held against the convocation; stating it takes a note why it is proper."""

    faults: tuple[ConvocationFault, ...]
    norm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningStepNeeded(Reason):
    """The law, or the minutes, cannot do without this step."""

    step: OpeningStep


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningStepDone(Reason):
    step: OpeningStep
