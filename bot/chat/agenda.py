# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands on the agenda (Tagesordnung) and its items."""

from __future__ import annotations

from bot.chat.arguments import AND, Arguments
from bot.chat.command import BACK, EVERYWHERE, ROOMS, ChatCommand, Doubt, asking, speaker
from bot.chat.context import Context
from bot.chat.grammar import fold
from bot.chat.misunderstood import Misunderstood
from bot.chat.procedural import still_to_decide
from bot.chat.requests import (
    AttachUpload,
    CarryOverRequest,
    ExportAgenda,
    ImportAgenda,
    ShowAgenda,
)
from bot.domain import commands as c
from bot.domain.ids import ItemId
from bot.domain.meeting import NON_PUBLIC as NON_PUBLIC_SIGN
from bot.domain.permissions import ALLOWED
from bot.domain.unsettled import unsettled
from bot.domain.values import Language

NON_PUBLIC = frozenset({"nichtoeffentlich", "nicht-oeffentlich", "noe", "nonpublic", "non-public"})
_NOT = frozenset({"nicht", "non", "not"})
_PUBLIC = frozenset({"oeffentlich", "public"})
POSITION = frozenset({"platz", "position", "stelle"})
BROUGHT_BY = frozenset({"von", "by"})
POSTPONED = {Language.DE: "vertagt", Language.EN: "postponed"}
"""What the minutes say of a postponed item if nothing else is given."""
TO = frozenset({"nach", "auf", "to", "platz", "position"})


def non_public(arguments: Arguments) -> bool:
    """Take *nichtöffentlich* if it is there, in one word or in two."""
    return arguments.keyword(NON_PUBLIC) or arguments.keywords(_NOT, _PUBLIC)


def _add(arguments: Arguments, context: Context) -> c.AddAgendaItem:
    public = not non_public(arguments)
    title = arguments.quoted_or_line("title")
    position: int | None = None
    brought_by = ""
    while arguments.left():
        if non_public(arguments):
            public = False
        elif arguments.keyword(_PUBLIC):
            public = True
        elif arguments.keyword(POSITION):
            position = arguments.number("position")
        elif arguments.keyword(BROUGHT_BY):
            brought_by = arguments.take("brought_by").text
        else:
            arguments.end()
    return c.AddAgendaItem(
        by=speaker(context),
        at=context.at,
        title=title,
        public=public,
        text=arguments.below(),
        brought_by=brought_by,
        position=position,
    )


def _remove(arguments: Arguments, context: Context) -> c.RemoveAgendaItem:
    item = arguments.item()
    reason = arguments.optional_text()
    return c.RemoveAgendaItem(by=speaker(context), at=context.at, item=item, reason=reason)


def _move(arguments: Arguments, context: Context) -> c.MoveAgendaItem:
    item = arguments.item()
    arguments.keyword(TO)
    arguments.keyword(TO)
    position = _place_in_part(arguments, item)
    arguments.end()
    return c.MoveAgendaItem(by=speaker(context), at=context.at, item=item, position=position)


def _place_in_part(arguments: Arguments, item: ItemId) -> int:
    """Take a place among the items of the same part: ``2``, or ``N2`` for a non-public one."""
    public = any(known.public for known in arguments.meeting().agenda if known.id == item)
    word, sign = arguments.peek(), fold(NON_PUBLIC_SIGN)
    if public and word and word.plain.startswith(sign) and word.plain[len(sign) :].isdecimal():
        raise Misunderstood("problem.place_in_other_part", typed=word.bare)
    return arguments.number("position", sign=sign)


def _join(arguments: Arguments, context: Context) -> c.JoinItems:
    items = [arguments.item()]
    while arguments.left():
        arguments.keyword(AND)
        items.append(arguments.item())
    return c.JoinItems(by=speaker(context), at=context.at, items=tuple(items))


def _attach(arguments: Arguments, _context: Context) -> AttachUpload:
    return AttachUpload(item=arguments.item(), name=arguments.optional_text())


def _call(arguments: Arguments, context: Context) -> c.CallItem:
    item = arguments.item()
    arguments.end()
    return c.CallItem(by=speaker(context), at=context.at, item=item)


def _close(arguments: Arguments, context: Context) -> c.CloseItem:
    return c.CloseItem(by=speaker(context), at=context.at, note=arguments.optional_text())


def _unsettled(command: c.Command, context: Context) -> tuple[Doubt, ...]:
    """Return what closing the item now would leave undecided for good."""
    meeting = context.meeting
    if meeting is None or meeting.item is None:
        return ()
    left, number = unsettled(meeting, meeting.item), meeting.number_of(meeting.item)
    kinds = {
        "doubt.undecided": left.undecided,
        "doubt.to_consolidate": left.to_consolidate,
        "doubt.to_draw": left.to_draw,
        "doubt.unelected": left.unelected,
    }
    left_here = (Doubt(key, {"number": number, "ids": ids}) for key, ids in kinds.items() if ids)
    return (*still_to_decide(command, context), *left_here)


