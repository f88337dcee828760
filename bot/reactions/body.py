# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What follows from an event of the body: who may enter its rooms, what the office is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from textwrap import wrap
from typing import assert_never

from bot.domain import events as e
from bot.domain.ids import Key, SeatId, UserId
from bot.domain.roster import Body
from bot.domain.values import OUTSIDE, How, Role
from bot.effects import Admit, Effect, Exclude, Line, Place, Say, Style, Tell
from bot.reactions import circulation, itemrequests, urgent

KEY_GROUP = 4
"""Letters of a key that are read aloud in one breath, as clients show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyTurn:
    """One journal entry of the body's stream with the states around it."""

    before: Body
    after: Body
    event: e.BodyEvent
    seq: int
    hash: str
    at: datetime

    def name(self, seat: SeatId | None) -> str:
        known = self.after.seats.get(seat) or self.before.seats.get(seat) if seat else None
        return known.name if known else seat or ""


def body_effects(turn: BodyTurn) -> list[Effect]:  # noqa: C901 - a table of contents
    """Return the effects of one entry, in the order they are to be performed."""
    if isinstance(turn.event, e.CirculationEvent):
        return circulation.circulated(
            turn.before, turn.after, turn.event, seq=turn.seq, hash=turn.hash
        )
    if isinstance(turn.event, e.UrgentEvent):
        return urgent.urgent(turn.after, turn.event, turn.seq)
    match turn.event:
        case e.BodyEstablished() | e.CharterChanged() | e.CodeIssued() | e.LanguageChosen():
            return []
        case e.SeatFilled():
            return _seat_filled(turn, turn.event)
        case e.SeatVacated(seat=seat):
            return [*_out(turn, seat), _office("say.seat_vacated", seat=seat, name=turn.name(seat))]
        case e.MemberEnrolled():
            return _enrolled(turn, turn.event)
        case e.EnrolmentSuspended():
            return _suspended(turn, turn.event)
        case e.EnrolmentRevoked(seat=seat):
            return [*_out(turn, seat), _office("say.enrolment_revoked", name=turn.name(seat))]
        case e.DeviceAdmitted():
            return _device_admitted(turn, turn.event)
        case e.DeviceRevoked():
            facts = {"name": turn.name(turn.event.seat), "device": turn.event.device}
            return [_office("say.device_revoked", **facts)]
        case e.DeviceAdmissionSet(allowed=allowed):
            key = "say.device_admission_allowed" if allowed else "say.device_admission_forbidden"
            return [_office(key)]
        case e.BotIdentityChangeAnnounced(new=new):
            return _to_everybody("say.bot_identity_announced", new)
        case e.BotIdentityChanged(new=new):
            return _to_everybody("say.bot_identity_changed", new)
        case e.RuleConfirmed(key=rule, confirmation=known):
            facts = {"rule": rule, "name": known.by, "text": known.text, "norm": known.norm}
            return [_office("say.rule_confirmed", **facts)]
        case (
            e.ItemRequested()
            | e.ItemRequestSupported()
            | e.ItemRequestWithdrawn()
            | e.ItemRequestTakenUp()
            | e.ItemRequestRefused()
        ):
            return itemrequests.requested(turn.before, turn.after, turn.event)
        case e.IncidentRecorded():
            return _incident(turn, turn.event)
        case e.EntriesErased(stream=stream, fields=gone, ground=ground):
            return [_office("say.entries_erased", stream=stream, fields=len(gone), ground=ground)]
        case e.ReachChanged():
            return _reach(turn, turn.event)
        case _:
            assert_never(turn.event)


def places_of(role: Role) -> tuple[Place, ...]:
    """Return the rooms a role is in from enrolment on.

    During a non-public part the closed room is for those only who may follow the item.
    """
    if role in (Role.CHAIR, Role.DEPUTY, Role.CLERK):
        return (Place.SESSION, Place.CLOSED, Place.OFFICE)
    return (Place.SESSION,) if role in OUTSIDE else (Place.SESSION, Place.CLOSED)


def _office(key: str, **facts: object) -> Say:
    return Say(place=Place.OFFICE, lines=(Line(key, facts),))


def _alarm(key: str, **facts: object) -> Say:
    return Say(place=Place.OFFICE, lines=(Line(key, facts, Style.WARNING),))


