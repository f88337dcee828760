# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands for decisions in text between meetings (Umlaufverfahren)."""

from __future__ import annotations

from datetime import datetime

from bot.chat.answers import CHOICES
from bot.chat.arguments import Arguments
from bot.chat.command import BACK, EVERYWHERE, ChatCommand, asking, speaker
from bot.chat.context import Context
from bot.chat.itemrequests import on_whose_behalf
from bot.chat.requests import ShowCirculations
from bot.chat.subjects import WITH_RULE, majority
from bot.domain import commands as c
from bot.domain.ids import CirculationId
from bot.domain.permissions import ALLOWED
from bot.domain.values import Choice

UNTIL = frozenset({"bis", "until"})
ANNOUNCED = frozenset({"bekannt", "bekanntgemacht", "announced"})
STANCES: dict[str, Choice | bool] = {
    **CHOICES,
    "zustimmung": True,
    "agreed": True,
    "widerspruch": False,
    "objection": False,
}
"""What the office enters for somebody: a vote, or where they stand to the procedure."""


def _move(arguments: Arguments, context: Context) -> c.MoveCirculation:
    by = speaker(context)
    for_group, public = on_whose_behalf(arguments)
    title = arguments.take("title").text
    reason = arguments.take("reason").text if arguments.left() else ""
    arguments.end()
    return c.MoveCirculation(
        by=by,
        at=context.at,
        title=title,
        text=arguments.below(),
        reason=reason,
        public=public,
        for_group=for_group,
    )


def _circulation(arguments: Arguments) -> CirculationId:
    word = arguments.take("circulation").bare.upper()
    return CirculationId(word if word.startswith("U") else f"U{word}")


def _support(arguments: Arguments, context: Context) -> c.SupportCirculation:
    circulation = _circulation(arguments)
    arguments.end()
    return c.SupportCirculation(by=speaker(context), at=context.at, circulation=circulation)


def _open(arguments: Arguments, context: Context) -> c.OpenCirculation:
    circulation = _circulation(arguments)
    arguments.keyword(UNTIL)
    until: datetime = arguments.moment()
    rule, announced = "", ""
    while arguments.left():
        if arguments.keyword(WITH_RULE):
            rule = majority(arguments)
        elif arguments.keyword(ANNOUNCED):
            announced = arguments.take("announcement").text
        else:
            arguments.end()
    return c.OpenCirculation(
        by=speaker(context),
        at=context.at,
        circulation=circulation,
        until=until,
        announced=announced,
        rule=rule,
    )


def _vote(arguments: Arguments, context: Context) -> c.AnswerCirculation:
    by, circulation = speaker(context), _circulation(arguments)
    choice = arguments.need_one_of(CHOICES, "choice")
    arguments.end()
    return c.AnswerCirculation(
        by=by, at=context.at, circulation=circulation, seat=by, choice=choice
    )


def _agree(arguments: Arguments, context: Context) -> c.AnswerCirculation:
    by, circulation = speaker(context), _circulation(arguments)
    arguments.end()
    return c.AnswerCirculation(by=by, at=context.at, circulation=circulation, seat=by, agrees=True)


def _object(arguments: Arguments, context: Context) -> c.AnswerCirculation:
    by, circulation = speaker(context), _circulation(arguments)
    return c.AnswerCirculation(
        by=by,
        at=context.at,
        circulation=circulation,
        seat=by,
        agrees=False,
        reason=arguments.text("reason"),
    )


def _enter(arguments: Arguments, context: Context) -> c.EnterAnswer:
    by, circulation = speaker(context), _circulation(arguments)
    seat = arguments.person()
    stance = arguments.need_one_of(STANCES, "choice")
    proof = arguments.text("proof")
    return c.EnterAnswer(
        by=by,
        at=context.at,
        circulation=circulation,
        seat=seat,
        agrees=stance if isinstance(stance, bool) else None,
        choice=None if isinstance(stance, bool) else stance,
        reason=proof if stance is False else "",
        proof=proof,
    )


def _recuse(arguments: Arguments, context: Context) -> c.RecuseFromCirculation:
    by, circulation = speaker(context), _circulation(arguments)
    seat = arguments.for_person_colon() or by
    reason = arguments.text("reason")
    return c.RecuseFromCirculation(
        by=by, at=context.at, circulation=circulation, seat=seat, reason=reason
    )


def _withdraw(arguments: Arguments, context: Context) -> c.WithdrawCirculation:
    by, circulation = speaker(context), _circulation(arguments)
    return c.WithdrawCirculation(
        by=by, at=context.at, circulation=circulation, reason=arguments.text("reason")
    )


