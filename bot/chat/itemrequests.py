# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands of members who want an item on the agenda, and what the office does with them."""

from __future__ import annotations

from bot.chat.agenda import non_public
from bot.chat.arguments import Arguments
from bot.chat.command import BACK, EVERYWHERE, ChatCommand, asking, speaker
from bot.chat.context import Context
from bot.chat.requests import FileItemRequest, ShowItemRequests, TakeUpRequest
from bot.domain import commands as c
from bot.domain.ids import ItemRequestId
from bot.domain.permissions import ALLOWED
from bot.domain.values import RequestRefusal

GROUP = frozenset({"fraktion", "group"})
GROUNDS = {
    "ohne-unterstuetzung": RequestRefusal.UNSUPPORTED,
    "unsupported": RequestRefusal.UNSUPPORTED,
    "unzustaendig": RequestRefusal.NOT_COMPETENT,
    "incompetent": RequestRefusal.NOT_COMPETENT,
    "wiederholt": RequestRefusal.REPEATED,
    "repeated": RequestRefusal.REPEATED,
    "unklar": RequestRefusal.UNCLEAR,
    "unclear": RequestRefusal.UNCLEAR,
}


def on_whose_behalf(arguments: Arguments) -> tuple[bool, bool]:
    """Read whether it is asked for the group, and whether it is public, in any order."""
    for_group, public = False, True
    while arguments.left():
        if arguments.keyword(GROUP):
            for_group = True
        elif non_public(arguments):
            public = False
        else:
            break
    return for_group, public


def _file(arguments: Arguments, context: Context) -> FileItemRequest:
    speaker(context)
    for_group, public = on_whose_behalf(arguments)
    title = arguments.quoted_or_line("title")
    arguments.end()
    return FileItemRequest(title=title, text=arguments.below(), public=public, for_group=for_group)


def _request(arguments: Arguments) -> ItemRequestId:
    word = arguments.take("item_request").bare.upper()
    return ItemRequestId(word if word.startswith("B") else f"B{word}")


def _support(arguments: Arguments, context: Context) -> c.SupportItemRequest:
    request = _request(arguments)
    arguments.end()
    return c.SupportItemRequest(by=speaker(context), at=context.at, request=request)


def _withdraw(arguments: Arguments, context: Context) -> c.WithdrawItemRequest:
    request = _request(arguments)
    arguments.end()
    return c.WithdrawItemRequest(by=speaker(context), at=context.at, request=request)


def _take_up(arguments: Arguments, _context: Context) -> TakeUpRequest:
    request = _request(arguments)
    arguments.end()
    return TakeUpRequest(request=request)


def _refuse(arguments: Arguments, context: Context) -> c.RefuseItemRequest:
    request = _request(arguments)
    ground = arguments.need_one_of(GROUNDS, "ground")
    return c.RefuseItemRequest(
        by=speaker(context),
        at=context.at,
        request=request,
        ground=ground,
        reason=arguments.text("reason"),
    )


COMMANDS = (
    ChatCommand(
        name="agenda.request",
        words={"de": ("aufnahmeantrag",), "en": ("item request", "request item")},
        usage={
            "de": '[fraktion] [nichtöffentlich] "<Titel>" [Beschlussvorlage in den folgenden '
            "Zeilen]",
            "en": '[group] [nonpublic] "<title>" [draft resolution in the lines below]',
        },
        example={
            "de": 'fraktion "Radweg an der Schule"',
            "en": 'group "Cycle path at the school"',
        },
        roles=ALLOWED[c.RequestItem],
        places=EVERYWHERE,
        make=_file,
    ),
    ChatCommand(
        name="agenda.request_support",
        words={"de": ("aufnahmeantrag unterstützen",), "en": ("item request support",)},
        usage={"de": "<Nummer>", "en": "<number>"},
        example={"de": "B1", "en": "B1"},
        roles=ALLOWED[c.SupportItemRequest],
        places=EVERYWHERE,
        make=_support,
    ),
    ChatCommand(
        name="agenda.request_withdraw",
        words={"de": ("aufnahmeantrag zurückziehen",), "en": ("item request withdraw",)},
        usage={"de": "<Nummer>", "en": "<number>"},
        example={"de": "B1", "en": "B1"},
        roles=ALLOWED[c.WithdrawItemRequest],
        places=EVERYWHERE,
        make=_withdraw,
    ),
    ChatCommand(
        name="agenda.requests",
        words={"de": ("aufnahmeanträge",), "en": ("item requests",)},
        make=asking(ShowItemRequests()),
    ),
    ChatCommand(
        name="agenda.request_take_up",
        words={"de": ("aufnahmeantrag aufnehmen",), "en": ("item request take up",)},
        usage={"de": "<Nummer>", "en": "<number>"},
        example={"de": "B1", "en": "B1"},
        roles=ALLOWED[c.TakeUpItemRequest],
        places=EVERYWHERE,
        make=_take_up,
    ),
    ChatCommand(
        name="agenda.request_refuse",
        words={"de": ("aufnahmeantrag ablehnen",), "en": ("item request refuse",)},
        usage={
            "de": "<Nummer> ohne-unterstützung|unzuständig|wiederholt|unklar <Begründung>",
            "en": "<number> unsupported|incompetent|repeated|unclear <reason>",
        },
        example={
            "de": "B1 unzuständig Für Schulen ist der Landkreis zuständig.",
            "en": "B1 incompetent The district is responsible for schools.",
        },
        roles=ALLOWED[c.RefuseItemRequest],
        places=BACK,
        make=_refuse,
        irreversible=True,
    ),
)
