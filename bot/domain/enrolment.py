# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The roster and its trust: seats, enrolment of Matrix identities, admitted devices."""

from __future__ import annotations

import unicodedata

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.ids import SeatId, UserId
from bot.domain.refusals import Refused
from bot.domain.roster import Body
from bot.domain.values import BodyKind, How, Role, Seat

NAME_LIMIT = 120
MOST_VOTES = 1000
"""Votes one seat may have."""
WEIGHTED = (BodyKind.JOINT_COMMITTEE, BodyKind.ASSOCIATION)
"""Bodies in which a statute can give a seat several votes."""
VOICE_ONLY = (Role.ADVISORY, Role.SUBSTITUTE, Role.GUEST)
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Unicode categories nobody can see: control, format (direction), surrogate, private, none."""


def establish(body: Body, command: c.EstablishBody) -> list[e.BodyEvent]:
    if body.established:
        raise Refused(r.BodyExists())
    _check_roster(command.seats, command.statutory_members)
    founded = e.BodyEstablished(
        body=command.body,
        name=command.name,
        municipality=command.municipality,
        kind=command.kind,
        land=command.land,
        statutory_members=command.statutory_members,
        language=command.language,
        time_zone=command.time_zone,
        journal_key=command.journal_key,
    )
    return [founded, *(e.SeatFilled(seat=seat) for seat in command.seats)]


def change_charter(body: Body, command: c.ChangeCharter) -> list[e.BodyEvent]:
    after = e.CharterChanged(
        name=command.name,
        municipality=command.municipality,
        statutory_members=command.statutory_members,
        language=command.language,
    )
    now = (body.name, body.municipality, body.statutory_members, body.language)
    if now == (after.name, after.municipality, after.statutory_members, after.language):
        return []
    _check_roster(tuple(body.seats.values()), command.statutory_members)
    return [after]


def fill_seat(body: Body, command: c.FillSeat) -> list[e.BodyEvent]:
    seat = command.seat
    before = body.seats.get(seat.id)
    if before == seat:
        return []
    _check_weight(body, seat)
    others = (s for s in body.seats.values() if s.id != seat.id)
    _check_roster((*others, seat), body.statutory_members)
    filled: list[e.BodyEvent] = [e.SeatFilled(seat=seat)]
    trusted = seat.id in {*body.enrolments, *body.devices, *body.codes}
    if before and before.name != seat.name and trusted:
        # Another person on the seat: neither identity, device nor code of the one before
        # must speak for them.
        filled.append(e.EnrolmentRevoked(seat=seat.id, reason="successor"))
    return filled


def vacate_seat(body: Body, command: c.VacateSeat) -> list[e.BodyEvent]:
    _known(body, command.seat)
    left = tuple(seat for seat in body.seats.values() if seat.id != command.seat)
    _check_roster(left, None)
    return [e.SeatVacated(seat=command.seat, reason=command.reason)]


def issue_code(body: Body, command: c.IssueCode) -> list[e.BodyEvent]:
    _known(body, command.seat)
    _check_free(body, command.seat, command.user)
    return [
        e.CodeIssued(
            seat=command.seat,
            user=command.user,
            digest=command.digest,
            expires=command.expires,
        )
    ]


def redeem_code(body: Body, command: c.RedeemCode) -> list[e.BodyEvent]:
    for seat, code in body.codes.items():
        fits = code.user == command.user and code.digest == command.digest
        if fits and command.at <= code.expires:
            _check_free(body, seat, command.user)
            # Also if nothing changes: the code is used up.
            return [
                e.MemberEnrolled(seat=seat, user=command.user, master=command.master, how=How.CODE)
            ]
    raise Refused(r.CodeWrong())


def enrol(body: Body, command: c.EnrolMember) -> list[e.BodyEvent]:
    """Pin an identity. First use never replaces a pinned one, nor what was verified better."""
    _known(body, command.seat)
    _check_free(body, command.seat, command.user)
    now = body.enrolments.get(command.seat)
    same = now is not None and now.master == command.master and not now.suspended
    if now and not same and command.how is How.FIRST_USE:
        raise Refused(r.IdentityPinned(seat=command.seat, user=now.user))
    if now and same and command.how in (now.how, How.FIRST_USE):
        return []
    return [
        e.MemberEnrolled(
            seat=command.seat, user=command.user, master=command.master, how=command.how
        )
    ]


def report_identity(body: Body, command: c.ReportIdentity) -> list[e.BodyEvent]:
    seat = body.seat_of(command.user)
    if seat is None:
        return []
    known = body.enrolments[seat]
    if known.suspended or known.master == command.shown:
        return []
    return [e.EnrolmentSuspended(seat=seat, user=command.user, shown=command.shown)]


def revoke(body: Body, command: c.RevokeEnrolment) -> list[e.BodyEvent]:
    _known(body, command.seat)
    if command.seat not in body.enrolments and command.seat not in body.devices:
        raise Refused(r.NotEnrolled(seat=command.seat))
    return [e.EnrolmentRevoked(seat=command.seat, reason=command.reason)]


def admit_device(body: Body, command: c.AdmitDevice) -> list[e.BodyEvent]:
    _known(body, command.seat)
    if not body.device_admission:
        raise Refused(r.DeviceAdmissionForbidden())
    device = command.device
    enrolled = body.enrolments.get(command.seat)
    if enrolled and enrolled.user != device.user:
        raise Refused(r.DeviceOfStranger(device=device.device, user=device.user))
    _check_free(body, command.seat, device.user)
    if device in body.devices.get(command.seat, ()):
        return []
    return [e.DeviceAdmitted(seat=command.seat, device=device)]


def revoke_device(body: Body, command: c.RevokeDevice) -> list[e.BodyEvent]:
    _known(body, command.seat)
    known = body.devices.get(command.seat, ())
    if command.device not in {admitted.device for admitted in known}:
        raise Refused(r.DeviceUnknown(device=command.device))
    return [e.DeviceRevoked(seat=command.seat, device=command.device)]


def set_device_admission(body: Body, command: c.SetDeviceAdmission) -> list[e.BodyEvent]:
    if command.allowed == body.device_admission:
        return []
    return [e.DeviceAdmissionSet(allowed=command.allowed)]


def announce_bot_identity(body: Body, command: c.AnnounceBotIdentity) -> list[e.BodyEvent]:
    """Announce each identity once, however often the operator has to begin again."""
    if command.new in (body.bot_master_next, body.bot_master):
        return []
    return [e.BotIdentityChangeAnnounced(old=command.old, new=command.new)]


def change_bot_identity(body: Body, command: c.ChangeBotIdentity) -> list[e.BodyEvent]:
    if command.new == body.bot_master:
        return []
    return [e.BotIdentityChanged(old=command.old, new=command.new)]


def choose_language(body: Body, command: c.ChooseLanguage) -> list[e.BodyEvent]:
    if body.language_of(command.by) is command.language:
        return []
    return [e.LanguageChosen(seat=command.by, language=command.language)]


def record_incident(body: Body, command: c.RecordIncident) -> list[e.BodyEvent]:
    return [
        e.IncidentRecorded(
            kind=command.kind,
            user=command.user,
            seat=body.seat_of(command.user),
            meeting=command.meeting,
            detail=command.detail,
        )
    ]


def record_reach(body: Body, command: c.RecordReach) -> list[e.BodyEvent]:
    """Take in a change; that votes are missing from a ballot is no change, and always noted."""
    if command.ballot is None and body.reach_of(command.server) is command.reach:
        return []
    return [
        e.ReachChanged(
            server=command.server,
            reach=command.reach,
            seats=command.seats or body.seats_at(command.server),
            meeting=command.meeting,
            ballot=command.ballot,
        )
    ]


def _known(body: Body, seat: SeatId) -> None:
    if seat not in body.seats:
        raise Refused(r.SeatUnknown(seat=seat))


def _check_free(body: Body, seat: SeatId, user: UserId) -> None:
    """Refuse a second person on a seat, and a second seat for a person."""
    for holder in body.users_of(seat):
        if holder != user:
            raise Refused(r.SeatTaken(seat=seat, user=holder))
    for other in body.seats:
        if other != seat and user in body.users_of(other):
            raise Refused(r.UserTaken(user=user, seat=other))


def _readable(name: str) -> bool:
    """Tell whether a name can be read, and shows all it holds."""
    hidden = any(unicodedata.category(char) in HIDDEN for char in name)
    return not hidden and 0 < len(name.strip()) <= NAME_LIMIT


def _check_weight(body: Body, seat: Seat) -> None:
    """Refuse several votes where each member has one (only statutes of joint bodies give more)."""
    if not 1 <= seat.weight <= MOST_VOTES or (seat.weight > 1 and not seat.votes):
        raise Refused(r.BadWeight(seat=seat.id, weight=seat.weight, most=MOST_VOTES))
    if seat.weight > 1 and body.kind not in WEIGHTED:
        raise Refused(r.OneVoteEach(seat=seat.id))


def _check_roster(seats: tuple[Seat, ...], statutory: int | None) -> None:
    """Refuse a roster nobody could hold a meeting with."""
    seen: set[SeatId] = set()
    for seat in seats:
        if seat.id in seen:
            raise Refused(r.SeatTwice(seat=seat.id))
        seen.add(seat.id)
        if not (seat.id and seat.id != c.OPERATOR and _readable(seat.name)):
            raise Refused(r.BadSeat(seat=seat.id))
        if seat.votes and seat.role in VOICE_ONLY:
            raise Refused(r.RoleWithoutVote(seat=seat.id, role=seat.role))
    if not any(seat.role is Role.CHAIR for seat in seats):
        raise Refused(r.NoChair())
    voting = sum(seat.votes for seat in seats)
    if statutory is not None and statutory < voting:
        raise Refused(r.StatutoryTooSmall(statutory=statutory, voting=voting))
