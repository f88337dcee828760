# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may have happened: whose devices are believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import DeviceId, Key, SeatId, UserId
from bot.domain.values import AdmittedDevice, How


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeIssued:
    """A one-time enrolment code was handed out over a second channel. Only its digest is kept."""

    seat: SeatId
    user: UserId
    digest: str
    """Hex SHA-256 of the code."""
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberEnrolled:
    """A Matrix identity is pinned to a seat: from now on its signed devices speak for it."""

    seat: SeatId
    user: UserId
    master: Key
    """The user's cross-signing master key."""
    how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentSuspended:
    """The server showed another master key than the pinned one; nothing counts until enrolled."""

    seat: SeatId
    user: UserId
    shown: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentRevoked:
    seat: SeatId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAdmitted:
    """The clerk admitted one device that cannot cross-sign, by its own key, for one seat."""

    seat: SeatId
    device: AdmittedDevice


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRevoked:
    seat: SeatId
    device: DeviceId


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAdmissionSet:
    """The body allowed or forbade devices that cannot cross-sign."""

    allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BotIdentityChangeAnnounced:
    """The operator is about to replace the bot's own identity; the old one still says so."""

    old: Key
    """The bot's cross-signing master key until now."""
    new: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class BotIdentityChanged:
    """The operator replaced the bot's own identity; every member must verify the bot anew."""

    old: Key
    new: Key


TrustEvent = (
    CodeIssued
    | MemberEnrolled
    | EnrolmentSuspended
    | EnrolmentRevoked
    | DeviceAdmitted
    | DeviceRevoked
    | DeviceAdmissionSet
    | BotIdentityChangeAnnounced
    | BotIdentityChanged
)
