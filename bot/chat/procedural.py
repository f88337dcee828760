# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands on the course of business (Anträge zur Geschäftsordnung)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.chat.arguments import Arguments
from bot.chat.command import EVERYWHERE, FLOOR, ROOMS, ChatCommand, Doubt, asking, speaker
from bot.chat.context import Context
from bot.chat.misunderstood import Misunderstood
from bot.chat.requests import ShowProcedural
from bot.chat.subjects import due
from bot.domain import commands as c
from bot.domain.debating import ProceduralKind
from bot.domain.ids import ItemId
from bot.domain.permissions import ALLOWED
from bot.domain.procedural import KINDS as TABLE
from bot.domain.procedural import in_order
from bot.texts import Said

_K = ProceduralKind
KINDS: Mapping[str, ProceduralKind] = {
    "schluss": _K.CLOSE_DEBATE,
    "debattenschluss": _K.CLOSE_DEBATE,
    "closure": _K.CLOSE_DEBATE,
    "rednerlistenschluss": _K.CLOSE_LIST,
    "endlist": _K.CLOSE_LIST,
    "vertagung": _K.ADJOURN_ITEM,
    "postponement": _K.ADJOURN_ITEM,
    "ueberweisung": _K.REFER,
    "referral": _K.REFER,
    "absetzung": _K.REMOVE_ITEM,
    "removal": _K.REMOVE_ITEM,
    "pause": _K.RECESS,
    "unterbrechung": _K.RECESS,
    "recess": _K.RECESS,
    "oeffentlichkeit": _K.EXCLUDE_PUBLIC,
    "nichtoeffentlich": _K.EXCLUDE_PUBLIC,
    "exclusion": _K.EXCLUDE_PUBLIC,
    "redezeit": _K.LIMIT_SPEECH,
    "timelimit": _K.LIMIT_SPEECH,
    "geheim": _K.SECRET_VOTE,
    "secret": _K.SECRET_VOTE,
    "namentlich": _K.RECORDED_VOTE,
    "recorded": _K.RECORDED_VOTE,
    "getrennt": _K.SEPARATE_VOTE,
    "ziffernweise": _K.SEPARATE_VOTE,
    "separate": _K.SEPARATE_VOTE,
    "wiederholung": _K.RECOUNT,
    "nachzaehlung": _K.RECOUNT,
    "recount": _K.RECOUNT,
    "reihenfolge": _K.REORDER,
    "order": _K.REORDER,
}
"""Kinds as people say them; ``schluss der debatte`` and ``schluss der rednerliste`` as well."""
_DETOURS = frozenset({"der", "des", "of", "the", "auf", "in", "an", "to", "minuten", "minutes"})
_LISTS = frozenset({"rednerliste", "list"})
_DEBATES = frozenset({"debatte", "debate"})
_ALL = frozenset({"alle", "aller", "all"})
_FURTHER = frozenset(
    {"weiteren", "uebrigen", "restlichen", "further", "remaining", "other", "the", "of"}
    | {"punkte", "tagesordnungspunkte", "tops", "items"}
)
_OF_AN_ITEM = (_K.REMOVE_ITEM, _K.REORDER)
"""Of another item than the one under debate: it has to be named."""
_ON_ITEMS = (*_OF_AN_ITEM, _K.EXCLUDE_PUBLIC)
WORDS = {"de": ("go", "geschäftsordnung"), "en": ("point", "procedural motion")}
_EXAMPLES: Mapping[ProceduralKind, Mapping[str, str]] = {
    _K.REMOVE_ITEM: {"de": "absetzung TOP 5", "en": "removal item 5"},
    _K.REORDER: {"de": "reihenfolge TOP 5 auf 3", "en": "order item 5 to 3"},
    _K.EXCLUDE_PUBLIC: {"de": "öffentlichkeit TOP 5", "en": "exclusion item 5"},
    _K.RECESS: {"de": "pause 10 Minuten", "en": "recess 10 minutes"},
    _K.LIMIT_SPEECH: {"de": "redezeit 3 Minuten", "en": "timelimit 3 minutes"},
    _K.REFER: {"de": "überweisung an den Bauausschuss", "en": "referral to the building committee"},
    _K.RECOUNT: {"de": "wiederholung Die Zählung war unklar.", "en": "recount It was unclear."},
    _K.SEPARATE_VOTE: {"de": "getrennt A1", "en": "separate A1"},
}
"""What each kind that names something looks like in full."""


