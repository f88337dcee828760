# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands to keep order (Ordnungsmaßnahmen)."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat.arguments import Arguments
from bot.chat.command import ROOMS, ChatCommand, speaker
from bot.chat.context import Context
from bot.domain import commands as c
from bot.domain.ids import MeasureId
from bot.domain.measures import OrderStep
from bot.domain.permissions import ALLOWED

_WHOM = {"de": "<Sitz oder Name> <Grund>", "en": "<seat or name> <reason>"}
_SPOKE_OF_OTHERS = {
    "de": "7 Der Redner spricht nicht zu diesem Punkt.",
    "en": "7 The speaker does not speak on this item.",
}
_INTERRUPTS = {"de": "7 Wiederholte Zwischenrufe.", "en": "7 Repeated interruptions."}


def _take(step: OrderStep) -> Callable[[Arguments, Context], c.TakeOrderMeasure]:
    def make(arguments: Arguments, context: Context) -> c.TakeOrderMeasure:
        seat = arguments.person()
        reason = arguments.text("reason")
        by = speaker(context)
        return c.TakeOrderMeasure(by=by, at=context.at, step=step, seat=seat, reason=reason)

    return make


def _object(arguments: Arguments, context: Context) -> c.ObjectToMeasure:
    measure = MeasureId(arguments.take("measure").bare.upper())
    arguments.end()
    return c.ObjectToMeasure(by=speaker(context), at=context.at, measure=measure)


COMMANDS = (
    ChatCommand(
        name="order.to_the_matter",
        words={"de": ("ruf zur sache", "zur sache"), "en": ("call to the matter",)},
        usage=_WHOM,
        example=_SPOKE_OF_OTHERS,
        roles=ALLOWED[c.TakeOrderMeasure],
        places=ROOMS,
        make=_take(OrderStep.TO_THE_MATTER),
    ),
    ChatCommand(
        name="order.to_order",
        words={"de": ("ordnungsruf",), "en": ("call to order",)},
        usage=_WHOM,
        example=_INTERRUPTS,
        roles=ALLOWED[c.TakeOrderMeasure],
        places=ROOMS,
        make=_take(OrderStep.TO_ORDER),
    ),
    ChatCommand(
        name="order.withdraw_floor",
        words={"de": ("wortentzug",), "en": ("withdraw floor",)},
        usage=_WHOM,
        example=_SPOKE_OF_OTHERS,
        roles=ALLOWED[c.TakeOrderMeasure],
        places=ROOMS,
        make=_take(OrderStep.WITHDRAW_FLOOR),
    ),
    ChatCommand(
        name="order.expel",
        words={"de": ("ausschließen",), "en": ("expel",)},
        usage=_WHOM,
        example=_INTERRUPTS,
        roles=ALLOWED[c.TakeOrderMeasure],
        places=ROOMS,
        make=_take(OrderStep.EXPEL),
        irreversible=True,
    ),
    ChatCommand(
        name="order.object",
        words={"de": ("einspruch",), "en": ("appeal",)},
        usage={"de": "<Maßnahme>", "en": "<measure>"},
        example={"de": "R1", "en": "R1"},
        roles=ALLOWED[c.ObjectToMeasure],
        places=ROOMS,
        make=_object,
    ),
)