def _postpone(arguments: Arguments, context: Context) -> c.CloseItem:
    note = arguments.optional_text() or POSTPONED[context.body.language]
    return c.CloseItem(by=speaker(context), at=context.at, note=note, postponed=True)


COMMANDS = (
    ChatCommand(
        name="agenda.show",
        words={"de": ("tagesordnung", "to"), "en": ("agenda",)},
        ahead=True,
        make=asking(ShowAgenda()),
    ),
    ChatCommand(
        name="agenda.add",
        words={"de": ("tagesordnung neu", "top neu"), "en": ("agenda add", "item add")},
        usage={
            "de": '"<Titel>" [nichtöffentlich] [platz <Nummer>] [von "<Name>"] [Beschlussvorlage '
            "in den folgenden Zeilen]",
            "en": '"<title>" [nonpublic] [position <number>] [by "<name>"] [draft resolution in '
            "the lines below]",
        },
        example={"de": '"Sanierung der Turnhalle"', "en": '"Repair of the gym"'},
        roles=ALLOWED[c.AddAgendaItem],
        places=EVERYWHERE,
        ahead=True,
        make=_add,
    ),
    ChatCommand(
        name="agenda.remove",
        words={
            "de": ("tagesordnung streichen", "top streichen"),
            "en": ("agenda remove", "item remove"),
        },
        usage={"de": "<TOP> [<Grund>]", "en": "<item> [<reason>]"},
        example={"de": "3 Die Vorlage fehlt.", "en": "3 The papers are missing."},
        roles=ALLOWED[c.RemoveAgendaItem],
        places=EVERYWHERE,
        ahead=True,
        make=_remove,
    ),
    ChatCommand(
        name="agenda.move",
        words={
            "de": ("tagesordnung verschieben", "top verschieben"),
            "en": ("agenda move", "item move"),
        },
        usage={"de": "<TOP> nach <Nummer>", "en": "<item> to <number>"},
        example={"de": "5 nach 2", "en": "5 to 2"},
        roles=ALLOWED[c.MoveAgendaItem],
        places=EVERYWHERE,
        ahead=True,
        make=_move,
    ),
    ChatCommand(
        name="agenda.join",
        words={
            "de": ("top verbinden", "gemeinsame beratung"),
            "en": ("item join", "joint debate"),
        },
        usage={"de": "<TOP> und <TOP> …", "en": "<item> and <item> …"},
        example={"de": "2 und 4", "en": "2 and 4"},
        roles=ALLOWED[c.JoinItems],
        places=EVERYWHERE,
        ahead=True,
        make=_join,
    ),
    ChatCommand(
        name="agenda.attach",
        words={"de": ("unterlage", "anlage"), "en": ("paper", "attach")},
        usage={"de": "<TOP> [<Bezeichnung>]", "en": "<item> [<name>]"},
        example={"de": "3 Kostenschätzung", "en": "3 cost estimate"},
        roles=ALLOWED[c.AttachPaper],
        places=BACK,
        ahead=True,
        make=_attach,
    ),
    ChatCommand(
        name="agenda.import",
        words={"de": ("tagesordnung einlesen",), "en": ("agenda import", "import agenda")},
        roles=ALLOWED[c.ImportItems],
        places=BACK,
        ahead=True,
        make=asking(ImportAgenda()),
    ),
    ChatCommand(
        name="agenda.export",
        words={"de": ("tagesordnung ausgeben",), "en": ("agenda export", "export agenda")},
        roles=ALLOWED[c.ImportItems],
        places=BACK,
        ahead=True,
        make=asking(ExportAgenda()),
    ),
    ChatCommand(
        name="agenda.carry",
        words={
            "de": ("tagesordnung übernehmen", "unerledigtes übernehmen"),
            "en": ("agenda carry over", "carry over"),
        },
        roles=ALLOWED[c.TakeOverItems],
        places=EVERYWHERE,
        ahead=True,
        make=asking(CarryOverRequest()),
    ),
    ChatCommand(
        name="agenda.call",
        words={"de": ("top", "top aufrufen", "aufrufen"), "en": ("item", "item call", "call")},
        usage={"de": "<Nummer> | nächster", "en": "<number> | next"},
        example={"de": "nächster", "en": "next"},
        roles=ALLOWED[c.CallItem],
        places=ROOMS,
        make=_call,
    ),
    ChatCommand(
        name="agenda.close",
        words={
            "de": ("top schließen", "top erledigt", "top beenden"),
            "en": ("item close", "close item", "item done"),
        },
        usage={"de": "[<Vermerk>]", "en": "[<note>]"},
        example={"de": "zur Kenntnis genommen", "en": "taken note of"},
        roles=ALLOWED[c.CloseItem],
        places=ROOMS,
        doubts=_unsettled,
        make=_close,
    ),
    ChatCommand(
        name="agenda.postpone",
        words={
            "de": ("top vertagen", "vertagen"),
            "en": ("item postpone", "postpone"),
        },
        usage={"de": "[<Vermerk>]", "en": "[<note>]"},
        example={"de": "vertagt auf die nächste Sitzung", "en": "postponed to the next meeting"},
        roles=ALLOWED[c.CloseItem],
        places=ROOMS,
        make=_postpone,
    ),
)