def still_to_decide(_command: c.Command, context: Context) -> tuple[Doubt, ...]:
    """Return the motions on the course of business that lapse with what is closed now."""
    meeting = context.meeting
    ids = tuple(known.id for known in in_order(meeting)) if meeting else ()
    return (Doubt("doubt.procedural", {"ids": ids}),) if ids else ()


def _raise(arguments: Arguments, context: Context) -> c.RaiseProcedural:
    by = speaker(context)
    seat = arguments.for_person_colon() or by
    kind = _kind(arguments)
    try:
        item, number, text = _parts(arguments, kind)
    except Misunderstood as problem:
        if kind not in _EXAMPLES:
            raise
        typed = f"!{WORDS[context.language][0]} {_EXAMPLES[kind][context.language]}"
        raise Misunderstood(problem.key, **{**problem.facts, "example": Said(typed)}) from problem
    return c.RaiseProcedural(
        by=by, at=context.at, seat=seat, kind=kind, item=item, number=number, text=text
    )


def _parts(arguments: Arguments, kind: ProceduralKind) -> tuple[ItemId | None, int, str]:
    """Take what a motion of its kind names: an item, a number, a text."""
    _skip(arguments)
    named = kind in _OF_AN_ITEM or (kind in _ON_ITEMS and arguments.left())
    item = arguments.item() if named else None
    _skip(arguments)
    part = "position" if kind is _K.REORDER else "minutes"
    number = arguments.number(part) if TABLE[kind].number else 0
    _skip(arguments)
    text = _text(arguments, kind) if TABLE[kind].text else ""
    arguments.end()
    return item, number, text


def _text(arguments: Arguments, kind: ProceduralKind) -> str:
    if kind is not _K.SEPARATE_VOTE:
        return arguments.text("reason" if kind is _K.RECOUNT else "where")
    meeting = arguments.meeting()
    return arguments.motion() if arguments.left() else due(meeting, meeting.item)


def _kind(arguments: Arguments) -> ProceduralKind:
    kind = arguments.need_one_of(KINDS, "procedural")
    if kind is _K.ADJOURN_ITEM:
        _skip(arguments)
        return _K.ADJOURN_REST if _all(arguments) else kind
    if kind is not _K.CLOSE_DEBATE:
        return kind
    _skip(arguments)
    if arguments.keyword(_LISTS):
        return _K.CLOSE_LIST
    arguments.keyword(_DEBATES)
    return kind


def _all(arguments: Arguments) -> bool:
    """Take ``aller weiteren punkte``, or no more of it than its first word."""
    if not arguments.keyword(_ALL):
        return False
    while arguments.keyword(_FURTHER):
        pass
    return True


def _skip(arguments: Arguments) -> None:
    while arguments.keyword(_DETOURS):
        pass


def _speak(*, against: bool) -> Callable[[Arguments, Context], c.SpeakToProcedural]:
    def make(arguments: Arguments, context: Context) -> c.SpeakToProcedural:
        by = speaker(context)
        motion = arguments.procedural_if_named()
        seat = arguments.person_if_named() or arguments.for_person() or by
        arguments.end()
        return c.SpeakToProcedural(by=by, at=context.at, seat=seat, against=against, motion=motion)

    return make


def _support(arguments: Arguments, context: Context) -> c.SupportProcedural:
    by = speaker(context)
    motion = arguments.procedural_if_named()
    seat = arguments.person_if_named() or arguments.for_person() or by
    arguments.end()
    return c.SupportProcedural(by=by, at=context.at, seat=seat, motion=motion)


def _withdraw(arguments: Arguments, context: Context) -> c.WithdrawProcedural:
    motion = arguments.procedural_if_named()
    arguments.end()
    return c.WithdrawProcedural(by=speaker(context), at=context.at, motion=motion)


