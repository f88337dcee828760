# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known of a body: its roster, and whose devices are believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar, assert_never

from bot.domain import circulating, requested
from bot.domain import events as e
from bot.domain.ids import BodyId, DeviceId, Key, SeatId, UrgentId, UserId
from bot.domain.rules import Confirmation
from bot.domain.urgent import UrgentDecision
from bot.domain.values import AdmittedDevice, BodyKind, How, Language, Mark, Reach, Role, Seat

V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A pinned identity. ``suspended`` while the server shows another master key."""

    user: UserId
    master: Key
    how: How
    suspended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    user: UserId
    digest: str
    expires: datetime


class Distrust(StrEnum):
    """Why a device does not speak for anybody."""

    STRANGER = "stranger"
    SUSPENDED = "suspended"
    """The identity was changed; the member must be enrolled anew."""
    IDENTITY_CHANGED = "identity_changed"
    UNSIGNED = "unsigned"
    NOT_ADMITTED = "not_admitted"
    """A device that cannot cross-sign; the body forbids these now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The fold of a body's stream. Empty before `BodyEstablished`."""

    id: BodyId = BodyId("")
    name: str = ""
    municipality: str = ""
    kind: BodyKind = BodyKind.COUNCIL
    land: str = ""
    statutory_members: int = 0
    language: Language = Language.DE
    time_zone: str = "Europe/Berlin"
    journal_key: Key = Key("")
    seats: Mapping[SeatId, Seat] = field(default_factory=dict)
    enrolments: Mapping[SeatId, Enrolment] = field(default_factory=dict)
    codes: Mapping[SeatId, Code] = field(default_factory=dict)
    devices: Mapping[SeatId, tuple[AdmittedDevice, ...]] = field(default_factory=dict)
    languages: Mapping[SeatId, Language] = field(default_factory=dict)
    device_admission: bool = True
    bot_master: Key = Key("")
    """The bot's own master key since it was replaced; empty while it has its first identity."""
    bot_master_next: Key = Key("")
    """The master key the bot is announced to have soon."""
    confirmations: Mapping[str, Confirmation] = field(default_factory=dict)
    """What the office has compared with the official text, by rule."""
    reach: Mapping[str, Reach] = field(default_factory=dict)
    """Partners' servers that are not heard now."""
    item_requests: requested.ItemRequests = field(default_factory=dict)
    """Requests for an item on the agenda, also those that have ended."""

    circulations: circulating.Circulations = field(default_factory=dict)
    """Decisions without a meeting, also those that have ended."""
    urgent: Mapping[UrgentId, UrgentDecision] = field(default_factory=dict)
    """Decisions taken for the body because they could not wait."""

    @property
    def established(self) -> bool:
        return bool(self.id)

    def seat_of(self, user: UserId) -> SeatId | None:
        """Return the seat ``user`` is enrolled to, suspended or not."""
        return next((seat for seat, known in self.enrolments.items() if known.user == user), None)

    def seat_for(self, user: UserId) -> SeatId | None:
        """Return the seat ``user`` is enrolled to, or has an admitted device for."""
        return self.seat_of(user) or next(
            (
                seat
                for seat, devices in self.devices.items()
                if any(d.user == user for d in devices)
            ),
            None,
        )

    def user_of(self, seat: SeatId) -> UserId | None:
        """Return who is enrolled to ``seat``, else who has an admitted device for it."""
        known = self.enrolments.get(seat)
        if known:
            return known.user
        devices = self.devices.get(seat, ())
        return devices[0].user if devices else None

    def users_of(self, seat: SeatId) -> frozenset[UserId]:
        """Return who may speak for ``seat``, by identity or admitted device: one person at most."""
        known = self.enrolments.get(seat)
        admitted = {device.user for device in self.devices.get(seat, ())}
        return frozenset(admitted | ({known.user} if known else set()))

    def reach_of(self, server: str) -> Reach:
        """Return whether what is said on a server arrives."""
        return self.reach.get(server, Reach.BACK)

    def servers(self) -> frozenset[str]:
        """Return the servers on which people of this body have their accounts."""
        return frozenset(server_of(user) for seat in self.seats for user in self.users_of(seat))

    def seats_at(self, server: str) -> tuple[SeatId, ...]:
        """Return the seats of people whose accounts are on a server."""
        return tuple(
            seat
            for seat in self.seats
            if any(server_of(user) == server for user in self.users_of(seat))
        )

    def language_of(self, seat: SeatId | None) -> Language:
        """Return the language a person chose, or the body's."""
        return self.languages.get(seat, self.language) if seat else self.language

    def with_role(self, *roles: Role) -> tuple[SeatId, ...]:
        return tuple(seat.id for seat in self.seats.values() if seat.role in roles)

    def mark_of(self, seat: SeatId) -> Mark:
        """Return what is shown beside the name at roll call."""
        known = self.enrolments.get(seat)
        if known is None:
            return Mark.ADMITTED_DEVICE if self.devices.get(seat) else Mark.NOT_ENROLLED
        if known.suspended:
            return Mark.SUSPENDED
        if self.devices.get(seat):
            return Mark.ADMITTED_DEVICE
        return Mark.FIRST_USE if known.how is How.FIRST_USE else Mark.VERIFIED

    def marks(self) -> tuple[tuple[SeatId, Mark], ...]:
        return tuple((seat, self.mark_of(seat)) for seat in self.seats)

    def judge(
        self, user: UserId, device: DeviceId, ed25519: Key, master: Key | None
    ) -> SeatId | Distrust:
        """Tell for which seat a device speaks.

        ``master`` is the master key whose self-signing key signed the device, None if unsigned;
        the caller has checked the signatures and that the session belongs to the device.
        """
        admitted = self._admitted(user, device, ed25519)
        seat = self.seat_of(user)
        if seat is None:
            return self._admit_or(admitted, Distrust.STRANGER)
        known = self.enrolments[seat]
        if known.suspended:
            return Distrust.SUSPENDED
        if master == known.master:
            return seat
        if master is not None:
            return Distrust.IDENTITY_CHANGED
        return self._admit_or(admitted, Distrust.UNSIGNED)

    def _admitted(self, user: UserId, device: DeviceId, ed25519: Key) -> SeatId | None:
        wanted = AdmittedDevice(user=user, device=device, ed25519=ed25519)
        return next((seat for seat, known in self.devices.items() if wanted in known), None)

    def _admit_or(self, admitted: SeatId | None, otherwise: Distrust) -> SeatId | Distrust:
        if admitted is None:
            return otherwise
        return admitted if self.device_admission else Distrust.NOT_ADMITTED


