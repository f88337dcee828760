# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands on the minutes (Niederschrift) and the export."""

from __future__ import annotations

from bot.chat.arguments import ITEM, Arguments
from bot.chat.command import BACK, ROOMS, ChatCommand, Doubt, asking, speaker
from bot.chat.context import Context
from bot.chat.requests import EditMinutes, ExportRequest, ReadMinutes, SetText, ShowMinutes
from bot.domain import commands as c
from bot.domain.ids import MeetingId
from bot.domain.permissions import ALLOWED, LEAD

GENERAL = frozenset({"allgemein", "general"})
UPHELD = {"berechtigt": True, "upheld": True, "unberechtigt": False, "dismissed": False}


def _draft(arguments: Arguments, context: Context) -> c.DraftMinutes:
    arguments.end()
    return c.DraftMinutes(by=speaker(context), at=context.at)


def _sign(arguments: Arguments, context: Context) -> c.SignMinutes:
    arguments.end()
    return c.SignMinutes(by=speaker(context), at=context.at)


def _approve(arguments: Arguments, context: Context) -> c.ApproveMinutes:
    meeting = MeetingId(arguments.take("meeting").bare)
    arguments.end()
    return c.ApproveMinutes(by=speaker(context), at=context.at, in_meeting=meeting)


def _elsewhere(command: c.Command, context: Context) -> tuple[Doubt, ...]:
    """Return that nobody here knows the meeting that is said to have approved."""
    named = command.in_meeting if isinstance(command, c.ApproveMinutes) else None
    if named is None or named in context.meetings:
        return ()
    return (Doubt("doubt.approved_elsewhere", {"meeting": named, "known": list(context.meetings)}),)


def _text(arguments: Arguments, _context: Context) -> SetText:
    arguments.keyword(ITEM)
    number = "" if arguments.keyword(GENERAL) else arguments.take("item").bare
    return SetText(number=number, text=arguments.optional_text())


def _circulate(arguments: Arguments, context: Context) -> c.CirculateMinutes:
    arguments.end()
    return c.CirculateMinutes(by=speaker(context), at=context.at)


def _object(arguments: Arguments, context: Context) -> c.ObjectToMinutes:
    return c.ObjectToMinutes(by=speaker(context), at=context.at, text=arguments.text("reason"))


def _settle(arguments: Arguments, context: Context) -> c.SettleMinutesObjection:
    number = arguments.number("objection")
    upheld = arguments.need_one_of(UPHELD, "outcome")
    return c.SettleMinutesObjection(
        by=speaker(context),
        at=context.at,
        number=number,
        upheld=upheld,
        note=arguments.text("reason"),
    )


def _reopen(arguments: Arguments, context: Context) -> c.ReopenMinutes:
    return c.ReopenMinutes(by=speaker(context), at=context.at, reason=arguments.text("reason"))


COMMANDS = (
    ChatCommand(
        name="minutes.show",
        words={"de": ("niederschrift", "protokoll"), "en": ("minutes",)},
        make=asking(ShowMinutes()),
    ),
    ChatCommand(
        name="minutes.draft",
        words={
            "de": ("niederschrift entwerfen", "niederschrift erstellen"),
            "en": ("minutes draft", "draft minutes"),
        },
        roles=ALLOWED[c.DraftMinutes],
        places=ROOMS,
        make=_draft,
    ),
    ChatCommand(
        name="minutes.sign",
        words={
            "de": ("niederschrift unterschreiben", "unterschreiben"),
            "en": ("minutes sign", "sign"),
        },
        roles=ALLOWED[c.SignMinutes],
        places=ROOMS,
        make=_sign,
        irreversible=True,
    ),
    ChatCommand(
        name="minutes.approve",
        words={"de": ("niederschrift genehmigen",), "en": ("minutes approve", "approve minutes")},
        usage={"de": "<genehmigende Sitzung>", "en": "<approving meeting>"},
        example={"de": "2026-04", "en": "2026-04"},
        roles=ALLOWED[c.ApproveMinutes],
        places=ROOMS,
        make=_approve,
        irreversible=True,
        doubts=_elsewhere,
    ),
    ChatCommand(
        name="minutes.text",
        words={"de": ("niederschrift text", "protokolltext"), "en": ("minutes text",)},
        usage={"de": "<TOP>|allgemein [<Text>]", "en": "<item>|general [<text>]"},
        example={
            "de": "1 Frau Yılmaz berichtet aus dem Bauausschuss.",
            "en": "1 Ms Yılmaz reports from the building committee.",
        },
        roles=ALLOWED[c.SetMinutesText],
        places=BACK,
        make=_text,
    ),
    ChatCommand(
        name="minutes.edit",
        words={"de": ("niederschrift bearbeiten",), "en": ("minutes edit", "edit minutes")},
        roles=ALLOWED[c.SetMinutesText],
        places=BACK,
        make=asking(EditMinutes()),
    ),
    ChatCommand(
        name="minutes.read",
        words={"de": ("niederschrift einlesen",), "en": ("minutes import", "import minutes")},
        roles=ALLOWED[c.SetMinutesText],
        places=BACK,
        make=asking(ReadMinutes()),
    ),
    ChatCommand(
        name="minutes.circulate",
        words={
            "de": ("niederschrift versenden", "niederschrift verteilen"),
            "en": ("minutes circulate", "circulate minutes"),
        },
        roles=ALLOWED[c.CirculateMinutes],
        places=ROOMS,
        make=_circulate,
        irreversible=True,
    ),
    ChatCommand(
        name="minutes.object",
        words={
            "de": ("einwendung", "einwendung erheben"),
            "en": ("minutes object", "object to minutes"),
        },
        usage={"de": "<was falsch ist>", "en": "<what is wrong>"},
        example={
            "de": "Zu TOP 1 fehlt meine Anfrage.",
            "en": "My question on item 1 is missing.",
        },
        roles=ALLOWED[c.ObjectToMinutes],
        make=_object,
    ),
    ChatCommand(
        name="minutes.settle",
        words={
            "de": ("einwendung entscheiden", "einwendung erledigen"),
            "en": ("minutes objection settle", "settle objection"),
        },
        usage={
            "de": "<Nummer> berechtigt|unberechtigt <Begründung>",
            "en": "<number> upheld|dismissed <reason>",
        },
        example={"de": "1 berechtigt Wird ergänzt.", "en": "1 upheld It will be added."},
        roles=ALLOWED[c.SettleMinutesObjection],
        places=ROOMS,
        make=_settle,
        irreversible=True,
    ),
    ChatCommand(
        name="minutes.reopen",
        words={
            "de": ("niederschrift berichtigen",),
            "en": ("minutes correct", "minutes reopen"),
        },
        usage={"de": "<Grund>", "en": "<reason>"},
        example={
            "de": "Der Name des Gutachters ist falsch.",
            "en": "The name of the expert is wrong.",
        },
        roles=ALLOWED[c.ReopenMinutes],
        places=BACK,
        make=_reopen,
        irreversible=True,
    ),
    ChatCommand(
        name="minutes.export",
        words={"de": ("export", "ausgeben"), "en": ("export",)},
        roles=LEAD,
        make=asking(ExportRequest()),
    ),
)
