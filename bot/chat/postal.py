# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands on votes by post after the meeting (Briefabstimmung)."""

from __future__ import annotations

from datetime import date

from bot.chat import when
from bot.chat.arguments import Arguments
from bot.chat.command import ROOMS, ChatCommand, speaker
from bot.chat.context import Context
from bot.chat.subjects import CHAIR as PRESIDING
from bot.chat.subjects import WITHOUT, subject
from bot.chat.sums import take_sums
from bot.domain import commands as c
from bot.domain.ids import BallotId, MotionId
from bot.domain.permissions import ALLOWED
from bot.domain.values import VoteMode

UNTIL = frozenset({"bis", "by", "until"})


def take_until(arguments: Arguments, context: Context) -> date:
    """Take the last day on which papers may come back: ``bis 10.12.2026``."""
    arguments.keyword(UNTIL)
    return when.take_day(arguments.take_words, context.at.astimezone(context.zone).date())


def _order(arguments: Arguments, context: Context) -> c.OpenBallot | c.OpenBlock:
    until = take_until(arguments, context)
    about = subject(arguments)
    without_chair = arguments.keywords(WITHOUT, PRESIDING)
    motion = arguments.meeting().motions.get(MotionId(about.ref))
    if motion and arguments.left() and not without_chair:
        items = (motion.item, *arguments.items_until(()))
        return c.OpenBlock(by=speaker(context), at=context.at, items=items, postal=until)
    arguments.end()
    return c.OpenBallot(
        by=speaker(context),
        at=context.at,
        subject=about,
        mode=VoteMode.SECRET,
        postal=until,
        without_chair=without_chair,
    )


def _count(arguments: Arguments, context: Context) -> c.CountPostal:
    word = arguments.peek()
    named = word is not None and word.plain[:1] == "v" and word.plain[1:].isdecimal()
    ballot = BallotId(arguments.take("ballot").bare.upper()) if named else None
    sums, tellers = take_sums(arguments)
    return c.CountPostal(
        by=speaker(context), at=context.at, sums=sums, tellers=tellers, ballot=ballot
    )


COMMANDS = (
    ChatCommand(
        name="postal.order",
        words={"de": ("briefabstimmung",), "en": ("postal vote",)},
        usage={
            "de": "bis <Tag> [<Antrag> | Ziffer <Nummer>] [ohne vorsitz]",
            "en": "by <day> [<motion> | part <number>] [without chair]",
        },
        example={"de": "bis {soon}", "en": "by {soon}"},
        roles=ALLOWED[c.OpenBallot],
        places=ROOMS,
        make=_order,
        irreversible=True,
        by_post=True,
    ),
    ChatCommand(
        name="postal.count",
        words={
            "de": ("briefabstimmung auszählen", "briefabstimmung ergebnis"),
            "en": ("postal count", "postal result"),
        },
        usage={
            "de": "[<Abstimmung>] ja <Zahl> nein <Zahl> [enthaltung <Zahl>] [ungültig <Zahl>] "
            "zähler <Sitze>",
            "en": "[<vote>] yes <number> no <number> [abstain <number>] [invalid <number>] "
            "tellers <seats>",
        },
        example={
            "de": "V3 ja 12 nein 5 enthaltung 1 ungültig 1 zähler 3,7",
            "en": "V3 yes 12 no 5 abstain 1 invalid 1 tellers 3,7",
        },
        roles=ALLOWED[c.CountPostal],
        places=ROOMS,
        make=_count,
        irreversible=True,
    ),
)
