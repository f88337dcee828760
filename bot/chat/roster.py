# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands on the roster: who sits where, in which group, with which role."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.chat.arguments import SEAT, Arguments
from bot.chat.command import BACK, ChatCommand, asking, speaker
from bot.chat.context import Context
from bot.chat.grammar import fold
from bot.chat.misunderstood import Misunderstood
from bot.chat.requests import AdmitGuest, RefuseGuest, ShowGuests, ShowRoster
from bot.domain import commands as c
from bot.domain.ids import SeatId
from bot.domain.permissions import ALLOWED
from bot.domain.values import Role, Seat
from bot.texts import clean_name

ROLES = {
    "vorsitz": Role.CHAIR,
    "vorsitzende": Role.CHAIR,
    "vorsitzender": Role.CHAIR,
    "chair": Role.CHAIR,
    "stellvertretung": Role.DEPUTY,
    "deputy": Role.DEPUTY,
    "schriftfuehrung": Role.CLERK,
    "schriftfuehrer": Role.CLERK,
    "schriftfuehrerin": Role.CLERK,
    "clerk": Role.CLERK,
    "mitglied": Role.MEMBER,
    "member": Role.MEMBER,
    "beratend": Role.ADVISORY,
    "advisory": Role.ADVISORY,
    "vertretung": Role.SUBSTITUTE,
    "substitute": Role.SUBSTITUTE,
    "gast": Role.GUEST,
    "guest": Role.GUEST,
}
VOTING = frozenset({Role.CHAIR, Role.DEPUTY, Role.MEMBER})
"""Roles that have a vote unless it is said otherwise."""
GROUP = frozenset({"gruppe", "fraktion", "group"})
WITH = frozenset({"mit", "with"})
WITHOUT = frozenset({"ohne", "without"})
VOTE = frozenset({"stimme", "stimmen", "stimmrecht", "vote", "votes"})
_NUMBER = re.compile(r"[0-9]{1,6}")
_OPTIONS = GROUP | WITH | WITHOUT | frozenset(ROLES)


def _fill(arguments: Arguments, context: Context) -> c.FillSeat:
    arguments.keyword(SEAT)
    number = SeatId(arguments.take("seat").bare)
    known = next((s for s in context.body.seats.values() if fold(s.id) == fold(number)), None)
    name = _name(arguments) if known is None or _named(arguments) else known.name
    seat = known or Seat(id=number, name=name, role=Role.MEMBER)
    seat = _with_options(arguments, replace(seat, name=name))
    return c.FillSeat(by=speaker(context), at=context.at, seat=seat)


def _named(arguments: Arguments) -> bool:
    word = arguments.peek()
    return word is not None and (word.quoted or word.plain not in _OPTIONS)


def _name(arguments: Arguments) -> str:
    word = arguments.take("name")
    words = [word.text]
    while not word.quoted and _named(arguments):
        words.append(arguments.take("name").text)
    return clean_name(" ".join(words))


def _with_options(arguments: Arguments, seat: Seat) -> Seat:
    while arguments.left():
        if (role := arguments.one_of(ROLES)) is not None:
            seat = replace(seat, role=role, votes=role in VOTING)
            seat = replace(seat, weight=seat.weight if seat.votes else 1)
        elif arguments.keyword(GROUP):
            seat = replace(seat, group=clean_name(arguments.take("group").text))
        elif arguments.keyword(WITH | WITHOUT):
            seat = _votes(arguments, seat)
        else:
            arguments.end()
    return seat


def _votes(arguments: Arguments, seat: Seat) -> Seat:
    """Take what comes after *with* or *without*: the noun, and before it how many votes."""
    said = arguments.before().plain in WITH
    weight = seat.weight if said else 1
    word = arguments.peek()
    if said and word is not None and _NUMBER.fullmatch(word.bare):
        weight = int(arguments.take("vote").bare)
    if not arguments.keyword(VOTE):
        raise Misunderstood("problem.not_understood", typed=arguments.take("vote").bare)
    return replace(seat, votes=said, weight=weight)


def _vacate(arguments: Arguments, context: Context) -> c.VacateSeat:
    seat = arguments.person()
    reason = arguments.text("reason")
    return c.VacateSeat(by=speaker(context), at=context.at, seat=seat, reason=reason)


def _admit_guest(arguments: Arguments, _context: Context) -> AdmitGuest:
    label = arguments.take("guest").bare
    arguments.end()
    return AdmitGuest(request=label)


def _refuse_guest(arguments: Arguments, _context: Context) -> RefuseGuest:
    label = arguments.take("guest").bare
    arguments.end()
    return RefuseGuest(request=label)


GUEST = {"de": "<Anfrage>", "en": "<request>"}
COMMANDS = (
    ChatCommand(
        name="roster.show",
        words={"de": ("sitze", "mitglieder"), "en": ("roster", "seats", "members")},
        make=asking(ShowRoster()),
    ),
    ChatCommand(
        name="roster.fill",
        words={"de": ("sitz besetzen", "sitz ändern"), "en": ("seat fill", "seat change")},
        usage={
            "de": '<Nummer> "<Name>" [gruppe "<Fraktion>"] [vorsitz | stellvertretung | '
            "schriftführung | mitglied | beratend | vertretung | gast] "
            "[mit stimme | mit <Zahl> stimmen | ohne stimme]",
            "en": '<number> "<name>" [group "<group>"] [chair | deputy | clerk | member | '
            "advisory | substitute | guest] [with vote | with <number> votes | "
            "without vote]",
        },
        example={
            "de": '7 "Anna Beispiel" gruppe "Grüne"',
            "en": '7 "Anna Example" group "Greens"',
        },
        roles=ALLOWED[c.FillSeat],
        places=BACK,
        make=_fill,
    ),
    ChatCommand(
        name="roster.vacate",
        words={"de": ("sitz räumen",), "en": ("seat vacate",)},
        usage={"de": "<Sitz oder Name> <Grund>", "en": "<seat or name> <reason>"},
        example={"de": "7 Niederlegung des Mandats", "en": "7 resigned"},
        roles=ALLOWED[c.VacateSeat],
        places=BACK,
        make=_vacate,
        irreversible=True,
    ),
    ChatCommand(
        name="roster.guests",
        words={"de": ("gäste", "gastanfragen"), "en": ("guests", "guest requests")},
        roles=ALLOWED[c.FillSeat],
        places=BACK,
        make=asking(ShowGuests()),
    ),
    ChatCommand(
        name="roster.admit_guest",
        words={"de": ("gast aufnehmen", "gast zulassen"), "en": ("guest admit",)},
        usage=GUEST,
        example={"de": "G3", "en": "G3"},
        roles=ALLOWED[c.FillSeat],
        places=BACK,
        make=_admit_guest,
    ),
    ChatCommand(
        name="roster.refuse_guest",
        words={"de": ("gast ablehnen",), "en": ("guest refuse",)},
        usage=GUEST,
        example={"de": "G3", "en": "G3"},
        roles=ALLOWED[c.FillSeat],
        places=BACK,
        make=_refuse_guest,
    ),
)
