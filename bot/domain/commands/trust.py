# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked: whose devices are believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.commands.base import Asked
from bot.domain.ids import DeviceId, Key, SeatId, UserId
from bot.domain.values import AdmittedDevice, How


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCode(Asked):
    """Hand out an enrolment code. The shell draws it and gives its digest only."""

    seat: SeatId
    user: UserId
    digest: str
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeemCode(Asked):
    """A user not yet enrolled (``by`` is OPERATOR) presents a code from a device of ``master``."""

    user: UserId
    master: Key
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolMember(Asked):
    """Pin ``master`` to a seat: after SAS (confirmed by the clerk), or on first use."""

    seat: SeatId
    user: UserId
    master: Key
    how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportIdentity(Asked):
    """The server shows ``shown`` as master key of an enrolled user; ``by`` is OPERATOR."""

    user: UserId
    shown: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeEnrolment(Asked):
    seat: SeatId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitDevice(Asked):
    seat: SeatId
    device: AdmittedDevice


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeDevice(Asked):
    seat: SeatId
    device: DeviceId


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDeviceAdmission(Asked):
    allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceBotIdentity(Asked):
    """Put on record, before it is done, that the operator replaces the bot's own identity."""

    old: Key
    """The bot's cross-signing master key until now."""
    new: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeBotIdentity(Asked):
    """Put on record that the homeserver shows the bot's new identity."""

    old: Key
    new: Key


TrustCommand = (
    IssueCode
    | RedeemCode
    | EnrolMember
    | ReportIdentity
    | RevokeEnrolment
    | AdmitDevice
    | RevokeDevice
    | SetDeviceAdmission
    | AnnounceBotIdentity
    | ChangeBotIdentity
)