def server_of(user: UserId) -> str:
    """Return the server of a Matrix id, its port included."""
    return user.partition(":")[2]


def evolve(body: Body, event: e.BodyEvent) -> Body:  # noqa: C901 - a table of contents
    """Return the body after ``event``."""
    if isinstance(event, e.CirculationEvent):
        return replace(body, circulations=circulating.evolve(body.circulations, event))
    match event:
        case e.UrgentDecisionTaken(decision=decision):
            return replace(body, urgent={**body.urgent, decision.id: decision})
        case e.BodyEstablished():
            return Body(
                id=event.body,
                name=event.name,
                municipality=event.municipality,
                kind=event.kind,
                land=event.land,
                statutory_members=event.statutory_members,
                language=event.language,
                time_zone=event.time_zone,
                journal_key=event.journal_key,
            )
        case e.CharterChanged():
            return replace(
                body,
                name=event.name,
                municipality=event.municipality,
                statutory_members=event.statutory_members,
                language=event.language,
            )
        case e.SeatFilled(seat=seat):
            return replace(body, seats={**body.seats, seat.id: seat})
        case e.SeatVacated(seat=seat_id):
            return replace(_without_identity(body, seat_id), seats=_less(body.seats, seat_id))
        case e.CodeIssued():
            code = Code(user=event.user, digest=event.digest, expires=event.expires)
            return replace(body, codes={**body.codes, event.seat: code})
        case e.MemberEnrolled():
            known = Enrolment(user=event.user, master=event.master, how=event.how)
            return replace(
                body,
                enrolments={**body.enrolments, event.seat: known},
                codes=_less(body.codes, event.seat),
            )
        case e.EnrolmentSuspended():
            known = replace(body.enrolments[event.seat], suspended=True)
            return replace(body, enrolments={**body.enrolments, event.seat: known})
        case e.EnrolmentRevoked(seat=seat_id):
            return _without_identity(body, seat_id)
        case e.DeviceAdmitted():
            devices = (*body.devices.get(event.seat, ()), event.device)
            return replace(body, devices={**body.devices, event.seat: devices})
        case e.DeviceRevoked():
            left = tuple(d for d in body.devices[event.seat] if d.device != event.device)
            devices_left = {**body.devices, event.seat: left}
            return replace(body, devices=devices_left if left else _less(body.devices, event.seat))
        case e.DeviceAdmissionSet(allowed=allowed):
            return replace(body, device_admission=allowed)
        case e.BotIdentityChangeAnnounced(new=new):
            return replace(body, bot_master_next=new)
        case e.BotIdentityChanged(new=new):
            return replace(body, bot_master=new, bot_master_next=Key(""))
        case e.LanguageChosen():
            return replace(body, languages={**body.languages, event.seat: event.language})
        case e.RuleConfirmed():
            known_rules = {**body.confirmations, event.key: event.confirmation}
            return replace(body, confirmations=known_rules)
        case (
            e.ItemRequested()
            | e.ItemRequestSupported()
            | e.ItemRequestWithdrawn()
            | e.ItemRequestTakenUp()
            | e.ItemRequestRefused()
        ):
            requests = requested.evolve(body.item_requests, event)
            return replace(body, item_requests=requests)
        case e.IncidentRecorded() | e.EntriesErased() | e.UrgentExtractIssued():
            return body
        case e.ReachChanged(server=server, reach=reach):
            others = {name: known for name, known in body.reach.items() if name != server}
            heard = reach is Reach.BACK
            return replace(body, reach=others if heard else {**others, server: reach})
        case _:
            assert_never(event)


def _less(known: Mapping[SeatId, V], seat: SeatId) -> dict[SeatId, V]:
    return {key: value for key, value in known.items() if key != seat}


def _without_identity(body: Body, seat: SeatId) -> Body:
    return replace(
        body,
        enrolments=_less(body.enrolments, seat),
        codes=_less(body.codes, seat),
        devices=_less(body.devices, seat),
        languages=_less(body.languages, seat),
    )