COMMANDS = (
    ChatCommand(
        name="circulation.move",
        words={"de": ("umlauf neu",), "en": ("circulation new",)},
        usage={
            "de": '[fraktion] [nichtöffentlich] "<Titel>" ["<Warum keine Sitzung>"] '
            "<Beschlussvorlage in den folgenden Zeilen>",
            "en": '[group] [nonpublic] "<title>" ["<why no meeting>"] '
            "<draft resolution in the lines below>",
        },
        example={
            "de": '"Notstrom für das Wasserwerk" "Hochwasser, auch keine digitale Sitzung möglich"'
            "\nEin Notstromgerät wird für 8.000 Euro gemietet.",
            "en": '"Emergency power for the waterworks" "Flood, no digital meeting either"'
            "\nA generator is rented for 8,000 euros.",
        },
        roles=ALLOWED[c.MoveCirculation],
        places=EVERYWHERE,
        make=_move,
    ),
    ChatCommand(
        name="circulation.support",
        words={"de": ("umlauf unterstützen",), "en": ("circulation support",)},
        usage={"de": "<Nummer>", "en": "<number>"},
        example={"de": "U1", "en": "U1"},
        roles=ALLOWED[c.SupportCirculation],
        places=EVERYWHERE,
        make=_support,
    ),
    ChatCommand(
        name="circulation.open",
        words={"de": ("umlauf eröffnen",), "en": ("circulation open",)},
        usage={
            "de": "<Nummer> bis <Datum> <Uhrzeit> [mehrheit <Regel>] "
            '[bekannt "<wo und wann bekannt gemacht>"]',
            "en": "<number> until <date> <time> [majority <rule>] "
            '[announced "<where and when made public>"]',
        },
        example={
            "de": 'U1 bis 31.12.2099 18:00 bekannt "Schaukasten am 1.12."',
            "en": 'U1 until 31.12.2099 18:00 announced "notice board on 1 December"',
        },
        roles=ALLOWED[c.OpenCirculation],
        places=BACK,
        make=_open,
        irreversible=True,
    ),
    ChatCommand(
        name="circulation.vote",
        words={"de": ("umlauf",), "en": ("circulation",)},
        usage={"de": "<Nummer> ja|nein|enthaltung", "en": "<number> yes|no|abstain"},
        example={"de": "U1 ja", "en": "U1 yes"},
        roles=ALLOWED[c.AnswerCirculation],
        places=EVERYWHERE,
        make=_vote,
    ),
    ChatCommand(
        name="circulation.agree",
        words={"de": ("umlauf zustimmen",), "en": ("circulation agree",)},
        usage={"de": "<Nummer>", "en": "<number>"},
        example={"de": "U1", "en": "U1"},
        roles=ALLOWED[c.AnswerCirculation],
        places=EVERYWHERE,
        make=_agree,
    ),
    ChatCommand(
        name="circulation.object",
        words={"de": ("umlauf widersprechen",), "en": ("circulation object",)},
        usage={"de": "<Nummer> <Grund>", "en": "<number> <reason>"},
        example={
            "de": "U1 Darüber muss beraten werden.",
            "en": "U1 This needs a debate.",
        },
        roles=ALLOWED[c.AnswerCirculation],
        places=EVERYWHERE,
        make=_object,
    ),
    ChatCommand(
        name="circulation.enter",
        words={"de": ("umlauf eintragen",), "en": ("circulation enter",)},
        usage={
            "de": "<Nummer> <Person> ja|nein|enthaltung|zustimmung|widerspruch <Beleg>",
            "en": "<number> <person> yes|no|abstain|agreed|objection <proof>",
        },
        example={"de": "U1 5 ja Brief vom 3.12.", "en": "U1 5 yes letter of 3 December"},
        roles=ALLOWED[c.EnterAnswer],
        places=BACK,
        make=_enter,
    ),
    ChatCommand(
        name="circulation.recuse",
        words={"de": ("umlauf befangen",), "en": ("circulation recuse",)},
        usage={
            "de": "<Nummer> [für <Person>:] <Grund>",
            "en": "<number> [for <person>:] <reason>",
        },
        example={"de": "U1 Das Gerät gehört mir.", "en": "U1 The generator is mine."},
        roles=ALLOWED[c.RecuseFromCirculation],
        places=EVERYWHERE,
        make=_recuse,
        irreversible=True,
    ),
    ChatCommand(
        name="circulation.withdraw",
        words={"de": ("umlauf abbrechen",), "en": ("circulation withdraw",)},
        usage={"de": "<Nummer> <Grund>", "en": "<number> <reason>"},
        example={
            "de": "U1 Es gibt doch eine Sitzung.",
            "en": "U1 There will be a meeting after all.",
        },
        roles=ALLOWED[c.WithdrawCirculation],
        places=EVERYWHERE,
        make=_withdraw,
        irreversible=True,
    ),
    ChatCommand(
        name="circulation.show",
        words={"de": ("umläufe",), "en": ("circulations",)},
        make=asking(ShowCirculations()),
    ),
)
