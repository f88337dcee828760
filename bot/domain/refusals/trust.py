# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why not: whose devices are believed."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import DeviceId, SeatId, UserId
from bot.domain.refusals.base import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityPinned(Reason):
    """Another identity is pinned; a new one is never taken on first use."""

    seat: SeatId
    user: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotEnrolled(Reason):
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeWrong(Reason):
    """No open code fits, or it ran out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAdmissionForbidden(Reason):
    """The body does not allow devices that cannot cross-sign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceUnknown(Reason):
    device: DeviceId


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceOfStranger(Reason):
    """The device belongs to another user than the seat's."""

    device: DeviceId
    user: UserId