def _rule_out(arguments: Arguments, context: Context) -> c.RuleOutProcedural:
    motion = arguments.procedural_if_named()
    reason = arguments.text("reason")
    return c.RuleOutProcedural(by=speaker(context), at=context.at, reason=reason, motion=motion)


def _carry(arguments: Arguments, context: Context) -> c.CarryProcedural:
    motion = arguments.procedural_if_named()
    arguments.end()
    return c.CarryProcedural(by=speaker(context), at=context.at, motion=motion)


_WHICH = {"de": "[<Antrag>]", "en": "[<motion>]"}
_WHO = {"de": "[<Antrag>] [<Sitz oder Name>]", "en": "[<motion>] [<seat or name>]"}

COMMANDS = (
    ChatCommand(
        name="procedural.move",
        words=WORDS,
        usage={
            "de": "[für <Sitz oder Name>:] schluss der debatte "
            "| schluss der rednerliste | vertagung | vertagung aller "
            "| überweisung <wohin> | absetzung <TOP> | pause <Minuten> | öffentlichkeit [<TOP>] "
            "| redezeit <Minuten> | geheim | namentlich | getrennt [<Antrag>] "
            "| wiederholung <Grund> "
            "| reihenfolge <TOP> <Stelle>",
            "en": "[for <seat or name>:] closure of debate | closure of list | postponement "
            "| postponement of all | referral <where to> | removal <item> | recess <minutes> "
            "| exclusion [<item>] "
            "| timelimit <minutes> | secret | recorded | separate [<motion>] | recount <reason> "
            "| order <item> <place>",
        },
        example={"de": "schluss der debatte", "en": "closure of debate"},
        roles=ALLOWED[c.RaiseProcedural],
        places=FLOOR,
        make=_raise,
    ),
    ChatCommand(
        name="procedural.pro",
        words={"de": ("fürrede", "go fürrede"), "en": ("seconding", "speak in favour")},
        usage=_WHO,
        example={"de": "7", "en": "7"},
        roles=ALLOWED[c.SpeakToProcedural],
        places=ROOMS,
        make=_speak(against=False),
    ),
    ChatCommand(
        name="procedural.contra",
        words={"de": ("gegenrede", "go gegenrede"), "en": ("opposing", "speak against")},
        usage=_WHO,
        example={"de": "7", "en": "7"},
        roles=ALLOWED[c.SpeakToProcedural],
        places=ROOMS,
        make=_speak(against=True),
    ),
    ChatCommand(
        name="procedural.support",
        words={"de": ("go unterstützen", "unterstützen"), "en": ("point support", "support")},
        usage=_WHO,
        example={"de": "7", "en": "7"},
        roles=ALLOWED[c.SupportProcedural],
        places=ROOMS,
        make=_support,
    ),
    ChatCommand(
        name="procedural.carry",
        words={"de": ("go angenommen", "ohne gegenrede"), "en": ("point carried", "unopposed")},
        usage=_WHICH,
        example={"de": "G1", "en": "G1"},
        roles=ALLOWED[c.CarryProcedural],
        places=ROOMS,
        make=_carry,
    ),
    ChatCommand(
        name="procedural.withdraw",
        words={"de": ("go zurückziehen",), "en": ("point withdraw",)},
        usage=_WHICH,
        example={"de": "G1", "en": "G1"},
        roles=ALLOWED[c.WithdrawProcedural],
        places=ROOMS,
        make=_withdraw,
    ),
    ChatCommand(
        name="procedural.rule_out",
        words={"de": ("go unzulässig",), "en": ("point out of order",)},
        usage={"de": "[<Antrag>] <Grund>", "en": "[<motion>] <reason>"},
        example={
            "de": "Der Antragsteller hat zur Sache gesprochen.",
            "en": "The mover has spoken on the matter.",
        },
        roles=ALLOWED[c.RuleOutProcedural],
        places=ROOMS,
        make=_rule_out,
    ),
    ChatCommand(
        name="procedural.show",
        words={"de": ("go zeigen",), "en": ("point show",)},
        places=EVERYWHERE,
        make=asking(ShowProcedural()),
    ),
)
