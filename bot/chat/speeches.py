# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands on the speakers' list (Rednerliste)."""

from __future__ import annotations

from bot.chat.arguments import Arguments
from bot.chat.command import EVERYWHERE, ROOMS, ChatCommand, asking, speaker
from bot.chat.context import Context
from bot.chat.requests import ShowSpeakers
from bot.domain import commands as c
from bot.domain.debating import SpeechKind
from bot.domain.permissions import ALLOWED

KINDS = {
    "berichterstattung": SpeechKind.RAPPORTEUR,
    "berichterstatter": SpeechKind.RAPPORTEUR,
    "rapporteur": SpeechKind.RAPPORTEUR,
    "geschaeftsordnung": SpeechKind.PROCEDURE,
    "procedure": SpeechKind.PROCEDURE,
    "zwischenfrage": SpeechKind.QUESTION,
    "question": SpeechKind.QUESTION,
    "erwiderung": SpeechKind.REPLY,
    "reply": SpeechKind.REPLY,
    "persoenlich": SpeechKind.PERSONAL,
    "personal": SpeechKind.PERSONAL,
    "sache": SpeechKind.DEBATE,
    "matter": SpeechKind.DEBATE,
}
"""As what people say they speak."""


def _request(arguments: Arguments, context: Context) -> c.RequestFloor:
    by = speaker(context)
    kind = arguments.one_of(KINDS)
    seat = arguments.for_person() or by
    kind = kind or arguments.one_of(KINDS) or SpeechKind.DEBATE
    arguments.end()
    return c.RequestFloor(by=by, at=context.at, seat=seat, kind=kind)


def _drop(arguments: Arguments, context: Context) -> c.DropFloorRequest:
    by = speaker(context)
    seat = arguments.for_person() or by
    arguments.end()
    return c.DropFloorRequest(by=by, at=context.at, seat=seat)


def _next(arguments: Arguments, context: Context) -> c.CallSpeaker:
    arguments.end()
    return c.CallSpeaker(by=speaker(context), at=context.at)


def _extend(arguments: Arguments, context: Context) -> c.ExtendSpeech:
    by = speaker(context)
    seat = arguments.for_person()
    minutes = arguments.number("minutes") if arguments.left() else 1
    seat = seat or arguments.for_person()
    arguments.end()
    return c.ExtendSpeech(by=by, at=context.at, minutes=minutes, seat=seat)


COMMANDS = (
    ChatCommand(
        name="speeches.request",
        words={"de": ("meldung", "wortmeldung"), "en": ("request floor", "raise hand")},
        usage={
            "de": "[zwischenfrage | erwiderung | persönlich | geschäftsordnung | "
            "berichterstattung] [für <Sitz oder Name>]",
            "en": "[question | reply | personal | procedure | rapporteur] [for <seat or name>]",
        },
        example={"de": "zwischenfrage", "en": "question"},
        roles=ALLOWED[c.RequestFloor],
        places=ROOMS,
        make=_request,
    ),
    ChatCommand(
        name="speeches.drop",
        words={"de": ("meldung zurück", "meldung streichen"), "en": ("request back", "lower hand")},
        usage={"de": "[für <Sitz oder Name>]", "en": "[for <seat or name>]"},
        example={"de": "für 7", "en": "for 7"},
        roles=ALLOWED[c.DropFloorRequest],
        places=ROOMS,
        make=_drop,
    ),
    ChatCommand(
        name="speeches.next",
        words={
            "de": ("nächste wortmeldung", "nächster redner", "nächste rednerin"),
            "en": ("next speaker",),
        },
        roles=ALLOWED[c.CallSpeaker],
        places=ROOMS,
        make=_next,
    ),
    ChatCommand(
        name="speeches.extend",
        words={"de": ("redezeit verlängern",), "en": ("extend speech",)},
        usage={
            "de": "[<Minuten>] [für <Sitz oder Name>]",
            "en": "[<minutes>] [for <seat or name>]",
        },
        example={"de": "2 für 7", "en": "2 for 7"},
        roles=ALLOWED[c.ExtendSpeech],
        places=ROOMS,
        make=_extend,
    ),
    ChatCommand(
        name="speeches.show",
        words={"de": ("rednerliste",), "en": ("speakers", "speakers list")},
        places=EVERYWHERE,
        make=asking(ShowSpeakers()),
    ),
)
