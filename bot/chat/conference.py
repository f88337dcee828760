# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands on the floor (das Wort) and the conference."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat.arguments import Arguments
from bot.chat.command import ROOMS, ChatCommand, speaker
from bot.chat.context import Context
from bot.chat.speeches import KINDS
from bot.domain import commands as c
from bot.domain.permissions import ALLOWED
from bot.domain.values import Step

PERSON = {"de": "<Sitz oder Name>", "en": "<seat or name>"}
MAYBE = {"de": "[<Sitz oder Name>]", "en": "[<seat or name>]"}


def _give(arguments: Arguments, context: Context) -> c.GiveFloor:
    seat = arguments.person()
    kind = arguments.one_of(KINDS)
    arguments.end()
    return c.GiveFloor(by=speaker(context), at=context.at, seat=seat, kind=kind)


def _take(arguments: Arguments, context: Context) -> c.TakeFloor:
    seat = arguments.person() if arguments.peek() else None
    arguments.end()
    return c.TakeFloor(by=speaker(context), at=context.at, seat=seat)


def _step(step: Step, *, whom: bool) -> Callable[[Arguments, Context], c.LeadConference]:
    """Return a maker for one step; ``whom`` if it is done to a person."""

    def make(arguments: Arguments, context: Context) -> c.LeadConference:
        optional = step is Step.MUTE_OTHERS and arguments.peek() is not None
        seat = arguments.person() if whom or optional else None
        arguments.end()
        return c.LeadConference(by=speaker(context), at=context.at, step=step, seat=seat)

    return make


COMMANDS = (
    ChatCommand(
        name="conference.floor",
        words={"de": ("wort", "wort erteilen"), "en": ("floor", "floor give")},
        usage={"de": "<Sitz oder Name> [als was]", "en": "<seat or name> [as what]"},
        example={"de": "7 erwiderung", "en": "7 reply"},
        roles=ALLOWED[c.GiveFloor],
        places=ROOMS,
        make=_give,
    ),
    ChatCommand(
        name="conference.floor_back",
        words={
            "de": ("wort zurück", "wort entziehen", "wort nehmen"),
            "en": ("floor back", "floor take"),
        },
        usage=MAYBE,
        example={"de": "7", "en": "7"},
        roles=ALLOWED[c.TakeFloor],
        places=ROOMS,
        make=_take,
    ),
    ChatCommand(
        name="conference.mute",
        words={"de": ("stumm", "stummschalten"), "en": ("mute",)},
        usage=PERSON,
        example={"de": "7", "en": "7"},
        roles=ALLOWED[c.LeadConference],
        places=ROOMS,
        make=_step(Step.MUTE, whom=True),
    ),
    ChatCommand(
        name="conference.mute_others",
        words={"de": ("alle stumm", "ruhe"), "en": ("mute all", "silence")},
        usage={"de": "[<Sitz oder Name, der weiterspricht>]", "en": "[<seat or name to go on>]"},
        example={"de": "7", "en": "7"},
        roles=ALLOWED[c.LeadConference],
        places=ROOMS,
        make=_step(Step.MUTE_OTHERS, whom=False),
    ),
    ChatCommand(
        name="conference.remove",
        words={"de": ("konferenz entfernen",), "en": ("conference remove",)},
        usage=PERSON,
        example={"de": "7", "en": "7"},
        roles=ALLOWED[c.LeadConference],
        places=ROOMS,
        irreversible=True,
        make=_step(Step.REMOVE, whom=True),
    ),
    ChatCommand(
        name="conference.admit",
        words={"de": ("konferenz zulassen",), "en": ("conference admit",)},
        usage=PERSON,
        example={"de": "7", "en": "7"},
        roles=ALLOWED[c.LeadConference],
        places=ROOMS,
        make=_step(Step.ADMIT, whom=True),
    ),
    ChatCommand(
        name="conference.end",
        words={"de": ("konferenz beenden",), "en": ("conference end",)},
        roles=ALLOWED[c.LeadConference],
        places=ROOMS,
        irreversible=True,
        make=_step(Step.END, whom=False),
    ),
    ChatCommand(
        name="conference.open",
        words={"de": ("konferenz öffnen",), "en": ("conference open",)},
        roles=ALLOWED[c.LeadConference],
        places=ROOMS,
        make=_step(Step.OPEN, whom=False),
    ),
)