def _to_everybody(key: str, master: Key) -> list[Effect]:
    """Warn in every room: whoever verified the bot sees another identity from then on."""
    groups = " ".join(wrap(master, KEY_GROUP))
    lines = (Line(key, {"key": groups}, Style.WARNING), Line("say.bot_identity_how"))
    return [Say(place=place, lines=lines) for place in Place]


def _seat_filled(turn: BodyTurn, event: e.SeatFilled) -> list[Effect]:
    """Follow a change of function into the rooms; the first roster is not announced."""
    before = turn.before.seats.get(event.seat.id)
    known = turn.after.enrolments.get(event.seat.id)
    if before is None or known is None:
        return []
    was, now = set(places_of(before.role)), set(places_of(event.seat.role))
    enters = [Admit(place=p, user=known.user, seat=event.seat.id) for p in sorted(now - was)]
    leaves = [Exclude(place=p, user=known.user, seat=event.seat.id) for p in sorted(was - now)]
    return [*leaves, *(_why(known.user, "say.out_function") if leaves else []), *enters]


def _admit(turn: BodyTurn, seat: SeatId, user: UserId) -> list[Effect]:
    return [Admit(place=p, user=user, seat=seat) for p in places_of(turn.after.seats[seat].role)]


def _enrolled(turn: BodyTurn, event: e.MemberEnrolled) -> list[Effect]:
    name = turn.name(event.seat)
    welcome = (
        Line("say.welcome", {"name": name, "body": turn.after.name}, Style.TITLE),
        Line("say.welcome_how"),
        Line("say.no_recording", style=Style.WARNING),
    )
    told = _alarm if event.how is How.FIRST_USE else _office
    return [
        *_admit(turn, event.seat, event.user),
        Tell(user=event.user, seat=event.seat, lines=welcome),
        told("say.enrolled", name=name, user=event.user, seat=event.seat, how=event.how),
    ]


def _suspended(turn: BodyTurn, event: e.EnrolmentSuspended) -> list[Effect]:
    facts = {"name": turn.name(event.seat), "user": event.user, "seat": event.seat}
    line = Line("say.suspended_member", facts, Style.WARNING)
    return [_alarm("say.suspended", **facts), Tell(user=event.user, seat=None, lines=(line,))]


def _device_admitted(turn: BodyTurn, event: e.DeviceAdmitted) -> list[Effect]:
    facts = {
        "name": turn.name(event.seat),
        "device": event.device.device,
        "user": event.device.user,
    }
    new = event.seat not in turn.before.enrolments and not turn.before.devices.get(event.seat)
    enters = _admit(turn, event.seat, event.device.user) if new else []
    return [*enters, _alarm("say.device_admitted", **facts)]


def _out(turn: BodyTurn, seat: SeatId) -> list[Effect]:
    """Take whoever spoke for the seat out of all rooms."""
    enrolled = turn.before.enrolments.get(seat)
    users = {device.user for device in turn.before.devices.get(seat, ())}
    if enrolled:
        users.add(enrolled.user)
    return [
        effect
        for user in sorted(users)
        for effect in (
            *(Exclude(place=place, user=user, seat=seat) for place in Place),
            *_why(user, "say.out_revoked"),
        )
    ]


def _why(user: UserId, key: str) -> list[Effect]:
    return [Tell(user=user, seat=None, lines=(Line(key),))]


def _incident(turn: BodyTurn, event: e.IncidentRecorded) -> list[Effect]:
    name = turn.name(event.seat) or event.user
    facts = {"user": event.user, "name": name, "detail": event.detail}
    return [_alarm(f"incident.{event.kind}", **facts)]


def _reach(turn: BodyTurn, event: e.ReachChanged) -> list[Effect]:
    """Tell the office; in a meeting also the room, which else waits for those who cannot answer."""
    facts = {"server": event.server, "names": [turn.name(seat) for seat in event.seats]}
    if event.ballot is not None:
        facts |= {"ballot": event.ballot}
        return [_alarm(f"reach.missing_{event.reach}", **facts)]
    line = Line(f"reach.{event.reach}", facts, Style.WARNING)
    told: list[Effect] = [Say(place=Place.OFFICE, lines=(line,))]
    return [*told, Say(place=Place.SESSION, lines=(line,))] if event.meeting else told
